"""One's own account, as its page shows it to its owner and to nobody else."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from consensus.people.models import Person
from consensus.people.models_identity import Identity

HAS_COME_IN = or_(Person.password_hash.is_not(None), Person.by_mail_at.is_not(None), exists().where(Identity.person_id == Person.id))
"""The condition that somebody has a password, answers by mail, or has an account elsewhere that lets them in."""


def has_come_in(session: Session, person: Person) -> bool:
    """Return whether somebody has come in, so that their address is nobody else's to change."""
    if person.password_hash is not None or person.by_mail_at is not None:
        return True
    return session.scalars(select(exists().where(Identity.person_id == person.id))).one()


@dataclass(frozen=True, slots=True)
class Account:
    """What a person keeps here of themselves. ``gender`` is a code of the network's words; None is undisclosed."""

    name: str
    email: str | None
    timezone: str
    language: str
    gender: str | None = field(repr=False)
    has_password: bool


def account_of(session: Session, person_id: int) -> Account:
    """Return the account of a person, for that person alone."""
    columns = (Person.name, Person.email, Person.timezone, Person.language, Person.gender, Person.password_hash.is_not(None))
    return Account(*session.execute(select(*columns).where(Person.id == person_id)).one())
