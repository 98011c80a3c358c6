"""The product's application with a clock that a journey moves: the instant stands in a file."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

from flask import Flask

from config import Settings
from consensus.app import create_app

CLOCK_FILE = "JOURNEY_CLOCK"
"""The variable that names the file."""


def app() -> Flask:
    """Return the application; it reads the file each time it asks for the instant."""
    path = Path(os.environ[CLOCK_FILE])
    made = create_app(Settings.from_env())
    made.config["CLOCK"] = lambda: datetime.fromisoformat(path.read_text(encoding="ascii"))
    return made
