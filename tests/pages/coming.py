"""Coming to a page in a real browser, signed in as somebody of the small network."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page

from tests.pages.scene import Scene
from tests.support.browser import OpenPage
from tests.support.server import LiveServer

Come = Callable[..., Page]
"""Called with a name and an address, and with what ``open_page`` takes."""


def coming(scene: Scene, open_page: OpenPage, live_server: LiveServer) -> Come:
    """Return what opens a page as somebody."""

    def opened(name: str, address: str, **options: Any) -> Page:
        scene.session.rollback()
        browser = scene.browser(name)
        browser.sign_in(scene.person_id[name])
        cookie = browser.client.get_cookie("consensus")
        assert cookie is not None
        page = open_page(**options)
        page.context.add_cookies([{"name": "consensus", "value": cookie.value, "url": live_server.url}])
        page.goto(address)
        return page

    return opened
