"""The running application of a journey, its clock, and the people in front of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from flask import Flask

from config import Settings
from consensus.app import create_app
from consensus.clock.due import run_due
from consensus.db import db
from consensus.ledger.verification import verify
from tests.journeys.clocked import CLOCK_FILE
from tests.journeys.drivers import BrowserDriver, Driver
from tests.journeys.network import PASSWORD, Journeyer, found
from tests.support.browser import PATIENCE_MS
from tests.support.server import LiveServer, running_server

if TYPE_CHECKING:
    from playwright.sync_api import Browser

BEGINNING = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


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


@contextmanager
def journey_network(settings: Settings, tmp_path: Path) -> Iterator[tuple[LiveServer, Flask, Path, dict[str, Journeyer]]]:
    """Serve the invented network; afterwards its ledger must hold, and nothing may have gone wrong."""
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


@contextmanager
def people_at(chromium: Browser, url: str, *, scripts: bool = True) -> Iterator[Callable[[], Driver]]:
    """Offer one browser after another, each with cookies of its own."""
    contexts = []

    def person() -> Driver:
        context = chromium.new_context(base_url=url, java_script_enabled=scripts, viewport={"width": 1280, "height": 900})
        context.set_default_timeout(PATIENCE_MS)
        contexts.append(context)
        return BrowserDriver(context.new_page())

    yield person
    for context in contexts:
        context.close()
