"""What a backup says of itself: of which program, when, of which ledger, and what each of its parts must be."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from consensus.backup.columns import Column, Kind
from consensus.backup.errors import BackupError

NAME = "manifest.json"
FORMAT = "consensus-backup"
FORM = 1
"""Raised when a program that knows the earlier form could not read the file."""

MOST_BYTES = 4 * 1024**2
"""Of a manifest: some tens of tables take some kilobytes."""

_WORD = re.compile(r"[a-z][a-z0-9_]{0,62}", re.ASCII)
"""The names of tables and columns go into SQL, so nothing else may be one."""

_SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Part:
    """One table: its rows, in the order of its key, a line each."""

    table: str
    columns: tuple[Column, ...]
    rows: int
    sha256: str
    """Of the lines, before they are compressed."""

    @property
    def name(self) -> str:
        """Where it stands in the file."""
        return f"tables/{self.table}.jsonl"


@dataclass(frozen=True, slots=True)
class Manifest:
    """Everything that is known of a backup before its parts are read."""

    program: str
    revision: str
    """The migration up to which the schema was made."""
    engine: str
    made_at: str
    network: str
    verifier_key: str
    """Under which the checkpoints of its ledger hold."""
    entries: int
    checkpoint: str | None
    """The newest signed checkpoint, as its note."""
    parts: tuple[Part, ...]

    def to_json(self) -> bytes:
        """Return the content of the file's manifest."""
        said: dict[str, Any] = {"format": FORMAT, "form": FORM, **asdict(self)}
        for part in said["parts"]:
            part["columns"] = [[column["name"], column["kind"]] for column in part["columns"]]
        return (json.dumps(said, ensure_ascii=False, indent=1) + "\n").encode()

    @classmethod
    def from_json(cls, content: bytes) -> Manifest:
        """Read a manifest.

        :raises BackupError: when it is not of the form, or of a later one.
        """
        try:
            said = json.loads(content)
            if said["format"] != FORMAT:
                raise ValueError
            if said["form"] != FORM:
                raise BackupError("The backup was made by a later version of the program: install that version.")
            texts = {name: _text(said[name]) for name in ("program", "revision", "engine", "made_at", "network", "verifier_key")}
            checkpoint = None if said["checkpoint"] is None else _text(said["checkpoint"])
            parts = tuple(_part(part) for part in said["parts"])
            entries = _count(said["entries"])
        except (ValueError, LookupError, TypeError, RecursionError) as error:
            raise BackupError("The backup is damaged: what it says of itself cannot be read.") from error
        return cls(**texts, checkpoint=checkpoint, entries=entries, parts=parts)


def _part(said: Mapping[str, Any]) -> Part:
    columns = tuple(Column(_word(name), Kind(kind)) for name, kind in said["columns"])
    if not columns or len({column.name for column in columns}) != len(columns) or not _SHA256.fullmatch(_text(said["sha256"])):
        raise ValueError
    return Part(_word(said["table"]), columns, _count(said["rows"]), said["sha256"])


def _word(value: Any) -> str:
    if not _WORD.fullmatch(_text(value)):
        raise ValueError
    return str(value)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _count(value: Any) -> int:
    if type(value) is not int or value < 0:
        raise ValueError
    return value
