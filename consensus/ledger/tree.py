"""The tree as it is stored: what a proof needs of it, read in a few statements however large it is.

Full subtrees are kept when their last entry is appended; what lies between them is made from the leaves below.
"""

from __future__ import annotations

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from consensus.db import Base
from consensus.domain.speech import _
from consensus.ledger.merkle import EMPTY_ROOT, WIDTH, consistency_proof, full_root, inclusion_proof, node_hash, split
from consensus.ledger.models import LedgerEntry, LedgerSubtree

# Tables, not objects: the rows are many and say nothing but bytes.
_ENTRY, _SUBTREE = Base.metadata.tables[LedgerEntry.__tablename__], Base.metadata.tables[LedgerSubtree.__tablename__]
_LEAVES = select(_ENTRY.c.leaf).where(_ENTRY.c.index.between(bindparam("first"), bindparam("last"))).order_by(_ENTRY.c.index)
_SUBTREES = (
    select(_SUBTREE.c.root)
    .where(_SUBTREE.c.level == bindparam("level"), _SUBTREE.c.place.between(bindparam("first"), bindparam("last")))
    .order_by(_SUBTREE.c.place)
)


class TreeError(Exception):
    """A leaf or a subtree that must be there is missing; the message is one sentence."""


class StoredTree:
    """The first ``size`` leaves of the ledger. Reads 256 nodes at a time, and keeps what it read."""

    def __init__(self, session: Session, size: int) -> None:
        self._session = session
        self._size = size
        self._read: dict[tuple[int, int], list[bytes]] = {}

    @property
    def root(self) -> bytes:
        """The root that a checkpoint of this size must state."""
        return self.subtree(0, self._size) if self._size else EMPTY_ROOT

    def inclusion_proof(self, index: int) -> list[bytes]:
        """Return the path from the leaf ``index`` to the root, from the bottom up."""
        return inclusion_proof(index, self._size, self.subtree)

    def consistency_proof(self, old: int) -> list[bytes]:
        """Return the proof that this tree begins with the tree of the first ``old`` leaves."""
        return consistency_proof(old, self._size, self.subtree)

    def subtree(self, start: int, end: int) -> bytes:
        """Return the root over the leaves from ``start`` up to, and without, ``end``, which the proofs of this tree ask for.

        :raises TreeError: when something of it is not stored.
        """
        count = end - start
        if count > 1 and count & (count - 1):
            middle = start + split(count)
            return node_hash(self.subtree(start, middle), self.subtree(middle, end))
        level, width = 0, 1
        while width * WIDTH <= count:
            level, width = level + 1, width * WIDTH
        first, number = start // width, count // width
        nodes = self._nodes(level, first // WIDTH)[first % WIDTH : first % WIDTH + number]
        if len(nodes) != number:
            raise TreeError(
                _(
                    "The tree lacks what stands over the entries {start} to {last}. Run `consensus archive verify`.",
                    start=start,
                    last=end - 1,
                )
            )
        return full_root(nodes)

    def _nodes(self, level: int, number: int) -> list[bytes]:
        """Return the ``number``-th row of 256 nodes of a level, as far as this tree has them."""
        if (level, number) not in self._read:
            first = number * WIDTH
            last = min(first + WIDTH, self._size // WIDTH**level) - 1
            values = {"first": first, "last": last, "level": level}
            self._read[level, number] = [bytes(row[0]) for row in self._session.execute(_SUBTREES if level else _LEAVES, values)]
        return self._read[level, number]
