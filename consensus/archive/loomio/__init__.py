"""What a Loomio group's export holds, as closed polls with their threads, votes and words: nothing more, nothing invented.

``file`` reads the export row by row, ``shelf`` keeps the rows outside memory, ``assembling`` puts together what belongs
together. The form is that of Loomio's public source: docs/importing.md says which.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from consensus.archive.loomio.assembling import Export
from consensus.archive.loomio.file import hash_of, rows_of
from consensus.archive.loomio.shelf import Shelf

__all__ = ["Export", "read_export"]


@contextmanager
def read_export(path: Path) -> Iterator[Export]:
    """Give the export in the file at ``path``, in JSON or CSV; its rows lie in a file of their own, which is gone afterwards.

    :raises InputError: when the file is no such export; the message names the line.
    """
    with Shelf() as shelf:
        left_out = shelf.fill(rows_of(path))
        yield Export(shelf, name=path.name, sha256=hash_of(path), left_out=left_out)
