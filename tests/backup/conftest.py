"""Fixtures of the tests of backups: an installation in which much was said, and machines that have nothing yet."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from config import Settings
from consensus.app import create_app
from consensus.backup import make_backup
from consensus.db import db, install_sqlite_rules
from consensus.ledger.signing import load_key_file
from tests.archive.scenes import at_every_level
from tests.support.databases import Engine, empty_database, fresh_database
from tests.support.installation import installation_at
from tests.voting.story import Network

Machine = Callable[[Engine], Settings]


@pytest.fixture
def network(session: Session) -> Network:
    """The invented network with one assembly."""
    return Network(session)


@pytest.fixture(scope="session")
def kept(run_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with an installation on SQLite, made once, and a backup of it: a decision with dissent of every level."""
    folder = tmp_path_factory.mktemp("kept")
    with fresh_database(run_folder, "sqlite") as database:
        settings = installation_at(folder, database.url)
        app = create_app(settings)
        with app.app_context():
            network = at_every_level(Network(db.session())).network
            backed_up(settings, folder / "copy", network)
            db.session.remove()
            db.engine.dispose()
        yield folder


@pytest.fixture
def copy(kept: Path, tmp_path: Path) -> Path:
    """A copy of that backup, for a test to spoil."""
    return Path(shutil.copy(kept / "copy", tmp_path / "copy"))


@pytest.fixture
def machine(kept: Path, run_folder: Path, tmp_path: Path) -> Iterator[Machine]:
    """Gives another machine with an empty database, to which the signing key was brought."""
    with ExitStack() as made:

        def make(engine: Engine) -> Settings:
            folder = tmp_path / f"machine-{len(list(tmp_path.iterdir()))}"
            folder.mkdir(mode=0o700)
            shutil.copy(kept / "signing_key", folder)
            return installation_at(folder, made.enter_context(empty_database(run_folder, engine)).url)

        yield make


def backed_up(settings: Settings, path: Path, network: Network) -> Path:
    """Make a backup of an installation; whatever the test still holds of the database is let go."""
    network.session.rollback()
    engine = create_engine(settings.database_url)
    install_sqlite_rules(engine)
    make_backup(engine, path, verifier=load_key_file(settings.signing_key_path).verifier, now=network.now)
    engine.dispose()
    return path
