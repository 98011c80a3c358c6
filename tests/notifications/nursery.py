"""A process that has loaded the program and forks workers on demand, so that they can be killed and replaced many times a second.

``python -m tests.notifications.nursery`` starts one worker for each line that it reads, and answers with its process id. A worker
goes all rounds of the clock over and over. It kills them all when its input ends.
"""

from __future__ import annotations

import time
from contextlib import AbstractContextManager
from pathlib import Path

from flask import Flask

from config import Settings
from consensus.app import create_app
from consensus.clock.rounds import ROUNDS
from consensus.clock.scheduler import go_round
from consensus.db import db
from consensus.web.log import log_to_standard_error
from tests.clock.nursery import Nursery, nursery, raise_children


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
    raise_children(lambda _word: _work(app))


def workers(settings: Settings, log_path: Path) -> AbstractContextManager[Nursery]:
    """Give a nursery whose workers go rounds on ``settings``; none of them is left afterwards."""
    return nursery(settings, log_path, "tests.notifications.nursery")


if __name__ == "__main__":
    main()
