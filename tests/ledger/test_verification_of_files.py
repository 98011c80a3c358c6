"""Any byte of a copy of the database changed, rows dropped or swapped: verifying names the first bad entry, and only then."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from consensus import ledger
from consensus.bodies.models import Body
from consensus.db import install_sqlite_rules
from consensus.domain.terms import BodyKind
from consensus.ledger import Signer, Verification, set_signer
from tests.ledger.ledgers import GUARDED, NOW, say
from tests.support.databases import fresh_database

SIZE = 24
SIGNED = (3, 9, 10, 20)
SIGNER = Signer("files.example", bytes(range(32)))

TEXTS = ("at", "actor", "act", "entry")
BLOBS = ("salt", "leaf")

# What follows from a change is asked of the file alone, so that one folder may serve all examples.
file_settings = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@dataclass(frozen=True)
class Ledger:
    """A database file with a ledger in it, and its copy that may be spoilt."""

    original: Path
    copy: Path

    def spoil(self) -> sqlite3.Connection:
        """Return a connection to a new copy, without the guards."""
        for leftover in self.copy.parent.glob(f"{self.copy.name}*"):
            leftover.unlink()
        shutil.copyfile(self.original, self.copy)
        connection = sqlite3.connect(self.copy, isolation_level=None)
        for table in GUARDED:
            for what in ("update", "delete", "replace"):
                connection.execute(f"DROP TRIGGER {table}_refuses_{what}")
        connection.execute("PRAGMA ignore_check_constraints=ON")
        return connection

    def verify(self) -> Verification:
        """Verify the copy."""
        engine = create_engine(f"sqlite:///{self.copy}")
        try:
            with Session(engine) as session:
                return ledger.verify(session, verifier=SIGNER.verifier)
        finally:
            engine.dispose()


@pytest.fixture(scope="module")
def stored(run_folder: Path) -> Ledger:
    """A ledger of two dozen entries, signed here and there."""
    folder = Path(tempfile.mkdtemp(dir=run_folder))
    with fresh_database(run_folder, "sqlite") as database:
        engine = create_engine(database.url)
        install_sqlite_rules(engine)
        set_signer(engine, SIGNER)
        with Session(engine) as session:
            bodies = [Body(code=code, name=code, kind=BodyKind.ASSEMBLY, languages=["en"], created_at=NOW) for code in ("GA", "WG")]
            session.add_all(bodies)
            session.flush()
            for number in range(SIZE):
                body = bodies[number % 2]
                say(session, number, body=body.code, body_id=body.id, voice=None if number % 3 else "Ñandú")
                if number + 1 in SIGNED:
                    ledger.sign_checkpoint(session, now=NOW)
            session.commit()
        engine.dispose()
        path = Path(database.url.removeprefix("sqlite:///"))
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.execute("PRAGMA journal_mode=DELETE")
        shutil.copyfile(path, folder / "original.sqlite")
    return Ledger(folder / "original.sqlite", folder / "copy.sqlite")


INDICES = st.integers(0, SIZE - 1)


def test_a_copy_that_nobody_touched_holds(stored: Ledger) -> None:
    stored.spoil().close()

    found = stored.verify()

    assert (found.problems, found.entries, found.checkpoints) == ((), SIZE, len(SIGNED))


@file_settings
@given(index=INDICES, column=st.sampled_from(TEXTS + BLOBS), place=st.integers(0, 10_000), byte=st.integers(0, 255))
def test_any_one_byte_of_an_entry(stored: Ledger, index: int, column: str, place: int, byte: int) -> None:
    with closing(stored.spoil()) as connection:
        (content,) = connection.execute(f'SELECT CAST({column} AS BLOB) FROM ledger_entry WHERE "index" = ?', (index,)).fetchone()  # noqa: S608
        place %= len(content)
        changed = content[:place] + bytes([byte]) + content[place + 1 :]
        value = "CAST(? AS TEXT)" if column in TEXTS else "?"
        connection.execute(f'UPDATE ledger_entry SET {column} = {value} WHERE "index" = ?', (changed, index))  # noqa: S608

    assert stored.verify().first_bad == (None if changed == content else index)


@file_settings
@given(
    index=INDICES,
    column=st.sampled_from((*TEXTS, *BLOBS, "body_id", "proposal_id")),
    value=st.none() | st.integers(0, 3) | st.text(max_size=3) | st.binary(max_size=3),
)
def test_any_other_value_in_an_entry(stored: Ledger, index: int, column: str, value: Any) -> None:
    with closing(stored.spoil()) as connection:
        connection.execute("PRAGMA writable_schema=ON")
        connection.execute("UPDATE sqlite_master SET sql = replace(sql, 'NOT NULL', '') WHERE name = 'ledger_entry'")
    with closing(sqlite3.connect(stored.copy, isolation_level=None)) as connection:
        (before,) = connection.execute(f'SELECT {column} FROM ledger_entry WHERE "index" = ?', (index,)).fetchone()  # noqa: S608
        connection.execute(f'UPDATE ledger_entry SET {column} = ? WHERE "index" = ?', (value, index))  # noqa: S608
        (after,) = connection.execute(f'SELECT {column} FROM ledger_entry WHERE "index" = ?', (index,)).fetchone()  # noqa: S608

    assert stored.verify().first_bad == (None if before == after else index)


@file_settings
@given(gone=st.sets(INDICES, min_size=1, max_size=4))
def test_any_entries_dropped(stored: Ledger, gone: set[int]) -> None:
    with closing(stored.spoil()) as connection:
        connection.executemany('DELETE FROM ledger_entry WHERE "index" = ?', [(index,) for index in gone])

    assert stored.verify().first_bad == min(gone)


@settings(file_settings, max_examples=20)
@given(source=st.integers(0, SIZE - 1), index=st.integers(SIZE, SIZE + 5) | st.integers(-5, -1))
def test_any_entry_added(stored: Ledger, source: int, index: int) -> None:
    with closing(stored.spoil()) as connection:
        connection.execute(
            'INSERT INTO ledger_entry SELECT :index, at, actor, act, body_id, proposal_id, entry, salt, leaf FROM ledger_entry WHERE "index" = :source',
            {"index": index, "source": source},
        )

    found = stored.verify()

    assert not found.ok
    assert found.first_bad == min(index, SIZE)


@file_settings
@given(pair=st.sets(INDICES, min_size=2, max_size=2))
def test_any_two_entries_swapped(stored: Ledger, pair: set[int]) -> None:
    one, other = sorted(pair)
    with closing(stored.spoil()) as connection:
        for index, place in ((one, 1_000), (other, one), (1_000, other)):
            connection.execute('UPDATE ledger_entry SET "index" = ? WHERE "index" = ?', (place, index))

    assert stored.verify().first_bad == one


@file_settings
@given(pair=st.sets(INDICES, min_size=2, max_size=2))
def test_any_two_entries_swapped_with_what_their_rows_say_left(stored: Ledger, pair: set[int]) -> None:
    one, other = sorted(pair)
    with closing(stored.spoil()) as connection:
        rows = {
            index: connection.execute('SELECT entry, salt, leaf FROM ledger_entry WHERE "index" = ?', (index,)).fetchone() for index in pair
        }
        for index, row in ((one, rows[other]), (other, rows[one])):
            connection.execute('UPDATE ledger_entry SET entry = ?, salt = ?, leaf = ? WHERE "index" = ?', (*row, index))

    assert stored.verify().first_bad == one


@file_settings
@given(size=st.sampled_from(SIGNED), column=st.sampled_from(("root", "note")), place=st.integers(0, 10_000), byte=st.integers(0, 255))
def test_any_one_byte_of_a_checkpoint(stored: Ledger, size: int, column: str, place: int, byte: int) -> None:
    with closing(stored.spoil()) as connection:
        (content,) = connection.execute(f"SELECT CAST({column} AS BLOB) FROM checkpoint WHERE size = ?", (size,)).fetchone()  # noqa: S608
        place %= len(content)
        changed = content[:place] + bytes([byte]) + content[place + 1 :]
        value = "CAST(? AS TEXT)" if column == "note" else "?"
        connection.execute(f"UPDATE checkpoint SET {column} = {value} WHERE size = ?", (changed, size))  # noqa: S608

    found = stored.verify()

    assert found.ok == (changed == content)
    assert found.first_bad is None


@file_settings
@given(place=st.integers(0, 10_000_000), bit=st.integers(0, 7))
def test_any_one_bit_of_the_file(stored: Ledger, place: int, bit: int) -> None:
    """Much of the file is not the ledger, and some of it is nothing at all: what matters is whether the ledger reads the same."""
    stored.spoil().close()
    content = bytearray(stored.copy.read_bytes())
    before = _ledger_in(stored.copy)
    content[place % len(content)] ^= 1 << bit
    stored.copy.write_bytes(content)
    after = _ledger_in(stored.copy)

    try:
        found = stored.verify()
    except (DBAPIError, UnicodeDecodeError):
        # The command says of either that the database cannot be read to its end.
        return

    assert not found.ok or after == before


def _ledger_in(path: Path) -> Any:
    """Return everything that is said in the ledger, as bytes; null where it cannot be read."""
    try:
        with closing(sqlite3.connect(path)) as connection:
            return (
                connection.execute(
                    'SELECT "index", CAST(at AS BLOB), CAST(actor AS BLOB), CAST(act AS BLOB), body_id, proposal_id, '
                    'CAST(entry AS BLOB), salt, leaf FROM ledger_entry ORDER BY "index"'
                ).fetchall(),
                connection.execute("SELECT size, root, CAST(note AS BLOB) FROM checkpoint ORDER BY size").fetchall(),
            )
    except (sqlite3.DatabaseError, UnicodeDecodeError):
        return None
