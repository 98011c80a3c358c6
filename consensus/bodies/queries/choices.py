"""What a steward can choose from: who could sit, which members could join, whom the body could offer as facilitator."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import Session

from consensus.bodies.models import BodyMember, Seat, SeatTerm
from consensus.bodies.queries.voices import mandate_holds
from consensus.domain.errors import NotFoundError
from consensus.domain.speech import _
from consensus.domain.terms import MemberKind, MemberStatus
from consensus.people.models import Mandate, Member, Person


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person who could take a seat for a member: with a mandate, and without a seat in the body."""

    person_id: int
    person_name: str
    member_id: int
    member_name: str
    region: str


@dataclass(frozen=True, slots=True)
class JoinableMember:
    """An active member that does not take part in the working group."""

    member_id: int
    name: str
    region: str


def candidates(session: Session, body_id: int, now: datetime) -> list[Candidate]:
    """Return everybody who could take a seat of a body now, by name. Whether the rules allow it is judged when they do."""
    sits = exists().where(
        SeatTerm.seat_id == Seat.id, Seat.body_id == body_id, SeatTerm.person_id == Person.id, SeatTerm.ended_at.is_(None)
    )
    return _with_mandate(session, body_id, now, ~sits)


def mandated(session: Session, body_id: int, now: datetime, kinds: Collection[MemberKind]) -> list[Candidate]:
    """Return everybody who could be nominated for a seat of a body: with a mandate for a member of these kinds, by name."""
    return _with_mandate(session, body_id, now, Member.kind.in_(kinds))


def _with_mandate(session: Session, body_id: int, now: datetime, condition: ColumnElement[bool]) -> list[Candidate]:
    statement = (
        select(Person.id, Person.name, Member.id, Member.name, Member.region)
        .select_from(Mandate)
        .join(Person, Person.id == Mandate.person_id)
        .join(Member, Member.id == Mandate.member_id)
        .where(
            Person.is_active,
            Member.status == MemberStatus.ACTIVE,
            mandate_holds(now),
            or_(Mandate.body_id.is_(None), Mandate.body_id == body_id),
            condition,
        )
        .distinct()
    )
    found = [Candidate(*row) for row in session.execute(statement)]
    return sorted(found, key=lambda each: (each.person_name.casefold(), each.member_name.casefold()))


def members_who_could_join(session: Session, body_id: int) -> list[JoinableMember]:
    """Return the active members that do not take part in a working group, by name."""
    joined = and_(BodyMember.member_id == Member.id, BodyMember.body_id == body_id, BodyMember.left_at.is_(None))
    statement = (
        select(Member.id, Member.name, Member.region)
        .outerjoin(BodyMember, joined)
        .where(Member.status == MemberStatus.ACTIVE, BodyMember.id.is_(None))
    )
    return sorted((JoinableMember(*row) for row in session.execute(statement)), key=lambda each: each.name.casefold())


def member_taking_part(session: Session, body_id: int, member_id: int) -> str:
    """Return the name of a member that takes part in a working group now.

    :raises NotFoundError: when it does not.
    """
    statement = (
        select(Member.name)
        .join(BodyMember, BodyMember.member_id == Member.id)
        .where(Member.id == member_id, BodyMember.body_id == body_id, BodyMember.left_at.is_(None))
    )
    name = session.scalar(statement)
    if name is None:
        raise NotFoundError(_("This member does not take part in this body."))
    return name
