"""Journeys by keyboard alone and by touch alone, in Arabic on a small telephone and in English at a desk; what a screen reader hears."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from consensus.domain.terms import Visibility
from consensus.people.models import Person
from consensus.voting import commands as voting
from tests.pages.coming import coming
from tests.pages.scene import DAY, Scene
from tests.support.browser import OpenPage
from tests.support.hearing import CONTROLS, LANDMARKS, heard_on
from tests.support.server import LiveServer

pytestmark = pytest.mark.browser

LASTS = 84 * DAY
"""After so long the second proposal is in the consensus stage, and the first was adopted."""

PASSWORD = "river stone lantern"

FARTHEST = 80
"""How often Tab is pressed at most to come to something."""

SMALLEST_TARGET = 24
"""CSS pixels in each direction. Source: WCAG 2.2, 2.5.8."""

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
def test_the_keyboard_alone_blocks_after_an_error_and_touch_alone_stands_somewhere_and_objects(
    app: Flask, session: Session, open_page: OpenPage, live_server: LiveServer, width: int, locale: str
) -> None:
    scene = Scene(app, session, start=datetime.now(UTC) - LASTS)
    scene.adopted(visibility=Visibility.PUBLIC)
    talked_about = scene.in_comment()
    decided_on = scene.in_consensus()
    scene.do("Femi", voting.call_for_objections, talked_about)
    for name in ("Vera", "Ines"):
        person = session.get_one(Person, scene.person_id[name])
        person.password_hash, person.language = app.extensions["passwords"].hash(PASSWORD), locale[:2]
    session.commit()
    options: dict[str, Any] = {"locale": locale, "viewport": {"width": width, "height": 800}}
    blocks_by_keyboard(open_page(**options), f"/proposals/{decided_on}", locale)
    touched = coming(scene, open_page, live_server)("Ines", "/", **options, has_touch=True, is_mobile=True)
    stands_and_objects_by_touch(touched, f"/proposals/{decided_on}", f"/proposals/{talked_about}")


def blocks_by_keyboard(page: Page, proposal: str, locale: str) -> None:
    """Sign in, search, and block on the second try, by Tab, Enter, Space and the arrows."""
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


def tap(page: Page, selector: str) -> None:
    """Touch what is meant with a finger; it is large enough for one, also by the yardstick of WCAG 2.5.8."""
    target = page.locator(selector).first
    target.scroll_into_view_if_needed()
    box = target.bounding_box()
    assert box is not None, selector
    assert min(box["width"], box["height"]) >= SMALLEST_TARGET, (selector, box)
    target.tap()


def stands_and_objects_by_touch(page: Page, decided_on: str, talked_about: str) -> None:
    """Search, stand somewhere with a reason on the second try, and object, by touch; only words come from a keyboard."""
    is_narrow = page.evaluate("innerWidth < 640")
    tap(page, ".seek__sign" if is_narrow else "#seek")
    page.keyboard.type("spring")
    tap(page, ".masthead .seek button")
    page.wait_for_url("**/archive?q=spring")
    tap(page, ".masthead__name")
    page.wait_for_url("**/")
    tap(page, f"main a[href='{decided_on}']")
    page.wait_for_url(f"**{decided_on}")
    tap(page, ".jumps a[href='#panel']")
    tap(page, "#panel .choice:has(input[value=reservation]) label")
    tap(page, "#panel button[type=submit]")
    expect(page.locator("#panel [role=alert]")).to_be_focused()
    tap(page, "#panel textarea[name=reason]")
    page.keyboard.type("Only if the buses run.")
    tap(page, "#panel button[type=submit]")
    expect(page.locator("#panel-title")).to_be_focused()
    expect(page.locator("#roll")).to_contain_text("Only if the buses run.")

    tap(page, ".menu a[href='/bodies']")
    tap(page, "main a[href='/bodies/WATER']")
    tap(page, f"main a[href='{talked_about}']")
    page.wait_for_url(f"**{talked_about}")
    tap(page, "#panel a[href$='/raise_objection']")
    page.wait_for_url("**/raise_objection")
    tap(page, "main textarea[name=reason]")
    page.keyboard.type("Who is far away cannot come.")
    page.locator("main select[name=ground]").select_option(index=1)
    tap(page, "main button[type=submit]")
    page.wait_for_url(f"**{talked_about}")
    expect(page.locator("#objections")).to_contain_text("Who is far away cannot come.")


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
