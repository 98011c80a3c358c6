"""The file of a backup: a ZIP archive that any program opens, sealed at its end by the SHA-256 of all that stands before.

The seal is the archive's comment. A byte that was changed anywhere, a file that was cut short or grew, is known by it before
anything of the file is looked at. It guards against damage; against forgery the signed checkpoints do.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from consensus.backup.errors import BackupError

SEAL = b"sha256:"
SEAL_BYTES = len(SEAL) + 64
CHUNK = 1024**2

MOST_IN_A_LINE = 64 * 1024**2
"""Bytes of one row; the longest text that anybody may write is far shorter."""

DAMAGED = "The backup is damaged: {what}. Nothing was changed; take another copy."


def damaged(what: str) -> BackupError:
    """Return the error that says so."""
    return BackupError(DAMAGED.format(what=what))


@contextmanager
def new_archive(path: Path, *, at: tuple[int, int, int, int, int, int]) -> Iterator[Callable[[str], IO[bytes]]]:
    """Give a function that begins the next part, by name; the file stands under ``path`` once all is written, or not at all.

    Its owner alone can read it. Nothing that stands there already is written over.

    :param at: the date that the parts bear.
    :raises BackupError: when something stands at ``path``, or it cannot be written there.
    """
    if path.exists() or path.is_symlink():
        raise BackupError(f"{path} is there already and was left as it is: give another name.")
    unfinished = path.with_name(f".{path.name}.{secrets.token_hex(8)}.unfinished")
    try:
        with os.fdopen(os.open(unfinished, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
                archive.comment = b"-" * SEAL_BYTES

                def begin(name: str) -> IO[bytes]:
                    part = zipfile.ZipInfo(name, at)
                    part.compress_type = zipfile.ZIP_DEFLATED
                    part.external_attr = 0o600 << 16
                    return archive.open(part, "w", force_zip64=True)

                yield begin
            seal = _seal_of(file)
            file.seek(-SEAL_BYTES, os.SEEK_END)
            file.write(seal)
            file.flush()
            os.fsync(file.fileno())
        _give_name(unfinished, path)
    except OSError as error:
        raise BackupError(f"{path} cannot be written ({error.strerror or error}).") from error
    finally:
        unfinished.unlink(missing_ok=True)


def _give_name(unfinished: Path, path: Path) -> None:
    try:
        # Refused where the name was taken meanwhile; a rename would write over.
        path.hardlink_to(unfinished)
    except FileExistsError:
        raise BackupError(f"{path} is there already and was left as it is: give another name.") from None
    except OSError:
        # A file system without hard links.
        unfinished.rename(path)
    with contextlib.suppress(OSError):
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


class Archive:
    """A sealed file whose seal holds, open for reading."""

    def __init__(self, file: IO[bytes]) -> None:
        if _stored_seal(file) != _seal_of(file):
            raise damaged("it is not what was written, from its first byte to its last")
        try:
            self._zip = zipfile.ZipFile(file)
        except (zipfile.BadZipFile, RuntimeError, ValueError) as error:
            raise damaged("it is no archive") from error

    def names(self) -> list[str]:
        """Return the names of the parts, as often as they stand there."""
        return self._zip.namelist()

    def content(self, name: str, most: int) -> bytes:
        """Return a part that is not longer than ``most`` bytes."""
        with _reading(), self._zip.open(name) as part:
            content = part.read(most + 1)
        if len(content) > most:
            raise damaged(f"{name} is too long")
        return content

    def lines(self, name: str) -> Iterator[bytes]:
        """Return the lines of a part, each with its end."""
        with _reading(), self._zip.open(name) as part:
            while line := part.readline(MOST_IN_A_LINE + 1):
                if not line.endswith(b"\n"):
                    raise damaged(f"a line of {name} has no end")
                yield line


@contextmanager
def open_archive(path: Path) -> Iterator[Archive]:
    """Open a backup, once its seal holds.

    :raises BackupError: when it cannot be read, is no backup, or is damaged.
    """
    try:
        file = path.open("rb")
    except OSError as error:
        raise BackupError(f"{path} cannot be read ({error.strerror or error}).") from error
    with file:
        yield Archive(file)


@contextmanager
def _reading() -> Iterator[None]:
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, KeyError, RuntimeError) as error:
        raise damaged("a part of it cannot be read") from error


def _stored_seal(file: IO[bytes]) -> bytes:
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - SEAL_BYTES))
    stored = file.read()
    if size <= SEAL_BYTES or not stored.startswith(SEAL):
        raise BackupError("This is no backup of this program, or its end is missing. Nothing was changed.")
    return stored


def _seal_of(file: IO[bytes]) -> bytes:
    left = file.seek(0, os.SEEK_END) - SEAL_BYTES
    file.seek(0)
    digest = hashlib.sha256()
    while left > 0 and (chunk := file.read(min(CHUNK, left))):
        digest.update(chunk)
        left -= len(chunk)
    return SEAL + digest.hexdigest().encode()
