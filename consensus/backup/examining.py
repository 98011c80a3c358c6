"""Is a backup whole, and does its ledger hold to what was signed? Asked before any database is touched.

Looks at every byte: the seal, the parts and no others, their hashes and rows, each leaf, and the tree against the checkpoint.
Whether the rows say what the entries say can only be asked of a database: see ``restoring``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from consensus.backup.columns import row_of
from consensus.backup.container import Archive, damaged, open_archive
from consensus.backup.errors import BackupError
from consensus.backup.manifest import MOST_BYTES, NAME, Manifest, Part
from consensus.ledger import SigningError, Verifier
from consensus.ledger.checkpoint import read_checkpoint
from consensus.ledger.entries import leaf_of
from consensus.ledger.merkle import grow, root_of

LEDGER = "ledger_entry"
HEAD = "ledger_head"


@dataclass(frozen=True, slots=True)
class Examined:
    """A backup that is whole, and from which rows can be read."""

    manifest: Manifest
    archive: Archive

    def rows(self, part: Part) -> Iterator[dict[str, Any]]:
        """Return the rows of a part, by column."""
        for line in self.archive.lines(part.name):
            yield row_of(part.columns, line)


@contextmanager
def examine(path: Path) -> Iterator[Examined]:
    """Open a backup and look at all of it.

    :raises BackupError: when it is no backup, is damaged, or its ledger does not hold to its newest checkpoint.
    """
    with open_archive(path) as archive:
        manifest = Manifest.from_json(archive.content(NAME, MOST_BYTES))
        if sorted(archive.names()) != sorted([NAME, *(part.name for part in manifest.parts)]):
            raise damaged("a part of it is missing, or there is one too many")
        examined = Examined(manifest, archive)
        tree = _Tree(manifest)
        for part in manifest.parts:
            _examine_part(examined, part, tree)
        tree.demand_whole()
        yield examined


def _examine_part(examined: Examined, part: Part, tree: _Tree) -> None:
    digest = hashlib.sha256()
    rows = 0
    for line in examined.archive.lines(part.name):
        digest.update(line)
        rows += 1
        row = row_of(part.columns, line)
        try:
            if part.table == LEDGER:
                tree.take(row)
            elif part.table == HEAD:
                tree.size_in_head = row["size"]
        except (LookupError, TypeError) as error:
            raise damaged(f"{part.name} has not the columns of its table") from error
    if (rows, digest.hexdigest()) != (part.rows, part.sha256):
        raise damaged(f"{part.name} is not what was written")


class _Tree:
    """The tree over the entries, held against the newest checkpoint."""

    def __init__(self, manifest: Manifest) -> None:
        self._entries = manifest.entries
        self._size = 0
        self._frontier: list[bytes] = []
        self._signed = _signed(manifest)
        self._holds = self._signed is None or self._signed == (0, root_of([]))
        self.size_in_head: int | None = None

    def take(self, row: Mapping[str, Any]) -> None:
        index, entry, salt, leaf = row["index"], row["entry"], row["salt"], row["leaf"]
        if index != self._size:
            raise damaged(f"entry {self._size} of the ledger is missing")
        # An entry that was erased is null, and so is its salt; its leaf stays.
        if (entry is None) != (salt is None) or (entry is not None and leaf_of(salt, entry) != leaf):
            raise damaged(f"entry {index} of the ledger is not what its leaf was made of")
        self._frontier = grow(self._size, self._frontier, leaf)
        self._size += 1
        if self._signed is not None and self._size == self._signed[0]:
            self._holds = root_of(self._frontier) == self._signed[1]

    def demand_whole(self) -> None:
        if self._size != self._entries or self.size_in_head != self._size:
            raise damaged("its ledger has another number of entries than it says")
        if not self._holds:
            raise damaged("its ledger is not what its newest checkpoint signed")


def _signed(manifest: Manifest) -> tuple[int, bytes] | None:
    if manifest.checkpoint is None:
        return None
    try:
        return read_checkpoint(manifest.checkpoint, Verifier.from_text(manifest.verifier_key))
    except SigningError as error:
        raise BackupError(f"The newest checkpoint of the backup does not hold. {error} Nothing was changed.") from error
