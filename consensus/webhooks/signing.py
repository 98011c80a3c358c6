"""How a message to a program is signed, so that it knows who said it, that nobody changed it, and that it is not said again.

The signature covers the id, the time and the body. Source: the specification of Standard Webhooks (symmetric, ``v1``), which
libraries of many languages check. How a receiver checks it stands in docs/webhooks.md, and a test runs what stands there.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets as chance
from collections.abc import Sequence
from datetime import datetime

PREFIX = "whsec_"

SECRET_BYTES = 32
"""256 bits; the specification asks for 24 to 64 bytes."""


def new_secret() -> str:
    """Return a fresh secret as it is shown, once."""
    return PREFIX + base64.b64encode(chance.token_bytes(SECRET_BYTES)).decode()


def signed(secrets: Sequence[str], message_id: str, at: datetime, content: bytes) -> dict[str, str]:
    """Return the headers that say that ``content`` comes from who knows one of the secrets, at this time, as this message.

    There is a signature for each, with a space between; who checks takes the message if one of them holds.
    """
    timestamp = str(int(at.timestamp()))
    covered = f"{message_id}.{timestamp}.".encode() + content
    return {
        "webhook-id": message_id,
        "webhook-timestamp": timestamp,
        "webhook-signature": " ".join(_signature(secret, covered) for secret in secrets),
    }


def _signature(secret: str, covered: bytes) -> str:
    key = base64.b64decode(secret.removeprefix(PREFIX))
    return f"v1,{base64.b64encode(hmac.new(key, covered, hashlib.sha256).digest()).decode()}"
