"""Coming in: signing in, taking up an invitation, and choosing a new password with a link.

Signing in, failing to, and asking for a link change no body, mandate or ruleset and add no entry to the ledger: a stranger
must not be able to write into the record.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from consensus import ledger
from consensus.domain.actor import Actor
from consensus.domain.errors import InvalidError
from consensus.people.attempts import count_attempt, forget_attempts, is_within, limit_of, origin_of
from consensus.people.checks import email_of, password_of, zone_of
from consensus.people.doorways import OutgoingLetter, Purpose, use_doorway
from consensus.people.models import Person
from consensus.people.passwords import Passwords
from consensus.people.post import send_link
from consensus.people.queries.account import has_come_in
from consensus.transaction import command

PER_ADDRESS = 5
"""Failed sign-ins for one e-mail address within ``attempts.WINDOW``. Default of the software."""

PER_ORIGIN = 20
"""The same for one network address, which a whole office may share. Default of the software."""

LETTERS_PER_ADDRESS = 3
"""Links asked for one e-mail address within the same time, so that nobody's mailbox is flooded."""


class SignInOutcome(StrEnum):
    """How trying to sign in ended."""

    SIGNED_IN = "signed_in"
    WRONG = "wrong"
    """The address, the password or both: which, is not told."""
    TOO_MANY = "too_many"


@dataclass(frozen=True, slots=True)
class SignIn:
    """What came of trying to sign in; ``person_id`` only where it succeeded."""

    outcome: SignInOutcome
    person_id: int | None = None


@command("sign_in")
def sign_in(session: Session, *, email: str, password: str, network_address: str, passwords: Passwords, now: datetime) -> SignIn:
    """Check an address and a password. It takes as long for an address that nobody has, and says no more.

    Wrong ones are an outcome and no error, because counting them must be kept.
    """
    address = limit_of("address", email.strip().lower(), PER_ADDRESS)
    limits = (address, limit_of("origin", origin_of(network_address), PER_ORIGIN))
    if not is_within(session, limits, now):
        return SignIn(SignInOutcome.TOO_MANY)
    person = _with_address(session, email)
    if not passwords.matches(None if person is None else person.password_hash, password) or person is None:
        count_attempt(session, limits, now)
        return SignIn(SignInOutcome.WRONG)
    forget_attempts(session, address)
    if person.password_hash is not None and passwords.is_outdated(person.password_hash):
        person.password_hash = passwords.hash(password)
    return SignIn(SignInOutcome.SIGNED_IN, person.id)


@command("accept_invitation")
def accept_invitation(session: Session, *, token: str, password: str, timezone: str, passwords: Passwords, now: datetime) -> int:
    """Take up an invitation by choosing a password, and return whose it was.

    :raises InvalidError: when the password is too short, or there is no such time zone.
    :raises NotFoundError: when the link cannot be used.
    """
    hashed = passwords.hash(password_of(password))
    timezone = zone_of(timezone)
    person = use_doorway(session, token, Purpose.INVITATION, now)
    person.password_hash = hashed
    person.timezone = timezone
    ledger.append(session, at=now, actor=Actor(person.id), act="accept_invitation", data={"person": person.id})
    return person.id


@command("request_reset")
def request_reset(session: Session, *, email: str, network_address: str, now: datetime) -> OutgoingLetter | None:
    """Make a link to choose a new password, for who has this address and has come in before.

    Returns None where nobody has it, or too many links were asked for: whoever asks is told the same each time.
    """
    limits = (
        limit_of("reset", email.strip().lower(), LETTERS_PER_ADDRESS),
        limit_of("reset from", origin_of(network_address), PER_ORIGIN),
    )
    if not is_within(session, limits, now):
        return None
    count_attempt(session, limits, now)
    person = _with_address(session, email)
    if person is None or not has_come_in(session, person):
        return None
    return send_link(session, person, Purpose.RESET, now)


@command("reset_password")
def reset_password(session: Session, *, token: str, password: str, passwords: Passwords, now: datetime) -> int:
    """Choose a new password with a link, and return whose it is. Every session of theirs is over.

    :raises InvalidError: when the password is too short.
    :raises NotFoundError: when the link cannot be used.
    """
    hashed = passwords.hash(password_of(password))
    person = use_doorway(session, token, Purpose.RESET, now)
    person.password_hash = hashed
    person.session_epoch = Person.session_epoch + 1
    if person.email is not None:
        forget_attempts(session, limit_of("address", person.email, PER_ADDRESS))
    session.flush()
    ledger.append(session, at=now, actor=Actor(person.id), act="reset_password", data={"person": person.id})
    return person.id


def _with_address(session: Session, email: str) -> Person | None:
    try:
        address = email_of(email)
    except InvalidError:
        return None
    return session.scalars(select(Person).where(Person.email == address, Person.is_active).with_for_update()).one_or_none()
