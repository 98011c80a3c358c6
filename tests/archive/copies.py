"""Copies of the archive for tests: made as ``consensus archive export`` makes them, and checked in this process."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from flask import Flask
from sqlalchemy.orm import Session

from consensus.archive.export import Audience, Exported, export

ADDRESS = "https://decide.example.org"


def copy_of(app: Flask, session: Session, folder: Path, audience: Audience, now: datetime, *, pdf: bool = False) -> Exported:
    """Make a copy in ``folder``."""
    with app.test_request_context(base_url=ADDRESS):
        return export(session, target=folder, audience=audience, address=ADDRESS, pdf=pdf, now=now)


def contents(folder: Path) -> dict[str, bytes]:
    """Return every file of a copy by its path."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}
