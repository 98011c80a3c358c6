"""Eight people take a proposal through comment, an objection that is met, and a block that is withdrawn into a stand-aside, to
a decision whose dissent is in the archive: with a browser, with its scripts turned off, and over HTTP alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from flask import Flask

from config import Settings
from consensus.app import create_app
from consensus.clock.due import run_due
from consensus.db import db
from consensus.ledger.verification import verify
from tests.journeys.clocked import CLOCK_FILE
from tests.journeys.drivers import BrowserDriver, Driver, HttpDriver
from tests.journeys.network import BODY, PASSWORD, Journeyer, found
from tests.support.browser import PATIENCE_MS
from tests.support.server import LiveServer, running_server

if TYPE_CHECKING:
    from playwright.sync_api import Browser

BEGINNING = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
QUESTION = "Shall we map the wells of the region?"
TEXT = "We map every well with those who draw water from it. The map is published."
REVISED = "We map every well with those who draw water from it. The map is kept by the villages, who decide what is published."
REASON_TO_BLOCK = "A published map shows armed men where the water is. Ours have died for less."
REASON_TO_STAND_ASIDE = "We thank you for the change. Where we are, even a map in a drawer is dangerous; we stand aside."


@dataclass
class Journey:
    """The running application, its clock, and the people in front of it."""

    app: Flask
    clock_file: Path
    people: dict[str, Journeyer]
    drive: Callable[[], Driver]
    proposal: str = ""
    drivers: dict[str, Driver] = field(default_factory=dict)

    def day(self, day: float) -> None:
        """Let it be that day of the journey; the clock does what is due."""
        instant = BEGINNING + timedelta(days=day)
        self.clock_file.write_text(instant.isoformat(), encoding="ascii")
        with self.app.app_context():
            run_due(db.session(), now=instant)
            db.session.remove()

    def of(self, key: str) -> Driver:
        """Return the driver of somebody, who signs in when first asked for; idle sessions end, so they sign in again."""
        driver = self.drivers.get(key) or self.drive()
        self.drivers[key] = driver
        driver.open(self.proposal or "/")
        if "Sign out" not in driver.text():
            driver.open("/sign-in")
            driver.send("Sign in", email=self.people[key].email, password=PASSWORD)
            driver.open(self.proposal or "/")
        return driver

    def act(self, key: str, title: str, *, within: str = "panel", **fields: str | bool) -> Driver:
        """Let somebody follow the link to an act and carry it out."""
        driver = self.of(key)
        driver.follow(title, within=within)
        driver.send(title, **fields)
        return driver


def tell(journey: Journey) -> str:
    """The journey itself, the same for each way of going it; returns what the archive says of it in the end."""
    journey.day(0)
    owner = journey.of("owner")
    owner.open(f"/bodies/{BODY}/proposals/new")
    facilitator = str(journey.people["facilitator"].person_id)
    owner.send("Save the draft", question=QUESTION, text=TEXT, class_code="project", facilitator=facilitator, visibility="network")
    owner.sees("Your draft is saved")
    owner.open(f"/bodies/{BODY}/proposals")
    owner.follow(QUESTION)
    journey.proposal = "/proposals/1"
    journey.act("owner", "Open for comment")

    journey.day(2)
    journey.of("commenter").send("Comment", text="Who pays for the surveyors?", is_issue=True)
    journey.of("facilitator").sees("Call for objections is not open yet")
    journey.day(15)
    journey.act("owner", "Answer this issue", within="comments", disposition="accepted", text="The group does; see the budget line.")
    journey.act("facilitator", "Call for objections")

    journey.day(16)
    journey.act(
        "objector",
        "Raise an objection",
        kind="objection",
        ground="harm",
        reason="Wells dry up when traders know of them.",
        remedy="Let villages decide.",
    )
    blocker = journey.act(
        "blocker", "Raise an objection", kind="block", ground="members", reason=REASON_TO_BLOCK, remedy="Do not publish it."
    )
    blocker.sees(REASON_TO_BLOCK)
    journey.act("second", "Second this block", within="objections")
    for place in ("objection-1", "objection-2"):
        journey.act("owner", "Answer this objection", within=place, disposition="accepted", text="You are right; the next version says so.")
    revising = journey.of("owner")
    revising.follow("Revise the text", within="panel")
    revising.send("Publish the new version", text=REVISED, meets="1", is_material="no", note="Villages keep the map")
    journey.act("objector", "Say that it is met", within="objection-1")
    journey.day(18)
    journey.act("blocker", "Withdraw your objection", within="objection-2", into="stand_aside", reason=REASON_TO_STAND_ASIDE)

    journey.day(22.5)
    for key in ("owner", "facilitator", "commenter", "objector", "second", "eighth"):
        _take_position(journey, key, position="support")
    _take_position(journey, "reserved", position="reservation", reason="Only if the wells of nomads are on it.")
    journey.act("facilitator", "Close now")

    journey.day(23)
    reader = journey.of("eighth")
    reader.open("/archive")
    reader.follow(QUESTION)
    for words in ("WATER/2026/001", REASON_TO_STAND_ASIDE, "Only if the wells of nomads are on it.", REASON_TO_BLOCK, REVISED):
        reader.sees(words)
    return reader.text()


def _take_position(journey: Journey, key: str, **fields: str | bool) -> None:
    """Take a position in the form that stands on the page of the proposal."""
    driver = journey.of(key)
    driver.send("Say where you stand", **fields)
    driver.sees("Your position is recorded")


@contextmanager
def _network(settings: Settings, tmp_path: Path) -> Iterator[tuple[LiveServer, Flask, Path, dict[str, Journeyer]]]:
    app = create_app(settings)
    with app.app_context():
        people = found(db.session(), BEGINNING - timedelta(days=30))
        db.session.remove()
    clock_file = tmp_path / "clock"
    clock_file.write_text(BEGINNING.isoformat(), encoding="ascii")
    where = {CLOCK_FILE: str(clock_file)}
    with running_server(settings, tmp_path / "server.log", target="tests.journeys.clocked:app()", environment=where) as server:
        yield server, app, clock_file, people
        assert "Traceback" not in server.log, server.log
    with app.app_context():
        checked = verify(db.session())
        db.session.remove()
        db.engine.dispose()
    assert checked.ok, checked


def test_the_journey_over_http_without_a_browser(settings: Settings, tmp_path: Path) -> None:
    with _network(settings, tmp_path) as (server, app, clock_file, people):
        told = tell(Journey(app, clock_file, people, lambda: HttpDriver(server.url)))
    assert "with dissent" in told.lower()


@pytest.mark.browser
@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_the_journey_in_a_browser(settings: Settings, tmp_path: Path, chromium: Browser, *, scripts: bool) -> None:
    with _network(settings, tmp_path) as (server, app, clock_file, people):
        contexts = []

        def person() -> Driver:
            context = chromium.new_context(base_url=server.url, java_script_enabled=scripts, viewport={"width": 1280, "height": 900})
            context.set_default_timeout(PATIENCE_MS)
            contexts.append(context)
            return BrowserDriver(context.new_page())

        told = tell(Journey(app, clock_file, people, person))
        for context in contexts:
            context.close()
    assert "with dissent" in told.lower()
