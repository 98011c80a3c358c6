"""A process that has loaded the program and forks clocks on demand, so that they can be killed and replaced many times a second.

``python -m tests.clock.nursery`` reads one word a line, starts what it names, and answers with its process id: ``clock`` is
what ``consensus clock`` runs, ``loop`` does what is due over and over without asking for the lease. It kills them all when
its input ends.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from flask import Flask
from sqlalchemy.exc import DBAPIError

from config import Settings
from consensus.app import create_app
from consensus.clock.due import run_due
from consensus.clock.scheduler import run_clock
from consensus.db import db
from consensus.web.log import log_to_standard_error
from consensus.web.now import now
from tests.support.installation import environment_of

ROOT = Path(__file__).resolve().parents[2]

CLOCK, LOOP = "clock", "loop"


def _be(app: Flask, word: str) -> None:
    if word == CLOCK:
        run_clock(app, seconds=0.1)
        return
    with app.app_context():
        while True:
            try:
                run_due(db.session(), now=now())
            except DBAPIError:
                db.session.rollback()
            time.sleep(0.01)


def raise_children(be: Callable[[str], None]) -> None:
    """Start what is asked for, which then does what ``be`` says of the word, until nothing more is."""
    children: list[int] = []
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            be(line.strip())
            os._exit(0)
        children.append(child)
        sys.stdout.write(f"{child}\n")
        sys.stdout.flush()
    for child in children:
        with contextlib.suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
    for child in children:
        os.waitpid(child, 0)


class Nursery:
    """Asks the process for children."""

    def __init__(self, asking: IO[str], answering: IO[str]) -> None:
        self._asking, self._answering = asking, answering

    def start(self, word: str) -> int:
        """Start one and return its process id. It stays the nursery's until the end, so the id is nobody else's."""
        self._asking.write(f"{word}\n")
        self._asking.flush()
        return int(self._answering.readline())


@contextmanager
def nursery(settings: Settings, log_path: Path, module: str = "tests.clock.nursery") -> Iterator[Nursery]:
    """Give a nursery, the program ``module``, whose children work on ``settings``; none of them is left afterwards."""
    with log_path.open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", module],
            cwd=ROOT,
            env=os.environ | environment_of(settings),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        yield Nursery(process.stdin, process.stdout)
    finally:
        process.stdin.close()
        process.wait(60)
        process.stdout.close()


def main() -> None:
    """Start what is asked for until nothing more is. They share an application: making one takes longer than most of them live."""
    log_to_standard_error()
    app = create_app(Settings.from_env())
    raise_children(lambda word: _be(app, word))


if __name__ == "__main__":
    main()
