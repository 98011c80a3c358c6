"""Is everything that is stored of the ledger as it was when it was signed? Names the first entry that is not.

Reads each row once, in order, and keeps no more than the frontier of the tree. What an entry must be by itself stands in
``judging``; how it is all stored, in ``stored``.
Source: record.md sections 1 and 5.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from consensus.db import dialect_of, reading_only
from consensus.ledger.judging import Entry, Judgement, erased_by
from consensus.ledger.judging_claims import Claims
from consensus.ledger.judging_keys import KeyJudge
from consensus.ledger.judging_pages import Page
from consensus.ledger.judging_subtrees import SubtreeJudge
from consensus.ledger.merkle import WIDTH, full_root, grow, ranges_of, root_of
from consensus.ledger.signing import Verifier
from consensus.ledger.stored import stored_head
from consensus.ledger.together import ApartError, all_pages, is_worth_helpers, pages_of_helpers

MOST_PROBLEMS = 100
"""More are counted and not kept: where everything was changed, the first hundred say so."""


@dataclass(frozen=True, slots=True)
class Verification:
    """What was found. ``first_bad`` is the index of the first entry that fails.

    Where no entry fails by itself but a signed root does not match, it is the first of those among which one was changed.
    It is null where the entries hold and something else does not, and where all is well.
    """

    entries: int
    erased: int
    checkpoints: int
    latest: int | None
    """The size of the largest checkpoint that holds."""
    root: bytes
    verifier_key: str
    first_bad: int | None
    problems: tuple[str, ...]
    more_problems: int
    """How many more there are than are kept."""

    @property
    def ok(self) -> bool:
        """Whether everything holds."""
        return not self.problems


@dataclass(slots=True)
class _Findings:
    problems: list[str] = field(default_factory=list)
    more: int = 0
    first_bad: int | None = None
    last_bad: int = -1
    """The last entry that is not what its leaf was made of, or not in its place: it explains why a root does not match."""

    def add(self, problem: str, *, entry: int | None = None) -> None:
        if entry is not None:
            self.first_bad = entry if self.first_bad is None else min(entry, self.first_bad)
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(problem)
        else:
            self.more += 1

    def add_entry(self, entry: int, problem: str, *, has_its_leaf: bool = False) -> None:
        if not has_its_leaf:
            self.last_bad = max(entry, self.last_bad)
        self.add(f"Entry {entry}: {problem}.", entry=entry)


def verify(session: Session, *, verifier: Verifier | None = None, kept: Sequence[str] = (), helpers: int = 0) -> Verification:
    """Check every entry, the tree, and every checkpoint.

    :param verifier: the key under which checkpoints must hold; the instance's own unless it is given. One that was noted
        elsewhere, earlier, proves more: whoever took the machine over could have signed everything anew with another key.
    :param kept: checkpoints that were copied elsewhere, as signed notes: the tree must have been what they say.
    :param helpers: how many other processes may judge entries meanwhile, where there are many and this begins a transaction.
    :raises SigningError: when no key is given and the application was started without one.
    """
    is_own = not session.in_transaction()
    try:
        with reading_only():
            if is_own and helpers and is_worth_helpers(session):
                try:
                    with pages_of_helpers(session, helpers) as pages:
                        return _Verifying(session, verifier, kept).run(pages)
                except ApartError:
                    session.rollback()
            if is_own and dialect_of(session) == "postgresql":
                # One snapshot for all that is read, so that acts that go on meanwhile are seen whole or not at all.
                session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
            return _Verifying(session, verifier, kept).run(all_pages(session))
    finally:
        if is_own:
            session.rollback()


class _Verifying:
    def __init__(self, session: Session, verifier: Verifier | None, kept: Sequence[str]) -> None:
        self._session = session
        self._keys = KeyJudge(session, verifier)
        self._found = _Findings()
        self._size = 0
        self._frontier: list[bytes] = []
        self._is_whole = True
        """Whether the tree can still be grown: not after an entry was found missing."""
        self._is_told = False
        """Whether it was said already that the tree is another than the signed one: after that, all later roots are."""
        self._sound = 0
        """The size of the largest signed tree that matched."""
        self._sound_before = 0
        """The size of the one before it."""
        self._latest: int | None = None
        self._gone: dict[int, None] = {}
        """Erased entries for which no erasure was found yet."""
        self._erased = 0
        self._subtrees = SubtreeJudge(session)
        self._claims = Claims(session, self._keys, kept)

    def run(self, pages: Iterable[Page]) -> Verification:
        entries = expected = 0
        self._compare_claims()
        for page in pages:
            entries += len(page.indexes)
            if page.is_unbroken and page.indexes[0] == expected:
                self._take_leaves(page.leaves)
            else:
                for place, index in enumerate(page.indexes):
                    if index != expected:
                        self._miss(expected, index)
                    expected = index + 1
                    self._take(index, page.leaves[place], page.told.get(place))
            expected = page.indexes[-1] + 1
        for index in self._gone:
            self._found.add_entry(index, "it is erased, and no later entry says so")
        self._compare_head(expected)
        self._compare_unreached_claims(expected)
        self._compare_subtrees()
        for problem in self._keys.missed():
            self._found.add(problem)
        return Verification(
            entries=entries,
            erased=self._erased,
            checkpoints=self._claims.stored,
            latest=self._latest,
            root=root_of(self._frontier),
            verifier_key=self._keys.ring.keys[-1].verifier.text,
            first_bad=self._found.first_bad,
            problems=tuple(self._found.problems),
            more_problems=self._found.more,
        )

    def _take(self, index: int, leaf: bytes, told: Judgement | None) -> None:
        if told is not None:
            self._take_told(index, told)
        if self._is_whole:
            self._take_leaf(leaf)

    def _take_told(self, index: int, told: Judgement) -> None:
        if told.problem is not None:
            self._found.add_entry(index, told.problem, has_its_leaf=told.has_its_leaf)
        elif told.said is None:
            self._gone[index] = None
            self._erased += 1
        if told.said is not None:
            self._take_erasure(told.said)
            self._take_rotation(told.said)

    def _take_leaf(self, leaf: bytes) -> None:
        self._subtrees.take(self._size, self._frontier, leaf)
        self._frontier = grow(self._size, self._frontier, leaf)
        self._size += 1
        self._compare_claims()

    def _take_leaves(self, leaves: list[bytes]) -> None:
        """Grow the tree by whole subtrees, as far as nobody signed what lies within one."""
        if not self._is_whole:
            return
        place = 0
        while place < len(leaves):
            is_full = self._size % WIDTH == 0 and place + WIDTH <= len(leaves)
            if is_full and (self._claims.next is None or self._claims.next.size >= self._size + WIDTH):
                root = full_root(leaves[place : place + WIDTH])
                self._subtrees.take_full(self._size, self._frontier, root)
                self._frontier = grow(self._size // WIDTH, self._frontier, root)
                self._size += WIDTH
                place += WIDTH
                self._compare_claims()
            else:
                self._take_leaf(leaves[place])
                place += 1

    def _take_erasure(self, said: Entry) -> None:
        erased = erased_by(said)
        if erased in self._gone:
            del self._gone[erased]
        elif erased is not None:
            self._found.add_entry(erased, f"entry {said['index']} says that it was erased, and it is there", has_its_leaf=True)

    def _take_rotation(self, said: Entry) -> None:
        problem = self._keys.take(said)
        if problem is not None:
            self._found.add_entry(said["index"], problem, has_its_leaf=True)

    def _miss(self, expected: int, found: int) -> None:
        self._is_whole = False
        if found > expected:
            self._found.add_entry(expected, "it is missing")
        else:
            self._found.add_entry(found, "no entry has this index")

    def _compare_claims(self) -> None:
        while (claim := self._claims.next) is not None and claim.size <= self._size:
            self._claims.take()
            if claim.problem is not None:
                self._found.add(claim.problem)
            if claim.root is None or self._is_told:
                continue
            if claim.root == root_of(self._frontier):
                self._latest = claim.size
                if claim.size > self._sound:
                    self._sound_before, self._sound = self._sound, claim.size
            else:
                # Two may have signed this size, and one of them matched.
                start = self._sound if self._sound < claim.size else self._sound_before
                self._tell(start, claim.size, f"{claim.name} signed another tree")

    def _tell(self, start: int, end: int, what: str) -> None:
        """Say that the entries from ``start`` to ``end`` are not those that were there, unless one of them is known to be bad."""
        self._is_told = True
        if self._found.last_bad >= start:
            return
        if end - start == 1:
            self._found.add_entry(start, f"it was changed: {what}")
        elif start < end:
            self._found.add(f"One of the entries {start} to {end - 1} was changed: {what}.", entry=start)
        else:
            self._found.add(f"{what[0].upper()}{what[1:]}.")

    def _compare_head(self, size: int) -> None:
        head = stored_head(self._session)
        if head is None:
            self._found.add("The ledger has no head.")
        elif head[0] > size:
            self._found.add_entry(size, f"it is missing: the head counts {head[0]} entries")
        elif head[0] < size:
            self._found.add_entry(head[0], "it was added without the head that counts the entries")
        elif self._is_whole and not self._is_told:
            self._compare_frontier(head[1])

    def _compare_frontier(self, stored: bytes) -> None:
        try:
            frontier = json.loads(stored)
        except ValueError:
            frontier = None
        own = [root.hex() for root in self._frontier]
        if frontier == own:
            return
        if self._sound == self._size or not isinstance(frontier, list) or len(frontier) != len(own):
            self._found.add("The head does not hold the tree of the entries.")
            return
        ranges = [limits for limits, mine, other in zip(ranges_of(self._size), own, frontier, strict=True) if mine != other]
        self._tell(max(self._sound, ranges[0][0]), ranges[0][1], "the head holds another tree")

    def _compare_subtrees(self) -> None:
        """What is kept of the tree is at fault only where the entries are not."""
        if self._is_whole and not self._is_told:
            for start, end in self._subtrees.wrong:
                if self._found.last_bad < start:
                    self._found.add(f"What is kept of the tree over the entries {start} to {end - 1} is not what they make.")
            if self._subtrees.has_more:
                self._found.add("There is kept more of the tree than there are entries.")

    def _compare_unreached_claims(self, size: int) -> None:
        """What is signed beyond the last entry was there once; what lies behind a missing entry cannot be compared."""
        while (claim := self._claims.take()) is not None:
            if claim.problem is not None:
                self._found.add(claim.problem)
            if claim.root is not None and claim.size > size:
                self._found.add_entry(size, f"it is missing: a checkpoint of size {claim.size} was signed")
