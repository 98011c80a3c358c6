"""The pictures of every page are there: whoever adds a page takes them anew, by ``make gallery``."""

from __future__ import annotations

import re

from flask import Flask

from tests.gallery import LOOKS, PLACE
from tests.pages.test_every_page import NOT_HERE, not_reached

SHOWN = re.compile(r"^`(/[^`]*)`\n\n(.*)$", re.MULTILINE)
PICTURE = re.compile(r'src="([^"]+)"')


def test_each_page_is_shown_in_the_light_in_the_dark_and_in_arabic(app: Flask) -> None:
    shown = SHOWN.findall((PLACE / "README.md").read_text("utf-8"))
    pages = not_reached(app, []) - NOT_HERE
    wanted = {rule.rule for rule in app.url_map.iter_rules() if rule.endpoint in pages and "GET" in (rule.methods or set())}
    assert sorted(wanted - {address for address, _pictures in shown}) == [], "These have no picture: run make gallery."
    for address, pictures in shown:
        names = PICTURE.findall(pictures)
        assert [name.rpartition("-")[2] for name in names] == [f"{look}.webp" for look in LOOKS], address
        assert [name for name in names if not (PLACE / name).is_file()] == [], address


def test_the_pictures_stay_small() -> None:
    assert sum(each.stat().st_size for each in PLACE.iterdir()) < 8_000_000
