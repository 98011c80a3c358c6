"""The archive in a real browser: no barriers to anybody who reads, on a small phone and in the dark; search on the page itself."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from tests.archive.scenes import at_every_level
from tests.support.axe import violations_on
from tests.support.browser import OpenPage
from tests.voting.story import Network

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("engine", ["sqlite"], indirect=True)]

PAGES = (
    *("/archive", "/archive?q=quixotically", "/archive?q=hyena", "/archive?dissent=no"),
    *("/archive/WG", "/archive/WG/2026/001", "/archive/record"),
)


@pytest.fixture
def decided(session: Session) -> None:
    """A public decision with dissent at every level."""
    at_every_level(Network(session))


@pytest.mark.usefixtures("decided")
def test_no_page_of_the_archive_has_barriers_or_is_wider_than_the_screen_at_a_desk(page: Page) -> None:
    for address in PAGES:
        page.goto(address)
        assert violations_on(page) == (), address
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), address


@pytest.mark.usefixtures("decided")
def test_a_search_changes_the_list_alone_and_the_address(page: Page) -> None:
    page.goto("/archive")
    page.evaluate("window.stayed = true")

    page.get_by_label("Words").fill("jabberwocks")
    page.get_by_role("button", name="Show").click()

    expect(page.get_by_role("main").locator("mark")).to_have_text("jabberwocks")
    expect(page.get_by_role("region", name="Decisions").get_by_text("With dissent")).to_be_visible()
    assert "q=jabberwocks" in page.url
    assert page.evaluate("window.stayed") is True
    expect(page.get_by_role("button", name="Show")).to_be_focused()


@pytest.mark.usefixtures("decided")
def test_the_archive_works_without_scripts(open_page: OpenPage) -> None:
    page = open_page(scripts=False)
    page.goto("/archive")

    page.get_by_label("Words").fill("jabberwocks")
    page.get_by_role("button", name="Show").click()
    page.get_by_role("main").get_by_role("link", name="Shall we meet in spring?").click()

    expect(page.get_by_role("heading", level=1)).to_contain_text("WG/2026/001")
    expect(page.get_by_text("We fear jabberwocks abroad.")).to_be_visible()


@pytest.mark.usefixtures("decided")
def test_on_paper_the_dissent_stands_in_full(page: Page) -> None:
    page.goto("/archive/WG/2026/001")
    page.emulate_media(media="print")

    expect(page.get_by_text("With dissent").first).to_be_visible()
    expect(page.get_by_text("We fear jabberwocks abroad.")).to_be_visible()
    expect(page.get_by_role("navigation", name="Main")).to_be_hidden()
