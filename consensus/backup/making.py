"""How a backup is made: every table in one reading transaction, row by row, while people work.

On SQLite what is read is the database as it was at the first statement, and writers go on beside it; on PostgreSQL one
REPEATABLE READ transaction does the same. Memory does not grow with the database.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import IO

from sqlalchemy import Connection, Engine, MetaData, Table, select, text

from consensus.backup.columns import columns_of, line_of, selected
from consensus.backup.container import new_archive
from consensus.backup.manifest import NAME, Manifest, Part
from consensus.db import reading_only
from consensus.ledger import Verifier, instant

STAYING = {
    "sign_in_attempt": "counts for a quarter of an hour, on the machine where it was tried",
    "clock_lease": "says which clock works at present",
    "passage": "is made anew from the decisions, with the index of search over it",
}
"""The tables that do not travel, and why."""

VERSION = "alembic_version"
"""The table that says of which revision the schema is; the manifest says it."""

OF_SEARCH = "catalogue_words"
"""How the names of the tables begin that are the index over words; each database has its own."""

PAGE = 1_000
"""Rows read at a time."""


def make_backup(engine: Engine, path: Path, *, verifier: Verifier, now: datetime) -> Manifest:
    """Write all that is in the database, as it is at one instant, into a new file, and return what the file says of itself.

    :param verifier: under which the checkpoints of its ledger hold.
    :raises BackupError: when something stands at ``path`` already, or it cannot be written.
    """
    at = (now.year, now.month, now.day, now.hour, now.minute, now.second)
    with new_archive(path, at=at) as begin, _at_one_instant(engine) as connection:
        network = connection.execute(text("SELECT name FROM network")).scalar_one()
        parts = []
        for table in travelling(connection):
            with begin(f"tables/{table.name}.jsonl") as file:
                parts.append(_write(connection, table, file))
        manifest = Manifest(
            program=version("consensus"),
            revision=connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one(),
            engine=engine.dialect.name,
            made_at=instant(now),
            network=network,
            verifier_key=verifier.text,
            entries=next(part.rows for part in parts if part.table == "ledger_entry"),
            checkpoint=connection.execute(text("SELECT note FROM checkpoint ORDER BY size DESC LIMIT 1")).scalar(),
            parts=tuple(parts),
        )
        with begin(NAME) as file:
            file.write(manifest.to_json())
    return manifest


def travelling(connection: Connection) -> list[Table]:
    """Return the tables that a backup holds, by name, as they stand in the database: it may be of an earlier version."""
    found = MetaData()
    found.reflect(connection, only=lambda name, _all: _travels(name))
    return [table for _name, table in sorted(found.tables.items())]


def _travels(name: str) -> bool:
    return name not in STAYING and name != VERSION and not name.startswith(OF_SEARCH)


def _write(connection: Connection, table: Table, file: IO[bytes]) -> Part:
    columns = columns_of(table)
    digest = hashlib.sha256()
    rows = 0
    # In the order of the key: that in which rows lie in the database may tell more than the rows do.
    statement = select(*selected(table)).order_by(*table.primary_key.columns).execution_options(yield_per=PAGE)
    for row in connection.execute(statement):
        line = line_of(columns, row)
        digest.update(line)
        file.write(line)
        rows += 1
    return Part(table.name, columns, rows, digest.hexdigest())


@contextmanager
def _at_one_instant(engine: Engine) -> Iterator[Connection]:
    with reading_only(), engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        yield connection
