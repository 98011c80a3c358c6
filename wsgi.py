"""The entry of a web server: ``gunicorn wsgi:app``."""

from __future__ import annotations

from config import Settings
from consensus.app import create_app
from consensus.web.log import log_to_standard_error

log_to_standard_error()
app = create_app(Settings.from_env())
