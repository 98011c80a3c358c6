"""Pages that say no are for everybody, too: what stands there when an address, a form or the program fails, and wrong forms."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from flask import Flask
from playwright.sync_api import Page
from sqlalchemy import update
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from consensus.people.attempts import count_attempt, limit_of
from consensus.people.commands.doors import PER_ADDRESS
from consensus.people.models import Person
from consensus.web.security import LARGEST_REQUEST
from tests.pages.scene import Person as Browsing
from tests.pages.scene import Scene
from tests.pages.test_every_page import LOOKS, SMALL, barriers
from tests.support.browser import OpenPage
from tests.support.browsing import FROM_HERE

pytestmark = [pytest.mark.browser, pytest.mark.parametrize("engine", ["sqlite"], indirect=True)]

SENT_EMPTY = {
    "Sam": (
        *("/steward/people/invite", "/steward/members/new", "/steward/bodies/new", "/steward/auditors", "/steward/retention/hold"),
        *("/steward/webhooks/new", "/account/settings"),
    ),
    "Femi": ("/bodies/WATER/proposals/new", "/proposals/1/raise_objection"),
}
"""Forms that are sent with nothing in them."""


def errors(scene: Scene, language: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[int, TestResponse]]:
    """Give a page of each kind of error, and the status that it should have."""
    spoken = {"Accept-Language": language}
    vera, sam, visitor = scene.browser("Vera"), scene.browser("Sam"), scene.browser(None)
    said = {"text": "Because of the floods.", "note": "<b>Spring</b>"}
    yield 404, vera.get("/nowhere")
    yield 404, visitor.get("/proposals/9999", headers=spoken)
    yield 403, vera.get("/steward/members")
    yield 405, vera.get("/sign-out")
    yield 413, sam.post("/steward/import", {"content": "x" * (LARGEST_REQUEST + 1)})
    yield 400, _without_token(vera, said)
    yield 401, visitor.post("/proposals/1/comment", said, headers=spoken)
    yield 429, _tries_too_often(scene, visitor, spoken)
    monkeypatch.setitem(scene.app.config, "TESTING", False)
    monkeypatch.setitem(scene.app.view_functions, "pages.about", _fails)
    yield 500, vera.get("/about")


def _fails() -> str:
    raise RuntimeError


def _without_token(person: Browsing, said: dict[str, str]) -> TestResponse:
    person.scene.session.rollback()
    return person.client.post("/proposals/1/comment", data=said, headers=FROM_HERE)


def _tries_too_often(scene: Scene, visitor: Browsing, spoken: dict[str, str]) -> TestResponse:
    email = "vera@invented.example"
    for _ in range(PER_ADDRESS):
        count_attempt(scene.session, (limit_of("address", email, PER_ADDRESS),), scene.now)
    scene.session.commit()
    return visitor.post("/sign-in", {"email": email, "password": "stone"}, headers=spoken)


@pytest.mark.parametrize("language", LOOKS)
def test_where_a_page_says_no_it_is_for_everybody(
    app: Flask, session: Session, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    scene = Scene(app, session)
    scene.in_objection()
    scene.now = datetime.now(UTC)
    session.execute(update(Person).values(language=language))
    session.commit()
    page = open_page(**LOOKS[language], viewport={"width": SMALL, "height": 800}, service_workers="block", complains=False)
    found: list[tuple[str, object]] = []
    for name, addresses in SENT_EMPTY.items():
        person = scene.browser(name)
        for address in addresses:
            found += [(address, wrong) for wrong in _barriers_of(page, person.post(address, {}), language, 422)]
            if page.locator("main .summary[role=alert]").count() != 1:
                found.append((address, "says nowhere what is wrong"))
    for status, answer in errors(scene, language, monkeypatch):
        found += [(str(status), wrong) for wrong in _barriers_of(page, answer, language, status)]
    assert found == []


def _barriers_of(page: Page, answer: TestResponse, language: str, status: int) -> list[object]:
    """Return what keeps somebody out of a page that was answered already."""
    headers = {"Content-Type": answer.content_type, "Content-Security-Policy": answer.headers["Content-Security-Policy"]}
    page.route("**/said-no", lambda route: route.fulfill(status=answer.status_code, body=answer.data, headers=headers))
    found = barriers(page, "/said-no", language, status)
    page.unroute("**/said-no")
    return found
