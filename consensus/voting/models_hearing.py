"""What is stored of hearings: who was invited to be heard on which objections, what they said to it, and how it ended.

Everything here is written once: triggers refuse UPDATE and DELETE (see the migrations).
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Text
from sqlalchemy.orm import Mapped, mapped_column

from consensus.db import Base, UtcDateTime


class Hearing(Base):
    """A date and a place at which the owners of one or several objections are heard; each objection keeps its own fate."""

    __tablename__ = "hearing"
    __table_args__ = (CheckConstraint("meets_at > invited_at", name="ahead"), CheckConstraint("place <> ''", name="place_given"))

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    invited_at: Mapped[datetime] = mapped_column(UtcDateTime)
    meets_at: Mapped[datetime] = mapped_column(UtcDateTime)
    place: Mapped[str] = mapped_column(Text)
    """A link or a place; shown to the people of the body alone."""
    passage: Mapped[str] = mapped_column(Text, default="")
    """The passage of the text that the hearing is about, if it is about one."""
    text: Mapped[str] = mapped_column(Text, default="")


class Invitation(Base):
    """An objection on which its owner is invited to be heard."""

    __tablename__ = "invitation"

    hearing_id: Mapped[int] = mapped_column(ForeignKey("hearing.id"), primary_key=True)
    objection_id: Mapped[int] = mapped_column(ForeignKey("objection.id"), primary_key=True, index=True)


class InvitationAnswer(Base):
    """What the owner of an objection said to the invitation; the newest counts, none is erased."""

    __tablename__ = "invitation_answer"
    __table_args__ = (
        ForeignKeyConstraint(
            ["hearing_id", "objection_id"], ["invitation.hearing_id", "invitation.objection_id"], name="fk_invitation_answer_invitation"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    hearing_id: Mapped[int] = mapped_column(index=True)
    objection_id: Mapped[int]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    comes: Mapped[bool]
    text: Mapped[str] = mapped_column(Text, default="")


class HearingEnd(Base):
    """How a hearing ended: held, with a note of what was said and who agreed to the note; or called off, with the reason."""

    __tablename__ = "hearing_end"
    __table_args__ = (CheckConstraint("text <> ''", name="text_given"),)

    hearing_id: Mapped[int] = mapped_column(ForeignKey("hearing.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    was_held: Mapped[bool]
    text: Mapped[str] = mapped_column(Text)
    agreed_by: Mapped[str] = mapped_column(Text, default="")
