"""The register of people: adding and inviting them, who is a steward, and a steward's logged look at a gender."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from consensus import ledger
from consensus.domain.actor import Actor
from consensus.domain.errors import InvalidError, NotFoundError, Refusal, RefusedError
from consensus.domain.permissions import Permission, demand, roles_of
from consensus.domain.speech import LANGUAGES, _
from consensus.mail.queue import address_changed
from consensus.people.checks import email_of, name_of, zone_of
from consensus.people.doorways import OutgoingLetter, Purpose
from consensus.people.models import Person
from consensus.people.models_identity import Identity
from consensus.people.post import send_link
from consensus.people.queries.account import has_come_in
from consensus.people.queries.network import network_facts
from consensus.transaction import command


@dataclass(frozen=True, slots=True)
class Invited:
    """A person who was invited, and the letter to them."""

    person_id: int
    letter: OutgoingLetter


@command("add_person")
def add_person(
    session: Session,
    *,
    actor: Actor,
    name: str,
    email: str | None = None,
    timezone: str = "UTC",
    language: str = "en",
    is_steward: bool = False,
    now: datetime,
) -> int:
    """Enter somebody who is not invited yet, and return the id.

    :raises ForbiddenError: when the actor does not keep the register.
    :raises InvalidError: when another person has the address, or something is not of its form.
    """
    demand(roles_of(actor), Permission.KEEP_PERSONS)
    if is_steward:
        demand(roles_of(actor), Permission.KEEP_STEWARDS)
    return enter_person(session, actor=actor, name=name, email=email, timezone=timezone, language=language, is_steward=is_steward, now=now)


def enter_person(
    session: Session,
    *,
    actor: Actor,
    name: str,
    email: str | None,
    timezone: str = "UTC",
    language: str = "en",
    is_steward: bool = False,
    now: datetime,
) -> int:
    """Do what ``add_person`` does, in the caller's transaction."""
    person = _entered(session, name=name, email=email, timezone=timezone, language=language, is_steward=is_steward, now=now)
    ledger.append(session, at=now, actor=actor, act="add_person", data={"person": person.id, "steward": is_steward})
    return person.id


@command("invite_person")
def invite_person(
    session: Session, *, actor: Actor, name: str, email: str, is_steward: bool = False, language: str = "en", now: datetime
) -> Invited:
    """Enter somebody and make the link with which they choose a password; the letter is in their language.

    :raises ForbiddenError: when the actor does not keep the register.
    :raises InvalidError: when another person has the address, or something is not of its form.
    """
    demand(roles_of(actor), Permission.KEEP_PERSONS)
    if is_steward:
        demand(roles_of(actor), Permission.KEEP_STEWARDS)
    return enter_and_invite(session, actor=actor, name=name, email=email, is_steward=is_steward, language=language, now=now)


def enter_and_invite(
    session: Session, *, actor: Actor, name: str, email: str, is_steward: bool = False, language: str = "en", now: datetime
) -> Invited:
    """Do what ``invite_person`` does, in the caller's transaction."""
    person = _entered(session, name=name, email=email_of(email), timezone="UTC", language=language, is_steward=is_steward, now=now)
    letter = send_link(session, person, Purpose.INVITATION, now)
    ledger.append(session, at=now, actor=actor, act="invite_person", data={"person": person.id, "steward": is_steward})
    return Invited(person.id, letter)


@command("invite_again")
def invite_again(session: Session, *, actor: Actor, person_id: int, now: datetime) -> Invited:
    """Make a new link for somebody who has not taken up the invitation; the old one is of no use from now on.

    :raises ForbiddenError: when the actor does not keep the register.
    :raises NotFoundError: when there is no such person, or no address to write to.
    :raises RefusedError: ``already_done`` when the invitation was taken up.
    """
    demand(roles_of(actor), Permission.KEEP_PERSONS)
    person = _not_yet_in(session, person_id)
    letter = send_link(session, person, Purpose.INVITATION, now)
    ledger.append(session, at=now, actor=actor, act="invite_again", data={"person": person_id})
    return Invited(person_id, letter)


@command("correct_address")
def correct_address(session: Session, *, actor: Actor, person_id: int, email: str, now: datetime) -> Invited:
    """Correct the address of somebody who has not taken up the invitation, and invite them there.

    Threat: who could change the address of an account in use could have its password reset, and act in another's name.

    :raises ForbiddenError: when the actor does not keep the register.
    :raises InvalidError: when another person has the address, or it cannot be one.
    :raises RefusedError: ``already_done`` when the invitation was taken up.
    """
    demand(roles_of(actor), Permission.KEEP_PERSONS)
    return readdress(session, actor=actor, person_id=person_id, email=email, now=now)


