"""The files of the repository as they are handed on: what git tracks, and nothing that lies beside it."""

from __future__ import annotations

import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

FOREIGN = ("consensus/static/vendor/", "tests/vendor/")
"""Folders with what others wrote; it stands here unchanged, so the house's rules do not bind it."""


@cache
def tracked() -> tuple[Path, ...]:
    """Return the tracked files of our own, relative to the root."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    names = [name for name in listed.split("\0") if name and not name.startswith(FOREIGN)]
    return tuple(path for path in map(Path, names) if (ROOT / path).is_file())


@cache
def text_of(path: Path) -> str:
    """Return the text of a tracked file; the empty text for a picture or another file that is not text."""
    try:
        return (ROOT / path).read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""
