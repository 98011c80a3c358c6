"""Several clocks at once, killed without warning over and over: nothing is done twice, skipped, or at another instant."""

from __future__ import annotations

import os
import random
import signal
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from config import Settings
from consensus.db import reading_only
from consensus.ledger.models import LedgerEntry
from tests.bodies.world import DAY
from tests.clock.nursery import CLOCK, LOOP, Nursery, nursery
from tests.clock.running import wait_until
from tests.clock.waiting_room import CONSENSUS, EXTENSION, Room, faults

pytestmark = pytest.mark.slow

Acts = list[tuple[str, datetime]]

KILLING_SECONDS = 5.0
AT_ONCE = (CLOCK, LOOP, LOOP, CLOCK)


def fill(room: Room) -> dict[int, Acts]:
    """Make forty proposals on which something falls due, long ago, just now, or in the next seconds; return what and when."""
    began = datetime.now(UTC)
    other = room.body("OTHER")
    expected: dict[int, Acts] = {}
    for number in range(8):
        at = began - 40 * DAY + number * timedelta(hours=7)
        closes = at + CONSENSUS + EXTENSION
        acts = [("call_for_consensus", at), ("close", at + CONSENSUS), ("close", closes), ("decide", closes)]
        expected[room.silent(at, body=other if number % 3 == 0 else None).id] = acts
    for number in range(8):
        at = began - 3 * DAY + number * timedelta(hours=5)
        expected[room.forgotten(at).id] = [("lapse", at), ("decide", at)]
    # As long as the rest takes to make, and a second more, on this machine at this moment.
    soon = datetime.now(UTC) + (datetime.now(UTC) - began) + timedelta(seconds=1)
    for number in range(8):
        at = soon + timedelta(seconds=number / 2)
        expected[room.silent(at, body=other if number % 2 else None).id] = [("call_for_consensus", at)]
    for number in range(4):
        at = soon + timedelta(seconds=number)
        expected[room.agreed(at).id] = [("close", at), ("decide", at)]
    expected[room.voted(soon).id] = [("close", soon), ("decide", soon)]
    for number in range(11):
        at = soon + timedelta(seconds=number / 3)
        expected[room.forgotten(at).id] = [("lapse", at), ("decide", at)]
    assert len(expected) == 40
    return expected


def acts_of_the_clock(session: Session) -> int:
    """How many entries clocks have made."""
    with reading_only():
        count = session.scalars(select(func.count()).where(LedgerEntry.actor == "clock")).one()
        session.rollback()
    return count


def kill_at_random(clocks: Nursery, dice: random.Random) -> int:
    """Keep some clocks running, and kill one of them again and again; return how many were."""
    running = [clocks.start(word) for word in AT_ONCE]
    killed = 0
    end = time.monotonic() + KILLING_SECONDS
    while time.monotonic() < end:
        time.sleep(dice.uniform(0.02, 0.4))
        place = dice.randrange(len(running))
        os.kill(running[place], signal.SIGKILL)
        killed += 1
        running[place] = clocks.start(AT_ONCE[place])
    return killed


def test_clocks_that_are_killed_over_and_over_do_each_thing_once(
    app: Flask, session: Session, settings: Settings, room: Room, tmp_path: Path
) -> None:
    seed = random.randrange(1_000_000)
    expected = fill(room)
    made = acts_of_the_clock(session)
    wanted = made + sum(len(acts) for acts in expected.values())
    for proposal_id, acts in already_done(session, expected).items():
        expected[proposal_id] = acts + expected[proposal_id]

    with nursery(settings, tmp_path / "clocks.log") as clocks:
        killed = kill_at_random(clocks, random.Random(seed))
        wait_until(lambda: acts_of_the_clock(session) >= wanted, "all is done")

    assert killed >= 5
    assert faults(session, expected) == [], f"seed {seed}"
    assert "Traceback" not in (tmp_path / "clocks.log").read_text()


def already_done(session: Session, expected: dict[int, Acts]) -> dict[int, Acts]:
    """Return what the clock of the story did to proposals while they were made."""
    done: dict[int, Acts] = {}
    statement = select(LedgerEntry.proposal_id, LedgerEntry.act, LedgerEntry.at).where(LedgerEntry.actor == "clock")
    for proposal_id, act, at in session.execute(statement.order_by(LedgerEntry.index)):
        if proposal_id in expected:
            done.setdefault(proposal_id, []).append((act, at))
    session.rollback()
    return done
