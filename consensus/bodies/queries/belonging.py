"""In which bodies somebody speaks, and whether in this one: one statement each."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Select, and_, exists, null, or_, select
from sqlalchemy.orm import Session

from consensus.bodies.models import Body, BodyMember, Seat
from consensus.bodies.queries.acting import ACTING
from consensus.bodies.queries.voices import mandate_holds
from consensus.domain.terms import BodyKind, MemberStatus
from consensus.people.models import Mandate, Member
from consensus.people.queries.access import speaks_in_network


def is_in_body(session: Session, person_id: int, body_id: int, now: datetime) -> bool:
    """Return whether a person speaks for at least one member or seat of a body."""
    return session.scalar(_bodies_of(person_id, now).where(Body.id == body_id)) is not None


def bodies_of(session: Session, person_id: int, now: datetime) -> frozenset[int]:
    """Return the ids of the bodies in which a person speaks for at least one member or seat."""
    return frozenset(session.scalars(_bodies_of(person_id, now)))


def belongings_of(session: Session, person_id: int, now: datetime) -> tuple[frozenset[int], bool]:
    """Return the same, and whether the person speaks for an active member at all: whoever does may be in no body."""
    in_network = select(null()).where(speaks_in_network(person_id, now))
    found: set[int | None] = set(session.scalars(_bodies_of(person_id, now).union_all(in_network)))
    return frozenset(body_id for body_id in found if body_id is not None), None in found


def _bodies_of(person_id: int, now: datetime) -> Select[tuple[int]]:
    takes_part = exists().where(BodyMember.body_id == Body.id, BodyMember.member_id == Member.id, BodyMember.left_at.is_(None))
    sits = exists().where(
        Seat.body_id == Body.id,
        ACTING.c.seat_id == Seat.id,
        ACTING.c.person_id == person_id,
        ACTING.c.member_id == Member.id,
    )
    return (
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
