"""The rows of an export, one after the other, however large the file: JSON lines, or the sections of a CSV.

Source: Loomio's ``GroupExportService`` (a line ``{"table": ..., "record": {...}}`` for each row) and ``GroupExporter`` (a CSV whose
sections have a title with the number of rows, a line of column names, and an empty line at the end).
"""

from __future__ import annotations

import csv
import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO, TypeAlias

from consensus.domain.errors import InputError

Row: TypeAlias = tuple[str, dict[str, Any]]
"""The name of a table, and a row of it."""

LONGEST_LINE = 50_000_000
"""Bytes of a line of JSON, and characters of a field of CSV: longer ones are no export."""

_SECTION = re.compile(r"(Groups|Memberships|Discussions|Comments|Polls|Stances|Outcomes) \([0-9]+\)")

_COLUMNS = {
    "author": "author_id",
    "discussion": "discussion_id",
    "group": "group_id",
    "participant": "participant_id",
    "poll": "poll_id",
    "topic": "topic_id",
    "user": "user_id",
}
"""Rails leaves the ending of a key away where it makes a column's name readable."""


def hash_of(path: Path) -> str:
    """Return the SHA-256 of the whole file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def rows_of(path: Path) -> Iterator[Row]:
    """Yield every row of the export.

    :raises InputError: when the file is neither form; the message names the line.
    """
    with path.open("rb") as file:
        start = file.read(200).removeprefix(b"\xef\xbb\xbf").lstrip()
        file.seek(0)
        if start.startswith(b"{"):
            yield from _json_rows(file)
        elif start.startswith((b"Export for", b'"Export for')):
            yield from _csv_rows(path)
        else:
            raise InputError('line 1: expected a Loomio export, in JSON (a line {"table": ..., "record": ...} for each row) or CSV.')


def _json_rows(file: BinaryIO) -> Iterator[Row]:
    number = 0
    while line := file.readline(LONGEST_LINE + 1):
        number += 1
        if len(line) > LONGEST_LINE:
            raise InputError(f"line {number}: expected at most {LONGEST_LINE} bytes.")
        if not line.strip():
            continue
        try:
            said = json.loads(line.decode("utf-8-sig"), parse_float=str, parse_constant=str)
            json.dumps(said, ensure_ascii=False).encode()
        except (UnicodeError, ValueError, RecursionError) as error:
            raise InputError(f"line {number}: expected JSON in UTF-8.") from error
        if not isinstance(said, dict) or not isinstance(said.get("table"), str) or not isinstance(said.get("record"), dict):
            raise InputError(f'line {number}: expected {{"table": the name of a table, "record": its row}}.')
        yield said["table"], said["record"]


def _csv_rows(path: Path) -> Iterator[Row]:
    table: str | None = None
    columns: list[str] | None = None
    previous = csv.field_size_limit(LONGEST_LINE)
    line = 0
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, strict=True)
            for cells in reader:
                line = reader.line_num
                if not cells:
                    table, columns = None, None
                elif table is None:
                    section = _SECTION.fullmatch(cells[0]) if len(cells) == 1 else None
                    if section is None and line > 1:
                        raise InputError(f"line {line}: expected the title of a section, such as “Polls (12)”.")
                    table = section and section[1].lower()
                elif columns is None:
                    columns = [_column(cell) for cell in cells]
                elif len(cells) != len(columns):
                    raise InputError(f"line {line}: expected {len(columns)} fields, as the section has columns.")
                else:
                    yield table, {column: cell or None for column, cell in zip(columns, cells, strict=True)}
    except (UnicodeError, csv.Error) as error:
        raise InputError(f"line {line + 1}: expected comma-separated values in UTF-8.") from error
    finally:
        csv.field_size_limit(previous)


def _column(shown: str) -> str:
    name = shown.strip().lower().replace(" ", "_")
    return _COLUMNS.get(name, name)
