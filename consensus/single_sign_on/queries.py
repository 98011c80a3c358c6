"""Whether somebody comes in by an account elsewhere, for that person alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from consensus.people.models import Person
from consensus.people.models_identity import Identity


@dataclass(frozen=True, slots=True)
class OwnDoor:
    """How one person comes in."""

    linked_at: datetime | None
    """Since when an account at the provider is bound to them; None where none is."""
    has_password: bool


def own_door(session: Session, person_id: int, issuer: str) -> OwnDoor:
    """Return how a person comes in."""
    statement = (
        select(Identity.linked_at, Person.password_hash.is_not(None))
        .select_from(Person)
        .outerjoin(Identity, (Identity.person_id == Person.id) & (Identity.issuer == issuer))
        .where(Person.id == person_id)
    )
    return OwnDoor(*session.execute(statement).one())
