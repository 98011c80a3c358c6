"""The bare application for tests of rows, as long as the whole one is not there."""

from __future__ import annotations

import importlib
from pathlib import Path

from flask import Flask

import consensus
from config import Settings
from consensus.db import db, install_sqlite_rules
from consensus.ledger.signing import load_key_file, set_signer


def create_app(settings: Settings) -> Flask:
    """Return the application: the whole one if it is there, else one with the models alone."""
    try:
        whole = importlib.import_module("consensus.app")
    except ImportError:
        whole = None
    if whole is not None:
        made: Flask = whole.create_app(settings)
        return made
    for path in Path(consensus.__file__).parent.glob("*/models*"):
        importlib.import_module(f"consensus.{path.parent.name}.{path.stem}")
    app = Flask("consensus")
    app.config["SQLALCHEMY_DATABASE_URI"] = settings.database_url
    db.init_app(app)
    with app.app_context():
        install_sqlite_rules(db.engine)
        set_signer(db.engine, load_key_file(settings.signing_key_path))
    return app


def upgrade(app: Flask) -> None:
    """Make the schema: by the migrations if they are there, else from the models."""
    database = importlib.import_module("consensus.db")
    root = Path(consensus.__file__).parent.parent
    if hasattr(database, "upgrade") and any((root / "migrations" / "versions").glob("*.py")):
        database.upgrade(app)
        return
    with app.app_context():
        db.create_all()
