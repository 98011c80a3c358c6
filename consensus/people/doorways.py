"""Links that let somebody in once: how they are made, found and used up. Only the hash of a link's token is stored."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from consensus.domain.errors import InvalidError, NotFoundError
from consensus.domain.speech import _
from consensus.mail.reply_codes import hashed
from consensus.people.models import Doorway, Person

TOKEN_BYTES = 32


class Purpose(StrEnum):
    """What a link is for."""

    INVITATION = "invitation"
    """To choose a first password."""
    RESET = "reset"
    """To choose a new one."""


LASTS = {Purpose.INVITATION: timedelta(days=14), Purpose.RESET: timedelta(hours=2)}
"""How long a link can be used. Defaults of the software."""


@dataclass(frozen=True, slots=True)
class OutgoingLetter:
    """What a letter with a link is made of. Nobody but the person it goes to is shown the token."""

    purpose: Purpose
    person_id: int
    name: str
    email: str
    language: str
    """That of the letter: the person's."""
    token: str = field(repr=False)
    expires_at: datetime
    made_at: datetime
    key: str
    """Of the letter in the queue."""
    reply_code: str | None = field(default=None, repr=False)
    """Under which an invitation can be answered, where mail that comes in is read."""


def open_doorway(session: Session, person: Person, purpose: Purpose, now: datetime, *, reply_code: str | None = None) -> OutgoingLetter:
    """Make a link for ``person``; links of the same purpose that were made before are of no use from now on.

    :param reply_code: under which the letter can be answered instead.
    :raises InvalidError: when the person has no address to write to.
    """
    if person.email is None:
        raise InvalidError(_("This person has no e-mail address to write to."), "email")
    session.execute(
        update(Doorway)
        .where(Doorway.person_id == person.id, Doorway.purpose == purpose.value, Doorway.used_at.is_(None), Doorway.expires_at > now)
        .values(expires_at=now)
        .execution_options(synchronize_session=False)
    )
    token = secrets.token_urlsafe(TOKEN_BYTES)
    doorway = Doorway(
        person_id=person.id,
        purpose=purpose.value,
        token_sha256=_stored(token),
        reply_sha256=None if reply_code is None else hashed(reply_code),
        made_at=now,
        expires_at=now + LASTS[purpose],
    )
    session.add(doorway)
    session.flush()
    return OutgoingLetter(
        purpose=purpose,
        person_id=person.id,
        name=person.name,
        email=person.email,
        language=person.language,
        token=token,
        expires_at=doorway.expires_at,
        made_at=now,
        key=f"{purpose.value}:{doorway.id}",
        reply_code=reply_code,
    )


NO_LONGER = _("This link cannot be used: it was used already, a newer one replaced it, or its time is over. Ask for a new one.")


def person_behind(session: Session, token: str, purpose: Purpose, now: datetime) -> Person:
    """Return whom a link lets in, without using it up.

    :raises NotFoundError: when the link cannot be used; in one sentence for every cause, which tells a stranger nothing.
    """
    statement = (
        select(Person)
        .join(Doorway, Doorway.person_id == Person.id)
        .where(
            Doorway.token_sha256 == _stored(token),
            Doorway.purpose == purpose.value,
            Doorway.used_at.is_(None),
            Doorway.expires_at > now,
            Person.is_active,
        )
    )
    person = session.scalars(statement).one_or_none()
    if person is None:
        raise NotFoundError(NO_LONGER)
    return person


def use_doorway(session: Session, token: str, purpose: Purpose, now: datetime) -> Person:
    """Return whom a link lets in and use it up; of two at the same instant one finds it used.

    :raises NotFoundError: when the link cannot be used.
    """
    person = person_behind(session, token, purpose, now)
    used = session.execute(
        update(Doorway)
        .where(Doorway.token_sha256 == _stored(token), Doorway.used_at.is_(None))
        .values(used_at=now)
        .returning(Doorway.id)
        .execution_options(synchronize_session=False)
    )
    if used.one_or_none() is None:
        raise NotFoundError(NO_LONGER)
    return person


def _stored(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
