"""What the pages of bodies show: the list, one body, its members, and who held a seat when.

The verdict on the seats stands in ``verdicts.py``, the rules in ``rules.py``; open proposals are joined by pages.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, cast, func, null, select
from sqlalchemy.orm import Session

from consensus.bodies.models import Body, BodyMember, Breach, FacilitatorPool, Ruleset, Seat
from consensus.bodies.queries.acting import ACTING
from consensus.bodies.queries.breaches import BreachView, breach_view
from consensus.db import UtcDateTime
from consensus.domain.errors import NotFoundError
from consensus.domain.speech import _
from consensus.domain.terms import BodyKind, MemberKind, MemberStatus
from consensus.people.models import Member, Person
from consensus.web.paging import PAGE_SIZE, Page, offset_of


@dataclass(frozen=True, slots=True)
class BodyInList:
    """A body in the list of bodies; ``voices`` are its members, or its filled seats of ``seats``."""

    id: int
    code: str
    name: str
    kind: BodyKind
    purpose: str
    voices: int
    seats: int | None
    in_breach_since: datetime | None


@dataclass(frozen=True, slots=True)
class Facilitator:
    """Somebody whom the body offers as facilitator."""

    person_id: int
    name: str


@dataclass(frozen=True, slots=True)
class BodyHead:
    """What stands at the top of every page of a body."""

    id: int
    code: str
    name: str
    kind: BodyKind
    purpose: str
    languages: tuple[str, ...]
    required_languages: tuple[str, ...]
    created_at: datetime
    row_version: int
    ruleset_number: int
    facilitators: tuple[Facilitator, ...]
    breach: BreachView | None
    """The breach of its own rules in which it is; a body is in one at most."""
    suspends_when_uncured: bool
    cure_days: int
    most_ends_a_year: int | None
    terms_end_by_themselves: bool


@dataclass(frozen=True, slots=True)
class MemberInBody:
    """A member that takes part, and (working group) since when."""

    member_id: int
    name: str
    country: str
    region: str
    kind: MemberKind
    joined_at: datetime | None


def bodies(session: Session) -> list[BodyInList]:
    """Return every body: the assembly first, then steering bodies, then working groups, each by name. One statement."""
    active = Member.status == MemberStatus.ACTIVE
    everybody = select(func.count()).select_from(Member).where(active).scalar_subquery()
    joined = (
        select(func.count())
        .select_from(BodyMember)
        .join(Member, Member.id == BodyMember.member_id)
        .where(BodyMember.body_id == Body.id, BodyMember.left_at.is_(None), active)
        .correlate(Body)
        .scalar_subquery()
    )
    seats = (
        select(func.count())
        .select_from(Seat)
        .where(Seat.body_id == Body.id, Seat.is_abolished.is_(False))
        .correlate(Body)
        .scalar_subquery()
    )
    filled = (
        select(func.count())
        .select_from(ACTING)
        .join(Seat, Seat.id == ACTING.c.seat_id)
        .join(Member, Member.id == ACTING.c.member_id)
        .where(Seat.body_id == Body.id, active)
        .correlate(Body)
        .scalar_subquery()
    )
    steering = Body.kind == BodyKind.STEERING
    voices = case((steering, filled), (Body.kind == BodyKind.WORKING_GROUP, joined), else_=everybody)
    current = and_(Breach.body_id == Body.id, Breach.cured_at.is_(None))
    rows = session.execute(
        select(Body.id, Body.code, Body.name, Body.kind, Body.purpose, voices, case((steering, seats)), Breach.began_at).outerjoin(
            Breach, current
        )
    )
    order = [BodyKind.ASSEMBLY, BodyKind.STEERING, BodyKind.WORKING_GROUP]
    found = [BodyInList(*row) for row in rows]
    return sorted(found, key=lambda body: (order.index(body.kind), body.name.casefold(), body.code))


def body_head(session: Session, code: str) -> BodyHead:
    """Return what stands at the top of every page of the body with this code. Two statements.

    :raises NotFoundError: when there is no such body.
    """
    newest = select(func.max(Ruleset.number)).where(Ruleset.body_id == Body.id).correlate(Body).scalar_subquery()
    current = and_(Breach.body_id == Body.id, Breach.cured_at.is_(None))
    found = session.execute(select(Body, newest, Breach).outerjoin(Breach, current).where(Body.code == code)).one_or_none()
    if found is None:
        raise NotFoundError(_("There is no body with this code."))
    body, number, breach = found
    return BodyHead(
        id=body.id,
        code=body.code,
        name=body.name,
        kind=body.kind,
        purpose=body.purpose,
        languages=tuple(body.languages),
        required_languages=tuple(body.required_languages),
        created_at=body.created_at,
        row_version=body.row_version,
        ruleset_number=number or 0,
        facilitators=tuple(_facilitators(session, body.id)),
        breach=None if breach is None else breach_view(breach),
        suspends_when_uncured=body.suspends_when_uncured,
        cure_days=body.cure_days,
        most_ends_a_year=body.most_ends_a_year,
        terms_end_by_themselves=body.terms_end_since is not None,
    )


def _facilitators(session: Session, body_id: int) -> list[Facilitator]:
    statement = (
        select(Person.id, Person.name)
        .join(FacilitatorPool, FacilitatorPool.person_id == Person.id)
        .where(FacilitatorPool.body_id == body_id, Person.is_active)
    )
    return sorted((Facilitator(*row) for row in session.execute(statement)), key=lambda each: (each.name.casefold(), each.person_id))


def members_of(
    session: Session, body_id: int, *, region: str | None = None, kind: MemberKind | None = None, number: int = 1
) -> Page[MemberInBody]:
    """Return one page of the active members that take part in an assembly or a working group, by name. Three statements.

    A steering body has seats, and so no members here.

    :raises NotFoundError: when there is no such body.
    """
    body = session.get(Body, body_id)
    if body is None:
        raise NotFoundError(_("There is no such body."))
    conditions: list[ColumnElement[bool]] = [Member.status == MemberStatus.ACTIVE]
    if region is not None:
        conditions.append(Member.region == region)
    if kind is not None:
        conditions.append(Member.kind == kind)
    total = session.scalar(_taking_part(body, func.count()).where(*conditions)) or 0
    joined_at = BodyMember.joined_at if body.kind is BodyKind.WORKING_GROUP else cast(null(), UtcDateTime)
    statement = _taking_part(body, Member.id, Member.name, Member.country, Member.region, Member.kind, joined_at).where(*conditions)
    statement = statement.order_by(func.lower(Member.name), Member.id).limit(PAGE_SIZE).offset(offset_of(number))
    return Page(tuple(MemberInBody(*row) for row in session.execute(statement)), number, total)


def _taking_part(body: Body, *columns: Any) -> Select[Any]:
    statement: Select[Any] = select(*columns).select_from(Member)
    match body.kind:
        case BodyKind.ASSEMBLY:
            return statement
        case BodyKind.WORKING_GROUP:
            joined = and_(BodyMember.member_id == Member.id, BodyMember.body_id == body.id, BodyMember.left_at.is_(None))
            return statement.join(BodyMember, joined)
        case BodyKind.STEERING:
            return statement.where(Member.id.is_(None))
