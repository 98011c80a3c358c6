"""``make gallery``: every page in the light, in the dark and in Arabic, as small pictures for ``docs/pictures``.

Pages are found by their links, as the test of every page finds them; one of each kind is shown, of the demonstration where it has
one, else of the small network in which something is in every state, else of one that has a provider of single sign-on.
``--folder`` names a demonstration that stands already; otherwise one is made, which takes most of the time. The
pictures stand beside until all are taken: a run that fails changes nothing.
"""

from __future__ import annotations

import base64
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import click
from flask import Flask
from sqlalchemy import select, update

from consensus.app import create_app
from consensus.db import db
from consensus.demonstration.invented import members
from consensus.demonstration.serving import prepare, settings_of, web
from consensus.people.models import Person
from tests.pages.scene import Scene
from tests.pages.test_every_page import FIRST as EVERYWHERE
from tests.pages.whole import whole_network
from tests.support.browser import FLAGS, chromium_path
from tests.support.browsing import Visitor
from tests.support.databases import fresh_database
from tests.support.installation import installation_at
from tests.support.provider.running import running_provider
from tests.support.reached import FOR_EACH_READER, Reached, Reader, every_page
from tests.support.server import running_server

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from config import Settings

PLACE = Path(__file__).resolve().parents[1] / "docs" / "pictures"

FIRST = ("/", "/no-line", "/archive", "/bodies", "/keys")
BEFORE_SIGNING_IN = ("/sign-in", "/forgotten-password")
"""What nobody opens who is signed in."""

READERS = {"member": "LAC15", "facilitator": "LAC8", "steward": "", "owner": "LAC7"}
"""Whose pages are shown beside those of a visitor, by the keys of the demonstration."""

NAMES = {"facilitator": "Femi", "steward": "Sam", "member": "Vera", "owner": "Owen"}
"""Who they are in the small network, in the order in which the test of every page asks them."""

LOOKS: dict[str, dict[str, Any]] = {
    "light": {"locale": "en-GB", "color_scheme": "light"},
    "dark": {"locale": "en-GB", "color_scheme": "dark"},
    "arabic": {"locale": "ar", "color_scheme": "light"},
}

WIDTH, HEIGHT = 360, 1400
"""A telephone's width in CSS pixels; what is longer is cut."""

REFUSALS = {"single_sign_on.back"}
"""Where there is a page only for whom something went wrong."""

SMALLEST, LARGEST = 300, 16_000
"""Bytes of a picture: with fewer there is nothing on it; one with more is drawn again, more coarsely."""

QUALITIES = (35, 22, 14, 7, 1)

HEADINGS = {
    "pages": "Proposals, home and guides",
    "archive": "Archive",
    "bodies": "Bodies, seats and rules",
    "elections": "Elections",
    "meetings": "Meetings",
    "people": "Members, people and signing in",
    "retention": "How long things are kept",
    "single_sign_on": "Single sign-on",
    "erasing": "Erasing words",
}


@dataclass(frozen=True)
class Shown:
    """A network, its readers, and which of their pages are shown."""

    app: Flask
    settings: Settings
    readers: Mapping[str, Visitor]
    pages: list[Reached]


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
    if len(picture) < SMALLEST:
        raise click.ClickException(f"There is nothing to see at {page.url}.")
    return picture


def take(browser: Browser, shown: Shown, place: Path) -> None:
    """Take a picture of each page of a network in each look."""
    with running_server(shown.settings, place.with_suffix(".log")) as server:
        for look, options in LOOKS.items():
            speak(shown.app, options["locale"][:2])
            for reader in dict.fromkeys(page.reader for page in shown.pages):
                screen: dict[str, Any] = {
                    "viewport": {"width": WIDTH, "height": 800},
                    "reduced_motion": "reduce",
                    "service_workers": "block",
                }
                context = browser.new_context(base_url=server.url, **screen, **options)
                cookie = shown.readers[reader].client.get_cookie("consensus")
                if cookie is not None and reader != "visitor":
                    context.add_cookies([{"name": "consensus", "value": cookie.value, "url": server.url}])
                page = context.new_page()
                for each in shown.pages:
                    if each.reader == reader:
                        answer = page.goto(each.address)
                        if answer is None or not (answer.ok or each.endpoint in REFUSALS):
                            raise click.ClickException(f"{each.address} could not be opened.")
                        (place / f"{each.name}-{look}.webp").write_bytes(taken(page))
                context.close()
        speak(shown.app, "en")


def speak(app: Flask, language: str) -> None:
    """Let everybody read one language."""
    with app.app_context():
        db.session.execute(update(Person).values(language=language))
        db.session.commit()
        db.session.remove()


def found(app: Flask, readers: Mapping[str, Reader], first: Iterable[str]) -> Iterator[Reached]:
    """Give one page of each kind, and the first page of each kind of reader; a visitor's are few."""
    for each in every_page(app, {"visitor": readers["visitor"]}, BEFORE_SIGNING_IN):
        if each.address in BEFORE_SIGNING_IN or each.endpoint == "pages.home":
            yield each
    others = {name: reader for name, reader in readers.items() if name != "visitor"}
    yield from (each for each in every_page(app, others, first) if each.is_first or each.endpoint == "pages.home")


def once(pages: Iterable[Reached], known: Iterable[str] = ()) -> list[Reached]:
    """Return pages of which none is known by name; a name says whose page it is only where each reader finds something else."""
    seen, kept = set(known), []
    for each in pages:
        is_anybodys = each.endpoint in FOR_EACH_READER - {"pages.home"}
        name = each.name.removesuffix(f"-{each.reader}") if is_anybodys else each.name
        if name not in seen:
            seen.add(name)
            kept.append(replace(each, name=name))
    return kept


