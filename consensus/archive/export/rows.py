"""The ledger in a copy: a line for each entry, with what its audience may see of it, and the tree over all of them.

What is signed over the copy must be the tree that was there all along, so each entry, each stored checkpoint and the head are
compared on the way. Why one does not match is left to ``consensus archive verify``.
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy.orm import Session

from consensus.archive.export.audience import Audience, may_see_entry
from consensus.archive.export.folder import Folder
from consensus.ledger.entries import leaf_of
from consensus.ledger.merkle import grow, root_of
from consensus.ledger.stored import StoredEntry, stored_checkpoints, stored_entries, stored_head

MARK_LETTERS = 8
"""Of the SHA-256 of a leaf: enough to point at the one that was changed. What proves that none was is the signed root."""


class RecordError(Exception):
    """The record does not hold, so no copy of it is signed; the message says where it was seen."""


@dataclass(frozen=True, slots=True)
class Tree:
    """The tree over all entries of a copy."""

    size: int
    root: bytes


def write_ledger(session: Session, folder: Folder, audience: Audience) -> Tree:
    """Write ``ledger.jsonl`` and ``marks``; return the tree.

    :raises RecordError: when an entry, a stored checkpoint or the head is not what it must be.
    """
    roots = {each.size: each.root for each in stored_checkpoints(session)}
    size, frontier = 0, list[bytes]()
    with folder.open("ledger.jsonl") as rows, folder.open("marks") as marks:
        for stored in stored_entries(session):
            if stored.index != size:
                raise RecordError(f"Entry {size} is missing.")
            frontier = grow(size, frontier, stored.leaf)
            size += 1
            if roots.get(size, b"") not in (b"", root_of(frontier)):
                raise RecordError(f"The checkpoint of size {size} signed another tree.")
            rows.write(_row(stored, audience) + "\n")
            marks.write(sha256(stored.leaf).hexdigest()[:MARK_LETTERS] + "\n")
    head = stored_head(session)
    if head is None or head[0] != size or json.loads(head[1]) != [root.hex() for root in frontier]:
        raise RecordError("The head does not hold the tree of the entries.")
    return Tree(size, root_of(frontier))


def _row(stored: StoredEntry, audience: Audience) -> str:
    """Return a line in canonical form; the entry stands in it as it is kept, which is canonical."""
    entry, salt = "null", "null"
    if stored.entry is not None and stored.salt is not None:
        text = stored.entry.decode()
        if leaf_of(stored.salt, text) != stored.leaf:
            raise RecordError(f"Entry {stored.index} is not what its leaf was made of.")
        if may_see_entry(audience, stored.act.decode()):
            entry, salt = text, f'"{base64.b64encode(stored.salt).decode()}"'
    return f'{{"entry":{entry},"index":{stored.index},"leaf":"{stored.leaf.hex()}","salt":{salt}}}'
