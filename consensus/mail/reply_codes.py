"""Codes under which letters are answered: how they are made, what is kept of them, and the address that carries one."""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Mapping

CODE_BYTES = 20
"""160 bits, which are 32 letters and digits; an address has room for 64 before its @."""

YES: Mapping[str, str] = {"en": "YES", "es": "SÍ", "fr": "OUI", "ar": "نعم"}
"""The word that says yes in an answer, by language."""


def new_code() -> str:
    """Return a code as it stands in an address: letters and digits that no mail server changes."""
    return base64.b32encode(secrets.token_bytes(CODE_BYTES)).decode().lower()


def hashed(secret: str) -> str:
    """Return what is kept of a code, or of the token of a link."""
    return hashlib.sha256(secret.encode()).hexdigest()


def address_with(mailbox: str, code: str) -> str:
    """Return the address under which a letter with this code is answered."""
    local, _at, domain = mailbox.rpartition("@")
    return f"{local}+{code}@{domain}"
