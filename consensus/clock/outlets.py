"""How a checkpoint is handed to one witness: written into a folder, or posted to an address. Knows no database.

The address is asked as every other outside is, and may lead inside: the operator alone names it, in the settings.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from consensus.outward import OutwardError, ask, place_named_by_the_operator


class OutletError(Exception):
    """A checkpoint could not be given; the message is one sentence for the operator."""


def give(place: str, size: int, note: str) -> None:
    """Write the note into the folder ``place``, or post it to the address ``place``.

    :raises OutletError: when it is not there afterwards.
    """
    if place.startswith(("http://", "https://")):
        _post(place, note)
    else:
        _write(Path(place), size, note)


def _write(folder: Path, size: int, note: str) -> None:
    """Write a file of its own for each size, whole or not at all; what is there is never written over."""
    path = folder / f"checkpoint-{size}"
    try:
        if path.exists():
            if path.read_text(encoding="utf-8") == note:
                return
            raise OutletError(f"{path} holds another checkpoint of this size. Two never differ: find out which history is the right one.")
        handle, unfinished = tempfile.mkstemp(dir=folder, prefix=".checkpoint-")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(note)
            file.flush()
            os.fsync(file.fileno())
        Path(unfinished).chmod(0o644)
        Path(unfinished).replace(path)
    except (OSError, UnicodeDecodeError) as error:
        raise OutletError(
            f"{path} could not be written ({type(error).__name__}). Is the folder there, and may the program write in it?"
        ) from error


def _post(address: str, note: str) -> None:
    headers = {"Content-Type": "text/plain; charset=utf-8"}
    try:
        answer = ask(place_named_by_the_operator(address), headers=headers, content=note.encode(), kept_bytes=0)
    except OutwardError as error:
        raise OutletError(f"{address} did not take it. {error.trouble.sentence}") from error
    if not answer.is_good:
        raise OutletError(f"{address} answered with status {answer.status}.")
