"""What was signed, in the order of its size: the checkpoints that are stored, and those that somebody kept elsewhere."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from consensus.ledger.judging_keys import KeyJudge
from consensus.ledger.signing import SigningError
from consensus.ledger.stored import stored_checkpoints


@dataclass(frozen=True, slots=True, order=True)
class Claim:
    """A signed size and root; ``root`` is null where the signature does not hold."""

    size: int
    root: bytes | None = field(compare=False)
    name: str = field(compare=False)
    problem: str | None = field(compare=False, default=None)


class Claims:
    """Gives one claim after another; tells the keys which sizes were signed."""

    def __init__(self, session: Session, keys: KeyJudge, kept: Sequence[str]) -> None:
        self._session = session
        self._keys = keys
        self.stored = 0
        """How many checkpoints were read so far of those that are stored."""
        self._all = heapq.merge(self._stored(), self._kept(kept))
        self.next = next(self._all, None)

    def take(self) -> Claim | None:
        """Return the next claim, and go on to the one after it."""
        taken, self.next = self.next, next(self._all, None)
        return taken

    def _stored(self) -> Iterator[Claim]:
        for stored in stored_checkpoints(self._session):
            self.stored += 1
            name = f"the checkpoint of size {stored.size}"
            try:
                size, root = self._keys.ring.read(stored.note.decode(errors="replace"))
            except SigningError as error:
                yield Claim(stored.size, None, name, f"The checkpoint of size {stored.size} does not hold. {error}")
                continue
            self._keys.signed(size)
            is_same = (size, root) == (stored.size, stored.root)
            problem = None if is_same else f"The row of the checkpoint of size {stored.size} says something else than its note."
            yield Claim(stored.size, root if size == stored.size else None, name, problem)

    def _kept(self, kept: Sequence[str]) -> list[Claim]:
        claims = []
        for note in kept:
            try:
                size, root = self._keys.ring.read(note)
                claims.append(Claim(size, root, f"the checkpoint of size {size} that was given"))
            except SigningError as error:
                claims.append(Claim(0, None, "", f"A checkpoint that was given does not hold. {error}"))
        return sorted(claims)
