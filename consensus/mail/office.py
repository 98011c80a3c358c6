"""What the queue must know of this installation: how content is encrypted at rest, and which names letters bear.

The key is derived from the secret key, so a copy of the database alone tells nothing of the letters in it, and after the secret
key was changed letters that still waited cannot be opened any more.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from dataclasses import dataclass, field
from urllib.parse import urlsplit
from weakref import WeakKeyDictionary

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import Engine
from sqlalchemy.orm import Session

NONCE_BYTES = 12
"""Source: NIST SP 800-38D: 96 bits, drawn anew for each letter."""


class UnreadableError(Exception):
    """What is stored of a letter cannot be opened: it was sealed under another secret key, or was changed."""


@dataclass(frozen=True, slots=True)
class Office:
    """The keys of one installation, and its address."""

    sealing: bytes = field(repr=False)
    naming: bytes = field(repr=False)
    base_url: str
    """Under which people reach the pages: it begins the links in letters."""
    mailbox: str | None = None
    """The address to which letters are answered; ``None`` where mail that comes in is not read."""

    @property
    def domain(self) -> str:
        """The name under which letters are numbered."""
        return urlsplit(self.base_url).hostname or "localhost"

    def sealed(self, content: bytes, key: str) -> bytes:
        """Return ``content``, encrypted and bound to the letter ``key``."""
        nonce = os.urandom(NONCE_BYTES)
        return nonce + AESGCM(self.sealing).encrypt(nonce, content, key.encode())

    def opened(self, sealed: bytes, key: str) -> bytes:
        """Return what was sealed for the letter ``key``.

        :raises UnreadableError: when it cannot be opened.
        """
        try:
            return AESGCM(self.sealing).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], key.encode())
        except InvalidTag:
            raise UnreadableError from None

    def message_id_of(self, key: str) -> str:
        """Return the Message-ID of the letter ``key``: always the same, telling nothing, and not to be guessed."""
        return f"<{hmac.new(self.naming, key.encode(), hashlib.sha256).hexdigest()[:40]}@{self.domain}>"


_offices: WeakKeyDictionary[Engine, Office] = WeakKeyDictionary()


def open_office(engine: Engine, *, secret_key: str, base_url: str, mailbox: str | None = None) -> None:
    """Say with which keys letters on ``engine`` are kept. Done when the application starts."""
    _offices[engine] = Office(
        sealing=_derived(secret_key, b"consensus mail: content at rest"),
        naming=_derived(secret_key, b"consensus mail: message ids"),
        base_url=base_url,
        mailbox=mailbox,
    )


def office_of(session: Session) -> Office:
    """Return the keys of the session's installation."""
    return _offices[session.get_bind().engine]


def _derived(secret_key: str, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose).derive(secret_key.encode())
