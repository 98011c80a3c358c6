"""Signing the tree as it stands, once for each size."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consensus import ledger
from consensus.ledger.checkpoint import read_checkpoint
from consensus.ledger.entries import lock_head
from consensus.ledger.models import Checkpoint
from consensus.ledger.signing import Signer, set_signer, signer_of
from tests.ledger.ledgers import NOW, fill, say


def test_a_checkpoint_signs_origin_size_and_root(session: Session) -> None:
    fill(session, 5)

    note = ledger.sign_checkpoint(session, now=NOW)

    signer = signer_of(session)
    assert note.note.startswith(f"{signer.name}\n5\n")
    assert read_checkpoint(note.note, signer.verifier) == (5, lock_head(session).root) == (note.size, note.root)


def test_a_checkpoint_signs_what_this_transaction_appended(session: Session) -> None:
    say(session, 1)

    assert ledger.sign_checkpoint(session, now=NOW).size == 1


def test_a_checkpoint_goes_when_its_transaction_goes(session: Session) -> None:
    say(session, 1)
    ledger.sign_checkpoint(session, now=NOW)
    session.rollback()

    assert session.scalar(select(func.count()).select_from(Checkpoint)) == 0


def test_the_same_size_is_not_signed_again(session: Session) -> None:
    fill(session, 5)
    first = ledger.sign_checkpoint(session, now=NOW)
    session.commit()

    again = ledger.sign_checkpoint(session, now=NOW + timedelta(days=1))

    assert again == first


def test_the_same_size_is_not_signed_again_with_another_key(session: Session) -> None:
    fill(session, 5)
    first = ledger.sign_checkpoint(session, now=NOW)
    session.commit()
    set_signer(session.get_bind().engine, Signer.generate("another.example"))

    assert ledger.sign_checkpoint(session, now=NOW) == first


def test_an_empty_ledger_can_be_signed(session: Session) -> None:
    assert ledger.sign_checkpoint(session, now=NOW).size == 0


def test_the_latest_checkpoint_is_that_of_the_largest_tree(session: Session) -> None:
    fill(session, 7, sign_at=(2, 5))

    latest = ledger.latest_checkpoint(session)

    assert latest is not None
    assert latest.size == 5


def test_there_is_no_latest_checkpoint_before_the_first(session: Session) -> None:
    assert ledger.latest_checkpoint(session) is None


def test_nothing_is_signed_without_a_key(session: Session) -> None:
    fill(session, 1)
    with Session(session.get_bind().engine.execution_options()) as other, pytest.raises(ledger.SigningError):
        # An engine of its own, which nobody gave a key.
        ledger.sign_checkpoint(other, now=NOW)
