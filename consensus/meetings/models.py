"""What is stored of meetings: who called them, what was on the agenda, what the secretary wrote down. No rule stands here.

Notes, and the words that a secretary enters for a voice, are written once: triggers refuse UPDATE of them, and DELETE.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from consensus.db import Base, UtcDateTime, enum_type
from consensus.domain.terms import PositionCode, Stage


class Fate(StrEnum):
    """What became of a position that the secretary entered."""

    WAITING = "waiting"
    """Nobody who speaks for the voice has said anything to it: it counts for nothing."""
    CONFIRMED = "confirmed"
    """The voice said it itself: a position was taken."""
    REJECTED = "rejected"
    """The voice did not say this."""
    REPLACED = "replaced"
    """The secretary entered another before the voice answered."""


class NoteKind(StrEnum):
    """What a note of the secretary is about."""

    NOTE = "note"
    """What was said or happened, for the minutes."""
    FOLLOW_UP = "follow_up"
    """Who does what, and until when."""


class Meeting(Base):
    """A meeting of a body. ``row_version`` counts every act on it, its items and its entries."""

    __tablename__ = "meeting"
    __table_args__ = (
        CheckConstraint("started_at IS NULL OR ended_at IS NULL OR ended_at >= started_at", name="order"),
        Index("ix_meeting_body_id_planned_at", "body_id", "planned_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    body_id: Mapped[int] = mapped_column(ForeignKey("body.id"))
    title: Mapped[str] = mapped_column(String(200))
    place: Mapped[str] = mapped_column(String(300), default="")
    """A room, or the address of a call."""
    planned_at: Mapped[datetime] = mapped_column(UtcDateTime)
    called_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    called_at: Mapped[datetime] = mapped_column(UtcDateTime)
    secretary_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    started_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When it ended; of one that never started, when it was called off."""
    row_version: Mapped[int] = mapped_column(default=1)
    unnamed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Since when it stands without the names of its secretary, its presenters and who called it."""

    __mapper_args__ = {"version_id_col": row_version}


class MeetingItem(Base):
    """One item of an agenda: a proposal of the body, or something else under a title of its own."""

    __tablename__ = "meeting_item"
    __table_args__ = (
        CheckConstraint("proposal_id IS NOT NULL OR title <> ''", name="has_subject"),
        CheckConstraint("ended_at IS NULL OR ended_at >= started_at", name="order"),
        CheckConstraint("ended_at IS NULL OR started_at IS NOT NULL", name="begins_first"),
        CheckConstraint("removed_at IS NULL OR started_at IS NULL", name="begun_stays"),
        Index(
            "uq_meeting_item_open",
            "meeting_id",
            unique=True,
            sqlite_where=text("started_at IS NOT NULL AND ended_at IS NULL"),
            postgresql_where=text("started_at IS NOT NULL AND ended_at IS NULL"),
        ),
        Index("ix_meeting_item_meeting_id", "meeting_id"),
        Index("ix_meeting_item_proposal_id", "proposal_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    proposal_id: Mapped[int | None] = mapped_column(ForeignKey("proposal.id"))
    title: Mapped[str] = mapped_column(String(300), default="")
    """Of a proposal that is on the agenda, empty: its question says what it is."""
    presenter_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    started_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When it was first opened; an item that is opened again keeps its beginning."""
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    calling: Mapped[PositionCode | None] = mapped_column(enum_type(PositionCode, "calling"))
    """The position for which voices are called just now."""


class EnteredPosition(Base):
    """What the secretary heard a voice say. It is no position, and counts for nothing, until the voice's own person confirms it."""

    __tablename__ = "entered_position"
    __table_args__ = (
        CheckConstraint("(fate = 'waiting') = (settled_at IS NULL)", name="settled_has_instant"),
        CheckConstraint("(fate = 'confirmed') = (position_id IS NOT NULL)", name="confirmed_is_position"),
        ForeignKeyConstraint(["voice_id", "proposal_id"], ["voice.id", "voice.proposal_id"], name="fk_entered_position_voice_of_proposal"),
        ForeignKeyConstraint(
            ["position_id", "voice_id"], ["position.id", "position.voice_id"], name="fk_entered_position_position_of_voice"
        ),
        Index(
            "uq_entered_position_waiting",
            "voice_id",
            unique=True,
            sqlite_where=text("settled_at IS NULL"),
            postgresql_where=text("settled_at IS NULL"),
        ),
        Index("ix_entered_position_item_id", "item_id"),
        Index("ix_entered_position_proposal_id", "proposal_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    item_id: Mapped[int] = mapped_column(ForeignKey("meeting_item.id"))
    proposal_id: Mapped[int]
    voice_id: Mapped[int]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    """The secretary who wrote it down."""
    version_number: Mapped[int]
    stage: Mapped[Stage] = mapped_column(enum_type(Stage, "stage"))
    code: Mapped[PositionCode] = mapped_column(enum_type(PositionCode, "code"))
    reason: Mapped[str] = mapped_column(Text, default="")
    ground: Mapped[str] = mapped_column(String(200), default="")
    remedy: Mapped[str] = mapped_column(Text, default="")
    whom: Mapped[str | None] = mapped_column(Text)
    """To whom it does harm; null where nothing was said of it, as of the passage."""
    passage: Mapped[str | None] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    fate: Mapped[Fate] = mapped_column(enum_type(Fate, "fate"), default=Fate.WAITING)
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    settled_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    position_id: Mapped[int | None]


class MeetingNote(Base):
    """Something the secretary adds to the minutes, about an item or about the meeting. Written once; another may follow."""

    __tablename__ = "meeting_note"
    __table_args__ = (CheckConstraint("text <> ''", name="said"), Index("ix_meeting_note_meeting_id", "meeting_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey("meeting.id"))
    item_id: Mapped[int | None] = mapped_column(ForeignKey("meeting_item.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    kind: Mapped[NoteKind] = mapped_column(enum_type(NoteKind, "kind"))
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
