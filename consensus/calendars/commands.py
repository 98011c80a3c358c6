"""Secret addresses of calendars: making one, which ends the one before it; choosing how much it tells; ending it.

A token is shown once, when it is made, and only its hash is kept, as of every secret here: neither the database nor a
backup of it opens anybody's calendar. Whoever has lost an address makes a new one.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from consensus import ledger
from consensus.bodies.queries import is_in_body
from consensus.calendars.models import CalendarAddress
from consensus.domain.actor import Actor
from consensus.domain.errors import NotFoundError
from consensus.domain.permissions import Permission, demand, roles_of
from consensus.domain.speech import _
from consensus.people.commands.own import own_row
from consensus.transaction import command

TOKEN_BYTES = 32
"""256 bits: nobody finds one by trying."""


@command("make_calendar_address")
def make_calendar_address(session: Session, *, actor: Actor, body_id: int | None, is_discreet: bool, now: datetime) -> str:
    """Make the address of all one's dates, or of those of one body, and return its token; the one before is dead at once.

    :raises ForbiddenError: when the actor is no person, or not of the body.
    """
    person = own_row(session, actor, Permission.KEEP_PERSON)
    if body_id is not None:
        demand(roles_of(actor, in_body=is_in_body(session, person.id, body_id, now)), Permission.READ_BODY)
    of_body = CalendarAddress.body_id.is_(None) if body_id is None else CalendarAddress.body_id == body_id
    session.execute(delete(CalendarAddress).where(CalendarAddress.person_id == person.id, of_body))
    token = secrets.token_urlsafe(TOKEN_BYTES)
    session.add(CalendarAddress(person_id=person.id, body_id=body_id, token_sha256=stored(token), is_discreet=is_discreet, made_at=now))
    _record(session, actor, "make_calendar_address", body_id, now)
    return token


@command("choose_calendar_words")
def choose_calendar_words(session: Session, *, actor: Actor, address_id: int, is_discreet: bool, now: datetime) -> None:
    """Choose whether an address of one's own tells what its dates are, or only that something waits.

    :raises NotFoundError: when the actor has no such address.
    """
    address = _own(session, actor, address_id)
    if address.is_discreet == is_discreet:
        return
    address.is_discreet = is_discreet
    _record(session, actor, "choose_calendar_words", address.body_id, now)


@command("end_calendar_address")
def end_calendar_address(session: Session, *, actor: Actor, address_id: int, now: datetime) -> None:
    """End an address of one's own: whoever asks for it finds nothing from now on.

    :raises NotFoundError: when the actor has no such address.
    """
    address = _own(session, actor, address_id)
    body_id = address.body_id
    session.delete(address)
    _record(session, actor, "end_calendar_address", body_id, now)


def stored(token: str) -> str:
    """Return what is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def _own(session: Session, actor: Actor, address_id: int) -> CalendarAddress:
    person = own_row(session, actor, Permission.KEEP_PERSON)
    mine = select(CalendarAddress).where(CalendarAddress.id == address_id, CalendarAddress.person_id == person.id)
    found = session.scalars(mine).one_or_none()
    if found is None:
        raise NotFoundError(_("You have no such calendar any more."))
    return found


def _record(session: Session, actor: Actor, act: str, body_id: int | None, now: datetime) -> None:
    session.flush()
    ledger.append(session, at=now, actor=actor, act=act, data={"person": actor.person_id, "body": body_id})
