"""One way to the provider and back: what is drawn for it, and what the browser brings back of it, once."""

from __future__ import annotations

import base64
import hashlib
import secrets
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any

from consensus.single_sign_on.trouble import SignOnError, Trouble

LASTS = timedelta(minutes=10)
"""How long somebody may take to sign in at the provider. Default of the software."""

CHANCE_BYTES = 32


@dataclass(frozen=True, slots=True)
class Attempt:
    """What stands in the session meanwhile. The browser's owner could read it there, and nobody else."""

    state: str = field(repr=False)
    """Comes back with the browser: an answer that nobody here asked for is not taken."""
    nonce: str = field(repr=False)
    """Comes back in what the provider signed: what it said at another time is not taken."""
    verifier: str = field(repr=False)
    """Goes to the provider with the code: a code that was stolen is of no use. Source: RFC 7636 (PKCE)."""
    begun_at: str
    target: str
    """Where the person wanted to go."""
    person_id: int | None
    """Who binds their account; None for somebody who wants to come in."""

    @property
    def challenge(self) -> str:
        """What the provider is told of the verifier before. Source: RFC 7636, section 4.2, S256."""
        return base64.urlsafe_b64encode(hashlib.sha256(self.verifier.encode()).digest()).rstrip(b"=").decode()

    def kept(self) -> dict[str, Any]:
        """Return what the session keeps."""
        return asdict(self)


def begun(now: datetime, *, target: str = "", person_id: int | None = None) -> Attempt:
    """Return an attempt that begins now."""
    state, nonce, verifier = (secrets.token_urlsafe(CHANCE_BYTES) for _each in range(3))
    return Attempt(state, nonce, verifier, now.isoformat(), target, person_id)


def returned(kept: Any, state: str | None, now: datetime) -> Attempt:
    """Return the attempt that a browser comes back from; what its session ``kept`` of it has then to be taken out.

    :raises SignOnError: ``not_begun`` when it is another, or too old.
    """
    try:
        attempt = Attempt(**kept)
        is_this = secrets.compare_digest(attempt.state.encode(), (state or "").encode())
        is_new = timedelta() <= now - datetime.fromisoformat(attempt.begun_at) < LASTS
    except (TypeError, ValueError, AttributeError):
        raise SignOnError(Trouble.NOT_BEGUN) from None
    if not (is_this and is_new):
        raise SignOnError(Trouble.NOT_BEGUN)
    return attempt
