"""What of a webhook nobody may read in a copy of the database: its address, which is often a secret, its room, its secret."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field

from consensus.outward.sealing import Sealing


@dataclass(frozen=True, slots=True)
class Secrets:
    """What is sealed together."""

    address: str = field(repr=False)
    room: str = field(repr=False, default="")
    """Of Matrix alone: the id of the room."""
    secret: str = field(repr=False, default="")
    """With which messages to a program are signed, or the access token of Matrix."""

    def sealed(self, sealing: Sealing) -> bytes:
        """Return it encrypted."""
        return sealing.sealed(json.dumps(asdict(self)).encode())

    @classmethod
    def opened(cls, sealing: Sealing, sealed: bytes) -> Secrets:
        """Return what was sealed.

        :raises UnreadableError: when it was sealed under another secret key.
        """
        return cls(**json.loads(sealing.opened(sealed)))


def sealing_of(secret_key: str) -> Sealing:
    """Return what seals webhooks in the installation with this secret key."""
    return Sealing.of(secret_key, "webhooks")
