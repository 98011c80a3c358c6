"""A bad line, in a real browser: what is said arrives once, what was read stays readable and says how old it is, and only there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from consensus.domain.terms import PositionCode
from consensus.voting.models import Position
from tests.pages.coming import coming
from tests.pages.scene import DAY, Scene
from tests.support.axe import violations_on
from tests.support.browser import PATIENCE_MS, OpenPage
from tests.support.line import BrokenLine, broken_line
from tests.support.server import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("engine", ["sqlite"], indirect=True)]

REASON = "Only if the buses run, and they have not run since May."
KILOBYTE = 1024
ON_THE_EDGE = {"offline": False, "latency": 300, "downloadThroughput": 50 * KILOBYTE, "uploadThroughput": 20 * KILOBYTE}
"""A telephone at the edge of what the network reaches: 400 kbit/s."""


@pytest.fixture(autouse=True)
def patience() -> Iterator[None]:
    """A machine that does much else may take long until a page shows what is waited for."""
    expect.set_options(timeout=PATIENCE_MS)
    yield
    expect.set_options(timeout=5_000)


@pytest.fixture
def line(live_server: LiveServer) -> Iterator[BrokenLine]:
    """The line on which the browser reaches the server."""
    with broken_line(live_server.url) as made:
        yield made


def stores(page: Page) -> list[str]:
    """Return the stores of pages on this device."""
    found: list[str] = page.evaluate("async () => (await caches.keys()).filter((name) => name.startsWith('pages.'))")
    return found


def test_on_a_bad_line_nothing_typed_is_lost_a_position_is_taken_once_and_what_was_read_says_its_age(
    app: Flask, session: Session, open_page: OpenPage, live_server: LiveServer, line: BrokenLine
) -> None:
    scene = Scene(app, session, start=datetime.now(UTC) - 39 * DAY)
    address = f"/proposals/{scene.in_consensus()}"
    page = coming(scene, open_page, live_server)("Vera", f"{line.url}/about", complains=False)
    page.context.new_cdp_session(page).send("Network.emulateNetworkConditions", ON_THE_EDGE)
    page.wait_for_function("() => navigator.serviceWorker.controller")
    page.goto(f"{line.url}{address}")

    panel, unsent = page.locator("#panel"), page.locator("#unsent")
    panel.get_by_label("Agree with reservations", exact=True).check()
    panel.get_by_label("Your reason").fill(REASON)
    line.lose_answers()
    panel.get_by_role("button", name="Say where you stand").click()
    expect(unsent).to_contain_text("It is kept on this device")
    line.cut()

    # The line is down: what was read is there, and says so; what was not read is not, and what is kept is listed.
    page.goto(f"{line.url}{address}")
    expect(page.locator("#old")).to_contain_text("This is the page as you read it on")
    expect(unsent).to_contain_text("It is kept on this device")
    page.goto(f"{line.url}/bodies/WATER")
    expect(page.get_by_role("heading", name="The line is down")).to_be_visible()
    expect(page.get_by_role("list").get_by_role("link", name="Shall we meet in spring?")).to_have_attribute("href", address)

    line.mend()
    page.goto(f"{line.url}{address}")
    expect(page.locator("#old")).to_have_count(0)
    expect(unsent).to_contain_text("It is sent.")
    scene.session.rollback()
    taken = [(said.code, said.reason) for said in scene.session.scalars(select(Position))]
    scene.session.rollback()
    assert taken == [(PositionCode.RESERVATION, REASON)]

    # A form that only the browser sends is shown again with what was typed, and sent from there.
    page.goto(f"{line.url}/account")
    page.get_by_label("Name", exact=True).fill("Vera of the Lake")
    line.cut()
    page.get_by_role("button", name="Save the settings").click()
    expect(page.get_by_role("textbox")).to_have_value("Vera of the Lake")
    expect(page.get_by_role("list").get_by_role("link", name="Shall we meet in spring?")).to_be_visible()
    assert violations_on(page) == ()
    line.mend()
    page.get_by_role("button", name="Send it again").click()
    expect(page.locator("#notices")).to_contain_text("Your settings are saved.")

    # Whoever has the device after that finds nothing.
    assert len(stores(page)) == 1
    page.get_by_role("button", name="Sign out", exact=True).click()
    expect(page.locator("#notices")).to_contain_text("You are signed out.")
    assert stores(page) == []
