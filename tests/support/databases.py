"""A fresh database with the product's schema for each test, on either engine, in some milliseconds.

The schema is made once per run by the product's own migrations, as a template; each test gets a copy.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from uuid import uuid4

from tests.support.installation import installation_at
from tests.support.postgres import cluster_address, locked

Engine = Literal["sqlite", "postgresql"]
ENGINES: tuple[Engine, ...] = ("sqlite", "postgresql")

TEMPLATE = "consensus_template"


@dataclass(frozen=True)
class Database:
    """One database of one test."""

    engine: Engine
    url: str


@contextmanager
def fresh_database(run_folder: Path, engine: Engine) -> Iterator[Database]:
    """Make a database with the product's schema and no rows; it is gone afterwards."""
    if engine == "sqlite":
        path = run_folder / f"{uuid4().hex}.sqlite"
        shutil.copyfile(_sqlite_template(run_folder), path)
        yield Database(engine, f"sqlite:///{path}")
        for leftover in run_folder.glob(f"{path.name}*"):
            leftover.unlink()
        return
    address = cluster_address(run_folder)
    _postgres_template(run_folder, address)
    with _new_postgres_database(address, f"TEMPLATE {TEMPLATE} STRATEGY FILE_COPY") as url:
        yield Database(engine, url)


@contextmanager
def empty_database(run_folder: Path, engine: Engine) -> Iterator[Database]:
    """Make a database without any schema, for the tests of the migrations."""
    if engine == "sqlite":
        path = run_folder / f"{uuid4().hex}.sqlite"
        yield Database(engine, f"sqlite:///{path}")
        for leftover in run_folder.glob(f"{path.name}*"):
            leftover.unlink()
        return
    with _new_postgres_database(cluster_address(run_folder), "") as url:
        yield Database(engine, url)


@contextmanager
def _new_postgres_database(address: str, how: str) -> Iterator[str]:
    name = f"test_{uuid4().hex}"
    _administer(address, f"CREATE DATABASE {name} {how}")
    try:
        yield f"{address}/{name}"
    finally:
        _administer(address, f"DROP DATABASE {name} WITH (FORCE)")


def _administer(address: str, statement: str) -> None:
    # Imported here, so that tests of the rules alone load no driver.
    import psycopg

    with psycopg.connect(address.replace("+psycopg", "") + "/postgres", autocommit=True) as connection:
        connection.execute(statement.encode())


def _sqlite_template(run_folder: Path) -> Path:
    path = run_folder / "template.sqlite"
    with locked(run_folder / "template.lock"):
        if not path.exists():
            unfinished = path.with_suffix(".unfinished")
            _make_schema(f"sqlite:///{unfinished}", run_folder)
            unfinished.rename(path)
    return path


def _postgres_template(run_folder: Path, address: str) -> None:
    done = run_folder / "postgres.template"
    with locked(run_folder / "template.lock"):
        if not done.exists():
            _administer(address, f"DROP DATABASE IF EXISTS {TEMPLATE}")
            _administer(address, f"CREATE DATABASE {TEMPLATE}")
            _make_schema(f"{address}/{TEMPLATE}", run_folder)
            done.touch()


def _make_schema(url: str, run_folder: Path) -> None:
    # Imported here, so that tests of the rules alone load no web framework.
    from consensus.app import create_app
    from consensus.db import db, upgrade

    app = create_app(installation_at(run_folder / "template-installation", url))
    upgrade(app)
    with app.app_context():
        # Nobody may stay connected to a template, and SQLite folds its log into the file when the last one leaves.
        db.engine.dispose()
