"""How a thing stood when it was read: a mark that only this installation can make, for If-Match.

A reader who is shown no mark cannot guess at one, and so does not learn how often something happened to the thing.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import Any

from flask import current_app


def state_of(model: type[Any], row_id: int, row_version: int) -> str:
    """Return the mark of a row of ``model`` at a version."""
    said = f"{model.__tablename__} {row_id} {row_version}".encode()
    return blake2b(said, key=key_for(b"states"), digest_size=16).hexdigest()


def key_for(purpose: bytes) -> bytes:
    """Return a key of this installation for one purpose, of at most 16 bytes."""
    secret: str = current_app.config["SETTINGS"].secret_key
    return blake2b(secret.encode(), person=purpose).digest()
