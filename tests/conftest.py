"""Fixtures for every test: a database on each engine, the application on it, and its session.

A test that asks for ``session``, ``app`` or ``client`` runs twice, once on SQLite and once on PostgreSQL.
"""

from __future__ import annotations

import gc
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings as hypothesis_settings

from config import Settings
from tests.support import watchdog
from tests.support.databases import ENGINES, Database, Engine, empty_database, fresh_database
from tests.support.installation import installation_at

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session

pytest_plugins = ["tests.support.server", "tests.support.browser"]

# Properties are about results, not about time. A red run in CI tells of the change, not of the dice; elsewhere they roll.
hypothesis_settings.register_profile("here", deadline=None, derandomize="CI" in os.environ)
hypothesis_settings.load_profile("here")

ROOM_NEEDED = 2 * 1024**3
"""Bytes that the databases of a run may take, with much to spare."""

RUN_FOLDER = pytest.StashKey[Path]()
WATCHDOG = pytest.StashKey[subprocess.Popen[bytes]]()


def pytest_configure(config: pytest.Config) -> None:
    """Give the run one folder, which its workers share and a watchdog removes."""
    given = getattr(config, "workerinput", {}).get("run_folder")
    if given:
        config.stash[RUN_FOLDER] = Path(given)
        return
    folder = Path(tempfile.mkdtemp(prefix="consensus-tests-", dir=_quick_place()))
    folder.chmod(0o755)  # the database server runs as another user and must be able to pass
    config.stash[RUN_FOLDER] = folder
    config.stash[WATCHDOG] = watchdog.start(folder)


def _quick_place() -> Path | None:
    """Return a folder in memory where there is one with room: a new PostgreSQL database takes 25 times as long on a disk."""
    memory = Path("/dev/shm")  # noqa: S108 - a folder of unguessable name is made in it
    if memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > ROOM_NEEDED:
        return memory
    return None


def pytest_unconfigure(config: pytest.Config) -> None:
    """Let the watchdog clear up and wait for it."""
    started = config.stash.get(WATCHDOG, None)
    if started is not None:
        watchdog.finish(started)


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """With several workers, tell each where the run's folder is."""
    node.workerinput["run_folder"] = str(node.config.stash[RUN_FOLDER])


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes long: at the end there is always something short left for whoever is ready first.

    Workers begin with a part each, so what has a browser is with one of them, and the others leave it the processor.
    """
    items.sort(key=lambda item: not any(item.iter_markers("browser")) and not any(item.iter_markers("slow")))


def pytest_collection_finish() -> None:
    """Let the garbage collector look no more at what stays until the end, modules and thousands of tests, and seldom at the rest."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(5_000, 20, 20)


@pytest.fixture(scope="session")
def run_folder(pytestconfig: pytest.Config) -> Path:
    """The folder of this run, shared by all its workers."""
    return pytestconfig.stash[RUN_FOLDER]


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> Engine:
    """The kind of database: the test runs once with each."""
    kind: Engine = request.param
    return kind


@pytest.fixture
def database(run_folder: Path, engine: Engine) -> Iterator[Database]:
    """A database of this test's own, with the schema and without rows."""
    with fresh_database(run_folder, engine) as made:
        yield made


@pytest.fixture
def bare_database(run_folder: Path, engine: Engine) -> Iterator[Database]:
    """A database of this test's own, without a schema."""
    with empty_database(run_folder, engine) as made:
        yield made


@pytest.fixture
def engine_url(database: Database) -> str:
    """The address of this test's database, as DATABASE_URL takes it."""
    return database.url


@pytest.fixture(scope="session")
def signing_key(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The one key with which the installations of the tests sign: what one of them signed can be copied for another."""
    return installation_at(tmp_path_factory.mktemp("key"), "sqlite://").signing_key_path


@pytest.fixture
def settings(database: Database, tmp_path: Path, signing_key: Path) -> Settings:
    """The settings of an installation in this test's own folder, on its own database."""
    folder = tmp_path / "instance"
    folder.mkdir()
    shutil.copy(signing_key, folder)
    return installation_at(folder, database.url)


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    """The application on this test's database."""
    # Imported here, so that tests of the rules alone load no web framework.
    from consensus.app import create_app
    from consensus.db import db
    from tests.support.routing import make_addresses_once
    from tests.support.statements import make_statements_once
    from tests.support.templates import COMPILED

    make_addresses_once()
    make_statements_once()
    made = create_app(settings)
    made.config["TESTING"] = True
    made.jinja_env.bytecode_cache = COMPILED
    yield made
    with made.app_context():
        db.engine.dispose()


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    """A database session, in the context of the application."""
    from consensus.db import db

    with app.app_context():
        yield db.session()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser without scripts: keeps cookies, follows nothing by itself."""
    return app.test_client()
