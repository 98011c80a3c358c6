"""After the decision and at the desk, in a real browser: with scripts and without, on a phone and on a desk."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from consensus.voting import commands as voting
from tests.pages.coming import Come, coming
from tests.pages.scene import DAY, Scene
from tests.support.axe import violations_on
from tests.support.browser import OpenPage
from tests.support.server import LiveServer

pytestmark = pytest.mark.browser

PHONE, DESK = {"width": 320, "height": 700}, {"width": 1280, "height": 900}


@pytest.fixture
def lately(app: Flask, session: Session) -> Scene:
    """The small network, begun so long ago that a decision has been taken before today, as the server's clock has it."""
    return Scene(app, session, start=datetime.now(UTC) - 60 * DAY)


@pytest.fixture
def come(lately: Scene, open_page: OpenPage, live_server: LiveServer) -> Come:
    """Open a page as somebody."""
    return coming(lately, open_page, live_server)


def scrolls_sideways(page: Page) -> bool:
    found = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    return bool(found)


def decision_of(scene: Scene, proposal_id: int) -> str:
    scene.session.rollback()
    page = scene.browser("Vera").get(f"/proposals/{proposal_id}").get_data(as_text=True)
    return page.split('href="/archive/')[1].split('"')[0]


@pytest.mark.parametrize("scripts", [True, False], ids=["with-scripts", "without-scripts"])
@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_a_task_and_a_day_of_review_follow_from_a_decision(lately: Scene, come: Come, viewport: dict[str, int], *, scripts: bool) -> None:
    decision = f"/archive/{decision_of(lately, lately.adopted())}"
    vera = come("Vera", decision, scripts=scripts, viewport=viewport)

    vera.get_by_role("link", name="Add a task").click()
    vera.get_by_label("What is to be done").fill("Find a place by the sea.")
    vera.get_by_label("Until when").fill((datetime.now(UTC) + timedelta(days=20)).date().isoformat())
    vera.get_by_role("button", name="Add a task").click()
    # Nobody is responsible yet: what was typed stands there again.
    expect(vera.get_by_role("alert")).to_contain_text("Choose who is responsible.")
    expect(vera.get_by_label("What is to be done")).to_have_value("Find a place by the sea.")
    vera.get_by_label("Who is responsible").select_option(label="Ines")
    vera.get_by_role("button", name="Add a task").click()
    expect(vera.locator("#afterwards")).to_contain_text("Find a place by the sea.")
    vera.get_by_role("link", name="Set a day to look at it again").click()
    vera.get_by_label("From which day it comes back").fill((datetime.now(UTC) + timedelta(days=300)).date().isoformat())
    vera.get_by_role("button", name="Set a day to look at it again").click()
    expect(vera.locator("#notices")).to_contain_text("The day is set.")

    ines = come("Ines", "/", scripts=scripts, viewport=viewport)
    expect(ines.locator("[aria-labelledby=tasks]")).to_contain_text("Find a place by the sea.")
    assert not scrolls_sideways(ines)
    ines.get_by_role("link", name="Say what became of it").click()
    ines.get_by_label("It is done").check()
    ines.get_by_label("A note").fill("A hall in Mombasa.")
    ines.get_by_role("button", name="Say what became of a task").click()
    expect(ines.locator("#afterwards")).to_contain_text("A hall in Mombasa.")
    assert not scrolls_sideways(ines)
    if scripts:
        assert violations_on(ines) == ()


@pytest.mark.parametrize("scripts", [True, False], ids=["with-scripts", "without-scripts"])
@pytest.mark.parametrize("viewport", [PHONE, DESK], ids=["phone", "desk"])
def test_the_desk_says_what_blocks_and_reminds_once(lately: Scene, come: Come, viewport: dict[str, int], *, scripts: bool) -> None:
    lately.now = datetime.now(UTC) - 39 * DAY
    proposal_id = lately.in_consensus()
    lately.says("Owen", proposal_id, "support")
    lately.issue("Vera", lately.in_comment())

    femi = come("Femi", "/desk", scripts=scripts, viewport=viewport)
    expect(femi.get_by_text("1 issue has no answer yet.")).to_be_visible()
    assert not scrolls_sideways(femi)
    if scripts:
        assert violations_on(femi) == ()
    femi.get_by_role("button", name="Remind them, once").click()
    expect(femi.locator("#notices")).to_contain_text("They are reminded.")
    expect(femi.get_by_role("button", name="Remind them, once")).to_have_count(0)
    vera = come("Vera", "/", scripts=scripts, viewport=viewport)
    expect(vera.locator("[aria-labelledby=owed]")).to_contain_text("The facilitator reminds you")
    femi.get_by_role("link", name="Script for a meeting").first.click()
    expect(femi.get_by_role("heading", name="Call the positions, in this order")).to_be_visible()
    assert not scrolls_sideways(femi)
    if scripts:
        assert violations_on(femi) == ()


def test_a_co_owner_takes_over_and_a_decision_leads_to_its_change(lately: Scene, come: Come) -> None:
    decision = f"/archive/{decision_of(lately, lately.adopted())}"
    # Within thirty days of now, as the server's clock has it.
    lately.now = datetime.now(UTC) - 2 * DAY
    old = lately.draft(owners=("Ines",))
    lately.do("Owen", voting.withdraw_proposal, old, reason="Not this year.")
    page = come("Ines", f"/proposals/{old}", viewport=PHONE)
    page.get_by_role("link", name="Take it over").click()
    page.get_by_role("button", name="Take it over").click()
    expect(page.locator("#notices")).to_contain_text("You have taken it over")
    page.get_by_role("link", name="a new proposal with this question").click()
    expect(page.get_by_role("link", name="an earlier proposal with this question")).to_be_visible()
    expect(page.get_by_role("link", name="Edit the draft")).to_be_visible()
    assert not scrolls_sideways(page)
    assert violations_on(page) == ()
    page = come("Vera", decision, viewport=PHONE)
    page.get_by_role("link", name="Propose to change this decision").click()
    expect(page.get_by_role("heading", name="Propose to change a decision")).to_be_visible()
    expect(page.get_by_label("Text", exact=True)).to_have_value("We meet in **spring**, in a place that all can reach.")
    assert not scrolls_sideways(page)
