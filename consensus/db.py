"""The database: the declarative base, constraint names, column types, and how a transaction begins.

SQLite is the embedded default, PostgreSQL the engine for more than one machine. A transaction that may write begins
with BEGIN IMMEDIATE on SQLite, so that two that read and then write cannot both act on the same old fact.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import DateTime, Dialect, Engine, Enum, MetaData, String, TypeDecorator, event, text
from sqlalchemy.engine import Connection
from sqlalchemy.orm import DeclarativeBase, Session

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """The base of every model; constraints get names so that migrations can speak of them."""

    metadata = MetaData(naming_convention=NAMING)


db = SQLAlchemy(model_class=Base)


class UtcDateTime(TypeDecorator[datetime]):
    """An instant in UTC, aware in Python; refuses a naive one. SQLite keeps it as text, to the microsecond."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def enum_type(choices: type[StrEnum], name: str) -> Enum:
    """Return a column type that stores the values of ``choices`` as text under a CHECK called ``name``."""
    return Enum(
        choices,
        name=name,
        native_enum=False,
        create_constraint=True,
        validate_strings=True,
        length=40,
        values_callable=lambda members: [member.value for member in members],
    )


Sha256 = String(64)
"""A SHA-256 in lower-case hexadecimal."""

_reading: ContextVar[bool] = ContextVar("reading", default=False)


@contextmanager
def reading_only() -> Iterator[None]:
    """Let the transactions begun in this context read without taking the write lock of SQLite."""
    token = _reading.set(True)
    try:
        yield
    finally:
        _reading.reset(token)


def set_reading(reading: bool) -> None:  # noqa: FBT001 - a plain switch, one meaning
    """Say whether what begins from here on, in this context, only reads."""
    _reading.set(reading)


BUSY_TIMEOUT_MS = 15_000
"""How long a writer waits for another on SQLite before it gives up, in milliseconds."""


def install_sqlite_rules(engine: Engine) -> None:
    """Make SQLite durable and strict: WAL, foreign keys, full synchronisation, explicit transactions.

    Source: measured; the driver's own transaction handling loses concurrent read-modify-writes.
    """
    if engine.dialect.name != "sqlite":
        return

    @event.listens_for(engine, "connect")
    def on_connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("PRAGMA foreign_keys=ON")
        # REPLACE asks the triggers that refuse DELETE only with this.
        cursor.execute("PRAGMA recursive_triggers=ON")
        # What is erased is overwritten, not only given free: a copy of the file must not hold it.
        cursor.execute("PRAGMA secure_delete=ON")
        cursor.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def on_begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN" if _reading.get() else "BEGIN IMMEDIATE")


def dialect_of(session: Session) -> str:
    """Return ``sqlite`` or ``postgresql``."""
    return session.get_bind().dialect.name


MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"
_MIGRATION_LOCK = 0x636F6E73
"""A number that no other use of the database takes: two machines that are started at once migrate one after the other."""


def upgrade(target: Flask | Engine, revision: str = "head") -> None:
    """Bring the schema up to ``revision`` by the migrations; one that is there already is left as it is."""
    # Imported here: whoever serves pages migrates nothing, and should not wait for what does.
    from alembic import command, config

    with migrating(_engine_of(target)) as connection:
        command.upgrade(config.Config(MIGRATIONS / "alembic.ini", attributes={"connection": connection}), revision)


def downgrade(target: Flask | Engine, revision: str) -> None:
    """Take the schema back to ``revision`` (``base``: to nothing); what only later revisions can hold is lost."""
    from alembic import command, config

    with migrating(_engine_of(target)) as connection:
        command.downgrade(config.Config(MIGRATIONS / "alembic.ini", attributes={"connection": connection}), revision)


@contextmanager
def migrating(engine: Engine) -> Iterator[Connection]:
    """Give a connection whose one transaction may change the schema; all of it is done in the end, or nothing.

    On SQLite a table is changed by making it anew, which foreign keys would forbid halfway; they are looked at in the end.
    """
    is_sqlite = engine.dialect.name == "sqlite"
    with engine.connect() as connection:
        if is_sqlite:
            _set_foreign_keys(connection, "OFF")
        try:
            with connection.begin():
                if not is_sqlite:
                    connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _MIGRATION_LOCK})
                yield connection
                if is_sqlite and connection.execute(text("PRAGMA foreign_key_check")).first() is not None:
                    raise RuntimeError("a migration left rows that point to nothing")
        finally:
            if is_sqlite:
                _set_foreign_keys(connection, "ON")


def _set_foreign_keys(connection: Connection, state: str) -> None:
    # On the driver's connection: SQLite ignores this inside a transaction, and SQLAlchemy would begin one.
    driver: Any = connection.connection.driver_connection
    driver.execute(f"PRAGMA foreign_keys={state}")


def _engine_of(target: Flask | Engine) -> Engine:
    if isinstance(target, Engine):
        return target
    with target.app_context():
        return db.engine
