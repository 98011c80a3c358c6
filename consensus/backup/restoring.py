"""How an empty database is filled from a backup: in one transaction, all of it or nothing, on either database.

The schema is made as it was when the backup was made, filled, and brought to this version of the program. Then the whole ledger
is verified, with the rows that its entries speak of, before anything is kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Date, Engine, TextClause, bindparam, inspect, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeEngine

from consensus import ledger
from consensus.backup.columns import Kind
from consensus.backup.errors import BackupError
from consensus.backup.examining import Examined
from consensus.backup.guards_down import count_on, guards_down
from consensus.backup.making import PAGE, travelling
from consensus.backup.manifest import Part
from consensus.db import MIGRATIONS, UtcDateTime, migrating
from consensus.ledger import Verification, Verifier
from consensus.mail.held import hold_back
from consensus.voting.catalogue import catalogue_all

NOT_EMPTY = (
    "The database holds something already; nothing was changed. Give an empty one: with SQLite move the file away, "
    "with PostgreSQL make a new database and set DATABASE_URL."
)

_TYPED: dict[Kind, TypeEngine[Any]] = {Kind.INSTANT: UtcDateTime(), Kind.DATE: Date()}
"""What a driver must be told; it takes everything else as it stands in a row."""


def restore(engine: Engine, examined: Examined, *, verifier: Verifier, epoch: int, now: datetime) -> Verification:
    """Fill an empty database; when anything is wrong it is empty afterwards.

    :param verifier: of the key with which the ledger will be signed from now on: it must be the backup's own.
    :param epoch: what to add to the number that sessions bear, so that all of them are over: whoever signed out everywhere
        after the backup was made must not be signed in again by it.
    :param now: what was about to be told before it is held from here on.
    :raises BackupError: when the database is not empty, the backup is of another ledger or of a later version of the program,
        or the record does not hold once it is in the database.
    """
    manifest = examined.manifest
    if manifest.verifier_key != verifier.text:
        raise BackupError(
            f"The backup is of the ledger that is signed with {manifest.verifier_key}; the signing key here is that of {verifier.text}. "
            "Nothing was changed: put a copy of the ledger's own signing key in its place. Where another key has taken over since, it is "
            "the file signing_key.old-... that was put aside then."
        )
    config = Config(MIGRATIONS / "alembic.ini")
    if manifest.revision not in {each.revision for each in ScriptDirectory.from_config(config).walk_revisions()}:
        raise BackupError("The backup was made by a later version of the program: install that version. Nothing was changed.")
    try:
        with migrating(engine) as connection:
            demand_empty(connection)
            config.attributes["connection"] = connection
            command.upgrade(config, manifest.revision)
            _demand_all_tables(connection, manifest.parts)
            with guards_down(connection):
                for part in manifest.parts:
                    _fill(connection, part, examined.rows(part))
            count_on(connection)
            command.upgrade(config, "head")
            connection.execute(text("UPDATE person SET session_epoch = session_epoch + :epoch"), {"epoch": epoch})
            with Session(bind=connection, join_transaction_mode="rollback_only") as session:
                hold_back(session, now=now)
            return _verified(connection, verifier)
    except DBAPIError as error:
        raise BackupError(f"The database refused it, and is empty as before ({type(error.orig).__name__}: {error.orig}).") from error


def demand_empty(connection: Connection) -> None:
    """Do nothing if there is no table.

    :raises BackupError: if there is one.
    """
    if inspect(connection).get_table_names():
        raise BackupError(NOT_EMPTY)


def _demand_all_tables(connection: Connection, parts: Iterable[Part]) -> None:
    if {part.table for part in parts} != {table.name for table in travelling(connection)}:
        raise BackupError("The backup does not hold the tables of its version of the program. Nothing was changed.")


def _fill(connection: Connection, part: Part, rows: Iterator[dict[str, Any]]) -> None:
    # Some rows are made by the migrations themselves.
    connection.exec_driver_sql(f'DELETE FROM "{part.table}"')  # noqa: S608 - a name that the manifest let through
    statement = _insert(part)
    while page := list(islice(rows, PAGE)):
        connection.execute(statement, page)


def _insert(part: Part) -> TextClause:
    names = ", ".join(f'"{column.name}"' for column in part.columns)
    values = ", ".join(f":{column.name}" for column in part.columns)
    typed = [bindparam(column.name, type_=_TYPED[column.kind]) for column in part.columns if column.kind in _TYPED]
    return text(f'INSERT INTO "{part.table}" ({names}) VALUES ({values})').bindparams(*typed)  # noqa: S608 - as above


def _verified(connection: Connection, verifier: Verifier) -> Verification:
    with Session(bind=connection, join_transaction_mode="rollback_only") as session:
        catalogue_all(session)
        session.flush()
        found = ledger.verify(session, verifier=verifier)
    if not found.ok:
        raise BackupError(f"The record in the backup does not hold: {found.problems[0]} Nothing was changed.")
    return found
