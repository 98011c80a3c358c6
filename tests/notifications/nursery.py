"""A process that has loaded the program and forks workers on demand, so that they can be killed and replaced many times a second.

``python -m tests.notifications.nursery`` starts one worker for each line that it reads, and answers with its process id. A worker
goes all rounds of the clock over and over. It kills them all when its input ends.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask

from config import Settings
from consensus.app import create_app
from consensus.clock.rounds import ROUNDS
from consensus.clock.scheduler import go_round
from consensus.db import db
from consensus.web.log import log_to_standard_error
from tests.clock.nursery import ROOT, Nursery
from tests.support.installation import environment_of


def _work(app: Flask) -> None:
    while True:
        for each in ROUNDS:
            go_round(app, each)
        time.sleep(0.002)


def main() -> None:
    """Start what is asked for until nothing more is."""
    log_to_standard_error()
    app = create_app(Settings.from_env())
    # Once around, so that nobody has to make templates and statements anew; then no child has a connection of its parent's.
    for each in ROUNDS:
        go_round(app, each)
    with app.app_context():
        db.engine.dispose()
    children: list[int] = []
    for _line in sys.stdin:
        child = os.fork()
        if child == 0:
            _work(app)
        children.append(child)
        sys.stdout.write(f"{child}\n")
        sys.stdout.flush()
    for child in children:
        with contextlib.suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
    for child in children:
        os.waitpid(child, 0)


@contextmanager
def workers(settings: Settings, log_path: Path) -> Iterator[Nursery]:
    """Give a nursery whose workers go rounds on ``settings``; none of them is left afterwards."""
    with log_path.open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.notifications.nursery"],
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


if __name__ == "__main__":
    main()
