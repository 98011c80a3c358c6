"""The pages that are measured, and the requests for them: signed in, and for a position with the token of the very page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote_plus, urlencode

from flask import Flask
from sqlalchemy import select

from consensus.db import db
from consensus.voting.models import Decision
from tests.bench.load import get, post
from tests.bench.network import Measured
from tests.bench.words import vocabulary
from tests.support.browsing import Visitor

READERS = 40
"""How many people open the page of the proposal in turn."""

_INPUT = re.compile(r'<input [^>]*name="(?P<name>csrf_token|version|seen_stage)"[^>]*value="(?P<value>[^"]*)"')


@dataclass(frozen=True)
class Page:
    """One page, and what a sentence calls it."""

    name: str
    title: str
    paths: tuple[str, ...]
    """Asked for in turn."""
    is_post: bool = False
    is_read_by_many: bool = False
    """Whether it is asked for by many readers in turn."""


def measured_pages(app: Flask, measured: Measured) -> tuple[Page, ...]:
    """Return what is measured; the first five are those that the aims speak of."""
    with app.app_context():
        number = db.session.scalars(select(Decision.number).order_by(Decision.id.desc()).limit(1)).one()
    proposal, deep = f"/proposals/{measured.proposal_id}", f"/proposals/{measured.deep_id}"
    common, rare, rarest = vocabulary()[20], vocabulary()[400], vocabulary()[4000]
    queries = (common, f"{common} {rare}", rare, f'"{rare}"', rarest, "water")
    return (
        Page("home", "home", ("/",)),
        Page("proposals", "a body's proposals", ("/bodies/BOARD/proposals",)),
        Page("proposal", "a proposal, 280 voices, 40 comments", (proposal,), is_read_by_many=True),
        Page("position", "taking a position", (f"{proposal}/take_position",), is_post=True),
        Page("search", "archive search", tuple(f"/archive?q={quote_plus(query)}" for query in queries)),
        Page("archive", "the archive's list", ("/archive",)),
        Page("deep", "a proposal, 60 versions in 4 languages, 1,000 comments", (deep,), is_read_by_many=True),
        Page(
            "changes",
            "what changed between two of 60 versions",
            tuple(f"{deep}/changes?from={each}&to={each + 9}" for each in range(1, 50, 4)),
        ),
        Page("comments", "50 of 1,000 comments", tuple(f"{deep}/comments?page={each}" for each in range(1, 21))),
        Page("decision", "a decision", (f"/archive/{number}",)),
    )


def signed_in(app: Flask, person_id: int) -> Visitor:
    """Return a visitor with a session of that person."""
    return Visitor(app).sign_in(person_id)


def cookie_of(visitor: Visitor) -> str:
    """Return the cookie that a browser would send."""
    cookie = visitor.client.get_cookie("consensus")
    if cookie is None:
        raise AssertionError("nobody is signed in")
    return f"consensus={cookie.value}"


def requests_for(app: Flask, measured: Measured, page: Page) -> list[bytes]:
    """Return the requests to send in turn."""
    if page.is_post:
        return [_position(app, measured, page, person_id) for person_id in measured.people]
    readers = measured.people[:: len(measured.people) // READERS] if page.is_read_by_many else (measured.reader_id,)
    return [get(path, cookie_of(signed_in(app, reader))) for reader in readers for path in page.paths]


def fields_of_position(visitor: Visitor, measured: Measured) -> dict[str, str]:
    """Return the form of the proposal's page as somebody sends it who agrees."""
    page = visitor.get(f"/proposals/{measured.proposal_id}").get_data(as_text=True)
    form = page[page.index('/take_position"') :]
    return {match["name"]: match["value"] for match in _INPUT.finditer(form[: form.index("</form>")])} | {"position": "support"}


def _position(app: Flask, measured: Measured, page: Page, person_id: int) -> bytes:
    visitor = signed_in(app, person_id)
    fields = fields_of_position(visitor, measured)
    return post(page.paths[0], cookie_of(visitor), urlencode(fields))


def plain_requests(page: Page, requests: Sequence[bytes]) -> list[bytes]:
    """Return the requests to the bare page of the same size; a form is sent as it is."""
    if not page.is_post:
        return [get(f"/{page.name}")]
    return [b"POST /%s HTTP/1.1\r\n%s" % (page.name.encode(), request.partition(b"\r\n")[2]) for request in requests]
