"""All rows of a PostgreSQL database, taken out and put back into another of the same schema."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine

_TABLES = "SELECT quote_ident(relname) FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
_NUMBERS = "SELECT quote_ident(sequencename), last_value FROM pg_sequences WHERE last_value IS NOT NULL"


@dataclass(frozen=True)
class Rows:
    """The rows of each table that has some, as COPY writes them, and how far each sequence has come."""

    tables: dict[str, bytes]
    numbers: list[tuple[str, int]]


@contextmanager
def _cursor(engine: Engine) -> Iterator[Any]:
    """A cursor for which no trigger fires and no key is checked, in a transaction of its own."""
    connection = engine.raw_connection()
    try:
        cursor = connection.cursor()
        cursor.execute("SET LOCAL session_replication_role = replica")
        yield cursor
        connection.commit()
    finally:
        connection.close()


def taken(engine: Engine) -> Rows:
    """Return what is there."""
    with _cursor(engine) as cursor:
        tables = {}
        for name in _filled(cursor):
            with cursor.copy(f"COPY {name} TO STDOUT (FORMAT binary)") as copy:
                tables[name] = b"".join(copy)
        return Rows(tables, cursor.execute(_NUMBERS).fetchall())


def put_back(engine: Engine, rows: Rows) -> None:
    """Let the database hold exactly these rows."""
    with _cursor(engine) as cursor:
        for name in _filled(cursor):
            cursor.execute(f"DELETE FROM {name}")  # noqa: S608 - names of our own tables
        for name, content in rows.tables.items():
            with cursor.copy(f"COPY {name} FROM STDIN (FORMAT binary)") as copy:
                copy.write(content)
        for name, number in rows.numbers:
            cursor.execute("SELECT setval(%s, %s)", (name, number))


def _filled(cursor: Any) -> list[str]:
    names = [name for (name,) in cursor.execute(_TABLES).fetchall()]
    each = " UNION ALL ".join(f"(SELECT '{name}' FROM {name} LIMIT 1)" for name in names)  # noqa: S608 - names of our own tables
    return [name for (name,) in cursor.execute(each).fetchall()]
