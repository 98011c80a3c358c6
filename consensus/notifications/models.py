"""What is stored of notices: each once for an entry, a cause, a person and a channel; and what people chose. No rule stands here.

No text, no name and no address stands here: what a notice says is put into words when it is shown or sent.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text, true
from sqlalchemy.orm import Mapped, mapped_column

from consensus.db import Base, UtcDateTime, enum_type
from consensus.domain.channels import Channel
from consensus.domain.notices import Level, Rest, Urgency

_UNSEEN = text("channel = 'page' AND seen_at IS NULL")
_WAITING = text("channel <> 'page' AND sent_at IS NULL AND dropped_at IS NULL")


class NoticeCursor(Base):
    """One row: up to which entry, without it, the notices of the ledger are made. Whoever makes some holds it."""

    __tablename__ = "notice_cursor"
    __table_args__ = (CheckConstraint("id = 1", name="single"), CheckConstraint("next_index >= 0", name="next_index"))

    id: Mapped[int] = mapped_column(primary_key=True)
    next_index: Mapped[int]


class Digest(Base):
    """The rest of a day or a week, which goes to somebody together; one of each day at most."""

    __tablename__ = "digest"
    __table_args__ = (UniqueConstraint("person_id", "due_on"), UniqueConstraint("handle"))

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    due_on: Mapped[date]
    """The day, in the person's own zone, on which it went."""
    handle: Mapped[str] = mapped_column(String(22))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Notice(Base):
    """Somebody is told of an entry, for a cause, on one channel."""

    __tablename__ = "notice"
    __table_args__ = (
        UniqueConstraint("entry_index", "cause", "person_id", "channel"),
        UniqueConstraint("handle"),
        Index("ix_notice_person_id", "person_id", "id"),
        Index("ix_notice_proposal_id", "proposal_id"),
        Index("ix_notice_digest_id", "digest_id"),
        # Asked on every page: how many one has not seen. And by the clock: what is to go out.
        Index("ix_notice_unseen", "person_id", sqlite_where=_UNSEEN, postgresql_where=_UNSEEN),
        Index("ix_notice_waiting", "due_at", sqlite_where=_WAITING, postgresql_where=_WAITING),
        CheckConstraint("channel = 'page' OR seen_at IS NULL", name="seen_on_the_page"),
        CheckConstraint("sent_at IS NULL OR dropped_at IS NULL", name="sent_or_dropped"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_index: Mapped[int] = mapped_column(ForeignKey("ledger_entry.index"))
    cause: Mapped[str] = mapped_column(String(40))
    """``entry`` for what the entry itself tells; ``reminder:2d`` and the like for what is told of it later."""
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    channel: Mapped[Channel] = mapped_column(enum_type(Channel, "channel"))
    kind: Mapped[str] = mapped_column(String(40))
    """By which template it is told: a row of ``words.KINDS``."""
    urgency: Mapped[Urgency] = mapped_column(enum_type(Urgency, "urgency"))
    body_id: Mapped[int | None] = mapped_column(ForeignKey("body.id"))
    proposal_id: Mapped[int | None] = mapped_column(ForeignKey("proposal.id"))
    handle: Mapped[str] = mapped_column(String(22))
    """By which its link names it: chance, so that an address tells nothing."""
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    """When it goes out: later than it was made where quiet hours or a digest say so."""
    in_digest: Mapped[bool]
    digest_id: Mapped[int | None] = mapped_column(ForeignKey("digest.id"))
    seen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When it was handed to the queue of letters, or of pushes."""
    dropped_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When it was found that it cannot go out: there is no address any more, or the account is closed."""


class NoticeChoice(Base):
    """Of what somebody wants to be told in one body."""

    __tablename__ = "notice_choice"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    body_id: Mapped[int] = mapped_column(ForeignKey("body.id"), primary_key=True)
    level: Mapped[Level] = mapped_column(enum_type(Level, "level"))


class NoticeWishes(Base):
    """How notices reach somebody who chose something; whoever has no row has the defaults of the software."""

    __tablename__ = "notice_wishes"
    __table_args__ = (
        CheckConstraint("(quiet_from IS NULL) = (quiet_until IS NULL)", name="quiet_hours"),
        CheckConstraint("quiet_from BETWEEN 0 AND 23 AND quiet_until BETWEEN 0 AND 23", name="quiet_hours_of_a_day"),
        CheckConstraint("digest_hour BETWEEN 0 AND 23", name="digest_hour"),
        CheckConstraint("digest_weekday BETWEEN 0 AND 6", name="digest_weekday"),
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)
    mail: Mapped[bool] = mapped_column(server_default=true())
    push: Mapped[bool] = mapped_column(server_default=true())
    discreet_mail: Mapped[bool] = mapped_column(server_default=true())
    discreet_push: Mapped[bool] = mapped_column(server_default=true())
    quiet_from: Mapped[int | None]
    """Whole hours of the person's own day."""
    quiet_until: Mapped[int | None]
    rest: Mapped[Rest] = mapped_column(enum_type(Rest, "rest"))
    digest_hour: Mapped[int]
    digest_weekday: Mapped[int]
