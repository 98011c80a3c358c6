"""Who was named to stand in on a seat, and when they did: for the page of the seat."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from consensus.bodies.models import Alternate, SeatTerm, StandingIn
from consensus.people.models import Member, Person


@dataclass(frozen=True, slots=True)
class StoodIn:
    """One time in which an alternate acted for the seat."""

    began_at: datetime
    reason: str
    ended_at: datetime | None
    end_reason: str | None


@dataclass(frozen=True, slots=True)
class AlternateOfTerm:
    """Somebody who was named to stand in during a term."""

    person_name: str
    member_name: str
    named_at: datetime
    reason: str
    ended_at: datetime | None
    end_reason: str | None
    stood_in: tuple[StoodIn, ...]


def alternates_of(session: Session, seat_id: int) -> dict[int, list[AlternateOfTerm]]:
    """Return the alternates of each term on a seat, by the term's id, the newest first. One statement."""
    statement = (
        select(Alternate, Person.name, Member.name, StandingIn)
        .join(SeatTerm, SeatTerm.id == Alternate.term_id)
        .join(Person, Person.id == Alternate.person_id)
        .join(Member, Member.id == Alternate.member_id)
        .outerjoin(StandingIn, StandingIn.alternate_id == Alternate.id)
        .where(SeatTerm.seat_id == seat_id)
        .order_by(Alternate.id.desc(), StandingIn.id.desc())
    )
    rows = session.execute(statement).tuples().all()
    times: dict[int, list[StoodIn]] = {}
    for alternate, _, _, one in rows:
        # None where they never stood in: an outer join says so with a row of nulls.
        found = times.setdefault(alternate.id, [])
        if one is not None:
            found.append(StoodIn(one.began_at, one.reason, one.ended_at, one.end_reason))
    named = {alternate.id: (alternate, person, member) for alternate, person, member, _ in rows}
    by_term: dict[int, list[AlternateOfTerm]] = {}
    for alternate, person, member in named.values():
        by_term.setdefault(alternate.term_id, []).append(
            AlternateOfTerm(
                person_name=person,
                member_name=member,
                named_at=alternate.named_at,
                reason=alternate.reason,
                ended_at=alternate.ended_at,
                end_reason=alternate.end_reason,
                stood_in=tuple(times[alternate.id]),
            )
        )
    return by_term
