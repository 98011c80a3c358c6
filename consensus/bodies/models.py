"""What is stored of bodies, who takes part in them, their seats, and every ruleset they had. No rule stands here."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text, true
from sqlalchemy.orm import Mapped, mapped_column, relationship

from consensus.db import Base, UtcDateTime, enum_type
from consensus.domain.terms import BodyKind, FilledBy
from consensus.people.models import Member, Person


class Body(Base):
    """An assembly, a working group or a steering body. ``row_version`` counts every change of the body and its seats."""

    __tablename__ = "body"
    __table_args__ = (CheckConstraint("cure_days >= 0", name="cure_days"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    """Upper-case letters, digits and hyphens: stands in addresses and decision numbers; never changed."""
    name: Mapped[str] = mapped_column(String(200))
    purpose: Mapped[str] = mapped_column(Text, default="")
    kind: Mapped[BodyKind] = mapped_column(enum_type(BodyKind, "kind"))
    languages: Mapped[list[str]] = mapped_column(JSON)
    """Working languages; the first is the usual authentic one. Those of ``required_languages`` must be present."""
    required_languages: Mapped[list[str]] = mapped_column(JSON, default=list)
    cure_days: Mapped[int] = mapped_column(default=90)
    """How many days a breach of the composition rules may last. Source: composition.md, "When a rule acts", 2."""
    suspends_when_uncured: Mapped[bool] = mapped_column(default=True, server_default=true())
    """Whether calls for consensus rest while a breach is not cured in time; if not, it is published and no more."""
    calls_stop_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """From when on calls for consensus rest, or rested the last time; ahead, while there is time to cure a breach."""
    calls_resume_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When they went on, if they ever rested and do not now."""
    most_ends_a_year: Mapped[int | None]
    """How many terms should end in one year at most; null: the body says nothing of it. A target, which refuses nothing."""
    terms_end_since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Since when terms end by themselves after their last day; null: whoever holds a seat goes on until it is filled or left."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    row_version: Mapped[int] = mapped_column(default=1)

    seats: Mapped[list[Seat]] = relationship(back_populates="body", lazy="raise", order_by="Seat.id")

    __mapper_args__ = {"version_id_col": row_version}


