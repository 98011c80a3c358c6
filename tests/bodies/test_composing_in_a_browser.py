"""A steward writes who may sit together on a phone: sentences with fields, added and taken out, looked at and put in force."""

from __future__ import annotations

import os

import pytest
from playwright.sync_api import expect
from sqlalchemy.orm import Session

from tests.bodies.board import board
from tests.bodies.conftest import Doors
from tests.bodies.world import World
from tests.support.axe import violations_on
from tests.support.browser import OpenPage
from tests.support.server import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("engine", ["sqlite"], indirect=True)]


def test_a_steward_writes_who_may_sit_together_on_a_phone(
    session: Session, world: World, doors: Doors, open_page: OpenPage, live_server: LiveServer
) -> None:
    board(session, world, {"id": "size", "kind": "size", "min": 3, "max": 3}, seats=3)
    steward = doors.visitor()
    assert world.steward.person_id is not None
    # The server has a clock of its own.
    steward.sign_in(world.steward.person_id)
    cookie = steward.client.get_cookie("consensus")
    assert cookie is not None
    page = open_page(viewport={"width": 360, "height": 740})
    page.context.add_cookies([{"name": "consensus", "value": cookie.value, "url": live_server.url}])
    page.goto("/steward/bodies/BOARD/rules")
    page.get_by_label("Why the rules change, or who decided it").fill("The assembly of May.")
    # A button changes the rules alone; the focus goes to what it added, and what was typed stays.
    page.get_by_label("Another rule, such as").select_option("gender-cap")
    page.get_by_role("button", name="Add the rule").click()
    cap = page.locator("#rule__1")
    expect(cap).to_be_focused()
    expect(cap).to_contain_text("At most 60 % of 3 seats: 1.")
    assert violations_on(page) == ()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    if folder := os.environ.get("SHOTS"):
        page.screenshot(path=f"{folder}/composing-360.png", full_page=True)
    cap.get_by_label("Rule 2: At most").fill("most")
    page.get_by_role("button", name="Look at what it would have meant").last.click()
    expect(page.locator("#rule__1__rules__0__max-error")).to_contain_text("Expected a share such as 60 % or 3/5.")
    page.locator("#rule__1").get_by_label("Rule 2: At most").fill("2/3")
    page.locator("#rule__0").get_by_role("button", name="Take this rule out").click()
    expect(page.locator("#rule__1")).to_have_count(0)
    page.get_by_role("button", name="Look at what it would have meant").last.click()
    expect(page.get_by_role("heading", name="Who could sit under these rules")).to_be_visible()
    expect(page.get_by_text("The seats can be filled under them.")).to_be_visible()
    assert violations_on(page) == ()
    page.get_by_role("button", name="Put it in force").click()
    expect(page.get_by_role("main")).to_contain_text("At most 2/3 of 3 seats: 2.")
    expect(page.get_by_role("main")).to_contain_text("The assembly of May.")
