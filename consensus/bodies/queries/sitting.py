"""Who sits on each seat of a body and who sat there, with everything that the composition rules look at. One statement.

The gender of a person stands in what is returned here: it goes to the judgement (``verdicts.py``) and nowhere else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.orm import Session, aliased

from consensus.bodies.models import Alternate, Seat, SeatTerm, StandingIn
from consensus.domain.filters import UNDISCLOSED
from consensus.domain.terms import FilledBy, MemberKind, MemberStatus
from consensus.people.changes import MemberFacts
from consensus.people.models import Member, Person

NEWEST = -1
"""The id of a term that has not begun."""

BREAK_BETWEEN_TERMS = timedelta(days=365)
"""A person who was away from a body for this long begins anew: terms before it are not consecutive. Default of the software."""


@dataclass(frozen=True, slots=True)
class NamedAlternate:
    """Who can stand in for whoever holds a seat; the member and the person as they are today."""

    person_id: int
    person_name: str
    member_id: int
    member_name: str
    region: str
    country: str
    kind: MemberKind
    is_of_active_member: bool
    named_at: datetime
    stands_in_since: datetime | None
    """None while they do not."""
    gender: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Term:
    """One term, past or present; the member and the person as they are today."""

    term_id: int
    seat_id: int
    person_id: int
    person_name: str
    member_id: int
    member_name: str
    region: str
    country: str
    kind: MemberKind
    started_at: datetime
    ends_on: date | None
    """The last day as agreed."""
    suspended_at: datetime | None
    ended_at: datetime | None
    end_reason: str | None
    is_of_active_member: bool
    gender: str = field(repr=False)
    filled_by: FilledBy = FilledBy.APPOINTED
    decision: str | None = None
    """The number of the decision by which the seat was filled, if one was named."""
    alternate: NamedAlternate | None = None
    """Who is named to stand in now, whether or not they do."""

    @property
    def is_filled(self) -> bool:
        """Whether the seat has a voice and counts for the rules: held, and neither holder nor member suspended or gone."""
        return self.ended_at is None and self.suspended_at is None and self.is_of_active_member

    @property
    def stand_in(self) -> NamedAlternate | None:
        """The alternate who acts in the holder's place now."""
        return self.alternate if self.alternate is not None and self.alternate.stands_in_since is not None else None

    def is_past(self, today: date) -> bool:
        """Whether its last day is over and it goes on all the same, until the seat is filled or left."""
        return self.ended_at is None and self.ends_on is not None and self.ends_on < today


@dataclass(frozen=True, slots=True)
class SeatWithTerms:
    """A seat, and everybody who ever held it, the earliest first."""

    seat_id: int
    label: str
    kind: str
    attributes: Mapping[str, str]
    is_abolished: bool
    terms: tuple[Term, ...]
    term_months: int | None = None
    former_labels: tuple[str, ...] = ()

    @property
    def holder(self) -> Term | None:
        """The term of the one who holds the seat now, suspended or not."""
        return next((term for term in self.terms if term.ended_at is None), None)

    @property
    def acting(self) -> Term | None:
        """The holder, with the alternate in their place while one stands in: whom the rules see, and who has the voice."""
        holder = self.holder
        if holder is None or holder.stand_in is None:
            return holder
        one = holder.stand_in
        return replace(
            holder,
            person_id=one.person_id,
            person_name=one.person_name,
            member_id=one.member_id,
            member_name=one.member_name,
            region=one.region,
            country=one.country,
            kind=one.kind,
            is_of_active_member=one.is_of_active_member,
            gender=one.gender,
            suspended_at=None,
        )

    def as_if(self, members: Mapping[int, MemberFacts]) -> SeatWithTerms:
        """Return the seat as it would be if ``members``, by their ids, were as described."""
        return replace(self, terms=tuple(_term_as_if(term, members) for term in self.terms))

    @property
    def vacant_since(self) -> datetime | None:
        """When its last term ended; None while it is held, and if it never was."""
        ends = [term.ended_at for term in self.terms if term.ended_at is not None]
        return max(ends) if ends and self.holder is None else None

    def as_seen_by_rules(self, term: Term | None) -> dict[str, str]:
        """What the rules are told of the seat while ``term`` lasts; None: of its vacancy. Terms in a row are left out.

        What belongs to the one who sits there goes before what the seat stands for.
        """
        if term is None:
            return {**self.attributes, "seat": self.kind}
        return {
            **self.attributes,
            "seat": self.kind,
            "region": term.region,
            "country": term.country,
            "kind": term.kind.value,
            "org": str(term.member_id),
            "gender": term.gender,
        }


_OTHER, _OTHER_MEMBER = aliased(Person), aliased(Member)
_OF_ALTERNATES = (
    Alternate.person_id.label("other_id"),
    Alternate.named_at,
    StandingIn.began_at.label("stands_in_since"),
    _OTHER.name.label("other_name"),
    _OTHER.gender.label("other_gender"),
    _OTHER_MEMBER.id.label("other_member_id"),
    _OTHER_MEMBER.name.label("other_member_name"),
    _OTHER_MEMBER.region.label("other_region"),
    _OTHER_MEMBER.country.label("other_country"),
    _OTHER_MEMBER.kind.label("other_kind"),
    _OTHER_MEMBER.status.label("other_status"),
)


