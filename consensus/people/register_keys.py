"""By which a member or a person is known again in a file that went out, whatever they are called by then.

What stands in the file tells nobody anything: it is made with a key of this installation, so that nobody who has the file finds the
member or the person in the record, where they stand by their numbers; and what came from another installation is nobody here.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

LETTERS = 12
"""Of base 32: 60 bits, so that no two of a register meet, nor one of it and a word that somebody wrote."""


@dataclass(frozen=True, slots=True)
class Keys:
    """Makes what members and people are known by in the files of one installation."""

    secret: bytes = field(repr=False)

    @classmethod
    def of(cls, secret_key: str) -> Keys:
        """Return the keys of the installation with this secret key."""
        derive = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"consensus: names in the register as a file")
        return cls(derive.derive(secret_key.encode()))

    def of_member(self, member_id: int) -> str:
        """Return by what a member is known."""
        return f"m-{self._digest('member', member_id)}"

    def of_person(self, person_id: int) -> str:
        """Return by what a person is known."""
        return f"p-{self._digest('person', person_id)}"

    def _digest(self, what: str, row_id: int) -> str:
        digest = hmac.new(self.secret, f"{what}:{row_id}".encode(), hashlib.sha256).digest()
        return base64.b32encode(digest).decode("ascii").lower()[:LETTERS]
