"""Several processes verify one ledger: they find what one finds."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from consensus import ledger
from consensus.db import dialect_of
from consensus.ledger import judging, stored, together
from consensus.ledger.judging_pages import Page
from consensus.ledger.together import ApartError, all_pages
from tests.ledger.ledgers import fill, say, unguard


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a small ledger be worth it, with pages of three; what features compare would only be waited for."""
    monkeypatch.setattr(together, "FEWEST", 1)
    monkeypatch.setattr(together, "PAGE", 3)
    monkeypatch.setattr(judging, "_checks", {})


def _apart(*_anything: object) -> None:
    raise AssertionError("one process did it alone")


def test_helpers_find_what_one_process_finds(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(session, 14, sign_at=(4, 12))
    unguard(session)
    session.execute(text("UPDATE ledger_entry SET actor = 'person:99' WHERE \"index\" IN (7, 8)"))
    session.execute(text('DELETE FROM ledger_entry WHERE "index" = 12'))
    session.execute(text('UPDATE ledger_entry SET "index" = 99 WHERE "index" = 13'))
    session.commit()
    alone = ledger.verify(session)
    monkeypatch.setattr("consensus.ledger.verification.all_pages", _apart)

    found = ledger.verify(session, helpers=2 if dialect_of(session) == "sqlite" else 1)

    assert found == alone
    assert (found.first_bad, found.entries) == (7, 13)


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_what_helpers_leave_undone_one_process_does_alone(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    @contextmanager
    def ended(session: Session, _helpers: int) -> Iterator[Iterator[Page]]:
        yield (_end() if number else page for number, page in enumerate(all_pages(session)))

    fill(session, 8)
    monkeypatch.setattr(stored, "PAGE", 3)
    monkeypatch.setattr("consensus.ledger.verification.pages_of_helpers", ended)

    found = ledger.verify(session, helpers=2)

    assert (found.ok, found.entries) == (True, 8)


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_who_acted_just_now_verifies_alone(session: Session) -> None:
    say(session, 1)

    assert ledger.verify(session, helpers=2).entries == 1


def _end() -> Page:
    raise ApartError
