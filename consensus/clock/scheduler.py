"""The ticking: APScheduler wakes, the clock looks whether anything can have fallen due, and lets ``due.py`` do it."""

from __future__ import annotations

import logging
import os
import secrets
import signal
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from apscheduler.schedulers.background import BackgroundScheduler
from flask import Flask
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from config import Settings
from consensus.clock.due import ledger_size, run_due
from consensus.clock.lease import give_back, take_lease
from consensus.clock.rounds import ROUNDS, Round
from consensus.clock.waiting import next_instant
from consensus.clock.witnessing import give_to_witnesses, places_of
from consensus.db import db, reading_only
from consensus.retention.commands import keep_retention
from consensus.web.log import place_of
from consensus.web.now import now

log = logging.getLogger("consensus.clock")

LEASE = timedelta(seconds=20)
"""How long a clock that died at work keeps the others from working."""

WITNESS_SECONDS = 5
"""How often it is looked whether a witness lacks a checkpoint."""

LONGEST_REST = timedelta(minutes=1)
"""How long the clock goes without looking at all when nothing seems to happen."""

HOUR = timedelta(hours=1)
"""How often it looks whether the day's run of retention is due: an hour late is soon enough."""

STOPPING = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


@dataclass(frozen=True, slots=True)
class Rest:
    """Nothing is due while the ledger has this size and ``until`` has not come: what is due follows from acts and instants."""

    size: int
    until: datetime


def _new_holder() -> str:
    return f"{socket.gethostname()[:40]}:{os.getpid()}:{secrets.token_hex(4)}"


@dataclass
class Clock:
    """One running clock; several may run."""

    app: Flask
    holder: str = field(default_factory=_new_holder)
    _rest: Rest | None = None
    _looked: datetime | None = None
    """When it last looked whether names or leftovers had been kept long enough."""
    _stopped: threading.Event = field(default_factory=threading.Event)

    def tick(self) -> int:
        """Do what is due, unless another clock is at it; return how many steps were done. Never raises for a database away."""
        with self.app.app_context():
            try:
                return self._tick(db.session(), now())
            except SQLAlchemyError as error:
                db.session.rollback()
                self._rest = None
                log.warning("act=tick outcome=failed:%s", type(error).__name__)
                return 0
            finally:
                db.session.remove()

    def stop(self) -> None:
        """Let a tick under way end after its present step."""
        self._stopped.set()

    def goes_on(self) -> bool:
        """Return whether nobody has said that it should stop."""
        return not self._stopped.is_set()

    def _tick(self, session: Session, instant: datetime) -> int:
        size = ledger_size(session)
        if self._rest is not None and size == self._rest.size and instant < self._rest.until:
            return 0
        self._rest = None
        if not take_lease(session, holder=self.holder, now=instant, lasts=LEASE):
            return 0
        done = run_due(session, now=instant, goes_on=self.goes_on)
        if self.goes_on() and (self._looked is None or instant >= self._looked + HOUR):
            self._looked = instant
            keep_retention(session, now=instant, mail_folder=self.app.config["SETTINGS"].mail_folder)
        give_back(session, holder=self.holder, now=instant)
        with reading_only():
            following = next_instant(session, instant)
            session.rollback()
        until = instant + LONGEST_REST
        self._rest = Rest(size, until if following is None else min(following, until))
        return done


def witness(app: Flask) -> int:
    """Give checkpoints to the witnesses that are named; return how many. Never raises for a database away."""
    with app.app_context():
        try:
            return give_to_witnesses(db.session(), places_of(app.config["SETTINGS"]), now=now())
        except SQLAlchemyError as error:
            db.session.rollback()
            log.warning("act=witness outcome=failed:%s", type(error).__name__)
            return 0
        finally:
            db.session.remove()


def go_round(app: Flask, each: Round, goes_on: Callable[[], bool] = lambda: True) -> int:
    """Do one round; return how much was done. Never raises for a database away, nor for anything else: the next one tries again."""
    with app.app_context():
        try:
            return each.do(db.session(), app.config["SETTINGS"], now=now(), goes_on=goes_on)
        except Exception as error:  # noqa: BLE001 - what fails in one round must not end it for ever
            db.session.rollback()
            log.warning("act=round name=%s outcome=failed:%s at=%s", each.name, type(error).__name__, place_of(error))
            return 0
        finally:
            db.session.remove()


def run_clock(app: Flask, seconds: float | None = None) -> None:
    """Tick until the process is told to end; the step under way is finished first.

    :param seconds: how often; without it as the settings say.
    """
    settings: Settings = app.config["SETTINGS"]
    clock = Clock(app)
    # It warns of every round that is longer than its pause. Such a round goes on where it was; nothing is lost.
    logging.getLogger("apscheduler").setLevel(logging.ERROR)
    scheduler = BackgroundScheduler(timezone="UTC")
    scheduler.add_job(
        clock.tick,
        "interval",
        seconds=settings.tick_seconds if seconds is None else seconds,
        coalesce=True,
        max_instances=1,
        misfire_grace_time=None,
        next_run_time=now(),
    )
    if places_of(settings):
        # A job of its own, so that a witness that does not answer keeps no window from ending.
        scheduler.add_job(
            lambda: witness(app), "interval", seconds=WITNESS_SECONDS, coalesce=True, max_instances=1, misfire_grace_time=None
        )
    for each in ROUNDS:
        # Each a job of its own: what waits for a slow server far away holds up nothing else.
        scheduler.add_job(
            go_round,
            "interval",
            args=(app, each, clock.goes_on),
            seconds=each.seconds,
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
        )
    # Blocked in every thread from here on, so that none of them is lost between two instructions; awaited below.
    signal.pthread_sigmask(signal.SIG_BLOCK, STOPPING)
    scheduler.start()
    signal.sigwait(STOPPING)
    clock.stop()
    scheduler.shutdown(wait=True)