def readdress(session: Session, *, actor: Actor, person_id: int, email: str, now: datetime) -> Invited:
    """Do what ``correct_address`` does, in the caller's transaction."""
    person = _not_yet_in(session, person_id)
    person.email, person.address_since = _free_address(session, email_of(email), except_id=person_id), now
    address_changed(session, person_id=person_id, to=person.email, now=now)
    letter = send_link(session, person, Purpose.INVITATION, now)
    ledger.append(session, at=now, actor=actor, act="correct_address", data={"person": person_id})
    return Invited(person_id, letter)


@command("make_steward")
def make_steward(session: Session, *, actor: Actor, person_id: int, now: datetime) -> None:
    """Make somebody a steward of the network. An account elsewhere that let them in is let go, and with it all sessions of theirs.

    Threat: whoever runs a provider whose addresses are trusted could bind an account to a member, and wait until they are a steward.

    :raises ForbiddenError: when the actor does not name stewards.
    :raises InvalidError: when that account is all they have to come in by.
    :raises RefusedError: ``already_done`` when they are one.
    """
    demand(roles_of(actor), Permission.KEEP_STEWARDS)
    person = _row(session, person_id)
    if person.is_steward:
        raise RefusedError(Refusal.ALREADY_DONE)
    person.is_steward = True
    if session.scalars(delete(Identity).where(Identity.person_id == person_id).returning(Identity.id)).all():
        if person.password_hash is None:
            raise InvalidError(_("Stewards need a password: this person chooses one first, by the link on the page for signing in."))
        person.session_epoch += 1
    ledger.append(session, at=now, actor=actor, act="make_steward", data={"person": person_id})


@command("unmake_steward")
def unmake_steward(session: Session, *, actor: Actor, person_id: int, now: datetime) -> None:
    """Let somebody be a steward no longer; one always remains.

    :raises ForbiddenError: when the actor does not name stewards.
    :raises InvalidError: when it is the last steward who can sign in.
    :raises RefusedError: ``already_done`` when they are none.
    """
    demand(roles_of(actor), Permission.KEEP_STEWARDS)
    # All of them are held: two who leave at the same instant must not both count on the other.
    stewards = session.scalars(select(Person).where(Person.is_steward).order_by(Person.id).with_for_update()).all()
    person = next((steward for steward in stewards if steward.id == person_id), None)
    if person is None:
        _row(session, person_id)
        raise RefusedError(Refusal.ALREADY_DONE)
    if not any(other.is_active and other.password_hash is not None for other in stewards if other.id != person_id):
        raise InvalidError(_("There must always be a steward who can sign in: name another first."))
    person.is_steward = False
    ledger.append(session, at=now, actor=actor, act="unmake_steward", data={"person": person_id})


@command("look_at_gender")
def look_at_gender(session: Session, *, actor: Actor, person_id: int, now: datetime) -> str | None:
    """Return the gender that somebody declared; a steward's look at it is kept in the ledger, where they can find it.

    Source: composition.md, "What is shown to whom".

    :raises ForbiddenError: when the actor is neither the person nor a steward.
    """
    is_self = actor.person_id == person_id
    demand(roles_of(actor, is_self=is_self), Permission.SEE_GENDER)
    person = session.get(Person, person_id)
    if person is None:
        raise NotFoundError(_("There is no such person."))
    gender = person.gender
    if not is_self:
        ledger.append(session, at=now, actor=actor, act="look_at_gender", data={"person": person_id})
    return gender


def _entered(session: Session, *, name: str, email: str | None, timezone: str, language: str, is_steward: bool, now: datetime) -> Person:
    person = Person(
        name=name_of(name),
        email=None if email is None else _free_address(session, email_of(email)),
        timezone=zone_of(timezone),
        language=_known_language(session, language),
        is_steward=is_steward,
        created_at=now,
    )
    session.add(person)
    session.flush()
    return person


def _free_address(session: Session, email: str, *, except_id: int | None = None) -> str:
    with session.no_autoflush:
        other = session.scalar(select(Person.id).where(Person.email == email))
    if other is not None and other != except_id:
        raise InvalidError(_("Another person has this e-mail address already."), "email")
    return email


def _known_language(session: Session, language: str) -> str:
    network = network_facts(session)
    if language not in LANGUAGES and (network is None or language not in network.languages):
        raise InvalidError(_("Choose a language of the program or of the network."), "language")
    return language


def _row(session: Session, person_id: int) -> Person:
    person = session.get(Person, person_id, with_for_update=True, populate_existing=True)
    if person is None:
        raise NotFoundError(_("There is no such person."))
    return person


def _not_yet_in(session: Session, person_id: int) -> Person:
    person = _row(session, person_id)
    if has_come_in(session, person):
        raise RefusedError(
            Refusal.ALREADY_DONE, _("The invitation was taken up; who forgot the password asks for a link on the sign-in page.")
        )
    return person
