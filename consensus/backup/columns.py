"""How a row stands in a backup: a JSON list, one value for each column, of one of seven kinds that both databases know.

What JSON columns hold is carried as the text in which it is stored, so that nothing in it is written anew.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Boolean, ColumnElement, Date, DateTime, Integer, LargeBinary, String, Table, Text, cast, type_coerce
from sqlalchemy.types import TypeEngine

from consensus.backup.errors import BackupError
from consensus.db import UtcDateTime
from consensus.ledger import instant


class Kind(StrEnum):
    """What a column holds, and as what it stands in a line of the file."""

    NUMBER = "number"
    """A whole number."""
    TRUTH = "truth"
    """true or false."""
    TEXT = "text"
    JSON = "json"
    """Text that is JSON."""
    INSTANT = "instant"
    """``2026-11-22T09:30:00.123456Z``."""
    DATE = "date"
    """``2026-11-22``."""
    BYTES = "bytes"
    """Base64."""


_TYPES: tuple[tuple[type[TypeEngine[Any]], Kind], ...] = (
    (DateTime, Kind.INSTANT),
    (Date, Kind.DATE),
    (LargeBinary, Kind.BYTES),
    (JSON, Kind.JSON),
    (Boolean, Kind.TRUTH),
    (Integer, Kind.NUMBER),
    (String, Kind.TEXT),
)

_IN_JSON: dict[Kind, type] = {Kind.NUMBER: int, Kind.TRUTH: bool}
"""What JSON itself has a kind for; all others are text in it."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table, by name and kind."""

    name: str
    kind: Kind


def columns_of(table: Table) -> tuple[Column, ...]:
    """Return the columns of ``table`` in their order."""
    return tuple(Column(column.name, _kind_of(column.type)) for column in table.columns)


def selected(table: Table) -> list[ColumnElement[Any]]:
    """Return what must be selected of ``table`` for :func:`line_of`."""
    return [_selected(column) for column in table.columns]


def line_of(columns: Sequence[Column], row: Sequence[Any]) -> bytes:
    """Return the line, with its end, that stands for a row."""
    values = [_encoded(column.kind, value) for column, value in zip(columns, row, strict=True)]
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def row_of(columns: Sequence[Column], line: bytes) -> dict[str, Any]:
    """Return the row that a line stands for, by column.

    :raises BackupError: when the line is not of the form.
    """
    try:
        values = json.loads(line)
        if not isinstance(values, list) or len(values) != len(columns):
            raise ValueError
        return {column.name: _decoded(column.kind, value) for column, value in zip(columns, values, strict=True)}
    except (ValueError, RecursionError, binascii.Error) as error:
        raise BackupError("The backup is damaged: a row is not of the form.") from error


def _selected(column: ColumnElement[Any]) -> ColumnElement[Any]:
    match _kind_of(column.type):
        case Kind.JSON:
            return cast(column, Text)
        case Kind.INSTANT:
            return type_coerce(column, UtcDateTime())
        case _:
            return column


def _kind_of(type_: TypeEngine[Any]) -> Kind:
    for known, kind in _TYPES:
        if isinstance(type_, known):
            return kind
    raise TypeError(f"a backup knows no kind for {type_!r}")


def _encoded(kind: Kind, value: Any) -> Any:
    if value is None:
        return None
    if kind is Kind.INSTANT:
        return instant(value)
    if kind is Kind.DATE:
        return value.isoformat()
    if kind is Kind.BYTES:
        return base64.b64encode(value).decode("ascii")
    return value


def _decoded(kind: Kind, value: Any) -> Any:
    if value is None:
        return None
    if not _is_of(kind, value):
        raise ValueError(kind)
    if kind is Kind.INSTANT:
        # Without a time zone it is refused here already.
        return datetime.strptime(value, "%Y-%m-%dT%H:%M:%S.%f%z")
    if kind is Kind.DATE:
        return date.fromisoformat(value)
    if kind is Kind.BYTES:
        return base64.b64decode(value, validate=True)
    return value


def _is_of(kind: Kind, value: Any) -> bool:
    return type(value) is _IN_JSON.get(kind, str)
