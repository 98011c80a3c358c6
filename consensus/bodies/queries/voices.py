"""Who is of a body: the voices that would be on a roll, and for which of them a person speaks.

A voice is an active member (assembly, working group) or a filled seat of an active member (steering body). A seat
whose holder or member is suspended is not filled, unless its alternate stands in. How a voice uses its right stands in the voting feature.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import BindParameter, ColumnElement, Integer, Select, and_, cast, null, or_, select
from sqlalchemy.orm import Session

from consensus.bodies.models import Body, BodyMember, Seat
from consensus.bodies.queries.acting import ACTING
from consensus.domain.errors import NotFoundError
from consensus.domain.speech import _
from consensus.domain.terms import BodyKind, Electorate, MemberKind, MemberStatus
from consensus.people.models import Mandate, Member, Person


class HasElectorate(Protocol):
    """The one fact about a class that decides who is asked."""

    @property
    def electorate(self) -> Electorate:
        """Organisations alone, or all."""


@dataclass(frozen=True, slots=True)
class VoiceSource:
    """What one entry of a roll is made from: a member, or a seat that a person holds for a member."""

    member_id: int
    seat_id: int | None
    label: str
    """The member's name, or the seat's label."""
    region: str
    kind: MemberKind
    country: str
    standing_in_id: int | None = None
    """Set where an alternate acts for the seat."""


@dataclass(frozen=True, slots=True)
class BodyPerson:
    """Somebody who speaks in a body, and for which member or seat; a person stands here once for each."""

    person_id: int
    name: str
    member_id: int
    member_name: str
    seat_id: int | None
    timezone: str
    """The name of the zone in which they read instants."""


def voices_of(session: Session, body_id: int, class_rules: HasElectorate) -> list[VoiceSource]:
    """Return the electorate of a class in a body, ordered by label.

    In a steering body every filled seat is in the electorate of every class. Source: process.md section 4.

    :raises NotFoundError: when there is no such body.
    """
    body = _body(session, body_id)
    voices = _voices(session, _of_body(body))
    if body.kind is not BodyKind.STEERING and class_rules.electorate is Electorate.ORGANISATIONS:
        return [voice for voice in voices if voice.kind is not MemberKind.INDIVIDUAL]
    return voices


def speaks_for(session: Session, person_id: int, body_id: int, now: datetime) -> list[VoiceSource]:
    """Return the members, or in a steering body the seats, for which a person speaks in a body, ordered by label.

    The person needs a mandate that is valid now, for this body or for all; in a steering body also the seat itself.

    :raises NotFoundError: when there is no such body.
    """
    body = _body(session, body_id)
    return _voices(session, _with_speakers(_of_body(body), body, now).where(Mandate.person_id == person_id).distinct())


def people_of(session: Session, body_id: int, now: datetime) -> list[BodyPerson]:
    """Return everybody who speaks in a body, once for each member or seat, ordered by name.

    :raises NotFoundError: when there is no such body.
    """
    body = _body(session, body_id)
    statement = _with_speakers(_of_body(body), body, now).join(Person, Person.id == Mandate.person_id).where(Person.is_active)
    statement = statement.add_columns(
        Person.id.label("person_id"), Person.name, Person.timezone, Member.name.label("member_name")
    ).distinct()
    people = [
        BodyPerson(row.person_id, row.name, row.member_id, row.member_name, row.seat_id, row.timezone) for row in session.execute(statement)
    ]
    return sorted(people, key=lambda person: (person.name.casefold(), person.person_id, person.member_name.casefold()))


def mandate_holds(now: datetime | BindParameter[datetime]) -> ColumnElement[bool]:
    """Return the condition that a mandate is valid at an instant; its last instant is already too late."""
    return and_(Mandate.starts_at <= now, or_(Mandate.ends_at.is_(None), Mandate.ends_at > now))


def _body(session: Session, body_id: int) -> Body:
    body = session.get(Body, body_id)
    if body is None:
        raise NotFoundError(_("There is no such body."))
    return body


def _of_body(body: Body) -> Select[Any]:
    """Return a statement over the voices of ``body``, with the columns of ``VoiceSource``."""
    steering = body.kind is BodyKind.STEERING
    statement = select(
        Member.id.label("member_id"),
        (Seat.id if steering else cast(null(), Integer)).label("seat_id"),
        (Seat.label if steering else Member.name).label("label"),
        Member.region,
        Member.kind,
        Member.country,
        (ACTING.c.standing_in_id if steering else cast(null(), Integer)).label("standing_in_id"),
    )
    match body.kind:
        case BodyKind.STEERING:
            acting = statement.select_from(Seat).join(ACTING, ACTING.c.seat_id == Seat.id).join(Member, Member.id == ACTING.c.member_id)
            return acting.where(Seat.body_id == body.id, Member.status == MemberStatus.ACTIVE)
        case BodyKind.WORKING_GROUP:
            joined = statement.join(BodyMember, BodyMember.member_id == Member.id)
            return joined.where(BodyMember.body_id == body.id, BodyMember.left_at.is_(None), Member.status == MemberStatus.ACTIVE)
        case BodyKind.ASSEMBLY:
            return statement.where(Member.status == MemberStatus.ACTIVE)


def _with_speakers(statement: Select[Any], body: Body, now: datetime) -> Select[Any]:
    """Join the mandates with which somebody speaks for the voices of ``statement``."""
    statement = statement.join(Mandate, Mandate.member_id == Member.id).where(
        mandate_holds(now), or_(Mandate.body_id.is_(None), Mandate.body_id == body.id)
    )
    if body.kind is BodyKind.STEERING:
        statement = statement.where(Mandate.person_id == ACTING.c.person_id)
    return statement


def _voices(session: Session, statement: Select[Any]) -> list[VoiceSource]:
    voices = [VoiceSource(*row[:7]) for row in session.execute(statement)]
    return sorted(voices, key=lambda voice: (voice.label.casefold(), voice.member_id, voice.seat_id or 0))
