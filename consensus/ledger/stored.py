"""What is stored of the ledger, read as bytes and page by page, so that whatever somebody wrote into it can be read and judged.

Reading it as instants and text would stop at the first value that is neither. The judging is left to ``verify``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeAlias

from sqlalchemy import ColumnElement, LargeBinary, Select, Text, cast, func, select
from sqlalchemy.orm import Session

from consensus.db import dialect_of
from consensus.ledger.models import Checkpoint, KeyRotation, LedgerEntry, LedgerHead, LedgerSubtree

PAGE = 1_024
"""Rows read at a time: whole subtrees of those whose roots are kept."""

Row: TypeAlias = tuple[int, bytes | None, bytes | None, bytes | None, int | None, int | None, bytes | None, bytes | None, bytes | None]
"""What the driver gives of a row of ``ledger_entry``, in the order of ``StoredEntry``."""


class StoredEntry(NamedTuple):
    """One row of ``ledger_entry``, as it stands there. A tuple, because a million of them are made one after the other."""

    index: int  # type: ignore[assignment]  # a column of the ledger, not the method of tuples
    at: bytes
    actor: bytes
    act: bytes
    body_id: int | None
    proposal_id: int | None
    entry: bytes | None
    salt: bytes | None
    leaf: bytes
    """Like the other columns that must not be null, it is without bytes where it is null all the same."""


@dataclass(frozen=True, slots=True)
class StoredCheckpoint:
    """One row of ``checkpoint``, as it stands there."""

    size: int
    root: bytes
    note: bytes


@dataclass(frozen=True, slots=True)
class StoredSubtree:
    """One row of ``ledger_subtree``, as it stands there; its level is known to whoever asked."""

    place: int
    root: bytes


def stored_entries(session: Session) -> Iterator[StoredEntry]:
    """Yield every entry in the order of the index."""
    for page in stored_pages(session):
        yield from (as_entry(row) for row in page)


def stored_pages(session: Session, *, first: int | None = None, end: int | None = None) -> Iterator[list[Row]]:
    """Yield the rows of the entries in the order of the index, page by page: from ``first`` on, and without ``end``, if they are given."""
    statement = _rows(session).limit(PAGE)
    if end is not None:
        statement = statement.where(LedgerEntry.index < end)
    page = _fetched(session, statement if first is None else statement.where(LedgerEntry.index >= first))
    while page:
        yield page
        page = _fetched(session, statement.where(LedgerEntry.index > page[-1][0]))


def stored_page(session: Session, first: int, end: int) -> list[Row]:
    """Return the rows of the entries from ``first`` up to, and without, ``end``."""
    return _fetched(session, _rows(session).where(LedgerEntry.index >= first, LedgerEntry.index < end))


def as_entry(row: Row) -> StoredEntry:
    """Return a row with no bytes where it has none."""
    index, at, actor, act, body_id, proposal_id, entry, salt, leaf = row
    return StoredEntry(index, at or b"", actor or b"", act or b"", body_id, proposal_id, entry, salt, leaf or b"")


def _rows(session: Session) -> Select[Any]:
    dialect = dialect_of(session)
    return select(
        LedgerEntry.index,
        _instant(LedgerEntry.at, dialect),
        _bytes(LedgerEntry.actor, dialect),
        _bytes(LedgerEntry.act, dialect),
        LedgerEntry.body_id,
        LedgerEntry.proposal_id,
        _bytes(LedgerEntry.entry, dialect),
        cast(LedgerEntry.salt, LargeBinary),
        cast(LedgerEntry.leaf, LargeBinary),
    ).order_by(LedgerEntry.index)


def _fetched(session: Session, statement: Select[Any]) -> list[Row]:
    """Return the rows as the driver has them: they are bytes and numbers already, and what is made of each takes longer than to read it."""
    with session.connection().execute(statement) as result:
        return [*result.cursor.fetchall()]


def stored_checkpoints(session: Session) -> Iterator[StoredCheckpoint]:
    """Yield every checkpoint in the order of its size."""
    columns = select(Checkpoint.size, cast(Checkpoint.root, LargeBinary), _bytes(Checkpoint.note, dialect_of(session))).order_by(
        Checkpoint.size
    )
    page = session.execute(columns.limit(PAGE)).all()
    while page:
        yield from (StoredCheckpoint(size, root or b"", note or b"") for size, root, note in page)
        page = session.execute(columns.where(Checkpoint.size > page[-1][0]).limit(PAGE)).all()


def stored_subtrees(session: Session, level: int) -> Iterator[StoredSubtree]:
    """Yield what is kept of one level of the tree, in the order of the place."""
    columns = select(LedgerSubtree.place, cast(LedgerSubtree.root, LargeBinary)).where(LedgerSubtree.level == level)
    columns = columns.order_by(LedgerSubtree.place)
    page = session.execute(columns.limit(PAGE)).all()
    while page:
        yield from (StoredSubtree(place, root or b"") for place, root in page)
        page = session.execute(columns.where(LedgerSubtree.place > page[-1][0]).limit(PAGE)).all()


def number_of_subtrees(session: Session) -> int:
    """Return of how many subtrees the root is kept."""
    return session.scalars(select(func.count()).select_from(LedgerSubtree)).one()


def stored_rotations(session: Session) -> int:
    """Return how often another key took over."""
    return session.scalars(select(func.count()).select_from(KeyRotation)).one()


def stored_head(session: Session) -> tuple[int, bytes] | None:
    """Return the size of the tree and its frontier as JSON; null where there is no head."""
    frontier = _bytes(cast(LedgerHead.frontier, Text), dialect_of(session))
    row = session.execute(select(LedgerHead.size, frontier).where(LedgerHead.id == 1)).one_or_none()
    return None if row is None else (row[0], row[1] or b"")


def _bytes(column: Any, dialect: str) -> ColumnElement[bytes]:
    return cast(column, LargeBinary) if dialect == "sqlite" else func.convert_to(column, "UTF8", type_=LargeBinary)


def _instant(column: Any, dialect: str) -> ColumnElement[bytes]:
    """Return the instant as the ledger writes it: SQLite keeps ``2026-11-22 09:30:00.123456``, always UTC."""
    if dialect == "sqlite":
        return cast(func.replace(cast(column, Text), " ", "T") + "Z", LargeBinary)
    return _bytes(func.to_char(func.timezone("UTC", column), 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), dialect)
