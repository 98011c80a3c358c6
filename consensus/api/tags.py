"""What is sent back, as bytes, and the ETag that names it."""

from __future__ import annotations

import json
from hashlib import blake2b
from typing import Any

from flask import g

from consensus.api.states import key_for


def as_bytes(content: Any) -> bytes:
    """Return JSON as it is sent."""
    return (json.dumps(content, ensure_ascii=False, separators=(",", ":")) + "\n").encode()


def tag_of(content: bytes) -> str:
    """Return the ETag of an answer, without its quotation marks; before it the state of the thing, where the reader may know it."""
    # Keyed: nobody can guess at what somebody else was shown by its name.
    tag = blake2b(content, key=key_for(b"interface"), digest_size=16).hexdigest()
    state = g.get("api_state")
    return tag if state is None else f"{state}.{tag}"
