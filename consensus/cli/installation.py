"""What ``consensus init`` makes on the machine: the folder, the keys, the schema. Who is in the network is left to ``network``."""

from __future__ import annotations

import functools
import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import ParamSpec, TypeVar

import click
from flask import Flask
from sqlalchemy import create_engine, inspect, text
from sqlalchemy.exc import DBAPIError, OperationalError, ProgrammingError, SQLAlchemyError

from config import Settings, SettingsError, instance_path
from consensus.domain.errors import DomainError
from consensus.ledger.signing import SigningError, load_key_file, make_key_file

P = ParamSpec("P")
R = TypeVar("R")

SECRET_BYTES = 32


def says_what_is_wrong(command: Callable[P, R]) -> Callable[P, R]:
    """Decorate a command: what a rule, a setting, a key or the database forbids ends it with the sentence that says so."""

    @functools.wraps(command)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except (DomainError, SettingsError, SigningError) as error:
            raise click.ClickException(str(error)) from error
        except (OperationalError, ProgrammingError) as error:
            raise click.ClickException(not_usable(error)) from error

    return wrapped


def not_usable(error: DBAPIError) -> str:
    """Return what to say where the database does not answer, or lacks what is asked for."""
    return (
        f"The database is away, busy, not set up, or of another version of the program ({type(error).__name__}). "
        "`consensus serve` says which when it starts."
    )


def make_settings() -> Settings:
    """Make the folder and the secret key where they are missing, and return the settings.

    :raises SettingsError: when a setting is wrong.
    """
    home = instance_path()
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        return Settings.from_env()
    except SettingsError:
        path = home / "secret_key"
        if path.exists():
            raise
        write_private(path, secrets.token_hex(SECRET_BYTES))
        return Settings.from_env()


def write_private(path: Path, content: str) -> None:
    """Write a new file that its owner alone can read."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(content + "\n")


def is_set_up(database_url: str) -> bool:
    """Return whether the database holds a network. Asked before any key is made: a new key would sign another history.

    :raises click.ClickException: when the database does not answer.
    """
    if database_url.startswith("sqlite:///") and not Path(database_url.removeprefix("sqlite:///")).exists():
        return False
    engine = create_engine(database_url, hide_parameters=True)
    try:
        with engine.connect() as connection:
            if not inspect(connection).has_table("network"):
                return False
            return connection.execute(text("SELECT 1 FROM network")).first() is not None
    except SQLAlchemyError as error:
        raise click.ClickException(f"The database does not answer ({type(error).__name__}). Check DATABASE_URL.") from error
    finally:
        engine.dispose()


def make_signing_key(settings: Settings, origin: str) -> str:
    """Make the key of the ledger unless an earlier attempt made it, and return the origin that it signs for."""
    if settings.signing_key_path.exists():
        return load_key_file(settings.signing_key_path).name
    return make_key_file(settings.signing_key_path, origin).name


@contextmanager
def application(settings: Settings) -> Iterator[Flask]:
    """Give the application in its context, as one command of the program needs it."""
    from consensus.app import create_app
    from consensus.db import db

    app = create_app(settings)
    with app.app_context():
        try:
            yield app
        finally:
            db.engine.dispose()
