"""Who can hold a seat, or be the alternate of whoever does: active, with a mandate for an active member, and for one seat alone."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from consensus.bodies.models import Alternate, Body, Seat, SeatTerm
from consensus.bodies.queries.voices import mandate_holds
from consensus.domain.errors import InvalidError
from consensus.domain.speech import _
from consensus.domain.terms import MemberStatus
from consensus.people.models import Mandate, Member, Person


def demand_eligible(session: Session, body: Body, person_id: int, member_id: int, *, now: datetime) -> None:
    """Do nothing if a person could take a seat of a body, for a member; the rules of composition are another question.

    :raises InvalidError: when they or the member are not active, have no mandate, or have a part in a seat of the body already.
    """
    demand_able(session, body, person_id, member_id, now=now)
    elsewhere = (
        select(Seat.label)
        .join(SeatTerm, SeatTerm.seat_id == Seat.id)
        .where(Seat.body_id == body.id, SeatTerm.person_id == person_id, SeatTerm.ended_at.is_(None))
    )
    if session.scalars(elsewhere.limit(1)).first() is not None:
        raise InvalidError(_("This person holds a seat of this body already. One person acts for one seat of a body."), "person_id")
    stands_by = (
        select(Alternate.id)
        .join(SeatTerm, SeatTerm.id == Alternate.term_id)
        .join(Seat, Seat.id == SeatTerm.seat_id)
        .where(Seat.body_id == body.id, Alternate.person_id == person_id, Alternate.ended_at.is_(None))
    )
    if session.scalars(stands_by.limit(1)).first() is not None:
        raise InvalidError(_("This person is the alternate of a seat of this body. Record first that they are that no more."), "person_id")


def demand_able(session: Session, body: Body, person_id: int, member_id: int, *, now: datetime) -> None:
    """Do nothing if a person speaks for a member in a body now.

    :raises InvalidError: when they or the member are not active, or they have no mandate.
    """
    person = session.get(Person, person_id, populate_existing=True)
    if person is None or not person.is_active:
        raise InvalidError(_("This person is not known, or can no longer sign in. Choose another."), "person_id")
    member = session.get(Member, member_id, populate_existing=True)
    if member is None or member.status is not MemberStatus.ACTIVE:
        raise InvalidError(_("Only a person who speaks for an active member can hold a seat."), "person_id")
    mandate = select(Mandate.id).where(
        Mandate.person_id == person.id,
        Mandate.member_id == member.id,
        or_(Mandate.body_id.is_(None), Mandate.body_id == body.id),
        mandate_holds(now),
    )
    if session.scalars(mandate.limit(1)).first() is None:
        raise InvalidError(_("This person has no mandate to speak for this member here. Record the mandate first."), "person_id")


def was_alternate(session: Session, seat_id: int, person_id: int) -> bool:
    """Return whether somebody was the alternate of the one who held a seat last, up to the end of that term."""
    last = (
        select(SeatTerm.id, SeatTerm.ended_at).where(SeatTerm.seat_id == seat_id).order_by(SeatTerm.started_at.desc(), SeatTerm.id.desc())
    )
    found = session.execute(last.limit(1)).one_or_none()
    if found is None or found.ended_at is None:
        return False
    named = select(Alternate.id).where(
        Alternate.term_id == found.id, Alternate.person_id == person_id, Alternate.ended_at == found.ended_at
    )
    return session.scalars(named.limit(1)).first() is not None
