"""Who sits on each seat of a body, with everything that the composition rules look at. Two statements, whatever the size.

The gender of a person stands in what is returned here: it goes to the judgement (``verdicts.py``) and nowhere else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from consensus.bodies.models import Seat, SeatTerm
from consensus.domain.terms import MemberKind, MemberStatus
from consensus.people.models import Member, Person

UNDISCLOSED = "?"
"""How the rules are told that a value is not disclosed. Source: composition.md."""

BREAK_BETWEEN_TERMS = timedelta(days=365)
"""A person who was away from a body for this long begins anew: terms before it are not consecutive. Default of the software."""


@dataclass(frozen=True, slots=True)
class Sitter:
    """The one who holds a seat, suspended or not."""

    term_id: int
    person_id: int
    person_name: str
    member_id: int
    member_name: str
    region: str
    country: str
    kind: MemberKind
    since: datetime
    ends_on: date | None
    suspended_at: datetime | None
    is_of_active_member: bool
    consecutive_terms: int
    gender: str = field(repr=False)

    @property
    def counts(self) -> bool:
        """Whether the seat is filled: neither the holder nor the member is suspended, and the member has not left."""
        return self.suspended_at is None and self.is_of_active_member


@dataclass(frozen=True, slots=True)
class SeatFacts:
    """A seat that was not abolished, and who holds it, if anybody."""

    seat_id: int
    label: str
    kind: str
    attributes: Mapping[str, str]
    sitter: Sitter | None

    def vacancy(self) -> dict[str, str]:
        """What the rules are told of the seat while nobody fills it."""
        return {**self.attributes, "seat": self.kind}


@dataclass(frozen=True, slots=True)
class TermFacts:
    """One term, past or present."""

    term_id: int
    seat_id: int
    person_id: int
    started_at: datetime
    ends_on: date | None
    ended_at: datetime | None


def seats_of(session: Session, body_id: int) -> list[SeatFacts]:
    """Return the seats of a body in the order in which they were made, with who holds them."""
    statement = (
        select(
            Seat.id.label("seat_id"),
            Seat.label,
            Seat.kind.label("seat_kind"),
            Seat.attributes,
            SeatTerm.id.label("term_id"),
            SeatTerm.person_id,
            SeatTerm.member_id,
            SeatTerm.started_at,
            SeatTerm.ends_on,
            SeatTerm.suspended_at,
            Person.name.label("person_name"),
            Person.gender,
            Member.name.label("member_name"),
            Member.region,
            Member.country,
            Member.kind,
            Member.status,
        )
        .select_from(Seat)
        .outerjoin(SeatTerm, and_(SeatTerm.seat_id == Seat.id, SeatTerm.ended_at.is_(None)))
        .outerjoin(Person, Person.id == SeatTerm.person_id)
        .outerjoin(Member, Member.id == SeatTerm.member_id)
        .where(Seat.body_id == body_id, Seat.is_abolished.is_(False))
        .order_by(Seat.id)
    )
    counts = consecutive_terms(terms_of(session, body_id))
    return [
        SeatFacts(
            seat_id=row.seat_id,
            label=row.label,
            kind=row.seat_kind,
            attributes=row.attributes,
            sitter=None
            if row.term_id is None
            else Sitter(
                term_id=row.term_id,
                person_id=row.person_id,
                person_name=row.person_name,
                member_id=row.member_id,
                member_name=row.member_name,
                region=row.region,
                country=row.country,
                kind=row.kind,
                since=row.started_at,
                ends_on=row.ends_on,
                suspended_at=row.suspended_at,
                is_of_active_member=row.status is MemberStatus.ACTIVE,
                consecutive_terms=counts[row.term_id],
                gender=row.gender or UNDISCLOSED,
            ),
        )
        for row in session.execute(statement)
    ]


def terms_of(session: Session, body_id: int) -> list[TermFacts]:
    """Return every term of every seat that a body has or had, the earliest first."""
    statement = (
        select(SeatTerm.id, SeatTerm.seat_id, SeatTerm.person_id, SeatTerm.started_at, SeatTerm.ends_on, SeatTerm.ended_at)
        .join(Seat, Seat.id == SeatTerm.seat_id)
        .where(Seat.body_id == body_id)
        .order_by(SeatTerm.started_at, SeatTerm.id)
    )
    return [TermFacts(*row) for row in session.execute(statement)]


def consecutive_terms(terms: Sequence[TermFacts]) -> dict[int, int]:
    """Return for each term, by its id, the how-manieth of its person in a row it is; ``terms`` are the earliest first.

    A move to another seat within one agreed term (the same last day) is not a new term.
    """
    counts: dict[int, int] = {}
    latest: dict[int, TermFacts] = {}
    for term in terms:
        before = latest.get(term.person_id)
        if before is None or before.ended_at is None or term.started_at - before.ended_at >= BREAK_BETWEEN_TERMS:
            counts[term.term_id] = 1
        elif term.ends_on is not None and term.ends_on == before.ends_on:
            counts[term.term_id] = counts[before.term_id]
        else:
            counts[term.term_id] = counts[before.term_id] + 1
        latest[term.person_id] = term
    return counts
