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
LOST = 0.05
MOST_SAID = 60
IMPATIENT = """
    const timeout = Object.getOwnPropertyDescriptor(XMLHttpRequest.prototype, "timeout");
    Object.defineProperty(XMLHttpRequest.prototype, "timeout", { ...timeout, set(ms) { timeout.set.call(this, ms / 20); } });
    const signal = AbortSignal.timeout.bind(AbortSignal);
    AbortSignal.timeout = (ms) => signal(ms / 20);
"""
"""The 20 seconds for which a page waits for an answer are one here: no clock of Playwright's reaches them."""

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


def test_on_a_line_that_loses_one_in_twenty_falls_silent_or_is_cut_for_a_minute_each_position_is_taken_once(
    app: Flask, session: Session, open_page: OpenPage, live_server: LiveServer, line: BrokenLine
) -> None:
    scene = Scene(app, session, start=datetime.now(UTC) - 39 * DAY)
    address = f"/proposals/{scene.in_consensus()}"
    page = coming(scene, open_page, live_server)("Vera", f"{line.url}/about", complains=False)
    page.clock.install()
    page.add_init_script(IMPATIENT)
    page.goto(f"{line.url}{address}")
    panel, unsent = page.locator("#panel"), page.locator("#unsent")
    said: list[str] = []

    def says(reason: str) -> None:
        said.append(reason)
        if panel.locator("details.again:not([open])").count():
            panel.locator("details.again > summary").click()
        panel.get_by_label("Stand aside", exact=True).check()
        panel.get_by_label("Your reason").fill(reason)
        panel.get_by_role("button", name="Say where you stand").click()

    kept = unsent.get_by_text("It is kept on this device")

    def is_sent_and_look_again() -> None:
        page.clock.run_for(5_000)
        expect(unsent).to_contain_text("It is sent.")
        page.goto(f"{line.url}{address}")

    # One packet and one request in twenty is lost: what is not heard at once is kept, and sent by itself.
    line.lose(LOST)
    while not (line.lost_requests and line.lost_answers) and len(said) < MOST_SAID:
        says(f"Our members were not asked, {len(said)} times.")
        expect(kept.or_(page.locator("#roll").get_by_text(said[-1]))).to_be_visible()
        if kept.is_visible():
            is_sent_and_look_again()
    assert min(line.lost_requests, line.lost_answers) > 0
    line.mend()

    # It falls silent: nothing is broken off, and nothing comes. What was sent first arrives late, after all.
    line.fall_silent()
    says("We were not asked in our language.")
    expect(kept).to_be_visible()
    line.mend()
    is_sent_and_look_again()

    # It is cut for a minute of the page's clock: it tries, and tries again, and the page says all the while what is kept.
    line.cut()
    says("We would have to pay for it.")
    expect(kept).to_be_visible()
    page.clock.run_for(60_000)
    expect(kept).to_be_visible()
    line.mend()
    is_sent_and_look_again()

    scene.session.rollback()
    taken = [position.reason for position in scene.session.scalars(select(Position).order_by(Position.id))]
    scene.session.rollback()
    assert taken == said
