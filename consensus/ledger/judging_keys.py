"""Are the keys those that the entries name? A rotation is a row, an entry, and a checkpoint that both keys signed."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy.orm import Session

from consensus.ledger.judging import Entry
from consensus.ledger.keys import Rotation, keyring_of
from consensus.ledger.signing import Verifier
from consensus.ledger.stored import stored_rotations

ROTATE_KEY = "rotate_key"
"""The act by which another key takes over; ``data.old`` and ``data.new`` are the two verifier keys."""


class KeyJudge:
    """Is shown every entry and the size of every checkpoint that holds; says in the end what was missed."""

    def __init__(self, session: Session, trusted: Verifier | None) -> None:
        self.ring = keyring_of(session, trusted)
        self._stored = stored_rotations(session)
        self._unsaid: dict[int, Rotation] = {rotation.index: rotation for rotation in self.ring.rotations}
        self._unsigned = {rotation.index + 1 for rotation in self.ring.rotations}

    def take(self, said: Entry) -> str | None:
        """Return what is wrong with an entry that rotates the key; of any other, nothing."""
        if said["act"] != ROTATE_KEY:
            return None
        rotation = self._unsaid.pop(said["index"], None)
        if rotation is None:
            return "it rotates the key, and the keys that are stored do not"
        if said["data"] != {"old": rotation.old.text, "new": rotation.new.text}:
            return "it names other keys than those that are stored"
        return None

    def signed(self, size: int) -> None:
        """Note that the checkpoint of this size holds under every key that was in force."""
        self._unsigned.discard(size)

    def missed(self) -> Iterator[str]:
        """Yield what was not found."""
        if self._stored != len(self.ring.rotations):
            yield "The keys that are stored do not follow each other to the one under which this was checked."
        for index in self._unsaid:
            yield f"The keys that are stored say that entry {index} rotates the key, and it does not."
        for size in sorted(self._unsigned):
            yield f"There is no checkpoint of size {size} that the old key and the new one signed."
