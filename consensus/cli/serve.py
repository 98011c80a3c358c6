"""``consensus serve``, ``consensus clock`` and ``consensus upgrade``: what an operator starts.

How processes are kept running stands in ``supervising``; what must be there beforehand in ``readiness``.
"""

from __future__ import annotations

import sys
from typing import NoReturn

import click

from config import Settings, SettingsError
from consensus.cli.readiness import NotReadyError, demand_ready, revisions
from consensus.cli.supervising import serve_until_told

WRONG = 2
"""The exit code when something must be put right first: starting again is of no use."""

PASSING = 1
"""The exit code when it may go by itself: the database does not answer, the address is taken."""

CLOCK = (sys.executable, "-m", "consensus.cli", "clock")


def settings_or_exit() -> Settings:
    """Return the settings of this process, or end it with the sentence that says what is wrong."""
    try:
        return Settings.from_env()
    except SettingsError as error:
        _end(str(error), WRONG)


def ready_settings_or_exit() -> Settings:
    """Return the settings of an installation that can be served, or end this process with the sentence that says why not."""
    settings = settings_or_exit()
    try:
        demand_ready(settings)
    except NotReadyError as error:
        _end(str(error), PASSING if error.is_passing else WRONG)
    return settings


@click.command()
def serve() -> None:
    """Serve the network: web workers and one clock.

    Where it listens, with how many workers, and on which database is said by settings: see docs/settings.md. Either may be
    killed and is started again; SIGTERM or Ctrl-C ends all of it once the requests under way are answered, with exit code 0.
    It is 2 when something must be put right first, and 1 when trying again may help.
    """
    settings = ready_settings_or_exit()
    serve_until_told(
        "wsgi:app",
        bind=settings.bind,
        workers=settings.workers,
        threads=settings.threads,
        clock=CLOCK,
        tell=lambda: click.echo(f"Serving on http://{settings.bind} - stop with Ctrl-C."),
    )


@click.command()
@click.option("--once", is_flag=True, help="Do what is due now, say how much it was, and end.")
def clock(*, once: bool) -> None:
    """Run the clock alone, beside web workers on other machines.

    Several may run: they take turns, and nothing is done twice. It ends with SIGTERM or Ctrl-C, after the step it is at. The
    exit code is 2 when something must be put right first, and 1 when trying again may help.
    """
    from sqlalchemy.exc import DBAPIError

    from consensus.app import create_app
    from consensus.clock.due import run_due
    from consensus.clock.rounds import ROUNDS
    from consensus.clock.scheduler import go_round, run_clock, witness
    from consensus.db import db
    from consensus.web.log import log_to_standard_error
    from consensus.web.now import now

    log_to_standard_error()
    app = create_app(ready_settings_or_exit())
    if not once:
        run_clock(app)
        return
    with app.app_context():
        try:
            done = run_due(db.session(), now=now())
        except DBAPIError as error:
            _end(f"The database is busy or away ({type(error).__name__}); what was not done is due still.", PASSING)
    witness(app)
    rounds = sum(go_round(app, each) for each in ROUNDS)
    click.echo(f"Done: {done}. Notices, letters and what else goes in rounds: {rounds}.")


@click.command(short_help="Bring the database to this version of the program.")
def upgrade() -> None:
    """Bring the database to this version of the program, after a newer one was installed.

    Stop the program on all machines first, and make a backup. All of it is done, or nothing.
    """
    from sqlalchemy import create_engine

    from consensus.db import install_sqlite_rules
    from consensus.db import upgrade as bring_up

    settings = settings_or_exit()
    try:
        stored, newest = revisions(settings)
    except NotReadyError as error:
        _end(str(error), PASSING if error.is_passing else WRONG)
    if stored == newest:
        click.echo(f"The database is of this version already ({stored}).")
        return
    engine = create_engine(settings.database_url, hide_parameters=True)
    install_sqlite_rules(engine)
    bring_up(engine)
    engine.dispose()
    click.echo(f"The database was brought from {stored} to {newest}.")


def _end(sentence: str, status: int) -> NoReturn:
    click.echo(f"consensus: {sentence}", err=True)
    raise SystemExit(status)
