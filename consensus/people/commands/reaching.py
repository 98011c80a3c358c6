"""Where letters to somebody go, and that they are tried again."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from consensus import ledger
from consensus.domain.actor import Actor
from consensus.domain.errors import InvalidError, NotFoundError
from consensus.domain.permissions import Permission, demand, roles_of
from consensus.domain.speech import _
from consensus.mail.queue import address_changed, mail_works_again
from consensus.people.attempts import count_attempt, is_within, limit_of
from consensus.people.checks import email_of
from consensus.people.commands.own import own_row
from consensus.people.doorways import NO_LONGER
from consensus.people.models import Person
from consensus.people.new_address import wish_of, write_to_new, write_to_old
from consensus.people.passwords import Passwords
from consensus.transaction import command

MOST = 3
"""Letters that somebody may have sent to new addresses within ``attempts.WINDOW``, so that nobody is flooded in their name."""


@command("ask_new_address")
def ask_new_address(session: Session, *, actor: Actor, email: str, current: str, passwords: Passwords, now: datetime) -> str | None:
    """Write to a new address of one's own with a link to confirm it; return the key of the letter.

    Returns None where somebody else has the address, or too many letters were asked for: whoever asks is told the same each time.

    :raises InvalidError: when ``current`` is not the present password, or the address cannot be one or is theirs already.
    """
    person = own_row(session, actor, Permission.KEEP_PERSON)
    to = email_of(email)
    if person.password_hash is not None and not passwords.matches(person.password_hash, current):
        raise InvalidError(_("This is not your present password."), "present_password")
    if to == person.email:
        raise InvalidError(_("Letters go to this address already."), "email")
    limits = (limit_of("new address", str(person.id), MOST),)
    if not is_within(session, limits, now):
        return None
    count_attempt(session, limits, now)
    return None if _is_taken(session, to) else write_to_new(session, person, to, now)


@command("change_address")
def change_address(session: Session, *, actor: Actor, token: str, now: datetime) -> str | None:
    """Take the new address of a link as one's own; return the key of the letter to the old one, if there was one.

    :raises NotFoundError: when the link is another's, was used, or its time is over.
    """
    person, wish = own_row(session, actor, Permission.KEEP_PERSON), wish_of(session, token, now)
    if (wish.person_id, wish.instead_of) != (person.id, person.email) or _is_taken(session, wish.to):
        raise NotFoundError(NO_LONGER)
    person.email, person.address_since = wish.to, now
    address_changed(session, person_id=person.id, to=wish.to, now=now)
    key = None if wish.instead_of is None else write_to_old(session, person, wish.instead_of, now)
    ledger.append(session, at=now, actor=actor, act="change_address", data={"person": person.id})
    return key


@command("try_mail_again")
def try_mail_again(session: Session, *, actor: Actor, person_id: int, now: datetime) -> None:
    """Say that letters reach somebody again: the person themselves, or a steward.

    :raises ForbiddenError: when the actor is neither.
    :raises NotFoundError: when there is no such person.
    """
    is_self = actor.person_id == person_id
    demand(roles_of(actor, is_self=is_self), Permission.KEEP_PERSON if is_self else Permission.KEEP_PERSONS)
    if session.get(Person, person_id, with_for_update=True, populate_existing=True) is None:
        raise NotFoundError(_("There is no such person."))
    mail_works_again(session, person_id=person_id, now=now)


def _is_taken(session: Session, email: str) -> bool:
    with session.no_autoflush:
        return session.scalar(select(Person.id).where(Person.email == email)) is not None
