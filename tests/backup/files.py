"""Backups as somebody could spoil or forge them: parts taken out, put in or changed, and sealed again."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from consensus.backup.container import SEAL, SEAL_BYTES

Parts = dict[str, bytes]
MANIFEST = "manifest.json"


def parts_of(path: Path) -> Parts:
    """Return what a backup holds."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def forged(path: Path, change: Callable[[Parts], None]) -> Path:
    """Write a backup beside another, changed, with a seal that holds."""
    parts = parts_of(path)
    change(parts)
    made = path.with_name("forged")
    with zipfile.ZipFile(made, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
        archive.comment = b"-" * SEAL_BYTES
    content = made.read_bytes()[:-SEAL_BYTES]
    made.write_bytes(content + SEAL + hashlib.sha256(content).hexdigest().encode())
    return made


def change_manifest(parts: Parts, change: Callable[[dict[str, Any]], None]) -> None:
    """Change what a backup says of itself."""
    said = json.loads(parts[MANIFEST])
    change(said)
    parts[MANIFEST] = json.dumps(said).encode()


def change_rows(parts: Parts, table: str, change: Callable[[list[dict[str, Any]]], None]) -> None:
    """Change the rows of a table, and what the manifest says of them, as a careful forger would."""

    def adapt(said: dict[str, Any]) -> None:
        part = next(each for each in said["parts"] if each["table"] == table)
        columns = [name for name, _kind in part["columns"]]
        name = f"tables/{table}.jsonl"
        rows = [dict(zip(columns, json.loads(line), strict=True)) for line in parts[name].splitlines()]
        change(rows)
        write_lines(parts, part, [[row[column] for column in columns] for row in rows])

    change_manifest(parts, adapt)


def write_lines(parts: Parts, part: dict[str, Any], rows: list[list[Any]]) -> None:
    """Write the lines of a part, and what the manifest says of them."""
    lines = b"".join(json.dumps(row, ensure_ascii=False, separators=(",", ":")).encode() + b"\n" for row in rows)
    parts[f"tables/{part['table']}.jsonl"] = lines
    part |= {"rows": len(rows), "sha256": hashlib.sha256(lines).hexdigest()}
