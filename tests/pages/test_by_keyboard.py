"""A journey by keyboard alone: on a small telephone in Arabic, and at a desk in English; and what a reader's voice is given meanwhile."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from consensus.domain.terms import Visibility
from consensus.people.models import Person
from tests.pages.scene import DAY, Scene
from tests.support.browser import OpenPage
from tests.support.hearing import CONTROLS, LANDMARKS, heard_on

pytestmark = pytest.mark.browser

LASTS = 84 * DAY
"""After so long the second proposal is in the consensus stage, and the first was adopted."""

PASSWORD = "river stone lantern"

FARTHEST = 80
"""How often Tab is pressed at most to come to something."""

SEEN = """() => {
    const shown = getComputedStyle(document.activeElement);
    return shown.outlineStyle !== "none" && parseFloat(shown.outlineWidth) >= 2;
}"""

MOVING = """() => document.getAnimations().length
    + [...document.querySelectorAll("*")].filter((each) => parseFloat(getComputedStyle(each).transitionDuration) > 0).length"""


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until what is meant has the focus, which can be seen each time."""
    for _ in range(FARTHEST):
        page.keyboard.press("Tab")
        assert page.evaluate(SEEN), page.evaluate("document.activeElement.outerHTML")
        if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            return
    pytest.fail(f"Tab does not lead to {selector}.")


@pytest.mark.parametrize(("width", "locale"), [(360, "ar"), (1280, "en-GB")])
def test_the_keyboard_alone_signs_in_searches_and_blocks_after_an_error(
    app: Flask, session: Session, open_page: OpenPage, width: int, locale: str
) -> None:
    scene = Scene(app, session, start=datetime.now(UTC) - LASTS)
    scene.adopted(visibility=Visibility.PUBLIC)
    proposal = f"/proposals/{scene.in_consensus()}"
    vera = session.get_one(Person, scene.person_id["Vera"])
    vera.password_hash, vera.language = app.extensions["passwords"].hash(PASSWORD), locale[:2]
    session.commit()
    page = open_page(locale=locale, viewport={"width": width, "height": 800})
    assert page.evaluate("matchMedia('(prefers-reduced-motion: reduce)').matches")

    page.goto("/sign-in")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    tab_to(page, "main input[type=email]")
    page.keyboard.type("Vera@invented.example")
    tab_to(page, "main input[type=password]")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/")

    page.keyboard.press("/")
    expect(page.locator("#seek")).to_be_focused()
    page.keyboard.type("spring")
    page.keyboard.press("Enter")
    page.wait_for_url("**/archive?q=spring")
    tab_to(page, "main a[href^='/archive/WATER/']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/archive/WATER/*/001*")
    tab_to(page, "main a[href='/proposals/1']")
    page.goto(proposal)
    assert page.evaluate("document.documentElement.dir") == ("rtl" if locale == "ar" else "ltr")
    assert page.evaluate(MOVING) == 0
    heard_in_order(page)

    # What is said without a reason is not taken: the focus is where it says so, and what was chosen stays.
    tab_to(page, "#panel input[type=radio]")
    for _ in range(6):
        if page.evaluate("document.activeElement.value") == "block":
            break
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    tab_to(page, "#panel button")
    page.keyboard.press("Enter")
    expect(page.locator("#panel [role=alert]")).to_be_focused()
    assert page.evaluate("document.querySelector('#panel input[value=block]').checked")
    tab_to(page, "#panel textarea[name=reason]")
    assert page.evaluate("document.activeElement.getAttribute('aria-invalid')") == "true"
    page.keyboard.type("Spring floods the roads.")
    tab_to(page, "#panel select[name=ground]")
    page.keyboard.press("End")
    tab_to(page, "#panel button")
    page.keyboard.press("Enter")
    expect(page.locator("#panel-title")).to_be_focused()
    expect(page.locator("#objections")).to_contain_text("Spring floods the roads.")
    assert page.url.endswith(proposal)
    heard_in_order(page)


def heard_in_order(page: Page) -> None:
    """See that a screen reader is led through the page of a proposal: frame and content, headings, and controls that have names."""
    heard = heard_on(page)
    assert [each.role for each in heard if each.role in LANDMARKS] == ["banner", "main", "contentinfo"]
    levels = [each.level for each in heard if each.role == "heading"]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels)), levels
    assert [each for each in heard if each.role in CONTROLS and not each.name] == []
    ids = ["stage", "the-text", "panel", "roll"]
    assert page.evaluate("(ids) => [...document.querySelectorAll(ids.map((id) => `#${id}`))].map((each) => each.id)", ids) == ids
