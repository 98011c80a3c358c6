"""A copy that is opened from a disk: its search finds by folded words, without scripts its lists lead everywhere, nothing is loaded."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from flask import Flask
from playwright.sync_api import expect
from sqlalchemy.orm import Session

from consensus.archive.export import Audience
from consensus.domain.terms import Visibility
from tests.archive.copies import copy_of
from tests.archive.exports import older
from tests.archive.scenes import at_every_level, plain
from tests.archive.test_importing import take
from tests.support.axe import violations_on
from tests.voting.story import Network

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("engine", ["sqlite"], indirect=True)]

QUESTION = "Où camper, à côté des المياه ou 水資源管理 ?"


def test_a_copy_is_searched_and_read_from_a_disk(app: Flask, session: Session, network: Network, chromium: Browser, tmp_path: Path) -> None:
    network.voices("Alpha", "Beta", "Gamma", "Delta")
    plain(network, question=QUESTION)
    at_every_level(network)
    take(session, network.body.id, tmp_path, older(), network, visibility=Visibility.NETWORK)
    copy_of(app, session, tmp_path / "copy", Audience.NETWORK, network.now)
    first = (tmp_path / "copy" / "index.html").as_uri()
    context = chromium.new_context(viewport={"width": 320, "height": 640}, color_scheme="dark")
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(first)

    for words, found in {"ou CAMPER": 1, "مياه": 1, "資源": 1, "quixot": 1, "xylophones": 0, "spring camper": 1}.items():
        page.get_by_role("searchbox").fill(words)
        expect(page.locator("#hits > li")).to_have_count(found)
    page.get_by_role("searchbox").fill("river floods")
    expect(page.locator("#hits")).to_contain_text("Imported from Loomio, decided there under other rules")
    page.locator("#hits").get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Shall we meet in spring?")
    assert violations_on(page) == ()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.goto(first)
    page.get_by_role("searchbox").fill("marzipan")
    expect(page.locator("#hits")).to_contain_text("With dissent")
    assert violations_on(page) == ()
    page.locator("#hits").get_by_role("link").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("WG/2026/001")
    assert violations_on(page) == ()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320

    plainly = chromium.new_context(java_script_enabled=False).new_page()
    plainly.goto(first)
    plainly.get_by_role("link", name="2026").first.click()
    plainly.get_by_role("link", name=QUESTION).click()
    expect(plainly.get_by_role("heading", level=1)).to_contain_text("camper")
    assert [address for address in asked if not address.startswith("file:")] == []
    context.close()
    plainly.context.close()
