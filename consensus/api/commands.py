"""Making and revoking tokens. What a token does afterwards goes through the commands of the features, as on their pages."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consensus import ledger
from consensus.api.models import ApiToken
from consensus.api.scopes import Scope
from consensus.api.tokens import new_token, prefix_of, sha256_of
from consensus.domain.actor import Actor
from consensus.domain.errors import InvalidError, NotFoundError
from consensus.domain.permissions import Permission
from consensus.domain.speech import _
from consensus.people.checks import name_of
from consensus.people.commands.own import own_row
from consensus.transaction import command

LONGEST = timedelta(days=366)
"""A token that lives for longer is forgotten by its owner before it ends. Default of the software."""

LONGEST_NAME = 80

MOST_TOKENS = 20
"""Tokens of one person that are good at the same time; a default of the software."""


@command("make_token")
def make_token(session: Session, *, actor: Actor, name: str, scopes: Collection[Scope], expires_at: datetime, now: datetime) -> str:
    """Return a new token for the actor's own programs. It is shown this once: only its hash is kept.

    :raises InvalidError: when the name cannot be one, nothing was chosen for it to do, or it would live for more than a year.
    """
    person = own_row(session, actor, Permission.KEEP_PERSON)
    called = name_of(name)
    if len(called) > LONGEST_NAME:
        raise InvalidError(_("A name has at most {most} characters.", most=LONGEST_NAME), "name")
    if not scopes:
        raise InvalidError(_("Choose what the token may do."), "scopes")
    if not now < expires_at <= now + LONGEST:
        raise InvalidError(_("Choose a day within a year from now, after which the token is of no use."), "expires_on")
    good = (
        ApiToken.person_id == person.id,
        ApiToken.revoked_at.is_(None),
        ApiToken.expires_at > now,
        ApiToken.epoch == person.session_epoch,
    )
    if (session.scalar(select(func.count()).select_from(ApiToken).where(*good)) or 0) >= MOST_TOKENS:
        raise InvalidError(_("You have {most} tokens already. Revoke one that you no longer need.", most=MOST_TOKENS))
    token = new_token()
    row = ApiToken(
        person_id=person.id,
        name=called,
        prefix=prefix_of(token),
        token_sha256=sha256_of(token),
        scopes=sorted(scope.value for scope in scopes),
        epoch=person.session_epoch,
        made_at=now,
        expires_at=expires_at,
    )
    session.add(row)
    session.flush()
    data = {"person": person.id, "token": row.id, "scopes": row.scopes, "expires_at": ledger.instant(expires_at)}
    ledger.append(session, at=now, actor=actor, act="make_token", data=data)
    return token


@command("revoke_token")
def revoke_token(session: Session, *, actor: Actor, token_id: int, now: datetime) -> None:
    """End one of the actor's own tokens, at once and for good.

    :raises NotFoundError: when the actor has no such token, or it was revoked already.
    """
    person = own_row(session, actor, Permission.KEEP_PERSON)
    mine = select(ApiToken).where(ApiToken.id == token_id, ApiToken.person_id == person.id, ApiToken.revoked_at.is_(None))
    row = session.scalars(mine).one_or_none()
    if row is None:
        raise NotFoundError(_("You have no such token, or it was revoked already."))
    row.revoked_at = now
    ledger.append(session, at=now, actor=actor, act="revoke_token", data={"person": person.id, "token": row.id})
