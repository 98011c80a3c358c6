"""Of several clocks one works at a time: they take turns, and one that died keeps the others waiting only for a while."""

from __future__ import annotations

import threading
from datetime import timedelta

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from consensus.clock.lease import give_back, take_lease
from consensus.clock.models import ClockLease
from consensus.db import db
from tests.bodies.world import NOW

LASTS = timedelta(seconds=20)
MOMENT = timedelta(seconds=1)


def test_who_comes_first_has_it(session: Session) -> None:
    assert take_lease(session, holder="a", now=NOW, lasts=LASTS)
    assert not take_lease(session, holder="b", now=NOW, lasts=LASTS)


def test_the_holder_takes_it_again_and_has_it_longer(session: Session) -> None:
    take_lease(session, holder="a", now=NOW, lasts=LASTS)

    assert take_lease(session, holder="a", now=NOW + LASTS - MOMENT, lasts=LASTS)
    assert not take_lease(session, holder="b", now=NOW + LASTS, lasts=LASTS)


def test_the_lease_of_a_clock_that_died_ends(session: Session) -> None:
    take_lease(session, holder="dead", now=NOW, lasts=LASTS)

    assert not take_lease(session, holder="b", now=NOW + LASTS - MOMENT, lasts=LASTS)
    assert take_lease(session, holder="b", now=NOW + LASTS, lasts=LASTS)


def test_who_takes_over_keeps_the_old_holder_out(session: Session) -> None:
    take_lease(session, holder="a", now=NOW, lasts=LASTS)
    take_lease(session, holder="b", now=NOW + LASTS, lasts=LASTS)

    assert not take_lease(session, holder="a", now=NOW + LASTS, lasts=LASTS)


def test_who_gives_it_back_lets_the_others_work_at_once(session: Session) -> None:
    take_lease(session, holder="a", now=NOW, lasts=LASTS)
    give_back(session, holder="a", now=NOW)

    assert take_lease(session, holder="b", now=NOW, lasts=LASTS)


def test_nobody_gives_back_what_another_has(session: Session) -> None:
    take_lease(session, holder="b", now=NOW, lasts=LASTS)
    give_back(session, holder="a", now=NOW)

    assert not take_lease(session, holder="c", now=NOW, lasts=LASTS)


def test_of_many_at_the_same_instant_one_has_it(app: Flask, session: Session) -> None:
    barrier = threading.Barrier(8)
    has_it: list[str] = []

    def run(holder: str) -> None:
        with app.app_context():
            barrier.wait(60)
            if take_lease(db.session(), holder=holder, now=NOW, lasts=LASTS):
                has_it.append(holder)
            db.session.remove()

    threads = [threading.Thread(target=run, args=(f"clock {number}",)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert has_it == list(session.scalars(select(ClockLease.holder)))
