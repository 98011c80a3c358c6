"""``consensus serve`` and ``consensus clock``: web workers with one clock beside them, or the clock alone.

The two are processes of their own: either may be killed and started again at any moment, and nothing is lost.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from types import FrameType

import click

from config import Settings, SettingsError

RESTART_AFTER_SECONDS = 1.0
"""How long to wait before a process that ended by itself is started again, so that a broken one does not spin."""

STOP_WITHIN_SECONDS = 15.0
"""How long a process may take to finish what it is at before it is killed."""


def gunicorn(target: str, *, bind: str, workers: int, threads: int) -> list[str]:
    """Return the command line of the web workers for a WSGI application."""
    return [
        sys.executable,
        "-m",
        "gunicorn",
        target,
        f"--bind={bind}",
        f"--workers={workers}",
        f"--threads={threads}",
        "--worker-class=gthread",
        "--no-control-socket",
        "--log-level=warning",
    ]


@dataclass
class Supervisor:
    """Keeps a few processes running until it is told to stop, then stops them in turn."""

    commands: Sequence[Sequence[str]]
    _children: list[subprocess.Popen[bytes]] = field(default_factory=list)
    _is_stopping: bool = False

    def run(self) -> None:
        """Start the processes and watch them; return once SIGTERM or SIGINT came and all have ended."""
        signal.signal(signal.SIGTERM, self._stop)
        signal.signal(signal.SIGINT, self._stop)
        self._children = [self._start(command) for command in self.commands]
        while not self._is_stopping:
            time.sleep(0.2)
            for place, child in enumerate(self._children):
                if child.poll() is not None and not self._is_stopping:
                    click.echo(f"consensus: a process ended with status {child.returncode} and is started again.", err=True)
                    time.sleep(RESTART_AFTER_SECONDS)
                    self._children[place] = self._start(self.commands[place])
        self._end()

    def _start(self, command: Sequence[str]) -> subprocess.Popen[bytes]:
        # A group of its own: Ctrl-C reaches this process alone, which then stops the others in order.
        return subprocess.Popen(command, env=os.environ.copy(), start_new_session=True)  # noqa: TID251 - our own command lines, as we run

    def _stop(self, _signal: int, _frame: FrameType | None) -> None:
        self._is_stopping = True

    def _end(self) -> None:
        for child in self._children:
            child.terminate()
        deadline = time.monotonic() + STOP_WITHIN_SECONDS
        for child in self._children:
            try:
                child.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()


def settings_or_exit() -> Settings:
    """Return the settings of this process, or end it with the sentence that says what is wrong."""
    try:
        return Settings.from_env()
    except SettingsError as error:
        click.echo(f"consensus: {error}", err=True)
        raise SystemExit(2) from None


@click.command()
def serve() -> None:
    """Serve the network: web workers and one clock.

    Where it listens, with how many workers, and on which database is said by settings: see docs/settings.md.
    """
    settings = settings_or_exit()
    click.echo(f"Serving on http://{settings.bind} - stop with Ctrl-C.")
    web = gunicorn("wsgi:app", bind=settings.bind, workers=settings.workers, threads=settings.threads)
    Supervisor([web, [sys.executable, "-m", "consensus.cli", "clock"]]).run()


@click.command()
@click.option("--once", is_flag=True, help="Do what is due now, say how much it was, and end.")
def clock(once: bool) -> None:  # noqa: FBT001 - click hands options over by name
    """Run the clock alone, beside web workers on other machines.

    Several may run: they take turns, and nothing is done twice.
    """
    from consensus.app import create_app
    from consensus.clock.due import run_due
    from consensus.clock.scheduler import run_clock
    from consensus.db import db
    from consensus.web.now import now

    app = create_app(settings_or_exit())
    if not once:
        run_clock(app)
        return
    with app.app_context():
        done = run_due(db.session(), now=now())
    click.echo(f"Done: {done} due.")
