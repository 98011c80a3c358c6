"""The database itself refuses to change the ledger, whoever asks it, on both databases."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from consensus import ledger
from consensus.db import dialect_of
from tests.ledger.ledgers import MARIA, NOW, fill
from tests.support.databases import Database


@pytest.fixture
def filled(session: Session) -> Session:
    """A ledger of four entries and two checkpoints."""
    fill(session, 4, sign_at=(2, 3))
    return session


COLUMNS = {
    "ledger_entry": '"index", at, actor, act, entry, salt, leaf',
    "ledger_head": "id, size, frontier",
    "checkpoint": "size, root, note, signed_at",
}
AGAIN = {table: f"INTO {table} ({names}) SELECT {names} FROM {table} WHERE true LIMIT 1" for table, names in COLUMNS.items()}  # noqa: S608
"""The end of an INSERT that gives a row of a table once more."""

REFUSED = {
    "what an entry says": "UPDATE ledger_entry SET entry = '{}' WHERE \"index\" = 1",
    "what an entry says, said the same way": 'UPDATE ledger_entry SET entry = entry WHERE "index" = 1',
    "the leaf": 'UPDATE ledger_entry SET leaf = salt WHERE "index" = 1',
    "the salt": 'UPDATE ledger_entry SET salt = leaf WHERE "index" = 1',
    "the actor": "UPDATE ledger_entry SET actor = 'person:1' WHERE \"index\" = 1",
    "the act": "UPDATE ledger_entry SET act = 'other' WHERE \"index\" = 1",
    "the instant": "UPDATE ledger_entry SET at = '2020-01-01 00:00:00.000000' WHERE \"index\" = 1",
    "the index": 'UPDATE ledger_entry SET "index" = 99 WHERE "index" = 1',
    "the entry without its salt": 'UPDATE ledger_entry SET entry = NULL WHERE "index" = 1',
    "the salt without its entry": 'UPDATE ledger_entry SET salt = NULL WHERE "index" = 1',
    "both, and the leaf": 'UPDATE ledger_entry SET entry = NULL, salt = NULL, leaf = salt WHERE "index" = 1',
    "both, and the actor": "UPDATE ledger_entry SET entry = NULL, salt = NULL, actor = 'clock' WHERE \"index\" = 1",
    "an entry removed": 'DELETE FROM ledger_entry WHERE "index" = 3',
    "all removed": "DELETE FROM ledger_entry",
    "the head set back": "UPDATE ledger_head SET size = 3",
    "the head left where it is": "UPDATE ledger_head SET frontier = '[]'",
    "the head two on": "UPDATE ledger_head SET size = size + 2",
    "the head removed": "DELETE FROM ledger_head",
    "the root of a checkpoint": "UPDATE checkpoint SET note = 'x' WHERE size = 2",
    "the size of a checkpoint": "UPDATE checkpoint SET size = 4 WHERE size = 2",
    "a checkpoint removed": "DELETE FROM checkpoint WHERE size = 2",
}


@pytest.mark.parametrize("what", REFUSED)
def test_a_change_is_refused(filled: Session, what: str) -> None:
    with pytest.raises(IntegrityError, match="is written once"):
        filled.execute(text(REFUSED[what]))
    filled.rollback()

    assert ledger.verify(filled).ok


def test_the_refusal_names_the_table_and_the_act(filled: Session) -> None:
    with pytest.raises(IntegrityError, match="ledger_entry is written once: DELETE is refused"):
        filled.execute(text(REFUSED["all removed"]))


@pytest.mark.parametrize("table", ["ledger_entry", "ledger_head", "checkpoint"])
def test_a_table_is_not_emptied(filled: Session, table: str) -> None:
    if dialect_of(filled) == "sqlite":
        with pytest.raises(IntegrityError, match="DELETE is refused"):
            filled.execute(text(f"DELETE FROM {table}"))  # noqa: S608 - names of our own tables
    else:
        with pytest.raises(IntegrityError, match="TRUNCATE is refused"):
            filled.execute(text(f"TRUNCATE {table} CASCADE"))


@pytest.mark.parametrize("table", ["ledger_entry", "ledger_head", "checkpoint"])
def test_a_row_is_not_put_in_the_place_of_another(filled: Session, table: str) -> None:
    if dialect_of(filled) == "sqlite":
        with pytest.raises(IntegrityError, match="REPLACE is refused"):
            filled.execute(text(f"REPLACE {AGAIN[table]}"))
    else:
        with pytest.raises(IntegrityError, match="duplicate key"):
            filled.execute(text(f"INSERT {AGAIN[table]}"))


@pytest.mark.parametrize("table", ["ledger_entry", "ledger_head", "checkpoint"])
def test_a_row_is_not_changed_by_way_of_an_insert(filled: Session, table: str) -> None:
    key, column = {"ledger_entry": ('"index"', "act"), "ledger_head": ("id", "id"), "checkpoint": ("size", "note")}[table]
    with pytest.raises(IntegrityError, match="is written once"):
        filled.execute(text(f"INSERT {AGAIN[table]} ON CONFLICT ({key}) DO UPDATE SET {column} = excluded.{column}"))


def test_the_guards_hold_for_other_programs_too(database: Database) -> None:
    """SQLite asks no DELETE trigger about REPLACE unless a connection says so, and other programs' connections do not."""
    if database.engine != "sqlite":
        return
    path = database.url.removeprefix("sqlite:///")
    with closing(sqlite3.connect(path)) as other, pytest.raises(sqlite3.IntegrityError, match="REPLACE is refused"):
        other.execute(f"REPLACE {AGAIN['ledger_head']}")


def test_erasing_takes_entry_and_salt_and_nothing_else(filled: Session) -> None:
    filled.execute(text('UPDATE ledger_entry SET entry = NULL, salt = NULL WHERE "index" = 1'))
    ledger.append(filled, at=NOW, actor=MARIA, act="erase", data={"index": 1, "reason": "asked for"})
    filled.commit()

    found = ledger.verify(filled)

    assert found.problems == ()
    assert (found.entries, found.erased) == (5, 1)


def test_what_was_erased_is_not_written_again(filled: Session) -> None:
    filled.execute(text('UPDATE ledger_entry SET entry = NULL, salt = NULL WHERE "index" = 1'))
    with pytest.raises(IntegrityError, match="is written once"):
        filled.execute(text("UPDATE ledger_entry SET entry = '{}', salt = leaf WHERE \"index\" = 1"))


def test_what_was_erased_is_not_erased_again(filled: Session) -> None:
    filled.execute(text('UPDATE ledger_entry SET entry = NULL, salt = NULL WHERE "index" = 1'))
    with pytest.raises(IntegrityError, match="is written once"):
        filled.execute(text('UPDATE ledger_entry SET entry = NULL, salt = NULL WHERE "index" = 1'))
