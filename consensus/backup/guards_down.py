"""How rows are put into a database as they were: for that time its triggers and, on PostgreSQL, its foreign keys are away.

Both stand again, as they stood, before the transaction ends; foreign keys are then looked at once for all rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, text

_TRIGGERS = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name"
_FOREIGN_KEYS = (
    "SELECT cl.relname, co.conname, pg_get_constraintdef(co.oid) FROM pg_constraint co JOIN pg_class cl ON cl.oid = co.conrelid "
    "WHERE co.contype = 'f' AND co.connamespace = current_schema()::regnamespace ORDER BY cl.relname, co.conname"
)
_TABLES = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace ORDER BY relname"
_SEQUENCES = (
    "SELECT table_name, column_name, pg_get_serial_sequence(quote_ident(table_name), column_name) FROM information_schema.columns "
    "WHERE table_schema = current_schema() AND pg_get_serial_sequence(quote_ident(table_name), column_name) IS NOT NULL"
)


@contextmanager
def guards_down(connection: Connection) -> Iterator[None]:
    """Let rows be put in by whoever holds ``connection``; to be used in a transaction that ends when anything fails."""
    if connection.dialect.name == "sqlite":
        triggers = connection.execute(text(_TRIGGERS)).all()
        for name, _sql in triggers:
            connection.exec_driver_sql(f'DROP TRIGGER "{name}"')
        yield
        for _name, sql in triggers:
            connection.exec_driver_sql(sql)
        return
    foreign_keys = connection.execute(text(_FOREIGN_KEYS)).all()
    tables = connection.scalars(text(_TABLES)).all()
    for table, name, _definition in foreign_keys:
        connection.exec_driver_sql(f'ALTER TABLE "{table}" DROP CONSTRAINT "{name}"')
    for table in tables:
        connection.exec_driver_sql(f'ALTER TABLE "{table}" DISABLE TRIGGER USER')
    yield
    for table in tables:
        connection.exec_driver_sql(f'ALTER TABLE "{table}" ENABLE TRIGGER USER')
    for table, name, definition in foreign_keys:
        connection.exec_driver_sql(f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" {definition}')


def count_on(connection: Connection) -> None:
    """Have PostgreSQL number the next row of each table after those that were put in; SQLite does so by itself."""
    if connection.dialect.name == "sqlite":
        return
    for table, column, sequence in connection.execute(text(_SEQUENCES)).all():
        largest = connection.exec_driver_sql(f'SELECT max("{column}") FROM "{table}"').scalar()  # noqa: S608 - names from its own catalogue
        if largest is not None:
            connection.execute(text("SELECT setval(:sequence, :largest)"), {"sequence": sequence, "largest": largest})
