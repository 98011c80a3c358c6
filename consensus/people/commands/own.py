"""What people do with their own account, and nobody does for them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from consensus import ledger
from consensus.domain.actor import CLOCK, Actor
from consensus.domain.errors import InvalidError, NotFoundError
from consensus.domain.permissions import Permission, demand, roles_of
from consensus.domain.speech import LANGUAGES, _
from consensus.people.changes import Change, tell
from consensus.people.checks import name_of, password_of, zone_of
from consensus.people.models import Person
from consensus.people.passwords import Passwords
from consensus.people.queries.network import network_facts
from consensus.transaction import command


@command("change_settings")
def change_settings(session: Session, *, actor: Actor, name: str, timezone: str, language: str, now: datetime) -> None:
    """Change one's name, time zone and language. The ledger keeps which of them changed, and not to what.

    :raises InvalidError: when the name, time zone or language cannot be one.
    """
    person = own_row(session, actor, Permission.KEEP_PERSON)
    network = network_facts(session)
    if language not in LANGUAGES and (network is None or language not in network.languages):
        raise InvalidError(_("Choose a language of the program or of the network."), "language")
    asked = {"name": name_of(name), "timezone": zone_of(timezone), "language": language}
    changed = sorted(key for key, value in asked.items() if getattr(person, key) != value)
    if not changed:
        return
    for key in changed:
        setattr(person, key, asked[key])
    ledger.append(session, at=now, actor=actor, act="change_settings", data={"person": person.id, "changed": changed})


@command("change_password")
def change_password(session: Session, *, actor: Actor, current: str, password: str, passwords: Passwords, now: datetime) -> None:
    """Change one's password. Every other session of theirs is over.

    :raises InvalidError: when ``current`` is not the present password, or the new one is too short.
    """
    person = own_row(session, actor, Permission.KEEP_PERSON)
    if not passwords.matches(person.password_hash, current):
        raise InvalidError(_("This is not your present password."), "current")
    person.password_hash = passwords.hash(password_of(password))
    person.session_epoch += 1
    ledger.append(session, at=now, actor=actor, act="change_password", data={"person": person.id})


@command("sign_out_everywhere")
def sign_out_everywhere(session: Session, *, actor: Actor, now: datetime) -> None:
    """End every session of one's own, on whatever machine."""
    person = own_row(session, actor, Permission.KEEP_PERSON)
    person.session_epoch += 1
    ledger.append(session, at=now, actor=actor, act="sign_out_everywhere", data={"person": person.id})


@command("declare_gender")
def declare_gender(session: Session, *, actor: Actor, gender: str | None, now: datetime) -> None:
    """Declare one's gender in the network's own words, or (None) keep it undisclosed.

    The entry says that something was declared, and never what: not even whether it was disclosed or withdrawn.
    Source: composition.md, "What is shown to whom".

    :raises InvalidError: when the network has no such word.
    """
    person = own_row(session, actor, Permission.DECLARE_GENDER)
    network = network_facts(session)
    if gender is not None and (network is None or gender not in {word.code for word in network.genders}):
        raise InvalidError(_("Choose one of the words, or leave it undisclosed."), "gender")
    person.gender = gender
    ledger.append(session, at=now, actor=actor, act="declare_gender", data={"person": person.id})
    session.flush()
    # What follows for a body must not say whose word it was that changed.
    tell(session, Change("change_of_register", CLOCK, now, person_id=person.id))


def own_row(session: Session, actor: Actor, permission: Permission) -> Person:
    """Return the actor's own row, held until the transaction ends.

    :raises ForbiddenError: when the actor is no person.
    """
    demand(roles_of(actor, is_self=actor.person_id is not None), permission)
    person = session.get(Person, actor.person_id, with_for_update=True, populate_existing=True)
    if person is None:
        raise NotFoundError(_("There is no such person."))
    return person
