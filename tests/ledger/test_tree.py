"""The tree as it is stored gives the proofs that its leaves give, with a few statements however large it is."""

from __future__ import annotations

from hashlib import sha256

import pytest
from sqlalchemy import event, insert, select, text
from sqlalchemy.orm import Session

from consensus import ledger
from consensus.ledger.entries import lock_head
from consensus.ledger.merkle import WIDTH, completed, consistency_proof, grow, inclusion_proof, is_consistent, is_included, subtree_of
from consensus.ledger.models import LedgerEntry, LedgerSubtree
from consensus.ledger.tree import StoredTree, TreeError
from tests.ledger.ledgers import NOW, fill, problem_of, say, tamper

SIZE = WIDTH * WIDTH + 3 * WIDTH + 5


def leaves_of(count: int) -> list[bytes]:
    """Return leaves that differ."""
    return [sha256(number.to_bytes(4, "big")).digest() for number in range(count)]


def store(session: Session, leaves: list[bytes]) -> None:
    """Keep leaves and subtrees as appending them one by one would, without the entries."""
    frontier: list[bytes] = []
    subtrees = []
    for size, leaf in enumerate(leaves):
        for level, root in enumerate(completed(size, frontier, leaf), start=1):
            subtrees.append({"level": level, "place": (size + 1) // WIDTH**level - 1, "root": root})
        frontier = grow(size, frontier, leaf)
    rows = [{"index": index, "at": NOW, "actor": "clock", "act": "act", "leaf": leaf} for index, leaf in enumerate(leaves)]
    session.execute(insert(LedgerEntry), rows)
    session.execute(insert(LedgerSubtree), subtrees)


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_large_tree_gives_the_proofs_of_its_leaves_with_few_statements(session: Session) -> None:
    leaves = leaves_of(SIZE)
    store(session, leaves)
    statements: list[str] = []
    event.listen(session.get_bind(), "before_cursor_execute", lambda _c, _u, statement, *_: statements.append(statement))

    found = [StoredTree(session, SIZE).inclusion_proof(index) for index in (0, 77, WIDTH * WIDTH, SIZE - 1)]

    assert len(statements) <= 4 * 6
    subtree = subtree_of(leaves)
    root = StoredTree(session, SIZE).root
    assert root == subtree(0, SIZE)
    assert found == [inclusion_proof(index, SIZE, subtree) for index in (0, 77, WIDTH * WIDTH, SIZE - 1)]
    assert is_included(leaves[77], 77, SIZE, found[1], root)
    for old in (1, WIDTH, WIDTH + 1, WIDTH * WIDTH, SIZE - 1):
        proof = StoredTree(session, SIZE).consistency_proof(old)
        assert proof == consistency_proof(old, SIZE, subtree)
        assert is_consistent(old, StoredTree(session, old).root, SIZE, root, proof)


def test_appending_keeps_the_subtrees_that_it_completes(session: Session) -> None:
    fill(session, 2 * WIDTH + 3)

    leaves = list(session.scalars(select(LedgerEntry.leaf).order_by(LedgerEntry.index)))
    kept = {(row.level, row.place): row.root for row in session.scalars(select(LedgerSubtree))}

    assert kept == {(1, place): subtree_of(leaves)(place * WIDTH, (place + 1) * WIDTH) for place in (0, 1)}
    assert StoredTree(session, len(leaves)).root == lock_head(session).root
    session.rollback()
    assert ledger.verify(session).ok


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_what_is_kept_of_the_tree_is_verified_against_the_leaves(session: Session) -> None:
    fill(session, WIDTH + 1)

    tamper(session, 'UPDATE ledger_subtree SET root = (SELECT leaf FROM ledger_entry WHERE "index" = 3)')

    assert problem_of(session) == (None, "What is kept of the tree over the entries 0 to 255 is not what they make.")


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_more_of_the_tree_than_there_are_entries_is_told(session: Session) -> None:
    fill(session, 2)

    tamper(session, "INSERT INTO ledger_subtree (level, place, root) VALUES (2, 0, x'00')")

    assert problem_of(session) == (None, "There is kept more of the tree than there are entries.")


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_tree_that_lacks_something_gives_no_proof(session: Session) -> None:
    fill(session, WIDTH)
    say(session, WIDTH)
    session.commit()

    tamper(session, "DELETE FROM ledger_subtree")

    with pytest.raises(TreeError, match="entries 0 to 255"):
        StoredTree(session, WIDTH + 1).inclusion_proof(WIDTH)
    session.execute(text("SELECT 1"))
