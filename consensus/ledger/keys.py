"""Which key signed when: the keys of a ledger, one after the other, and what a checkpoint must be signed with.

Right after a rotation the old key and the new one sign the same tree, which holds the entry that names both: whoever trusts
either can trust the other. Source: docs/format/ledger.md, section 5.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from sqlalchemy import select
from sqlalchemy.orm import Session

from consensus.ledger.checkpoint import read_checkpoint, size_in
from consensus.ledger.models import KeyRotation
from consensus.ledger.signing import SigningError, Verifier, signer_of


@dataclass(frozen=True, slots=True)
class Rotation:
    """One key took over from another with the entry ``index``."""

    index: int
    old: Verifier
    new: Verifier


@dataclass(frozen=True, slots=True)
class KeyInForce:
    """A key, and the sizes of the trees that it signs: from ``since`` on, up to ``until`` where another took over."""

    verifier: Verifier
    since: int
    until: int | None


@dataclass(frozen=True, slots=True)
class Keyring:
    """The keys of one ledger: the one that is trusted, and those that rotations tie to it."""

    trusted: Verifier
    rotations: tuple[Rotation, ...] = ()

    @property
    def keys(self) -> tuple[KeyInForce, ...]:
        """All of them, the earliest first."""
        if not self.rotations:
            return (KeyInForce(self.trusted, 0, None),)
        sizes = [rotation.index + 1 for rotation in self.rotations]
        verifiers = [self.rotations[0].old, *(rotation.new for rotation in self.rotations)]
        return tuple(KeyInForce(*key) for key in zip(verifiers, [0, *sizes], [*sizes, None], strict=True))

    def in_force(self, size: int) -> list[Verifier]:
        """Return the keys that sign a tree of this size: two right after a rotation, else one."""
        return [key.verifier for key in self.keys if key.since <= size and (key.until is None or size <= key.until)]

    def read(self, note: str) -> tuple[int, bytes]:
        """Return the size and the root that a checkpoint states, once every key that was in force signed it.

        :raises SigningError: when one did not, or the note is no checkpoint of this ledger.
        """
        stated = [read_checkpoint(note, verifier) for verifier in self.in_force(size_in(note))]
        return stated[0]


def keyring_of(session: Session, trusted: Verifier | None = None) -> Keyring:
    """Return the keys of the ledger as its rows tell them, from a key that is trusted: the instance's own if none is given.

    Rotations that do not lead to that key are left out, so that what other keys signed is not believed.
    """
    known = trusted if trusted is not None else signer_of(session).verifier
    rows = session.execute(select(KeyRotation.index, KeyRotation.old_key, KeyRotation.new_key).order_by(KeyRotation.index)).tuples()
    try:
        rotations = [Rotation(index, Verifier.from_text(old), Verifier.from_text(new)) for index, old, new in rows]
    except SigningError:
        return Keyring(known)
    return Keyring(known, tuple(rotations) if _leads_to(known, rotations) else ())


def _leads_to(known: Verifier, rotations: Sequence[Rotation]) -> bool:
    is_chain = all(one.new == other.old for one, other in pairwise(rotations))
    return is_chain and any(known in (rotation.old, rotation.new) for rotation in rotations)
