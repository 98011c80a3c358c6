"""Every page that can be reached, for everybody: in English and in Arabic, in the light and in the dark, on a small screen and zoomed."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Page
from sqlalchemy import update
from sqlalchemy.orm import Session

from consensus.people.models import Person
from tests.pages.coming import coming
from tests.pages.whole import whole_network
from tests.support.axe import violations_on
from tests.support.browser import OpenPage
from tests.support.reached import Reached, every_page
from tests.support.server import LiveServer

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("engine", ["sqlite"], indirect=True)]

MEMBER = "Vera"
"""Whose proposals, bodies and first page are looked at, although the one who facilitates has been there before."""

STEWARD = "Sam"
FILE = "name,country,region,kind,person,email\nA name that no member has yet,KE,AFR,ngo,Somebody,somebody@invented.example\n"

FIRST = (
    "/",
    "/sign-in",
    "/no-line",
    "/forgotten-password",
    "/archive/sealed",
    "/archive?q=spring",
    "/steward/erasing?words=spring",
    "/steward/bodies/WATER",
)

LOOKS: dict[str, dict[str, Any]] = {
    "en": {"locale": "en-GB", "color_scheme": "light"},
    "ar": {"locale": "ar", "color_scheme": "dark"},
}
FILES = {
    *("archive.body_feed", "archive.checkpoint", "archive.decision_file", "archive.decision_json", "archive.feed", "archive.imported_json"),
    *("archive.register_file", "bodies.rules_file", "elections.sheet_file", "meetings.minutes_file", "pages.picture"),
    *("calendars.by_address", "calendars.of_body", "calendars.of_meeting", "calendars.of_proposal"),
    *("people.members_file", "choose_language", "health", "manifest", "single_sign_on.start", "single_sign_on.start_binding"),
    *("archive.find_sealed", "erasing.of_row", "notifications.follow"),
}
"""Addresses at which there is no page, or which lead on to one."""

NOT_HERE = {"notifications.less", "people.new_address"}
"""Pages to which nothing leads in this network, such as those of a link in a mail; their own tests see to them."""

WITHOUT_PROVIDER = {f"single_sign_on.{name}" for name in ("back", "confirm", "own")}
"""Pages of an installation that has a provider of single sign-on; its own journey in a browser looks at them as this test does."""

NARROW, SMALL, ZOOMED = 320, 360, 640
"""Widths in CSS pixels: the narrowest, a small telephone, and a desk of 1280 at a zoom of 200 %."""

STANDING = """() => {
    const main = document.querySelector("main");
    const name = document.querySelector(".masthead__name")?.getBoundingClientRect();
    return {
        lang: document.documentElement.lang,
        dir: document.documentElement.dir,
        title: document.title.split(" · ")[0].trim() !== "",
        headings: document.querySelectorAll("h1").length,
        glued: main.innerText.match(/\\p{L}[.:;!?؟؛](?=\\p{Lu}\\p{Ll}|[\\u0621-\\u064a])[^\\s]*/gu) || [],
        begins: !name ? "nowhere" : name.left > innerWidth - name.right ? "at the right" : "at the left",
    };
}"""


@pytest.mark.parametrize("language", LOOKS)
def test_every_page_is_for_everybody(
    app: Flask,
    session: Session,
    tmp_path: Path,
    open_page: OpenPage,
    live_server: LiveServer,
    language: str,
) -> None:
    scene, rarer = whole_network(app, session, tmp_path)
    scene.now = datetime.now(UTC)
    names = ("Femi", "Sam", "Vera", "Owen", None)
    pages = list(every_page(app, {name or "visitor": scene.browser(name) for name in names}, FIRST + rarer))
    come = coming(scene, open_page, live_server)
    found: list[tuple[str, str, object]] = []
    session.execute(update(Person).values(language=language))
    session.commit()
    options = {**LOOKS[language], "viewport": {"width": SMALL, "height": 800}}
    for reader in dict.fromkeys(page.reader for page in pages):
        page = open_page(**options) if reader == "visitor" else come(reader, "/about", **options)
        for each in pages:
            if each.reader == reader and (each.is_first or reader == MEMBER):
                found += [(reader, each.address, wrong) for wrong in barriers(page, each.address, language)]
        if reader == STEWARD:
            found += [(reader, "what a file would do", wrong) for wrong in barriers_of_look(page, language)]
    assert found == []
    assert not_reached(app, pages) <= NOT_HERE | WITHOUT_PROVIDER


def barriers(page: Page, address: str, language: str, status: int = 200) -> list[object]:
    """Return what keeps somebody out of a page."""
    answer = page.goto(address, wait_until="domcontentloaded")
    if answer is None or answer.status != status:
        return [answer and answer.status]
    return barriers_here(page, language)


def barriers_of_look(page: Page, language: str) -> list[object]:
    """Return what keeps a steward out of the page to which no link leads: what a file would do to the register."""
    page.goto("/steward/import", wait_until="domcontentloaded")
    page.locator("textarea").fill(FILE)
    page.locator("main form button").click()
    page.locator("#new-members").wait_for()
    page.locator("main details").evaluate_all("all => all.forEach(each => (each.open = true))")
    return barriers_here(page, language)


def barriers_here(page: Page, language: str) -> list[object]:
    """Return what keeps somebody out of the page that is open."""
    wrong: list[object] = list(violations_on(page))
    side = ("rtl", "at the right") if language == "ar" else ("ltr", "at the left")
    wanted = {"lang": language, "dir": side[0], "title": True, "headings": 1, "begins": side[1], "glued": []}
    standing = page.evaluate(STANDING)
    wrong += [(key, standing[key]) for key in wanted if standing[key] not in (wanted[key], "nowhere")]
    for width in (NARROW, ZOOMED) if language == "en" else (NARROW,):
        page.set_viewport_size({"width": width, "height": 800})
        if (wide := page.evaluate("document.documentElement.scrollWidth")) > width:
            wrong.append((f"at {width}", wide))
    page.set_viewport_size({"width": SMALL, "height": 800})
    return wrong


def not_reached(app: Flask, pages: list[Reached]) -> set[str]:
    """Return the endpoints at which something can be opened and nothing was."""
    rules = (rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or set()) and not rule.endpoint.startswith("interface."))
    return {rule.endpoint for rule in rules} - {page.endpoint for page in pages} - FILES
