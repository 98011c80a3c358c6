"""Fixtures with a real Chromium: ``page`` for one person, ``open_page`` for as many people as a journey has.

A page that complains in its console, a refused script or style for one, fails its test.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Protocol

import pytest

from tests.support.missing import report_missing
from tests.support.server import LiveServer

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Error, Page

FLAGS = (
    "--no-sandbox",  # the tests may run as root, in a container
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--font-render-hinting=none",
)

PATIENCE_MS = 30_000
"""How long a page may take to show what a test waits for: long, for a machine that does much else."""

EXPECTED_COMPLAINTS = ("Failed to load resource: the server responded with a status of 4",)
"""Chromium's console reports each refusal and each form with a wrong field as if it were a fault."""


class OpenPage(Protocol):
    """Opens a page for one more person, with cookies of their own."""

    def __call__(self, *, scripts: bool = True, **options: Any) -> Page:
        """Open it; ``options`` go to the browser's context (``viewport``, ``color_scheme``, ``locale`` ...).

        But for ``complains``: false for a page whose console may complain, because its line is cut.
        """


def chromium_path() -> str:
    """Return which Chromium is started."""
    # The one without windows draws the same pages, and opens one for a person at a quarter of the cost.
    names = ("chromium-headless-shell", "chromium", "chromium-browser")
    path = next(filter(None, map(shutil.which, names)), None)
    if not path:
        report_missing("chromium", "Chromium is not installed.")
    return path


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser per worker."""
    # Imported here, because every run of the tests loads this file and few need a browser.
    from playwright.sync_api import sync_playwright

    path = chromium_path()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium: Browser, live_server: LiveServer) -> Iterator[OpenPage]:
    """Open pages of ``live_server``; paths are enough as addresses."""
    contexts = []
    complaints: list[str] = []

    def on_console(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not message.text.startswith(EXPECTED_COMPLAINTS):
            complaints.append(f"{message.type}: {message.text}")

    def on_error(error: Error) -> None:
        complaints.append(f"uncaught: {error}")

    def open_one(*, scripts: bool = True, **options: Any) -> Page:
        complains = options.pop("complains", True)
        settings: dict[str, Any] = {"locale": "en-GB", "timezone_id": "UTC", "reduced_motion": "reduce"}
        context = chromium.new_context(base_url=live_server.url, java_script_enabled=scripts, **(settings | options))
        contexts.append(context)
        context.set_default_timeout(PATIENCE_MS)
        page = context.new_page()
        if complains:
            page.on("console", on_console)
        page.on("pageerror", on_error)
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    """A page for one person."""
    return open_page()
