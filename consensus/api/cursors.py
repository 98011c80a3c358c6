"""Cursors: where a page of a list begins, as words that only this installation can have written, for one list alone."""

from __future__ import annotations

import base64
import json
from hashlib import blake2b
from hmac import compare_digest
from typing import Any

DIGEST_BYTES = 12


def cursor_of(position: Any, address: str, key: bytes) -> str:
    """Return the cursor that says ``position`` in the list at an address."""
    said = json.dumps(position, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(_mark(said, address, key) + said).rstrip(b"=").decode()


def position_of(cursor: str, address: str, key: bytes) -> Any:
    """Return what a cursor says.

    :raises ValueError: when it is none of ours, or of another list.
    """
    if not cursor.isascii():
        raise ValueError("no cursor")
    content = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
    mark, said = content[:DIGEST_BYTES], content[DIGEST_BYTES:]
    if not compare_digest(mark, _mark(said, address, key)):
        raise ValueError("not written here, or of another list")
    return json.loads(said)


def _mark(said: bytes, address: str, key: bytes) -> bytes:
    return blake2b(address.encode() + b"\n" + said, key=key, digest_size=DIGEST_BYTES).digest()