def seats_with_terms(session: Session, body_id: int) -> list[SeatWithTerms]:
    """Return every seat that a body has or had, in the order in which they were made. One statement."""
    statement = (
        select(
            Seat.id.label("seat_id"),
            Seat.label,
            Seat.kind.label("seat_kind"),
            Seat.attributes,
            Seat.is_abolished,
            Seat.term_months,
            Seat.former_labels,
            SeatTerm.id.label("term_id"),
            SeatTerm.person_id,
            Person.name.label("person_name"),
            SeatTerm.member_id,
            Member.name.label("member_name"),
            Member.region,
            Member.country,
            Member.kind,
            SeatTerm.started_at,
            SeatTerm.ends_on,
            SeatTerm.suspended_at,
            SeatTerm.ended_at,
            SeatTerm.end_reason,
            SeatTerm.filled_by,
            SeatTerm.decision,
            Member.status,
            Person.gender,
            *_OF_ALTERNATES,
        )
        .select_from(Seat)
        .outerjoin(SeatTerm, SeatTerm.seat_id == Seat.id)
        .outerjoin(Person, Person.id == SeatTerm.person_id)
        .outerjoin(Member, Member.id == SeatTerm.member_id)
        .outerjoin(Alternate, and_(Alternate.term_id == SeatTerm.id, Alternate.ended_at.is_(None)))
        .outerjoin(StandingIn, and_(StandingIn.alternate_id == Alternate.id, StandingIn.ended_at.is_(None)))
        .outerjoin(_OTHER, _OTHER.id == Alternate.person_id)
        .outerjoin(_OTHER_MEMBER, _OTHER_MEMBER.id == Alternate.member_id)
        .where(Seat.body_id == body_id)
        .order_by(Seat.id, SeatTerm.started_at, SeatTerm.id)
    )
    seats: dict[int, Any] = {}
    terms: dict[int, list[Term]] = {}
    for row in session.execute(statement):
        seats[row.seat_id] = row
        terms.setdefault(row.seat_id, []).extend([] if row.term_id is None else [_term(row)])
    return [
        SeatWithTerms(
            seat_id,
            row.label,
            row.seat_kind,
            row.attributes,
            row.is_abolished,
            tuple(terms[seat_id]),
            row.term_months,
            tuple(row.former_labels or ()),
        )
        for seat_id, row in seats.items()
    ]


def _term_as_if(term: Term, members: Mapping[int, MemberFacts]) -> Term:
    other = term.alternate
    if other is not None and other.member_id in members:
        other = replace(other, **_as_described(members[other.member_id]))
    described = _as_described(members[term.member_id]) if term.member_id in members else {}
    return replace(term, alternate=other, **described)


def _as_described(member: MemberFacts) -> dict[str, Any]:
    is_active = member.status is MemberStatus.ACTIVE
    return {"region": member.region, "country": member.country, "kind": member.kind, "is_of_active_member": is_active}


def _term(row: Any) -> Term:
    return Term(
        term_id=row.term_id,
        seat_id=row.seat_id,
        person_id=row.person_id,
        person_name=row.person_name,
        member_id=row.member_id,
        member_name=row.member_name,
        region=row.region,
        country=row.country,
        kind=row.kind,
        started_at=row.started_at,
        ends_on=row.ends_on,
        suspended_at=row.suspended_at,
        ended_at=row.ended_at,
        end_reason=row.end_reason,
        is_of_active_member=row.status is MemberStatus.ACTIVE,
        gender=row.gender or UNDISCLOSED,
        filled_by=row.filled_by,
        decision=row.decision,
        alternate=None if row.other_id is None else _alternate(row),
    )


def _alternate(row: Any) -> NamedAlternate:
    return NamedAlternate(
        person_id=row.other_id,
        person_name=row.other_name,
        member_id=row.other_member_id,
        member_name=row.other_member_name,
        region=row.other_region,
        country=row.other_country,
        kind=row.other_kind,
        is_of_active_member=row.other_status is MemberStatus.ACTIVE,
        named_at=row.named_at,
        stands_in_since=row.stands_in_since,
        gender=row.other_gender or UNDISCLOSED,
    )


def term_to_come(seat_id: int, person: Person, member: Member, *, ends_on: date | None, now: datetime) -> Term:
    """Return the term that would begin if somebody took a seat now, under the id ``NEWEST``."""
    return Term(
        term_id=NEWEST,
        seat_id=seat_id,
        person_id=person.id,
        person_name=person.name,
        member_id=member.id,
        member_name=member.name,
        region=member.region,
        country=member.country,
        kind=member.kind,
        started_at=now,
        ends_on=ends_on,
        suspended_at=None,
        ended_at=None,
        end_reason=None,
        is_of_active_member=member.status is MemberStatus.ACTIVE,
        gender=person.gender or UNDISCLOSED,
    )


def terms_in_order(seats: Sequence[SeatWithTerms]) -> list[Term]:
    """Return the terms of all seats together, the earliest first."""
    return sorted((term for seat in seats for term in seat.terms), key=lambda term: (term.started_at, term.term_id))


def terms_in_a_row(terms: Sequence[Term]) -> dict[int, int]:
    """Return for each term, by its id, the how-manieth of its person in a row it is; ``terms`` are the earliest first.

    Every term that was begun counts, however short it was and however it ended. A move to another seat of the body within one
    agreed term (the same last day) is not a new term. A year without a seat in the body begins anew.
    """
    counts: dict[int, int] = {}
    latest: dict[int, Term] = {}
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
