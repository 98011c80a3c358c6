"""A tick: looks whether anything can have fallen due, does it if no other clock is at it, and is put out by nothing."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import event
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from consensus.clock import scheduler
from consensus.clock.lease import take_lease
from consensus.clock.scheduler import LEASE, LONGEST_REST, Clock
from consensus.db import db
from consensus.domain.terms import ObjectionKind, Stage
from consensus.proposals.models import Proposal
from tests.bodies.world import DAY, NOW
from tests.clock.waiting_room import Room, course

SECOND = timedelta(seconds=1)


class At:
    """The instant that the application is told."""

    def __init__(self, app: Flask, now: datetime) -> None:
        self.now = now
        app.config["CLOCK"] = lambda: self.now


@pytest.fixture
def at(app: Flask) -> At:
    """The instant, which a test moves."""
    return At(app, NOW)


@contextmanager
def statements() -> Iterator[list[str]]:
    """Collect what is asked of the database meanwhile."""
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        if not statement.startswith(("BEGIN", "COMMIT", "ROLLBACK")):
            asked.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    yield asked
    event.remove(db.engine, "before_cursor_execute", note)


def closed(session: Session, proposal_id: int) -> bool:
    """Whether a proposal is closed, asked anew."""
    session.rollback()
    is_closed = session.get_one(Proposal, proposal_id, populate_existing=True).stage is Stage.CLOSED
    session.rollback()  # or the clock would wait for this look to end
    return is_closed


def test_a_tick_does_what_is_due(app: Flask, session: Session, room: Room, at: At) -> None:
    story = room.agreed(NOW)

    assert Clock(app).tick() == 1
    assert closed(session, story.id)


def test_two_clocks_that_tick_do_it_once(app: Flask, session: Session, room: Room, at: At) -> None:
    story = room.agreed(NOW)

    assert [Clock(app).tick(), Clock(app).tick()] == [1, 0]
    assert [act for act, *_ in course(session, story)].count("decide") == 1


def test_a_clock_waits_while_another_is_at_work_and_takes_over_when_that_died(app: Flask, session: Session, room: Room, at: At) -> None:
    story = room.agreed(NOW)
    take_lease(session, holder="another", now=NOW, lasts=LEASE)
    clock = Clock(app)

    assert clock.tick() == 0
    assert not closed(session, story.id)
    at.now = NOW + LEASE
    assert clock.tick() == 1
    assert course(session, story)[-1] == ("decide", "closed", NOW)


def test_a_clock_that_has_done_its_work_keeps_no_other_waiting(app: Flask, session: Session, room: Room, at: At) -> None:
    Clock(app).tick()
    story = room.agreed(NOW + SECOND)
    at.now = NOW + SECOND

    assert Clock(app).tick() == 1
    assert closed(session, story.id)


# --- while nothing happens ------------------------------------------------------------------------------------------


def test_a_clock_at_rest_asks_one_thing_and_writes_nothing(app: Flask, session: Session, room: Room, at: At) -> None:
    waits_for_people = room.silent(NOW)
    waits_for_people.objected("Dov", "It does harm.", kind=ObjectionKind.BLOCK)
    clock = Clock(app)
    clock.tick()
    clock.tick()
    session.rollback()

    with statements() as asked:
        clock.tick()

    assert len(asked) == 1
    assert "ledger_head" in asked[0]
    assert asked[0].startswith("SELECT")


def test_a_clock_at_rest_wakes_at_the_instant_at_which_something_falls_due(app: Flask, session: Session, room: Room, at: At) -> None:
    story = room.agreed(NOW + 5 * SECOND)
    clock = Clock(app)
    clock.tick()
    at.now = NOW + 4 * SECOND
    assert clock.tick() == 0

    at.now = NOW + 5 * SECOND
    assert clock.tick() == 1
    assert closed(session, story.id)


def test_a_clock_at_rest_wakes_when_somebody_did_something(app: Flask, session: Session, room: Room, at: At) -> None:
    story = room.silent(NOW)
    block = story.objected("Dov", "It does harm.", kind=ObjectionKind.BLOCK)
    held = room.agreed(NOW)
    clock = Clock(app)
    clock.tick()
    clock.tick()
    assert closed(session, held.id)

    # The stage was held over its window; once its last objection is gone it goes on.
    room.network.now = NOW + SECOND
    at.now = NOW + 2 * SECOND
    story.withdrawn("Dov", block)
    second = room.agreed(NOW + 2 * SECOND)
    assert clock.tick() == 1
    assert closed(session, second.id)


def test_a_clock_at_rest_looks_now_and_then_all_the_same(app: Flask, session: Session, room: Room, at: At) -> None:
    clock = Clock(app)
    clock.tick()
    clock.tick()
    at.now = NOW + LONGEST_REST
    session.rollback()

    with statements() as asked:
        clock.tick()

    assert len(asked) > 1


# --- what goes wrong ------------------------------------------------------------------------------------------------


def test_a_database_that_is_away_for_a_while_is_noted_and_the_next_tick_goes_on(
    app: Flask, session: Session, room: Room, at: At, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    story = room.agreed(NOW)
    clock = Clock(app)

    def away(*_args: object, **_said: object) -> int:
        raise OperationalError("SELECT what somebody wrote", {}, Exception("what somebody wrote"))

    with monkeypatch.context() as patched:
        patched.setattr(scheduler, "run_due", away)
        assert clock.tick() == 0
    lines = [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]
    assert lines == ["act=tick outcome=failed:OperationalError"]

    assert clock.tick() == 1
    assert closed(session, story.id)


def test_a_clock_that_was_told_to_stop_does_nothing_more(app: Flask, session: Session, room: Room, at: At) -> None:
    story = room.agreed(NOW - DAY)
    clock = Clock(app)
    clock.stop()

    assert clock.tick() == 0
    assert not closed(session, story.id)
