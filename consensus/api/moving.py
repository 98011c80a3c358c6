"""What a thing is like now, told to a program whose picture of it is out of date, so that it can go on without guessing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import g

from consensus.api.operations import OPERATIONS, Asked, address_of
from consensus.api.problems import Current
from consensus.api.scopes import Scope
from consensus.api.tags import as_bytes, tag_of
from consensus.domain.errors import DomainError, Refusal

MOVED_ON = frozenset({Refusal.STALE_VERSION, Refusal.WRONG_STAGE, Refusal.WINDOW_CLOSED})
"""The refusals of somebody who has not seen the newest."""

READ_PROPOSAL = "get_proposal"


def current_of(asked: Asked, read: str, path: Mapping[str, Any]) -> Current | None:
    """Return what the operation ``read`` answers with now, in short; None for a token or a person that may not read it."""
    if Scope.READ not in g.api_holder.scopes:
        return None
    operation = OPERATIONS[read]
    try:
        found = operation.run(Asked(asked.session, asked.person, asked.now, path=path))
    except DomainError:
        return None
    written = operation.answer.written(found)
    is_named = g.get("api_state") is not None and not g.get("api_is_kept_by_nobody")
    etag = f'"{tag_of(as_bytes(written))}"' if is_named else None
    is_proposal = read == READ_PROPOSAL
    return Current(
        address=address_of(read, **path) or "",
        etag=etag,
        version=written["version"]["number"] if is_proposal else None,
        stage=written["stage"] if is_proposal else None,
    )
