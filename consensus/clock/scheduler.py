"""The ticking: APScheduler wakes, takes the lease, and lets ``due.py`` do what is due."""

from __future__ import annotations

import logging
import os
import secrets
import signal
import socket
from datetime import timedelta
from types import FrameType

from apscheduler.schedulers.blocking import BlockingScheduler
from flask import Flask
from sqlalchemy.exc import DBAPIError

from consensus.clock.due import run_due, take_lease
from consensus.db import db
from consensus.web.now import now

log = logging.getLogger("consensus.clock")

TICK_SECONDS = 2
"""How often the clock looks. A window that is over refuses at once all the same: deadlines are judged when read."""

LEASE = timedelta(seconds=20)
"""How long a clock that died keeps the others from working."""


def tick(app: Flask, holder: str) -> int:
    """Do what is due, unless another clock is at it; return how many steps were done. Never raises for a database at rest."""
    with app.app_context():
        try:
            if not take_lease(db.session(), holder=holder, now=now(), lasts=LEASE):
                return 0
            return run_due(db.session(), now=now())
        except DBAPIError as error:
            db.session.rollback()
            log.warning("act=tick outcome=failed:%s", type(error).__name__)
            return 0
        finally:
            db.session.remove()


def run_clock(app: Flask, seconds: float = TICK_SECONDS) -> None:
    """Tick until the process is told to end (SIGTERM or SIGINT); a tick under way is finished first."""
    holder = f"{socket.gethostname()[:40]}:{os.getpid()}:{secrets.token_hex(4)}"
    scheduler = BlockingScheduler(timezone="UTC")
    scheduler.add_job(
        tick,
        "interval",
        args=(app, holder),
        seconds=seconds,
        coalesce=True,
        max_instances=1,
        misfire_grace_time=None,
        next_run_time=now(),
    )

    def stop(_signal: int, _frame: FrameType | None) -> None:
        scheduler.shutdown(wait=False)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    scheduler.start()
