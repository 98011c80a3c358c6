"""A web worker is killed while it takes positions: each request took effect wholly, with its entry, or not at all."""

from __future__ import annotations

import contextlib
import json
import os
import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from config import Settings
from consensus import ledger
from consensus.ledger.models import LedgerEntry
from consensus.voting import commands as voting
from consensus.voting.models import Position
from tests.bodies.world import DAY
from tests.clock.waiting_room import CONSENSUS, NAMES, OBJECTION, Room
from tests.support.browsing import Visitor
from tests.support.server import LiveServer, running_server
from tests.voting.story import Story

pytestmark = pytest.mark.slow

KILLS = 4
"""At the least."""

BETWEEN = 4
"""Requests that must have been answered between two killings, so that there is work to be killed in."""

PATIENCE = 240.0
COOKIE = "consensus"
DONE = 303


class Speaker(threading.Thread):
    """Somebody who takes one position after the other, each with words of its own, and notes what was answered."""

    def __init__(self, app: Flask, server: LiveServer, story: Story, name: str) -> None:
        super().__init__(daemon=True)
        self._app, self._who, self._person_id = app, name, story.network.people[name].id
        self._host = urlsplit(server.url).netloc
        self._path = f"/proposals/{story.id}/take_position"
        self._token = ""
        self._headers = {"Sec-Fetch-Site": "same-origin", "Content-Type": "application/x-www-form-urlencoded"}
        self.answers: dict[str, int | None] = {}
        self.is_told_to_stop = False

    def run(self) -> None:
        """Go on until told to stop."""
        self._sign_in()
        while not self.is_told_to_stop:
            words = f"{self._who} says it for the {len(self.answers)}th time"
            self.answers[words] = None
            with contextlib.suppress(OSError, HTTPException):
                self.answers[words] = self._say(words)

    def _sign_in(self) -> None:
        # Here in the thread: in the context of the test's session all visitors would be one.
        visitor = Visitor(self._app).sign_in(self._person_id)
        self._token = visitor.token()
        cookie = visitor.client.get_cookie(COOKIE)
        assert cookie is not None
        self._headers["Cookie"] = f"{COOKIE}={cookie.value}"

    def _say(self, words: str) -> int:
        connection = HTTPConnection(self._host, timeout=PATIENCE)
        try:
            fields = {"csrf_token": self._token, "position": "abstain", "reason": words, "version": "1", "seen_stage": "consensus"}
            connection.request("POST", self._path, urlencode(fields), self._headers)
            return connection.getresponse().status
        finally:
            connection.close()


@pytest.fixture
def story(room: Room) -> Story:
    """A proposal in the middle of its consensus window, on which nobody has said anything."""
    now = datetime.now(UTC)
    room.network.now = now - DAY - OBJECTION - timedelta(minutes=10)
    made = room.network.propose("Ada").commented()
    voting.call_for_objections(room.session, actor=made.facilitator, proposal_id=made.id, now=now - DAY - OBJECTION)
    voting.advance(room.session, proposal_id=made.id, now=now - DAY)
    room.session.rollback()
    assert CONSENSUS > DAY
    return made


@pytest.fixture
def server(settings: Settings, tmp_path: Path, story: Story) -> Iterator[LiveServer]:
    """Two web workers."""
    with running_server(settings, tmp_path / "server.log", workers=2) as made:
        yield made


def workers_of(server: LiveServer) -> list[int]:
    """The processes of the web workers."""
    return [int(pid) for pid in Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text(encoding="ascii").split()]


def kill_workers(server: LiveServer, speakers: list[Speaker], dice: random.Random) -> None:
    """Kill one worker after the other, each in the middle of its work; on until somebody was left without an answer."""
    deadline = time.monotonic() + PATIENCE

    def answered() -> int:
        answers = [answer for speaker in speakers for answer in list(speaker.answers.values())]
        assert set(answers) <= {DONE, None}
        return answers.count(DONE)

    def is_somebody_left_without() -> bool:
        # The last that somebody said may still be on its way.
        return any(None in list(speaker.answers.values())[:-1] for speaker in speakers)

    killed = 0
    while killed < KILLS or not is_somebody_left_without():
        wanted = answered() + BETWEEN
        while answered() < wanted:
            assert time.monotonic() < deadline, "nobody answers"
            time.sleep(0.01)
        time.sleep(dice.uniform(0, 0.1))
        with contextlib.suppress(ProcessLookupError):
            os.kill(dice.choice(workers_of(server)), signal.SIGKILL)
            killed += 1


def test_a_request_in_a_worker_that_is_killed_took_effect_wholly_or_not_at_all(
    app: Flask, session: Session, story: Story, server: LiveServer
) -> None:
    seed = random.randrange(1_000_000)
    speakers = [Speaker(app, server, story, name) for name in NAMES]
    session.rollback()  # or all would wait for this look at who they are to end
    for speaker in speakers:
        speaker.start()

    kill_workers(server, speakers, random.Random(seed))
    for speaker in speakers:
        speaker.is_told_to_stop = True
    for speaker in speakers:
        speaker.join(PATIENCE)

    rows = Counter(session.scalars(select(Position.reason).where(Position.proposal_id == story.id)))
    said = session.scalars(select(LedgerEntry.entry).where(LedgerEntry.act == "take_position"))
    entries = Counter(json.loads(text)["data"]["reason"] for text in said if text is not None)
    answers = {words: answer for speaker in speakers for words, answer in speaker.answers.items()}
    assert rows == entries, f"seed {seed}"
    assert set(rows.values()) == {1}
    assert {words for words, answer in answers.items() if answer == DONE} <= rows.keys() <= answers.keys()
    assert set(answers.values()) <= {DONE, None}
    assert None in answers.values(), "nobody was killed in the middle of anything"
    assert ledger.verify(session).problems == ()
