"""The pages of people in a real browser: without barriers, on a small phone, and with scripts that only shorten the way."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.people.place import PASSWORD, Place
from tests.support.axe import violations_on
from tests.support.browser import OpenPage

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("engine", ["sqlite"], indirect=True)]

PAGES = (
    *("/account", "/steward", "/steward/members", "/steward/members/new", "/steward/members/1", "/steward/members/1/change"),
    *("/steward/people", "/steward/people/2", "/steward/people/invite", "/steward/mandates/new", "/steward/mandates/1/end"),
    *("/steward/import", "/forgotten-password", "/no-such-page"),
)


def sign_in(page: Page, email: str = "sam@invented.example", next_page: str = "/account") -> None:
    page.goto(f"/sign-in?next={next_page}")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    page.wait_for_url(f"**{next_page}")


@pytest.mark.usefixtures("place")
def test_no_page_has_barriers_or_is_wider_than_the_screen_at_a_desk(page: Page) -> None:
    """On a small screen and zoomed, see ``tests/pages/test_every_page.py``."""
    sign_in(page)
    for address in PAGES:
        page.goto(address)
        assert violations_on(page) == (), address
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), address


@pytest.mark.usefixtures("place")
def test_a_wrong_form_takes_the_focus_to_what_is_wrong(open_page: OpenPage) -> None:
    page = open_page(scripts=False)
    sign_in(page, next_page="/steward/members/new")
    page.get_by_label("Name").fill("Women of the Lake")
    page.get_by_label("Country").select_option("KE")
    page.get_by_label("Region").select_option("AFR")
    page.get_by_label("NGO").check()
    page.get_by_role("button", name="Admit the member").click()
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_label("Name")).to_have_value("Women of the Lake")
    page.get_by_role("alert").get_by_role("link", name="Name").click()
    expect(page.get_by_label("Name")).to_be_focused()


@pytest.mark.usefixtures("place")
def test_a_search_changes_the_list_alone_and_the_address_and_the_way_back_leads_back(page: Page) -> None:
    sign_in(page, next_page="/steward/members")
    page.evaluate("window.stayed = true")
    page.get_by_label("Name").fill("river")
    page.get_by_role("button", name="Search").click()
    expect(page.get_by_text("Nothing was found.")).to_be_visible()
    assert "q=river" in page.url
    assert page.evaluate("window.stayed") is True
    page.go_back()
    expect(page.get_by_role("link", name="Women of the Lake")).to_be_visible()
    assert "q=river" not in page.url


def test_a_form_that_outlived_its_session_is_sent_again_with_all_that_was_typed(page: Page, place: Place) -> None:
    """The page shows the sentence beside the form, and the form has the token of the new session."""
    sign_in(page, next_page="/account")
    page.evaluate(
        """() => {
            const form = document.querySelector("form[action='/account/settings']");
            form.setAttribute("hx-post", "/account/settings");
            htmx.process(form);
        }"""
    )
    page.get_by_label("Name").fill("Sam of the Hills")
    old = page.locator("form[action='/account/settings'] input[name=csrf_token]").input_value()
    other = page.context.new_page()
    sign_in(other)
    other.close()
    page.get_by_role("button", name="Save the settings").click()
    expect(page.get_by_text("Please send this again")).to_be_visible()
    expect(page.get_by_role("alert")).to_be_focused()
    assert page.locator("form[action='/account/settings'] input[name=csrf_token]").input_value() != old
    page.get_by_role("button", name="Save the settings").click()
    expect(page.get_by_role("link", name="Sam of the Hills")).to_be_visible()


@pytest.mark.usefixtures("place")
def test_the_keyboard_reaches_the_content_first(page: Page) -> None:
    page.goto("/sign-in")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_label("E-mail address")).to_be_focused()
