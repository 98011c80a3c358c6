"""What a person is shown of the tokens that they made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from consensus.api.models import ApiToken
from consensus.api.scopes import Scope
from consensus.people.models import Person

MOST_SHOWN = 100
"""Tokens on the page, the newest first; those that are good are among them, since there are at most twenty."""


@dataclass(frozen=True, slots=True)
class OwnToken:
    """A token, as its owner sees it afterwards."""

    token_id: int
    name: str
    prefix: str
    scopes: tuple[Scope, ...]
    made_at: datetime
    expires_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None
    is_good: bool
    """Whether it can still be used."""


def tokens_of(session: Session, person_id: int, now: datetime) -> tuple[OwnToken, ...]:
    """Return the tokens of a person, for that person alone: those that are good first, the newest before the others."""
    statement = (
        select(ApiToken, Person.session_epoch)
        .join(Person, Person.id == ApiToken.person_id)
        .where(ApiToken.person_id == person_id)
        .order_by(ApiToken.id.desc())
        .limit(MOST_SHOWN)
    )
    found = [
        OwnToken(
            token_id=row.id,
            name=row.name,
            prefix=row.prefix,
            scopes=tuple(scope for scope in Scope if scope in row.scopes),
            made_at=row.made_at,
            expires_at=row.expires_at,
            last_used_at=row.last_used_at,
            revoked_at=row.revoked_at,
            is_good=row.revoked_at is None and row.expires_at > now and row.epoch == epoch,
        )
        for row, epoch in session.execute(statement).tuples()
    ]
    return tuple(sorted(found, key=lambda token: not token.is_good))
