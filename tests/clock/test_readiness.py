"""Before anything is started the operator hears in one sentence what is missing; an upgrade brings the database up to date."""

from __future__ import annotations

import socket
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import text
from sqlalchemy.orm import Session

from config import Settings
from consensus.cli import main, supervising
from consensus.cli.supervising import Supervisor
from consensus.clock import scheduler
from consensus.db import db, downgrade
from tests.bodies.world import World
from tests.clock.running import free_port
from tests.support.installation import environment_of, installation_at

on_sqlite = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)

NOT_SET_UP = "consensus: This installation is not set up: run `consensus init`.\n"


@pytest.fixture(autouse=True)
def _nothing_is_started(monkeypatch: pytest.MonkeyPatch) -> None:
    """A test that goes wrong must not serve."""

    def start(*_args: object, **_said: object) -> None:
        raise AssertionError("it was started")

    monkeypatch.setattr(Supervisor, "run", start)
    monkeypatch.setattr(scheduler, "run_clock", start)
    # The log of a program would take the place of the one that pytest catches.
    monkeypatch.setattr("consensus.web.log.log_to_standard_error", lambda: None)


def run(settings: Settings, command: str, *more: str, environ: Mapping[str, str] | None = None) -> Result:
    """Run a command with these settings."""
    return CliRunner().invoke(main, [command, *more], env={**environment_of(settings), **(environ or {})})


@pytest.fixture
def set_up(session: Session, settings: Settings) -> Settings:
    """An installation that holds a network."""
    World(session)
    session.rollback()
    return settings


COMMANDS = pytest.mark.parametrize("command", ["serve", "clock"])


@COMMANDS
@on_sqlite
def test_a_wrong_setting_is_one_sentence(settings: Settings, command: str) -> None:
    result = run(settings, command, environ={"CONSENSUS_WORKERS": "many"})

    assert result.exit_code == 2
    assert result.stderr == "consensus: CONSENSUS_WORKERS must be a whole number of at least 1, not 'many'.\n"


@COMMANDS
def test_an_installation_without_anything_is_told_to_be_set_up(tmp_path: Path, command: str) -> None:
    bare = {"CONSENSUS_HOME": str(tmp_path), "SECRET_KEY": "", "DATABASE_URL": ""}
    result = CliRunner().invoke(main, [command], env=bare)

    assert result.exit_code == 2
    assert result.stderr == f"consensus: There is no secret key: run `consensus init`, which writes {tmp_path}/secret_key.\n"


@COMMANDS
def test_without_a_signing_key_nothing_is_served(tmp_path: Path, command: str) -> None:
    settings = installation_at(tmp_path, f"sqlite:///{tmp_path}/c.sqlite")
    settings.signing_key_path.unlink()

    assert (
        run(settings, command).stderr == f"consensus: There is no signing key: run `consensus init`, which makes {tmp_path}/signing_key.\n"
    )


@COMMANDS
def test_where_there_is_no_database_file_none_is_made(tmp_path: Path, command: str) -> None:
    settings = installation_at(tmp_path, f"sqlite:///{tmp_path}/c.sqlite")
    result = run(settings, command)

    assert (result.exit_code, result.stderr) == (2, NOT_SET_UP)
    assert not (tmp_path / "c.sqlite").exists()


@COMMANDS
def test_a_schema_without_a_network_is_not_set_up(settings: Settings, command: str) -> None:
    result = run(settings, command)

    assert (result.exit_code, result.stderr) == (2, NOT_SET_UP)


@COMMANDS
def test_a_database_without_a_schema_is_not_set_up(bare_database: object, tmp_path: Path, command: str) -> None:
    settings = installation_at(tmp_path / "instance", getattr(bare_database, "url", ""))
    if settings.database_url.startswith("sqlite"):
        Path(settings.database_url.removeprefix("sqlite:///")).touch()

    assert run(settings, command).stderr == NOT_SET_UP


@COMMANDS
def test_a_database_that_does_not_answer_may_answer_later(tmp_path: Path, command: str) -> None:
    settings = installation_at(tmp_path, f"postgresql+psycopg://nobody:hunter2@127.0.0.1:{free_port()}/n")
    result = run(settings, command)

    assert result.exit_code == 1
    assert result.stderr == "consensus: The database does not answer (OperationalError). Check DATABASE_URL.\n"


@COMMANDS
def test_a_database_of_an_earlier_version_waits_for_the_upgrade(app: Flask, set_up: Settings, command: str) -> None:
    downgrade(app, "-1")
    result = run(set_up, command)

    assert result.exit_code == 2
    assert "run `consensus upgrade`" in result.stderr
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize("command", ["serve", "clock", "upgrade"])
def test_a_database_of_a_later_version_is_left_alone(session: Session, set_up: Settings, command: str) -> None:
    session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    session.commit()
    result = run(set_up, command)

    assert result.exit_code == 2
    assert result.stderr == "consensus: The database is of a later version of the program than this one: install that version.\n"


def test_an_upgrade_brings_the_database_to_this_version_once(app: Flask, set_up: Settings) -> None:
    downgrade(app, "-1")
    with app.app_context():
        db.engine.dispose()

    first, second = run(set_up, "upgrade"), run(set_up, "upgrade")

    assert (first.exit_code, second.exit_code) == (0, 0)
    assert first.stdout.startswith("The database was brought from ")
    assert second.stdout.startswith("The database is of this version already")
    with pytest.raises(AssertionError, match="it was started"):
        raise run(set_up, "serve").exception or Exception


def test_an_installation_that_is_not_set_up_cannot_be_upgraded(settings: Settings) -> None:
    assert run(settings, "upgrade").stderr == NOT_SET_UP


@on_sqlite
def test_an_address_that_is_taken_is_named(set_up: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervising, "BIND_WITHIN_SECONDS", 0.0)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        bind = f"127.0.0.1:{taken.getsockname()[1]}"
        result = run(replace(set_up, bind=bind), "serve")

    assert result.exit_code == 1
    assert result.stderr == f"Error: Cannot listen on {bind}: Address already in use.\n"


@on_sqlite
@pytest.mark.parametrize("bind", ["127.0.0.1:0", "[::1]:0", "localhost:0"])
def test_every_form_of_address_can_be_listened_on(set_up: Settings, bind: str) -> None:
    result = run(replace(set_up, bind=bind), "serve")

    assert str(result.exception) == "it was started"


@on_sqlite
def test_once_says_that_the_database_is_away(set_up: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    from sqlalchemy.exc import OperationalError

    def away(*_args: object, **_said: object) -> Callable[[], None]:
        raise OperationalError("", {}, Exception())

    monkeypatch.setattr("consensus.clock.due.run_due", away)
    result = run(set_up, "clock", "--once")

    assert result.exit_code == 1
    assert result.stderr.endswith("consensus: The database is busy or away (OperationalError); what was not done is due still.\n")
