"""Whose dates an address shows, and which addresses somebody has."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from consensus.bodies.models import Body
from consensus.bodies.queries.belonging import bodies_of
from consensus.calendars.commands import stored
from consensus.calendars.models import CalendarAddress
from consensus.domain.errors import NotFoundError
from consensus.domain.speech import _
from consensus.domain.terms import Visibility
from consensus.people.models import Person
from consensus.proposals.models import Proposal

NO_CALENDAR = _("There is no such calendar. If it was yours, make a new address for it on your account.")


@dataclass(frozen=True, slots=True)
class Reading:
    """Who reads a feed by its address, and what of it."""

    person_id: int
    language: str
    body_id: int | None
    body_name: str | None
    is_discreet: bool


@dataclass(frozen=True, slots=True)
class OwnAddress:
    """An address of the reader's own; never the address itself, which nobody has but its programs."""

    address_id: int
    body_name: str | None
    is_discreet: bool
    made_at: datetime


@dataclass(frozen=True, slots=True)
class BodyChoice:
    """A body whose dates the reader may have in a calendar of their own."""

    body_id: int
    code: str
    name: str


def reading_by(session: Session, token: str) -> Reading:
    """Return who reads by a token.

    :raises NotFoundError: when there is no such address, or whose it was may no longer sign in; in one sentence for both.
    """
    statement = (
        select(CalendarAddress.person_id, Person.language, CalendarAddress.body_id, Body.name, CalendarAddress.is_discreet)
        .join(Person, Person.id == CalendarAddress.person_id)
        .outerjoin(Body, Body.id == CalendarAddress.body_id)
        .where(CalendarAddress.token_sha256 == stored(token), Person.is_active)
    )
    row = session.execute(statement).one_or_none()
    if row is None:
        raise NotFoundError(NO_CALENDAR)
    return Reading(*row)


def own_addresses(session: Session, person_id: int) -> tuple[OwnAddress, ...]:
    """Return the addresses of a person, that of all their dates first."""
    statement = (
        select(CalendarAddress.id, Body.name, CalendarAddress.is_discreet, CalendarAddress.made_at)
        .outerjoin(Body, Body.id == CalendarAddress.body_id)
        .where(CalendarAddress.person_id == person_id)
    )
    found = [OwnAddress(*row) for row in session.execute(statement)]
    return tuple(sorted(found, key=lambda each: (each.body_name is not None, (each.body_name or "").casefold())))


def bodies_to_choose(session: Session, person_id: int, now: datetime) -> tuple[BodyChoice, ...]:
    """Return the bodies in which a person speaks, by name."""
    statement = select(Body.id, Body.code, Body.name).where(Body.id.in_(bodies_of(session, person_id, now)))
    return tuple(sorted((BodyChoice(*row) for row in session.execute(statement)), key=lambda body: body.name.casefold()))


def public_body(session: Session, code: str) -> BodyChoice:
    """Return a body that has, or had, something before everybody.

    :raises NotFoundError: when there is none: that a body exists is not told to strangers either.
    """
    is_public = exists().where(Proposal.body_id == Body.id, Proposal.visibility == Visibility.PUBLIC)
    row = session.execute(select(Body.id, Body.code, Body.name).where(Body.code == code, is_public)).one_or_none()
    if row is None:
        raise NotFoundError(NO_CALENDAR)
    return BodyChoice(*row)