@contextmanager
def demonstration(folder: Path) -> Iterator[Shown]:
    """Make the demonstration unless it is there."""
    prepare(folder, datetime.now(UTC), click.echo)
    app = web(str(folder))
    mails = {member.key: member.email for member in members()}
    wanted = {name: mails.get(key, "steward@demo.invalid") for name, key in READERS.items()}
    with app.app_context():
        ids = {person.email: person.id for person in db.session.scalars(select(Person).where(Person.email.in_(wanted.values())))}
    readers = {name: Visitor(app).sign_in(ids[email]) for name, email in wanted.items()} | {"visitor": Visitor(app)}
    yield Shown(app, settings_of(folder), readers, once(found(app, readers, FIRST)))
    with app.app_context():
        db.engine.dispose()


@contextmanager
def small_network(folder: Path, known: Iterable[str]) -> Iterator[Shown]:
    """Found the small network, for pages that the demonstration does not have."""
    folder.mkdir()
    with fresh_database(folder, "sqlite") as database:
        settings = installation_at(folder / "instance", database.url)
        app = create_app(settings)
        with app.app_context():
            scene, rarer = whole_network(app, db.session(), folder)
            scene.now = datetime.now(UTC)
            readers: Mapping[str, Visitor] = {name: scene.browser(who) for name, who in [*NAMES.items(), ("visitor", None)]}
            pages = once(found(app, readers, EVERYWHERE + rarer), known)
            yield Shown(app, settings, readers, pages)
            db.engine.dispose()


@contextmanager
def with_provider(folder: Path) -> Iterator[Shown]:
    """Found one with a provider, where somebody comes back from it to bind their account."""
    folder.mkdir()
    with fresh_database(folder, "sqlite") as database, running_provider(folder) as provider:
        settings = provider.settings(installation_at(folder / "instance", database.url))
        app = create_app(settings)
        with app.app_context():
            scene = Scene(app, db.session())
            scene.now = datetime.now(UTC)
            db.session.execute(update(Person).values(password_hash="of nobody's"))
            db.session.commit()
            vera = scene.browser("Vera")
            there = vera.get("/account/elsewhere/bind").headers["Location"]
            vera.get(provider.visitor("vera-17").goes_to(there).removeprefix(settings.base_url))
            pages = [
                Reached("single-sign-on-own", "single_sign_on.own", "member", "/account/elsewhere", is_first=True),
                Reached("single-sign-on-confirm", "single_sign_on.confirm", "member", "/account/elsewhere/confirm", is_first=True),
                Reached("single-sign-on-back", "single_sign_on.back", "visitor", "/sign-in/elsewhere/back", is_first=True),
            ]
            yield Shown(app, settings, {"member": vera, "visitor": Visitor(app)}, pages)
            db.engine.dispose()


def index_of(rules: Mapping[str, str], pages: list[Reached]) -> str:
    """Return the page that shows them all."""
    lines = [
        "# Every page in pictures",
        "",
        "Taken by `make gallery`: on a telephone, in the light, in the dark, and in Arabic. One of each kind of page, with its address;",
        "a long page is cut. People and proposals are invented: those of the demonstration, or, where it has no such page, of the small",
        "network of the tests.",
    ]

    def part_of(page: Reached) -> str:
        part = page.endpoint.partition(".")[0]
        return HEADINGS.get(part, part.replace("_", " ").capitalize())

    for part, several in groupby(sorted(pages, key=lambda page: (part_of(page), page.name)), key=part_of):
        lines += ["", f"## {part}"]
        for each in several:
            shown = " ".join(f'<img src="{quote(each.name)}-{look}.webp" width="240" alt="{each.name}, {look}">' for look in LOOKS)
            called = each.name.removeprefix(f"{each.endpoint.partition('.')[0].replace('_', '-')}-").replace("-", " ")
            lines += ["", f"### {called}", "", f"`{rules[each.endpoint]}`", "", shown]
    return "\n".join(lines) + "\n"


@click.command()
@click.option("--folder", type=click.Path(path_type=Path), help="A demonstration that stands already, or where to make it.")
@click.option("--into", type=click.Path(path_type=Path), default=PLACE, help="Where the pictures go.")
def main(folder: Path | None, into: Path) -> None:
    """Take the pictures anew: those of pages that are gone go as well."""
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as made, sync_playwright() as playwright:
        place = Path(made) / "pictures"
        place.mkdir()
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=list(FLAGS))
        with demonstration(folder or Path(made) / "demo") as shown:
            take(browser, shown, place)
            rules = {rule.endpoint: rule.rule for rule in shown.app.url_map.iter_rules()}
            pages = shown.pages
        with small_network(Path(made) / "small", [each.name for each in pages]) as rest:
            take(browser, rest, place)
            pages += rest.pages
        with with_provider(Path(made) / "provider") as elsewhere:
            take(browser, elsewhere, place)
            pages += elsewhere.pages
        browser.close()
        (place / "README.md").write_text(index_of(rules, pages), encoding="utf-8")
        shutil.rmtree(into, ignore_errors=True)
        shutil.copytree(place, into)
    size = sum(each.stat().st_size for each in into.iterdir())
    click.echo(f"{len(pages)} pages, {size / 1e6:.1f} MB in {into}")


if __name__ == "__main__":
    main()
