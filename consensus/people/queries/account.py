"""One's own account, as its page shows it to its owner and to nobody else."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from consensus.people.models import Person


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
