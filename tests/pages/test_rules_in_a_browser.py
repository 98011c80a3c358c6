"""The steward changes rules in a real browser: sentences with fields, what they would have meant, the history; without barriers."""

from __future__ import annotations

import os
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from consensus.domain.terms import Visibility
from tests.pages.scene import Scene
from tests.support.axe import violations_on
from tests.support.browser import OpenPage
from tests.support.server import LiveServer

pytestmark = pytest.mark.browser

LOOKS: dict[str, dict[str, Any]] = {
    "wide, with scripts": {"viewport": {"width": 1280, "height": 900}},
    "a phone in the dark": {"viewport": {"width": 360, "height": 700}, "color_scheme": "dark"},
    "a phone, without scripts": {"scripts": False, "viewport": {"width": 360, "height": 700}},
}


@pytest.fixture
def decided(app: Flask, session: Session) -> Scene:
    """The small network, which has taken one decision."""
    scene = Scene(app, session)
    scene.adopted(visibility=Visibility.PUBLIC)
    session.rollback()
    return scene


def opened(scene: Scene, open_page: OpenPage, server: LiveServer, **look: Any) -> Page:
    browser = scene.browser("Sam")
    browser.sign_in(scene.person_id["Sam"])
    cookie = browser.client.get_cookie("consensus")
    assert cookie is not None
    page = open_page(**look)
    page.context.add_cookies([{"name": "consensus", "value": cookie.value, "url": server.url}])
    return page


def without_barriers(page: Page, name: str, *, scripts: bool) -> None:
    """What looks for barriers is a script itself: where scripts are off, the same pages were looked at with them on."""
    if scripts:
        assert violations_on(page) == (), name
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), name
    if folder := os.environ.get("SHOTS"):
        page.screenshot(path=f"{folder}/{name}-{page.viewport_size['width'] if page.viewport_size else 0}.png", full_page=True)


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS.keys())
def test_a_steward_changes_the_rules(decided: Scene, open_page: OpenPage, live_server: LiveServer, look: dict[str, Any]) -> None:
    page, scripts = opened(decided, open_page, live_server, **look), look.get("scripts", True)
    page.goto("/bodies/WATER/rules")
    page.get_by_role("link", name="Record a new ruleset").click()
    without_barriers(page, "editor", scripts=scripts)
    project = page.locator("#class-project")
    project.locator("summary").first.click()
    floor = project.get_by_label("Who must agree at least: a share of the base, or a number of voices")
    expect(floor).to_have_attribute("placeholder", "1/4")
    without_barriers(page, "editor-open", scripts=scripts)
    # A slip of the pen: the sentence stands at the field, and what was typed is still there.
    floor.fill("7/5")
    project.get_by_label("Days for comments").fill("10")
    floor.press("Enter")
    expect(project.locator("#project__support_floor-error")).to_contain_text("Expected a fraction")
    expect(project.get_by_label("Days for comments")).to_have_value("10")
    without_barriers(page, "editor-wrong", scripts=scripts)
    # Nobody could have agreed to so much: the decision would have failed.
    floor.fill("5")
    page.get_by_label("Who may stand aside at most: a share of those who spoke").nth(3).fill("0")
    page.get_by_role("button", name="Look at what it would have meant").last.click()
    expect(page.get_by_role("heading", name="What it would have meant")).to_be_visible()
    expect(page.locator("#change ~ ul")).to_contain_text("At least 5 voices must agree")
    expect(page.locator(".meant table")).to_contain_text("WATER/2026/001")
    without_barriers(page, "preview", scripts=scripts)
    page.get_by_label("Why the rules change, or who decided it").fill("The assembly of May.")
    page.get_by_role("button", name="Put it in force").click()
    expect(page.get_by_role("heading", name="Rules: ruleset 2")).to_be_visible()
    expect(page.locator("#class-project")).to_contain_text("At least 5 voices must agree")
    without_barriers(page, "rules", scripts=scripts)
    expect(page.locator("#class-project")).to_contain_text("The assembly of May.")
    page.get_by_role("link", name="What changed when, in sentences").click()
    expect(page.get_by_role("main")).to_contain_text("Recorded by")
    without_barriers(page, "history", scripts=scripts)
