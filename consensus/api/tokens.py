"""A token: how it is made, how it is known again, and who acts with it."""

from __future__ import annotations

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from consensus.api.models import ApiToken
from consensus.api.scopes import Scope
from consensus.people.models import Person
from consensus.web.session import SessionPerson

BEGINNING = "consensus_"
"""How every token begins, so that programs which look for secrets in what is published know one when they see it."""

SHOWN = 6
"""Characters of the secret by which its owner knows a token again; 37 more are left to guess."""

FORM = re.compile(BEGINNING + r"[A-Za-z0-9_-]{43}", re.ASCII)
"""256 bits of chance: nobody guesses one, so nothing slow is needed to keep it."""


@dataclass(frozen=True, slots=True)
class Holder:
    """The person for whom a token acts, and for what it was made."""

    person: SessionPerson
    token_id: int
    scopes: frozenset[Scope]


def new_token() -> str:
    """Return a token that nobody else has."""
    return BEGINNING + secrets.token_urlsafe(32)


def prefix_of(token: str) -> str:
    """Return the beginning by which its owner knows a token again."""
    return token[: len(BEGINNING) + SHOWN]


def sha256_of(token: str) -> str:
    """Return what is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


_COLUMNS = (Person.id, Person.name, Person.is_steward, Person.timezone, Person.language, Person.session_epoch)


def holder_of(session: Session, token: str, now: datetime) -> Holder | None:
    """Return for whom a token acts; ``None`` for one that is none, was revoked, is over, or whose person may no longer sign in."""
    if FORM.fullmatch(token) is None:
        return None
    statement = (
        select(ApiToken.id, ApiToken.scopes, *_COLUMNS)
        .join(Person, Person.id == ApiToken.person_id)
        .where(
            ApiToken.token_sha256 == sha256_of(token),
            ApiToken.revoked_at.is_(None),
            ApiToken.expires_at > now,
            ApiToken.epoch == Person.session_epoch,
            Person.is_active,
        )
    )
    row = session.execute(statement).one_or_none()
    if row is None:
        return None
    token_id, scopes, *person = row
    return Holder(SessionPerson(*person), token_id, frozenset(Scope(each) for each in scopes if each in tuple(Scope)))
