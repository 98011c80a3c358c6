"""The demonstration as an installation of its own, in a folder of its own: made once, then served as any other."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import event

from config import Settings
from consensus.app import create_app
from consensus.db import db, upgrade
from consensus.demonstration import DATABASE
from consensus.demonstration.building import build
from consensus.demonstration.founding import ORIGIN
from consensus.demonstration.people import demonstration_people
from consensus.ledger.signing import make_key_file

BIND = "127.0.0.1:8000"


def settings_of(folder: Path, bind: str = BIND) -> Settings:
    """Return the settings of the demonstration in ``folder``."""
    return Settings(
        instance_path=folder,
        database_url=f"sqlite:///{folder / DATABASE}",
        secret_key=(folder / "secret_key").read_text(encoding="utf-8"),
        signing_key_path=folder / "signing_key",
        mail_folder=folder / "mail",
        base_url=f"http://{bind}",
        bind=bind,
        demonstration=True,
    )


def web(folder: str, bind: str = BIND) -> Flask:
    """Return the application of the demonstration in ``folder``."""
    app = create_app(settings_of(Path(folder), bind))
    app.config["DEMO_PEOPLE"] = demonstration_people()
    return app


def prepare(folder: Path, now: datetime, tell: Callable[[str], None]) -> None:
    """Make the demonstration in ``folder`` unless it is there; made beside it and moved, so that half of one is never served."""
    if (folder / DATABASE).exists():
        return
    half = folder.with_name(f"{folder.name}.making")
    shutil.rmtree(half, ignore_errors=True)
    half.mkdir(mode=0o700, parents=True)
    _write_private(half / "secret_key", secrets.token_hex(32))
    make_key_file(half / "signing_key", ORIGIN)
    app = web(str(half))
    with app.app_context():
        # Half a demonstration is thrown away, so the disk need not be waited for while it is made.
        event.listen(db.engine, "connect", _do_not_wait_for_the_disk)
        upgrade(app)
        build(db.session(), now, tell)
        db.session.remove()
        with db.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA optimize")
        db.engine.dispose()
    half.replace(folder)


def _do_not_wait_for_the_disk(connection: Any, _record: Any) -> None:
    connection.execute("PRAGMA synchronous=OFF")


def _write_private(path: Path, text: str) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
