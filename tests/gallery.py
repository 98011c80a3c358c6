"""``make gallery``: every page of the demonstration in the light, in the dark and in Arabic, as small pictures for ``docs/pictures``.

Pages are found by their links, as the test of every page finds them; one of each kind is shown. ``--folder`` names a demonstration
that stands already; otherwise one is made, which takes most of the time.
"""

from __future__ import annotations

import base64
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import click
from flask import Flask
from sqlalchemy import select, update

from consensus.db import db
from consensus.demonstration.invented import members
from consensus.demonstration.serving import prepare, settings_of, web
from consensus.people.models import Person
from tests.support.browser import FLAGS, chromium_path
from tests.support.browsing import Visitor
from tests.support.reached import Reached, every_page
from tests.support.server import running_server

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PLACE = Path(__file__).resolve().parents[1] / "docs" / "pictures"

FIRST = ("/", "/sign-in", "/no-line", "/forgotten-password", "/archive", "/bodies", "/keys")

READERS = {"member": "LAC15", "facilitator": "LAC8", "steward": "", "owner": "LAC7", "visitor": None}
"""Whose pages are shown, by the keys of the demonstration."""

LOOKS: dict[str, dict[str, Any]] = {
    "light": {"locale": "en-GB", "color_scheme": "light"},
    "dark": {"locale": "en-GB", "color_scheme": "dark"},
    "arabic": {"locale": "ar", "color_scheme": "light"},
}

WIDTH, HEIGHT = 360, 1400
"""A telephone's width in CSS pixels; what is longer is cut."""

SMALLEST, LARGEST = 300, 20_000
"""Bytes of a picture: with fewer there is nothing on it; one with more is drawn again, more coarsely."""

QUALITIES = (35, 22, 14, 7, 1)


def taken(page: Page) -> bytes:
    """Return a picture of a page as it stands, as fine as the room for it allows."""
    wire = page.context.new_cdp_session(page)
    height = min(HEIGHT, page.evaluate("document.documentElement.scrollHeight"))
    clip = {"x": 0, "y": 0, "width": WIDTH, "height": height, "scale": 1}
    picture = b""
    for quality in QUALITIES:
        asked = {"format": "webp", "quality": quality, "clip": clip, "captureBeyondViewport": True}
        picture = base64.b64decode(wire.send("Page.captureScreenshot", asked)["data"])
        if len(picture) <= LARGEST:
            break
    wire.detach()
    assert len(picture) >= SMALLEST
    return picture


def take(
    browser: Browser, url: str, pages: list[Reached], cookie_of: Callable[[str], str | None], speak: Callable[[str], None], place: Path
) -> None:
    """Take a picture of each page in each look."""
    for look, options in LOOKS.items():
        speak(options["locale"][:2])
        for reader in dict.fromkeys(page.reader for page in pages):
            context = browser.new_context(base_url=url, viewport={"width": WIDTH, "height": 800}, reduced_motion="reduce", **options)
            if cookie := cookie_of(reader):
                context.add_cookies([{"name": "consensus", "value": cookie, "url": url}])
            page = context.new_page()
            for each in pages:
                if each.reader == reader:
                    answer = page.goto(each.address)
                    if answer is None or not answer.ok:
                        raise click.ClickException(f"{each.address} could not be opened.")
                    (place / f"{each.name}-{look}.webp").write_bytes(taken(page))
            context.close()


def index_of(pages: list[Reached]) -> str:
    """Return the page that shows them all."""
    lines = [
        "# Every page in pictures",
        "",
        "Taken of the demonstration, whose people and proposals are invented, by `make gallery`: on a telephone, in the light, in the",
        "dark, and in Arabic. One of each kind of page; a long page is cut.",
    ]
    for each in sorted(pages, key=lambda page: page.name):
        shown = " ".join(f"![{each.name}, {look}]({quote(each.name)}-{look}.webp)" for look in LOOKS)
        lines += ["", f"## {each.name.replace('-', ' ')}", "", shown]
    return "\n".join(lines) + "\n"


@contextmanager
def demonstration(folder: Path) -> Iterator[Flask]:
    """Make the demonstration unless it is there."""
    prepare(folder, datetime.now(UTC), click.echo)
    app = web(str(folder))
    yield app
    with app.app_context():
        db.engine.dispose()


def person_ids(app: Flask) -> dict[str, int]:
    """Return who the readers are, in the database."""
    mails = {member.key: member.email for member in members()}
    with app.app_context():
        wanted = {name: mails.get(key, "steward@demo.invalid") for name, key in READERS.items() if key is not None}
        ids = {person.email: person.id for person in db.session.scalars(select(Person).where(Person.email.in_(wanted.values())))}
        return {name: ids[email] for name, email in wanted.items()}


@click.command()
@click.option("--folder", type=click.Path(path_type=Path), help="A demonstration that stands already, or where to make it.")
@click.option("--into", type=click.Path(path_type=Path), default=PLACE, help="Where the pictures go.")
def main(folder: Path | None, into: Path) -> None:
    """Take the pictures anew: those of pages that are gone go as well."""
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as made:
        folder = folder or Path(made) / "demo"
        with demonstration(folder) as app:
            ids = person_ids(app)
            readers = {name: Visitor(app).sign_in(ids[name]) if name in ids else Visitor(app) for name in READERS}
            pages = [page for page in every_page(app, readers, FIRST) if page.is_first]
            into.mkdir(exist_ok=True)
            for old in into.glob("*.webp"):
                old.unlink()
            with running_server(settings_of(folder), Path(made) / "server.log") as server, sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=chromium_path(), args=list(FLAGS))

                def cookie_of(reader: str) -> str | None:
                    cookie = readers[reader].client.get_cookie("consensus")
                    return None if cookie is None or reader not in ids else cookie.value

                def speak(language: str) -> None:
                    with app.app_context():
                        db.session.execute(update(Person).values(language=language))
                        db.session.commit()

                take(browser, server.url, pages, cookie_of, speak, into)
                speak("en")
                browser.close()
            (into / "README.md").write_text(index_of(pages), encoding="utf-8")
    size = sum(each.stat().st_size for each in into.iterdir())
    click.echo(f"{len(pages)} pages, {size / 1e6:.1f} MB in {into}")


if __name__ == "__main__":
    main()
