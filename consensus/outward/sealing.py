"""What the program must know again to ask an address outside, encrypted at rest: the address, a secret, a key of a device.

The key is derived from the secret key of the installation: a copy of the database alone tells nothing, and whoever changes that
key has to enter what was sealed anew.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

NONCE_BYTES = 12
"""Source: NIST SP 800-38D: 96 bits, drawn anew each time."""


class UnreadableError(Exception):
    """What is sealed cannot be opened: it was sealed under another secret key, or was changed."""


@dataclass(frozen=True, slots=True)
class Sealing:
    """Seals for one purpose; what was sealed for another is not opened."""

    key: bytes = field(repr=False)

    @classmethod
    def of(cls, secret_key: str, purpose: str) -> Sealing:
        """Return what seals for ``purpose`` in the installation with this secret key."""
        derive = HKDF(algorithm=SHA256(), length=32, salt=None, info=f"consensus: {purpose}".encode())
        return cls(derive.derive(secret_key.encode()))

    def sealed(self, content: bytes) -> bytes:
        """Return ``content``, encrypted."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + AESGCM(self.key).encrypt(nonce, content, None)

    def opened(self, sealed: bytes) -> bytes:
        """Return what was sealed.

        :raises UnreadableError: when it cannot be opened.
        """
        try:
            return AESGCM(self.key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], None)
        except (InvalidTag, ValueError):
            raise UnreadableError from None
