"""``consensus serve``: web workers and one clock, each of which comes back when it is killed, and nothing is left at the end."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from config import Settings
from consensus.domain.errors import RefusedError
from consensus.domain.terms import Stage
from consensus.proposals.models import Proposal
from tests.clock.running import PATIENCE, Program, on_free_port, processes_of, running, wait_until
from tests.clock.waiting_room import Room, course
from tests.voting.story import Story

pytestmark = [pytest.mark.slow, pytest.mark.parametrize("engine", ["sqlite"], indirect=True)]

CLOCK = ("consensus.cli", "clock")
WEB = ("gunicorn",)
END_SECONDS = 30
"""How long the end may take at most, on a machine that does much else."""


@pytest.fixture
def told(settings: Settings, room: Room) -> Settings:
    """Settings of an installation that is set up, on a port of its own."""
    room.session.rollback()
    return on_free_port(settings)


def soon(room: Room) -> Story:
    """A proposal that falls due in a moment, after everybody has spoken: the clock that runs would extend a window short of voices."""
    moment = timedelta(seconds=3)
    while True:
        due_at = datetime.now(UTC) + moment
        with contextlib.suppress(RefusedError):
            story = room.agreed(due_at)
            room.session.rollback()
            if datetime.now(UTC) < due_at:
                return story
        room.session.rollback()
        moment *= 2


def is_closed(session: Session, story: Story) -> bool:
    """Whether the clock has been there."""
    session.rollback()
    found = session.get_one(Proposal, story.id, populate_existing=True).stage is Stage.CLOSED
    session.rollback()
    return found


def leader(program: Program, words: tuple[str, ...]) -> int | None:
    """The process that leads a group, if there is one."""
    return next((pid for pid in program.others(*words) if os.getpgid(pid) == pid), None)


def kill_and_see_it_come_back(program: Program, words: tuple[str, ...]) -> None:
    """Kill a process without warning, and wait until another is in its place."""
    old = leader(program, words)
    assert old is not None
    os.kill(old, signal.SIGKILL)
    wait_until(lambda: leader(program, words) not in (None, old), f"{words} is started again")


def test_whatever_is_killed_comes_back_and_nothing_is_left_at_the_end(session: Session, room: Room, told: Settings, tmp_path: Path) -> None:
    with running(told, tmp_path / "log", "serve") as program:
        wait_until(lambda: program.health() == 200, "the web workers answer")
        first = soon(room)
        wait_until(lambda: is_closed(session, first), "the clock does what is due")

        kill_and_see_it_come_back(program, WEB)
        assert program.health() == 200, "callers wait meanwhile instead of being turned away"
        kill_and_see_it_come_back(program, CLOCK)
        second = soon(room)
        # The lease of the clock that was killed must end first.
        wait_until(lambda: is_closed(session, second), "the new clock does what is due")
        assert program.process.poll() is None

        program.process.terminate()
        assert program.process.wait(END_SECONDS) == 0
        assert processes_of(told) == []
    assert "Traceback" not in program.log
    assert f"Serving on http://{told.bind}" in program.log
    assert [act for act, *_ in course(session, second)].count("decide") == 1


def test_when_serve_itself_is_killed_all_it_started_ends_and_it_can_be_started_again(told: Settings, tmp_path: Path) -> None:
    with running(told, tmp_path / "log", "serve") as program:
        wait_until(lambda: program.health() == 200 and leader(program, CLOCK), "all runs")
        program.process.kill()
        program.process.wait(PATIENCE)
        with running(told, tmp_path / "again", "serve") as again:
            # What the first one started may answer for a moment still: only the new one's own word says that it is up.
            wait_until(lambda: f"Serving on http://{told.bind}" in again.log and again.health() == 200, "the new one answers")
            again.process.send_signal(signal.SIGINT)
            assert again.process.wait(END_SECONDS) == 0
        wait_until(lambda: processes_of(told) == [], "what the first one started has ended")


def test_the_log_names_no_caller_and_nothing_asked_for_and_a_connection_kept_open_holds_nothing_up(told: Settings, tmp_path: Path) -> None:
    with running(told, tmp_path / "log", "serve") as program:
        wait_until(lambda: program.health() == 200, "it answers")
        for path in ("/invitation?token=SECRET-TOKEN", "/archive?q=SEARCHED-WORDS", "/no/such/SECRET-PATH"):
            connection = HTTPConnection(told.bind, timeout=PATIENCE)
            connection.request("GET", path)
            connection.getresponse().read()
            connection.close()
        for garbage in (b"GET /SECRET HTTP/9.9\r\n\r\n", b"\x00\x01\r\n\r\n", b"GET / HTTP/1.1\r\nBad Header SECRET\r\n\r\n"):
            with socket.create_connection(("127.0.0.1", int(told.bind.rpartition(":")[2]))) as raw:
                raw.sendall(garbage)
                raw.recv(100)

        kept = HTTPConnection(told.bind, timeout=PATIENCE)
        kept.request("GET", "/health")
        kept.getresponse().read()
        with socket.create_connection(("127.0.0.1", int(told.bind.rpartition(":")[2]))) as half:
            half.sendall(b"POST /sign-in HTTP/1.1\r\nHost: here\r\nContent-Length: 100\r\n\r\nhalf")

            program.process.terminate()
            assert program.process.wait(END_SECONDS) == 0
        kept.close()
        assert processes_of(told) == []
    assert "SECRET" not in program.log
    assert "SEARCHED" not in program.log
    assert "127.0.0.1" not in program.log.replace(f"http://{told.bind}", "")


def test_a_clock_that_is_told_to_end_in_the_middle_finishes_its_step_and_leaves_the_rest(
    session: Session, room: Room, told: Settings, tmp_path: Path
) -> None:
    past = datetime.now(UTC) - timedelta(days=30)
    stories = [room.forgotten(past + timedelta(seconds=number)) for number in range(40)]
    session.rollback()

    with running(told, tmp_path / "log", "clock") as program:
        wait_until(lambda: is_closed(session, stories[0]), "it has begun")
        program.process.terminate()
        assert program.process.wait(END_SECONDS) == 0
    closed = [is_closed(session, story) for story in stories]
    left = closed.count(False)
    assert closed == sorted(closed, reverse=True), "in the order in which they fell due"

    with running(told, tmp_path / "once", "clock", "--once") as program:
        assert program.process.wait(PATIENCE) == 0
    assert f"Done: {left}." in program.log
    assert all(is_closed(session, story) for story in stories)
