"""The entry of a web server: ``gunicorn wsgi:app``."""

from __future__ import annotations

from config import Settings
from consensus.app import create_app

app = create_app(Settings.from_env())
