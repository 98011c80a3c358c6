"""Whoever can write the database forges with care: new leaves, a new head, new signatures. What then is found, and by what."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from consensus import ledger
from consensus.ledger.checkpoint import body_of
from consensus.ledger.merkle import grow, subtree_of
from consensus.ledger.signing import Signer, set_signer, signer_of
from tests.ledger.ledgers import NOW, fill, problem_of, rewrite, tamper


@pytest.fixture
def filled(session: Session) -> Session:
    """Twelve entries, signed at four, eight and ten."""
    fill(session, 12, sign_at=(4, 8, 10))
    return session


def test_entries_cut_off_with_the_head_are_missed_by_a_checkpoint(filled: Session) -> None:
    tamper(filled, 'DELETE FROM ledger_entry WHERE "index" >= 9')
    reset_head(filled)

    assert problem_of(filled) == (9, "Entry 9: it is missing: a checkpoint of size 10 was signed.")


def test_entries_cut_off_after_the_last_checkpoint_are_missed_by_a_copy_of_a_later_one(filled: Session) -> None:
    copied = ledger.sign_checkpoint(filled, now=NOW).note
    filled.commit()
    tamper(filled, 'DELETE FROM ledger_entry WHERE "index" >= 11')
    filled.execute(text("DELETE FROM checkpoint WHERE size = 12"))
    reset_head(filled)
    assert ledger.verify(filled).ok

    assert problem_of(filled, kept=[copied]) == (11, "Entry 11: it is missing: a checkpoint of size 12 was signed.")


def test_a_careful_forgery_is_found_between_the_checkpoints_around_it(filled: Session) -> None:
    rewrite(filled, 5, '"number":5', '"number":6')

    assert problem_of(filled) == (4, "One of the entries 4 to 7 was changed: the checkpoint of size 8 signed another tree.")


def test_a_careful_forgery_with_a_new_head_is_found_all_the_same(filled: Session) -> None:
    rewrite(filled, 5, '"number":5', '"number":6')
    reset_head(filled)

    assert problem_of(filled)[0] == 4


def test_a_careful_forgery_of_the_only_entry_of_a_checkpoint_is_named(session: Session) -> None:
    fill(session, 3, sign_at=(2, 3))
    rewrite(session, 2, '"number":2', '"number":9')

    assert problem_of(session) == (2, "Entry 2: it was changed: the checkpoint of size 3 signed another tree.")


def test_a_careful_forgery_after_the_last_checkpoint_is_found_by_the_head(filled: Session) -> None:
    rewrite(filled, 11, '"number":11', '"number":12')

    assert problem_of(filled) == (10, "One of the entries 10 to 11 was changed: the head holds another tree.")


def test_a_forgery_with_head_and_without_the_key_breaks_the_signature(filled: Session) -> None:
    rewrite(filled, 5, '"number":5', '"number":6')
    reset_head(filled)
    sign_anew(filled, Signer.generate(signer_of(filled).name))

    found = ledger.verify(filled)

    assert len(found.problems) == 3
    assert all("does not hold" in problem for problem in found.problems)
    assert found.first_bad is None


def test_a_forgery_with_the_key_is_found_by_a_checkpoint_that_was_copied_before(filled: Session) -> None:
    copied = filled.execute(text("SELECT note FROM checkpoint WHERE size = 8")).scalar_one()
    rewrite(filled, 5, '"number":5', '"number":6')
    reset_head(filled)
    sign_anew(filled, signer_of(filled))
    assert ledger.verify(filled).ok

    assert problem_of(filled, kept=[copied]) == (
        4,
        "One of the entries 4 to 7 was changed: the checkpoint of size 8 that was given signed another tree.",
    )


def test_a_forgery_with_another_key_is_found_by_the_key_that_was_noted_before(filled: Session) -> None:
    noted = signer_of(filled).verifier
    rewrite(filled, 5, '"number":5', '"number":6')
    reset_head(filled)
    thief = Signer.generate(noted.name)
    set_signer(filled.get_bind().engine, thief)
    sign_anew(filled, thief)
    assert ledger.verify(filled).ok

    assert not ledger.verify(filled, verifier=noted).ok


def test_a_copied_checkpoint_that_matches_is_no_problem(filled: Session) -> None:
    copied = filled.execute(text("SELECT note FROM checkpoint WHERE size = 8")).scalar_one()

    assert ledger.verify(filled, kept=[copied, copied]).ok


def test_a_given_checkpoint_of_another_ledger_is_told(filled: Session) -> None:
    other = Signer.generate("other.example").sign("other.example\n1\n" + "A" * 43 + "=\n")

    assert problem_of(filled, kept=[other])[1].startswith("A checkpoint that was given does not hold.")


def reset_head(session: Session) -> None:
    """Give the head the tree of the entries as they now are, as a careful forger would."""
    frontier: list[bytes] = []
    leaves = session.execute(text('SELECT leaf FROM ledger_entry ORDER BY "index"')).scalars().all()
    for size, leaf in enumerate(leaves):
        frontier = grow(size, frontier, bytes(leaf))
    session.execute(
        text("UPDATE ledger_head SET size = :size, frontier = :frontier"),
        {"size": len(leaves), "frontier": json.dumps([root.hex() for root in frontier])},
    )
    session.commit()


def sign_anew(session: Session, signer: Signer) -> None:
    """Sign every checkpoint anew over the entries as they now are."""
    sizes = session.execute(text("SELECT size FROM checkpoint ORDER BY size")).scalars().all()
    leaves = [bytes(leaf) for leaf in session.execute(text('SELECT leaf FROM ledger_entry ORDER BY "index"')).scalars()]
    for size in sizes:
        root = subtree_of(leaves)(0, size)
        session.execute(
            text("UPDATE checkpoint SET root = :root, note = :note WHERE size = :size"),
            {"root": root, "note": signer.sign(body_of(signer.name, size, root)), "size": size},
        )
    session.commit()
