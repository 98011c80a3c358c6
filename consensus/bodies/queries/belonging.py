"""In which bodies somebody speaks: the same answer as :func:`is_in_body` for each of them, in one statement."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.orm import Session

from consensus.bodies.models import Body, BodyMember, Seat, SeatTerm
from consensus.bodies.queries.voices import mandate_holds, seat_is_filled
from consensus.domain.terms import BodyKind, MemberStatus
from consensus.people.models import Mandate, Member


def bodies_of(session: Session, person_id: int, now: datetime) -> frozenset[int]:
    """Return the ids of the bodies in which a person speaks for at least one member or seat."""
    takes_part = exists().where(BodyMember.body_id == Body.id, BodyMember.member_id == Member.id, BodyMember.left_at.is_(None))
    sits = exists().where(
        Seat.body_id == Body.id,
        SeatTerm.seat_id == Seat.id,
        SeatTerm.person_id == person_id,
        SeatTerm.member_id == Member.id,
        seat_is_filled(),
    )
    statement = (
        select(Body.id)
        .join(Mandate, or_(Mandate.body_id.is_(None), Mandate.body_id == Body.id))
        .join(Member, Member.id == Mandate.member_id)
        .where(
            Mandate.person_id == person_id,
            mandate_holds(now),
            Member.status == MemberStatus.ACTIVE,
            or_(
                Body.kind == BodyKind.ASSEMBLY,
                and_(Body.kind == BodyKind.WORKING_GROUP, takes_part),
                and_(Body.kind == BodyKind.STEERING, sits),
            ),
        )
        .distinct()
    )
    return frozenset(session.scalars(statement))
