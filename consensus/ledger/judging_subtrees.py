"""Is what is kept of the tree what its leaves make? Reads the kept roots in the order of their last leaf, page by page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy.orm import Session

from consensus.ledger.merkle import WIDTH, completed
from consensus.ledger.stored import StoredSubtree, number_of_subtrees, stored_subtrees


class SubtreeJudge:
    """Is shown the leaves one by one, and keeps the ranges over which another root is kept than theirs, or none."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._levels: list[Iterator[StoredSubtree]] = []
        self._count = 0
        self.wrong: list[tuple[int, int]] = []
        """The leaves, from and up to, of each that is not as it must be; the first hundreds say enough."""

    def take(self, size: int, frontier: Sequence[bytes], leaf: bytes) -> None:
        """Compare what ``leaf`` completes, with ``size`` leaves before it, whose frontier this is."""
        if (size + 1) % WIDTH == 0:
            self._compare(size + 1, completed(size, frontier, leaf))

    def take_full(self, size: int, frontier: Sequence[bytes], root: bytes) -> None:
        """Compare what ``WIDTH`` leaves complete, whose root this is, with ``size`` leaves before them, full subtrees all."""
        self._compare(size + WIDTH, [root, *completed(size // WIDTH, frontier, root)])

    def _compare(self, size: int, roots: Sequence[bytes]) -> None:
        for level, root in enumerate(roots, start=1):
            if level > len(self._levels):
                self._levels.append(stored_subtrees(self._session, level))
            self._count += 1
            width = WIDTH**level
            stored = next(self._levels[level - 1], None)
            if stored != StoredSubtree(size // width - 1, root) and len(self.wrong) < WIDTH:
                self.wrong.append((size - width, size))

    @property
    def has_more(self) -> bool:
        """Whether roots are kept of leaves that there are not; asked in the end."""
        return number_of_subtrees(self._session) > self._count
