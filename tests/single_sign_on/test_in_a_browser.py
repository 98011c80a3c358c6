"""The whole way in a browser: to the provider's own page and back, to bind an account and then to come in by it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page
from sqlalchemy import update

from config import Settings
from consensus.people.models import Person
from tests.pages.test_every_page import LOOKS, barriers
from tests.single_sign_on.door import WORDS, Door
from tests.support.browser import OpenPage
from tests.support.provider import ASKING, NAME, PASSWORD, WORD
from tests.support.provider.running import Running
from tests.support.server import LiveServer

# The other tests of this door are on SQLite.
pytestmark = [pytest.mark.browser, pytest.mark.parametrize("engine", ["postgresql"], indirect=True)]


@pytest.fixture
def settings(settings: Settings, provider: Running) -> Settings:
    """The settings of an installation that has this provider; it asks people whether we may know who they are."""
    return provider.settings(settings, ASKING)


def signs_in_there(page: Page) -> None:
    page.get_by_label("Username:").fill("vera-17")
    page.get_by_label("Password:").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def test_somebody_binds_their_account_and_comes_in_by_it(door: Door, open_page: OpenPage, live_server: LiveServer) -> None:
    door.person()
    page = open_page(viewport={"width": 360, "height": 800})
    page.goto("/sign-in?next=/account")
    page.get_by_label("E-mail address").fill("vera.verified@invented.example")
    page.get_by_label("Password").fill(WORDS)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    page.get_by_role("link", name=f"My account at {NAME}").click()
    button = page.get_by_role("link", name=f"Bind my account at {NAME}")
    assert " ".join(button.inner_text().split("\n")) == f"Bind my account at {NAME}", "on one line, or several as a whole"
    button.click()
    signs_in_there(page)
    page.get_by_role("button", name="Authorize").click()
    page.get_by_role("heading", name="Is this your account?").wait_for()
    assert page.url == f"{live_server.url}/account/elsewhere/confirm"
    assert page.get_by_text("vera.verified@invented.example").is_visible()
    assert hindrances(door, page) == []
    page.goto("/account/elsewhere/confirm")
    page.get_by_label("Present password").fill(WORDS)
    page.get_by_role("button", name="Yes, bind it to me").click()
    page.get_by_text("You can come in by that account from now on.").wait_for()
    assert barriers(page, "/account/elsewhere", "en") == []
    assert door.bound == ["Vera Verified"]

    page.context.clear_cookies(domain="127.0.0.1")
    page.goto("/sign-in?next=/bodies")
    page.get_by_role("link", name=f"Sign in with {NAME}").click()
    page.get_by_role("button", name="Authorize").click()
    page.wait_for_url(f"{live_server.url}/bodies")
    page.goto("/account")
    assert page.get_by_label("Name", exact=True).input_value() == "Vera Verified"
    assert not [secret for secret in ("vera-17", "vera.verified", "code=", "state=", WORD) if secret in live_server.log]


def hindrances(door: Door, page: Page) -> list[object]:
    """Return what keeps somebody out of the pages of this door."""
    found: list[object] = []
    for language, look in LOOKS.items():
        door.session.execute(update(Person).values(language=language))
        door.session.commit()
        page.emulate_media(color_scheme=look["color_scheme"])
        for address, status in (("/account/elsewhere", 200), ("/account/elsewhere/confirm", 200), ("/sign-in/elsewhere/back", 400)):
            found += [(address, wrong) for wrong in barriers(page, address, language, status)]
    door.session.execute(update(Person).values(language="en"))
    door.session.commit()
    return found
