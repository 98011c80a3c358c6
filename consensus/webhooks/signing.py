"""How a message to a program is signed, so that it knows who said it, that nobody changed it, and that it is not said again.

The signature covers the id, the time and the body. Source: the specification of Standard Webhooks (symmetric, ``v1``), which
libraries of many languages check. How a receiver checks it stands in docs/webhooks.md, and a test runs what stands there.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from datetime import datetime

PREFIX = "whsec_"

SECRET_BYTES = 32
"""256 bits; the specification asks for 24 to 64 bytes."""


def new_secret() -> str:
    """Return a fresh secret as it is shown, once."""
    return PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()


def signed(secret: str, message_id: str, at: datetime, content: bytes) -> dict[str, str]:
    """Return the headers that say that ``content`` comes from who knows the secret, at this time, as this message."""
    timestamp = str(int(at.timestamp()))
    key = base64.b64decode(secret.removeprefix(PREFIX))
    digest = hmac.new(key, f"{message_id}.{timestamp}.".encode() + content, hashlib.sha256).digest()
    return {
        "webhook-id": message_id,
        "webhook-timestamp": timestamp,
        "webhook-signature": f"v1,{base64.b64encode(digest).decode()}",
    }
