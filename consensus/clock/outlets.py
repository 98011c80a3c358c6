"""How a checkpoint is handed to one witness: written into a folder, or posted to an address. Knows no database."""

from __future__ import annotations

import os
import tempfile
import urllib.error
import urllib.request
from http.client import HTTPException
from pathlib import Path
from typing import Any

SECONDS = 10
"""How long an address may take to answer."""


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


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """An address that sends elsewhere is not the one that was named."""

    def redirect_request(self, *_args: Any, **_more: Any) -> None:
        return None


_OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}), _NoRedirect)


def _post(address: str, note: str) -> None:
    headers = {"Content-Type": "text/plain; charset=utf-8", "User-Agent": "consensus"}
    # The scheme was judged when the setting was read.
    request = urllib.request.Request(address, data=note.encode(), headers=headers, method="POST")  # noqa: S310
    try:
        with _OPENER.open(request, timeout=SECONDS):
            return
    except urllib.error.HTTPError as error:
        error.close()
        raise OutletError(f"{address} answered with status {error.code}.") from error
    except (OSError, HTTPException, ValueError) as error:
        raise OutletError(f"{address} did not answer ({type(error).__name__}).") from error
