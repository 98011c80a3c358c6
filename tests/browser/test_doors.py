"""The first page that anybody sees, in a real browser: it keeps to its own policy, and nobody is kept out."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.support.axe import violations_on
from tests.support.browser import OpenPage
from tests.support.server import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("engine", ["sqlite"], indirect=True)]


def test_the_sign_in_page_has_no_barriers(page: Page) -> None:
    page.goto("/sign-in")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert violations_on(page) == ()


def test_the_sign_in_page_fits_a_small_phone_in_the_dark(open_page: OpenPage) -> None:
    page = open_page(viewport={"width": 320, "height": 640}, color_scheme="dark")
    page.goto("/sign-in")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    assert violations_on(page) == ()


def test_single_keys_shorten_the_way_until_they_are_turned_off(page: Page) -> None:
    page.goto("/about")
    page.keyboard.press("?")
    expect(page.get_by_role("button", name="Close")).to_be_focused()
    assert violations_on(page) == ()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.keyboard.press("/")
    search = page.get_by_label("Find a decision")
    expect(search).to_be_focused()
    page.keyboard.type("who/what?")
    expect(search).to_have_value("who/what?")
    page.goto("/keys")
    page.get_by_role("button", name="Turn single keys off on this device").click()
    expect(page.get_by_text("Single keys do nothing on this device.", exact=True)).to_be_visible()
    page.keyboard.press("/")
    expect(search).not_to_be_focused()


def test_the_server_answers_whoever_watches_over_it(page: Page, live_server: LiveServer) -> None:
    answer = page.request.get("/health")
    assert answer.ok
    assert answer.text() == "ok\n"
