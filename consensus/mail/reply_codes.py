"""Codes under which letters are answered: how they are made, what is kept of them, and the address that carries one."""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field

CODE_BYTES = 20
"""160 bits, which are 32 letters and digits; an address has room for 64 before its @."""

YES: Mapping[str, str] = {"en": "YES", "es": "SÍ", "fr": "OUI", "ar": "نعم"}
"""The word that says yes in an answer, by language."""


_IN_ADDRESS = re.compile(r"\+([a-z2-7]{32})@", re.ASCII)


@dataclass(frozen=True, slots=True)
class ReplyWay:
    """By what an answer to a letter is known: by the code that the letter carries, or by the letter's own Message-ID alone."""

    sha256: str
    code: str | None = field(default=None, repr=False)
    """``None`` where the code is not known: it was lost on the way of the answer before, and only its hash is kept."""


def way_of(code: str) -> ReplyWay:
    """Return the way of a code."""
    return ReplyWay(hashed(code), code)


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


def code_in(address: str) -> str | None:
    """Return the code that an address carries, if it does."""
    found = _IN_ADDRESS.search(address)
    return None if found is None else found[1]
