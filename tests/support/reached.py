"""Every page that can be reached: by its links, from the first pages, by each kind of reader, one address of each kind of page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from html import unescape
from typing import Protocol
from urllib.parse import urlsplit

from flask import Flask
from werkzeug.exceptions import HTTPException
from werkzeug.test import TestResponse

_LINK = re.compile(r'<a\b[^>]*?\bhref="([^"#]+)')
_STAGE = re.compile(r'aria-current="step">.*?class="rail__name">([^<]+)<', re.DOTALL)
_LED_ELSEWHERE = {"choose_language", "people.sign_out"}

FOR_EACH_READER = {"pages.home", "pages.proposal", "bodies.show", "elections.show", "meetings.show"}
"""Pages on which each kind of reader finds something else."""

OPENED = 2
"""How many addresses of a kind are opened at most, to look for links."""

PROPOSALS = 12
"""How many pages of proposals are opened at most: which acts are open differs with each."""


class Reader(Protocol):
    """Opens pages."""

    def get(self, address: str) -> TestResponse:
        """Open one."""


@dataclass(frozen=True)
class Reached:
    """A page, and who reached it. ``name`` is the same in every network that has such a page."""

    name: str
    endpoint: str
    reader: str
    address: str
    is_first: bool
    """Whether no reader before reached a page of this kind."""


def every_page(app: Flask, readers: Mapping[str, Reader], first: Iterable[str]) -> Iterator[Reached]:
    """Give each kind of page once; a few once for each reader, and a proposal's once for each stage as well."""
    known: set[str] = set()
    first = tuple(first)
    for reader, browser in readers.items():
        yield from _reached_by(app, reader, browser, first, known)


def _reached_by(app: Flask, reader: str, browser: Reader, first: Iterable[str], known: set[str]) -> Iterator[Reached]:
    waiting, seen, opened, before = list(first), set(first), Counter[str](), frozenset(known)
    while waiting:
        address = waiting.pop(0)
        endpoint, kind = _kind_of(app, address)
        opened[kind] += 1
        is_known = endpoint not in FOR_EACH_READER and kind in before and address not in first
        if is_known or endpoint in _LED_ELSEWHERE or opened[kind] > (PROPOSALS if endpoint == "pages.proposal" else OPENED):
            continue
        answer = browser.get(address)
        if answer.status_code != 200 or answer.mimetype != "text/html":
            continue
        shown = answer.get_data(as_text=True)
        plain = _name(kind, shown)
        name = f"{plain}-{reader.lower()}" if endpoint in FOR_EACH_READER else plain
        if name not in known:
            is_first = plain not in known
            known |= {plain, name, kind}
            yield Reached(name, endpoint, reader, address, is_first)
        for link in map(unescape, _LINK.findall(shown)):
            if link.startswith("/") and link not in seen:
                seen.add(link)
                waiting.append(link)


def _kind_of(app: Flask, address: str) -> tuple[str, str]:
    try:
        endpoint, values = app.url_map.bind("127.0.0.1").match(urlsplit(address).path)
    except HTTPException:
        return "none", "none"
    return endpoint, f"{endpoint}.{values['name']}" if endpoint == "pages.act" else endpoint


def _name(kind: str, shown: str) -> str:
    stage = _STAGE.search(shown) if kind == "pages.proposal" else None
    parts = [kind, *([stage[1].lower().replace(" ", "-")] if stage else [])]
    return "-".join(parts).replace(".", "-").replace("_", "-")
