"""What the process loads from which servers are forked, and what is the same for all of them: see ``tests.support.served``."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import gunicorn.app.wsgiapp
import gunicorn.workers.gthread  # noqa: F401 - gunicorn asks for it by its name
from flask import Flask
from flask.templating import Environment
from jinja2 import FileSystemBytecodeCache

from consensus.app import create_app
from tests.support.installation import installation_at
from tests.support.routing import make_addresses_once

_FOLDER = TemporaryDirectory(prefix="consensus-tests-templates-")
_COMPILED = FileSystemBytecodeCache(_FOLDER.name)

_make_environment = Flask.create_jinja_environment


def _make_environment_that_shares(app: Flask) -> Environment:
    environment = _make_environment(app)
    environment.bytecode_cache = _COMPILED
    return environment


make_addresses_once()
Flask.create_jinja_environment = _make_environment_that_shares  # type: ignore[assignment, method-assign]
# One that never serves: what it puts in order is there for all that do.
create_app(installation_at(Path(_FOLDER.name) / "installation", "sqlite://")).url_map.update()