class BodyMember(Base):
    """A member takes part in a working group, from an instant to an instant. All active members are in an assembly."""

    __tablename__ = "body_member"
    __table_args__ = (
        Index(
            "uq_body_member_current",
            "body_id",
            "member_id",
            unique=True,
            sqlite_where=text("left_at IS NULL"),
            postgresql_where=text("left_at IS NULL"),
        ),
        CheckConstraint("left_at IS NULL OR left_at >= joined_at", name="order"),
        Index("ix_body_member_member_id", "member_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    body_id: Mapped[int] = mapped_column(ForeignKey("body.id"), index=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    joined_at: Mapped[datetime] = mapped_column(UtcDateTime)
    left_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    member: Mapped[Member] = relationship(lazy="raise")


class FacilitatorPool(Base):
    """A person whom the body offers as facilitator."""

    __tablename__ = "facilitator_pool"

    body_id: Mapped[int] = mapped_column(ForeignKey("body.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), primary_key=True)


class Seat(Base):
    """A place in a steering body. Who held it, and when, stands in its terms and is never lost."""

    __tablename__ = "seat"
    __table_args__ = (UniqueConstraint("body_id", "label"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    body_id: Mapped[int] = mapped_column(ForeignKey("body.id"), index=True)
    label: Mapped[str] = mapped_column(String(120))
    kind: Mapped[str] = mapped_column(String(40))
    """The body's own word: regional, movement, at_large, officer, ...; rules see it as the attribute ``seat``."""
    attributes: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    """What the seat itself stands for in the rules: a role, a constituency, the region it is kept for. While nobody
    sits there its vacancy has these; whoever sits there has them too, unless they have their own (a region)."""
    term_months: Mapped[int | None]
    """How long a term on this seat lasts, in months: what is proposed when it is filled. Null: the seat has no term."""
    former_labels: Mapped[list[str] | None] = mapped_column(JSON(none_as_null=True))
    """What the seat was called before: no other seat of the body takes such a label."""
    is_abolished: Mapped[bool] = mapped_column(default=False)

    body: Mapped[Body] = relationship(back_populates="seats", lazy="raise")
    terms: Mapped[list[SeatTerm]] = relationship(back_populates="seat", lazy="raise", order_by="SeatTerm.started_at")


class SeatTerm(Base):
    """A person holds a seat for a member from an instant on; ``ended_at`` is null while they do."""

    __tablename__ = "seat_term"
    __table_args__ = (
        CheckConstraint("ended_at IS NULL OR ended_at >= started_at", name="order"),
        CheckConstraint("(ended_at IS NULL) = (end_reason IS NULL)", name="end_has_reason"),
        Index(
            "uq_seat_term_current",
            "seat_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index("ix_seat_term_seat_id", "seat_id"),
        Index("ix_seat_term_person_id", "person_id"),
        Index("ix_seat_term_member_id", "member_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    seat_id: Mapped[int] = mapped_column(ForeignKey("seat.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_on: Mapped[date | None]
    """The last day of the term as agreed; null where the seat has no term."""
    filled_by: Mapped[FilledBy] = mapped_column(
        enum_type(FilledBy, "filled_by"), default=FilledBy.APPOINTED, server_default=FilledBy.APPOINTED.value
    )
    decision: Mapped[str | None] = mapped_column(String(40))
    """The number of the decision by which the seat was filled, if one was named."""
    suspended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """While suspended the seat is not filled: it is on no roll and counts for no rule."""
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    end_reason: Mapped[str | None] = mapped_column(Text)

    seat: Mapped[Seat] = relationship(back_populates="terms", lazy="raise")
    person: Mapped[Person] = relationship(lazy="raise")
    member: Mapped[Member] = relationship(lazy="raise")


class Alternate(Base):
    """A person who can stand in, for a member, for whoever holds a seat; named for that term, and gone with it."""

    __tablename__ = "alternate"
    __table_args__ = (
        CheckConstraint("ended_at IS NULL OR ended_at >= named_at", name="order"),
        CheckConstraint("(ended_at IS NULL) = (end_reason IS NULL)", name="end_has_reason"),
        Index(
            "uq_alternate_current",
            "term_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index("ix_alternate_term_id", "term_id"),
        Index("ix_alternate_person_id", "person_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    term_id: Mapped[int] = mapped_column(ForeignKey("seat_term.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    named_at: Mapped[datetime] = mapped_column(UtcDateTime)
    reason: Mapped[str] = mapped_column(Text)
    """Who named them, or how they came to be it."""
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    end_reason: Mapped[str | None] = mapped_column(Text)


class StandingIn(Base):
    """An alternate acts for a seat in the place of its holder, from an instant on; ``ended_at`` is null while they do."""

    __tablename__ = "standing_in"
    __table_args__ = (
        CheckConstraint("ended_at IS NULL OR ended_at >= began_at", name="order"),
        CheckConstraint("(ended_at IS NULL) = (end_reason IS NULL)", name="end_has_reason"),
        Index(
            "uq_standing_in_current",
            "alternate_id",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index("ix_standing_in_alternate_id", "alternate_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    alternate_id: Mapped[int] = mapped_column(ForeignKey("alternate.id"))
    began_at: Mapped[datetime] = mapped_column(UtcDateTime)
    reason: Mapped[str] = mapped_column(Text)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    end_reason: Mapped[str | None] = mapped_column(Text)


class Breach(Base):
    """A body breaks its own hard composition rules, from an instant on; ``cured_at`` is null while it does."""

    __tablename__ = "breach"
    __table_args__ = (
        CheckConstraint("cured_at IS NULL OR cured_at >= began_at", name="order"),
        CheckConstraint("(cured_at IS NULL) = (cured_by IS NULL)", name="cure_has_cause"),
        Index(
            "uq_breach_current",
            "body_id",
            unique=True,
            sqlite_where=text("cured_at IS NULL"),
            postgresql_where=text("cured_at IS NULL"),
        ),
        Index("ix_breach_body_id", "body_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    body_id: Mapped[int] = mapped_column(ForeignKey("body.id"))
    began_at: Mapped[datetime] = mapped_column(UtcDateTime)
    cause: Mapped[str] = mapped_column(String(40))
    """The act with which it began, as the ledger names it."""
    rules: Mapped[list[str]] = mapped_column(JSON)
    """The ids of the rules that were broken then."""
    reasons: Mapped[list[str]] = mapped_column(JSON)
    """Why, in the sentences that everybody may read."""
    cure_ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    """When the time to cure it is over: the end of its last day, in UTC."""
    suspends: Mapped[bool]
    """Whether calls for consensus rest after that day, as the body had it when the breach began."""
    uncured_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When that day was over without a cure."""
    cured_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    cured_by: Mapped[str | None] = mapped_column(String(40))
    """The act that cured it."""


class Ruleset(Base):
    """All rules of a body under one number; the number in force when comment opens governs a proposal to its end."""

    __tablename__ = "ruleset"
    __table_args__ = (UniqueConstraint("body_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    body_id: Mapped[int] = mapped_column(ForeignKey("body.id"), index=True)
    number: Mapped[int]
    classes: Mapped[dict[str, Any]] = mapped_column(JSON)
    """By class code: only what differs from the defaults of the software (process.md section 4)."""
    settled: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    """By class code: every number, defaults of that day included, so that no later default changes a rule under way."""
    composition: Mapped[list[Any]] = mapped_column(JSON)
    """Composition rules as data (composition.md)."""
    attributes: Mapped[dict[str, list[str]]] = mapped_column(JSON)
    """The declared values of each attribute that composition rules group by."""
    seats: Mapped[int | dict[str, int] | None] = mapped_column(JSON(none_as_null=True))
    """The statutory number of seats of a steering body: one number, or ``{"min": 4, "max": 8}``."""
    reason: Mapped[str] = mapped_column(Text)
    in_force_at: Mapped[datetime] = mapped_column(UtcDateTime)
