"""What of a webhook nobody may read in a copy of the database: its address, which is often a secret, its room, its secret."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime

from consensus.outward.sealing import Sealing
from consensus.webhooks.terms import BOTH_FOR, MOST_BEFORE


@dataclass(frozen=True, slots=True)
class Before:
    """A secret that was replaced, and until when it signs."""

    secret: str = field(repr=False)
    until: datetime


@dataclass(frozen=True, slots=True)
class Secrets:
    """What is sealed together."""

    address: str = field(repr=False)
    room: str = field(repr=False, default="")
    """Of Matrix alone: the id of the room."""
    secret: str = field(repr=False, default="")
    """With which messages to a program are signed, or the access token of Matrix."""
    before: tuple[Before, ...] = field(repr=False, default=())
    """Secrets that were replaced, the newest first: what they sign is taken until the program knows the present one."""

    def signing(self, now: datetime) -> tuple[str, ...]:
        """Return every secret with which a message is signed now, the present one first."""
        return (self.secret, *(each.secret for each in self.before if now < each.until))

    def replaced(self, secret: str, now: datetime) -> Secrets:
        """Return the same with a new secret; the one before signs, too, for as long as a program may need to change over."""
        before = (Before(self.secret, now + BOTH_FOR), *(each for each in self.before if now < each.until))
        return replace(self, secret=secret, before=before[:MOST_BEFORE])

    def sealed(self, sealing: Sealing) -> bytes:
        """Return it encrypted."""
        said = asdict(self) | {"before": [[each.secret, each.until.isoformat()] for each in self.before]}
        return sealing.sealed(json.dumps(said).encode())

    @classmethod
    def opened(cls, sealing: Sealing, sealed: bytes) -> Secrets:
        """Return what was sealed.

        :raises UnreadableError: when it was sealed under another secret key.
        """
        said = json.loads(sealing.opened(sealed))
        before = tuple(Before(secret, datetime.fromisoformat(until)) for secret, until in said.pop("before", ()))
        return cls(**said, before=before)


def sealing_of(secret_key: str) -> Sealing:
    """Return what seals webhooks in the installation with this secret key."""
    return Sealing.of(secret_key, "webhooks")
