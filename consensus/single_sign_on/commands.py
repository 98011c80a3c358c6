"""Binding an account elsewhere to a person, letting it go, and coming in by it.

Coming in adds no entry to the ledger, as with a password; what binds an account does, without a word about the account.
"""

from __future__ import annotations

import hashlib
from datetime import datetime

from sqlalchemy import ColumnElement, and_, delete, exists, select
from sqlalchemy.orm import Session

from consensus import ledger
from consensus.domain.actor import CLOCK, Actor
from consensus.domain.errors import InvalidError, NotFoundError, Refusal, RefusedError
from consensus.domain.permissions import Permission
from consensus.domain.speech import _
from consensus.people.attempts import Limit, count_attempt, forget_attempts, is_within, limit_of, origin_of
from consensus.people.checks import email_of
from consensus.people.commands.own import own_row
from consensus.people.models import Person
from consensus.people.models_identity import Identity
from consensus.people.passwords import Passwords
from consensus.transaction import command

PER_ORIGIN = 20
"""Ways back from the provider that ended nowhere, for one network address, within ``attempts.WINDOW``. Default of the software."""


@command("try_single_sign_on")
def try_single_sign_on(session: Session, *, network_address: str, now: datetime) -> bool:
    """Count an attempt before the provider is asked about it, and return whether it may be."""
    limits = (_limit(network_address),)
    if not is_within(session, limits, now):
        return False
    count_attempt(session, limits, now)
    return True


@command("sign_in_elsewhere")
def sign_in_elsewhere(
    session: Session, *, issuer: str, subject: str, email: str | None, trusts_addresses: bool, network_address: str, now: datetime
) -> int | None:
    """Return who comes in by an account elsewhere; None for somebody whom nobody here is bound to.

    ``email`` is an address that the provider says it has checked. Where the operator trusts that, the one who has the address
    here and is no steward is bound to the account, if no other is. Nobody is ever added to the register.
    """
    bound = select(Person).join(Identity, Identity.person_id == Person.id).where(_is_account(issuer, subject))
    person = session.scalars(bound).one_or_none()
    if person is None and trusts_addresses and email is not None:
        person = _with_address(session, issuer, email)
        if person is not None:
            _bind(session, person, issuer, subject, now)
            # Whoever came need not be them: so it is no act of theirs, and they are told of it.
            ledger.append(session, at=now, actor=CLOCK, act="link_identity", data={"person": person.id, "by": "address"})
    if person is None or not person.is_active:
        return None
    forget_attempts(session, _limit(network_address))
    return person.id


@command("link_identity")
def link_identity(
    session: Session, *, actor: Actor, issuer: str, subject: str, current: str, passwords: Passwords, network_address: str, now: datetime
) -> None:
    """Bind an account elsewhere to oneself.

    Threat: whoever finds a browser in which somebody is signed in could come in as them for good, by an account of their own.

    :raises InvalidError: when ``current`` is not the present password of who has one, or somebody else here is bound to the account.
    :raises RefusedError: ``already_done`` when one is bound to an account there.
    """
    person = own_row(session, actor, Permission.KEEP_PERSON)
    if person.password_hash is not None and not passwords.matches(person.password_hash, current):
        raise InvalidError(_("This is not your present password."), "present_password")
    taken = session.scalars(select(Identity.person_id).where(_is_account(issuer, subject))).one_or_none()
    if taken is not None and taken != person.id:
        raise InvalidError(_("Somebody else here comes in by that account. Sign out there, and sign in with your own."))
    if _has_one(session, person.id, issuer):
        raise RefusedError(Refusal.ALREADY_DONE)
    _bind(session, person, issuer, subject, now)
    forget_attempts(session, _limit(network_address))
    ledger.append(session, at=now, actor=actor, act="link_identity", data={"person": person.id, "by": "person"})


@command("unlink_identity")
def unlink_identity(session: Session, *, actor: Actor, now: datetime) -> None:
    """Let the account elsewhere go: nobody comes in by it any more. Every other session of theirs is over.

    :raises InvalidError: when one has no password, and could not come in again.
    :raises NotFoundError: when there is no such account.
    """
    person = own_row(session, actor, Permission.KEEP_PERSON)
    if not session.scalars(select(exists().where(Identity.person_id == person.id))).one():
        raise NotFoundError(_("No account elsewhere is bound to you."))
    if person.password_hash is None:
        raise InvalidError(_('Choose a password first: on the page for signing in, "I have forgotten my password" sends you a link.'))
    session.execute(delete(Identity).where(Identity.person_id == person.id))
    person.session_epoch += 1
    ledger.append(session, at=now, actor=actor, act="unlink_identity", data={"person": person.id})


def stored(issuer: str, subject: str) -> str:
    """Return what is kept of the provider's name for an account."""
    return hashlib.sha256(f"{issuer}\n{subject}".encode()).hexdigest()


def _is_account(issuer: str, subject: str) -> ColumnElement[bool]:
    return and_(Identity.issuer == issuer, Identity.subject_sha256 == stored(issuer, subject))


def _has_one(session: Session, person_id: int, issuer: str) -> bool:
    return session.scalars(select(exists().where(Identity.person_id == person_id, Identity.issuer == issuer))).one()


def _with_address(session: Session, issuer: str, email: str) -> Person | None:
    try:
        address = email_of(email)
    except InvalidError:
        return None
    # Threat: what is made plain here may be another mailbox there, such as one with the sign for Kelvin, which becomes a k.
    if email != address and not (email.isascii() and email.lower() == address):
        return None
    here = select(Person).where(Person.email == address, Person.is_active, Person.is_steward.is_(False)).with_for_update()
    person = session.scalars(here).one_or_none()
    # Bound to another account there: the address went to somebody else.
    return None if person is None or _has_one(session, person.id, issuer) else person


def _bind(session: Session, person: Person, issuer: str, subject: str, now: datetime) -> None:
    session.add(Identity(person_id=person.id, issuer=issuer, subject_sha256=stored(issuer, subject), linked_at=now))
    session.flush()


def _limit(network_address: str) -> Limit:
    return limit_of("single sign-on from", origin_of(network_address), PER_ORIGIN)
