"""Takes the pictures of the guides anew: ``python -m tests.guide_pictures``. They are the pages themselves, on a phone.

``--only en`` takes those of one language. Run it when a test says that a picture no longer shows what its page says.
"""

from __future__ import annotations

import argparse
import io
import json
import shutil
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image
from playwright.sync_api import sync_playwright

from consensus.app import create_app
from consensus.db import db
from consensus.domain.speech import LANGUAGES
from tests.pages.guide_scene import PICTURES, WORDS, GuideScene, Place
from tests.support.browser import FLAGS
from tests.support.databases import fresh_database
from tests.support.installation import installation_at

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Route

HERE = "http://guide.invented.example"
"""Where the pages seem to be: nothing of them goes over a line."""

WIDTH, TALLEST = 360, 560
COLOURS = 24
"""Enough for letters and signs; each picture stays small."""


def main() -> None:
    """Take the pictures, and write down what they show."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--only", choices=list(LANGUAGES), help="one language alone")
    only = asked.parse_args().only
    with tempfile.TemporaryDirectory() as folder, ExitStack() as at:
        database = at.enter_context(fresh_database(Path(folder), "sqlite"))
        app = create_app(installation_at(Path(folder) / "instance", database.url))
        with app.app_context(), sync_playwright() as playwright:
            found = next(filter(None, map(shutil.which, ("chromium-headless-shell", "chromium", "chromium-browser"))))
            chromium = playwright.chromium.launch(executable_path=found, args=list(FLAGS))
            guide = GuideScene(app, db.session())
            for language in [only] if only else LANGUAGES:
                take(guide, chromium, language)
            chromium.close()
            db.engine.dispose()


def take(guide: GuideScene, chromium: Browser, language: str) -> None:
    """Take the pictures of one language."""
    words = guide.words(language)
    folder = PICTURES / language
    folder.mkdir(parents=True, exist_ok=True)
    WORDS.mkdir(exist_ok=True)
    for place in guide.places:
        shown = photographed(guide, chromium, place)
        (folder / f"{place.name}.png").write_bytes(shown)
        sys.stdout.write(f"{language}/{place.name}.png: {len(shown):,} bytes\n")
    text = json.dumps(words, ensure_ascii=False, indent=2, sort_keys=True)
    (WORDS / f"{language}.json").write_text(f"{text}\n", encoding="utf-8")


def photographed(guide: GuideScene, chromium: Browser, place: Place) -> bytes:
    """Return the picture of one place."""
    person = guide.scene.browser(place.who)

    def answer(route: Route) -> None:
        given = person.get(route.request.url.removeprefix(HERE))
        route.fulfill(status=given.status_code, body=given.data, headers={"Content-Type": given.content_type or ""})

    context = chromium.new_context(base_url=HERE, viewport={"width": WIDTH, "height": 800}, timezone_id="UTC", java_script_enabled=False)
    context.route("**/*", answer)
    page = context.new_page()
    page.goto(place.address)
    box = page.locator(f"#{place.element}").bounding_box()
    assert box is not None
    clip = {"x": 0.0, "y": box["y"], "width": float(WIDTH), "height": min(box["height"], float(TALLEST))}
    taken = page.screenshot(clip=clip, full_page=True)  # type: ignore[arg-type]  # a dict with these four keys
    context.close()
    smaller = io.BytesIO()
    Image.open(io.BytesIO(taken)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(smaller, "PNG", optimize=True)
    return smaller.getvalue()


if __name__ == "__main__":
    main()
