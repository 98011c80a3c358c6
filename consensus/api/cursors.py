"""Cursors: where a page of a list begins, as words that only this installation can have written, for one operation alone."""

from __future__ import annotations

import base64
import json
from hashlib import blake2b
from hmac import compare_digest
from typing import Any

DIGEST_BYTES = 12


def cursor_of(position: Any, operation: str, secret: str) -> str:
    """Return the cursor that says ``position``."""
    said = json.dumps([operation, position], separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(_mark(said, secret) + said).rstrip(b"=").decode()


def position_of(cursor: str, operation: str, secret: str) -> Any:
    """Return what a cursor says.

    :raises ValueError: when it is none of ours, or of another operation.
    """
    if not cursor.isascii():
        raise ValueError("no cursor")
    content = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
    mark, said = content[:DIGEST_BYTES], content[DIGEST_BYTES:]
    if not compare_digest(mark, _mark(said, secret)):
        raise ValueError("not written here")
    named, position = json.loads(said)
    if named != operation:
        raise ValueError("of another list")
    return position


def _mark(said: bytes, secret: str) -> bytes:
    key = blake2b(secret.encode(), person=b"cursors").digest()
    return blake2b(said, key=key, digest_size=DIGEST_BYTES).digest()
