"""Who asks a push service to carry something: a key of this installation, by which browsers know that nobody else does.

Source: RFC 8292.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from consensus.push.encrypting import CURVE, from_text, in_text, point

HOLDS = timedelta(hours=12)
"""How long an authorization holds; the standard allows 24 hours."""


@dataclass(frozen=True, slots=True)
class PushKey:
    """The key of an installation."""

    private: ec.EllipticCurvePrivateKey = field(repr=False)

    @classmethod
    def of(cls, written: str) -> PushKey:
        """Return the key as the setting has it: its 32 bytes in base64 for addresses.

        :raises ValueError: when it is none.
        """
        return cls(ec.derive_private_key(int.from_bytes(from_text(written)), CURVE))

    @classmethod
    def new(cls) -> PushKey:
        """Return a fresh key."""
        return cls(ec.generate_private_key(CURVE))

    @property
    def written(self) -> str:
        """The key as the setting has it."""
        return in_text(self.private.private_numbers().private_value.to_bytes(32))

    @property
    def public(self) -> str:
        """What a browser is given, so that it takes messages from nobody else."""
        return in_text(point(self.private.public_key()))

    def authorization(self, endpoint: str, *, base_url: str, now: datetime) -> str:
        """Return the header that lets the push service of ``endpoint`` know who asks."""
        parts = urlsplit(endpoint)
        claims = {"aud": f"{parts.scheme}://{parts.netloc}", "exp": int((now + HOLDS).timestamp())}
        if base_url.startswith("https://"):
            claims["sub"] = base_url
        signed = f"{_said({'typ': 'JWT', 'alg': 'ES256'})}.{_said(claims)}"
        r, s = decode_dss_signature(self.private.sign(signed.encode(), ec.ECDSA(SHA256())))
        return f"vapid t={signed}.{in_text(r.to_bytes(32) + s.to_bytes(32))}, k={self.public}"


def _said(claims: dict[str, object]) -> str:
    return in_text(json.dumps(claims, separators=(",", ":")).encode())
