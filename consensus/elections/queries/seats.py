"""The seats that an election fills, and who holds them meanwhile."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from consensus.bodies.models import Seat, SeatTerm
from consensus.elections.models import ElectionSeat
from consensus.people.models import Person


@dataclass(frozen=True, slots=True)
class ContestedSeat:
    """A seat that the election fills, and who holds it until then."""

    seat_id: int
    label: str
    region: str | None
    """The region that it is kept for."""
    holder: str | None
    is_left_vacant: bool = False
    """Nominations were closed without it."""


def contested_seats(session: Session, election_id: int) -> tuple[ContestedSeat, ...]:
    """Return the seats of an election, in the order in which they were made. One statement."""
    statement = (
        select(Seat.id, Seat.label, Seat.attributes, Person.name, ElectionSeat.is_left_vacant)
        .join(ElectionSeat, ElectionSeat.seat_id == Seat.id)
        .outerjoin(SeatTerm, and_(SeatTerm.seat_id == Seat.id, SeatTerm.ended_at.is_(None)))
        .outerjoin(Person, Person.id == SeatTerm.person_id)
        .where(ElectionSeat.election_id == election_id)
        .order_by(Seat.id)
    )
    rows = session.execute(statement).tuples()
    return tuple(ContestedSeat(seat_id, label, kept.get("region"), holder, left) for seat_id, label, kept, holder, left in rows)
