"""The folder of a copy: written beside its place, file by file, then signed as a whole and moved there. Never half a copy."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import BinaryIO

PRIVATE, OPEN = 0o700, 0o755


class FolderError(Exception):
    """The folder cannot be written; the message is one sentence for the operator."""


class File:
    """A file that is being written. Keeps nothing but its hash."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._hash = sha256()

    def write(self, text: str) -> None:
        """Write some more of it."""
        self.write_bytes(text.encode())

    def write_bytes(self, content: bytes) -> None:
        """Write some more of it, as it is."""
        self._hash.update(content)
        self._file.write(content)

    @property
    def sha256(self) -> str:
        """The SHA-256 of what was written so far."""
        return self._hash.hexdigest()


class Folder:
    """A folder that grows out of sight. Keeps the path and hash of each file."""

    def __init__(self, place: Path) -> None:
        self._place = place
        self._files: dict[str, str] = {}

    @contextmanager
    def open(self, path: str) -> Iterator[File]:
        """Write the file at ``path``, whose parts are joined by slashes."""
        if path in self._files:
            raise AssertionError(f"{path} is written twice")
        place = self._place / path
        place.parent.mkdir(parents=True, exist_ok=True)
        with place.open("wb") as opened:
            file = File(opened)
            yield file
        self._files[path] = file.sha256

    def write(self, path: str, text: str) -> None:
        """Write a whole file."""
        with self.open(path) as file:
            file.write(text)

    def list_of_files(self) -> str:
        """Return every file written so far with its hash, in the form that ``sha256sum --check`` reads."""
        return "".join(f"{digest}  {path}\n" for path, digest in sorted(self._files.items()))


@contextmanager
def new_folder(target: Path, *, is_private: bool) -> Iterator[Folder]:
    """Give a folder that stands at ``target`` once all went well; otherwise nothing is left of it.

    :param is_private: whether its owner alone may look into it.
    :raises FolderError: when something is there already, or cannot be written.
    """
    demand_free(target)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        place = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    except OSError as error:
        raise FolderError(f"{target} cannot be made: {error.strerror}.") from error
    try:
        yield Folder(place)
        place.chmod(PRIVATE if is_private else OPEN)
        demand_free(target)
        if target.exists():
            target.rmdir()
        place.rename(target)
    except OSError as error:
        raise FolderError(f"{target} cannot be written: {error.strerror}.") from error
    finally:
        shutil.rmtree(place, ignore_errors=True)


def demand_free(target: Path) -> None:
    """Do nothing if a copy may be made at ``target``.

    :raises FolderError: when a file is there, or a folder that is not empty.
    """
    if target.is_dir():
        if any(target.iterdir()):
            raise FolderError(f"{target} is not empty: name a new folder, so that nothing of yours is mixed with the copy.")
    elif target.exists() or target.is_symlink():
        raise FolderError(f"{target} is there already and is no folder: name a new one.")
