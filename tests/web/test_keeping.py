"""What a reader's device may keep for when there is no line, and for whom. The keeping itself is shown in tests/browser/test_line.py."""

from __future__ import annotations

import json

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from consensus.domain.terms import Attribution
from consensus.voting import commands as voting
from consensus.web.keeping import FOR, KEEP, NOBODY
from tests.pages.scene import Scene
from tests.people.place import Place
from tests.support.browsing import HTMX, Visitor, text_of

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


def kept(answer: TestResponse) -> bool:
    return answer.headers.get(KEEP) == "yes"


def test_a_visitor_keeps_nothing(app: Flask) -> None:
    answer = app.test_client().get("/about")
    assert (answer.headers[FOR], kept(answer)) == (NOBODY, False)


def test_a_page_for_reading_is_kept_under_a_name_that_no_other_session_has(place: Place) -> None:
    first, again, other = place.as_ada(), place.as_ada(), place.as_steward()
    names = [visitor.get("/bodies").headers[FOR] for visitor in (first, other)]
    assert kept(first.get("/bodies"))
    assert first.get("/").headers[FOR] == names[0] != names[1]
    with again.client.session_transaction() as session:
        session["signed_in_at"] = "2026-03-02T12:00:01+00:00"
    assert again.get("/").headers[FOR] != names[0]


@pytest.mark.parametrize(
    "address",
    [
        *("/account", "/account/acts", "/steward/people", "/steward/auditors", "/steward/people/1", "/archive/sealed", "/new-password"),
        *("/archive?q=torture", "/archive/check", "/sign-in", "/nowhere"),
    ],
)
def test_what_is_nobody_elses_business_is_not_kept(place: Place, address: str) -> None:
    assert not kept(place.as_steward().get(address))


def test_a_part_of_a_page_is_not_kept_for_the_page(place: Place) -> None:
    assert not kept(place.as_ada().get("/bodies", headers=HTMX))


def test_a_proposal_is_kept_until_it_shows_what_is_sealed(scene: Scene) -> None:
    proposal_id = scene.in_consensus()
    scene.says("Vera", proposal_id, "stand_aside", "We have no people for it.")
    address = f"/proposals/{proposal_id}"
    assert kept(scene.browser("Owen").get(address))
    said = {"position": "stand_aside", "reason": "Armed men watch the road.", "attribution": Attribution.SEALED}
    scene.do("Ines", voting.take_position, proposal_id, **said)
    for page in (address, f"{address}/objections"):
        assert not kept(scene.browser("Owen").get(page))


def test_whoever_wants_nothing_kept_on_a_device_is_heard_on_that_device_alone(place: Place) -> None:
    here, elsewhere = place.as_ada(), place.as_ada()
    answer = here.post("/account/device", {"keeps_pages": "no"})
    assert (answer.status_code, answer.headers["Clear-Site-Data"]) == (303, '"cache"')
    page = here.get("/bodies")
    assert (page.headers[FOR], kept(page), "data-keeps" in text_of(page)) == (NOBODY, False, False)
    assert kept(elsewhere.get("/bodies"))
    here.post("/account/device", {"keeps_pages": "yes"})
    assert kept(here.get("/bodies"))


def test_signing_out_clears_what_was_kept(place: Place) -> None:
    assert place.as_ada().post("/sign-out").headers["Clear-Site-Data"] == '"cache", "storage"'


def test_single_keys_can_be_turned_off_and_on_without_signing_in(app: Flask, place: Place) -> None:
    visitor = Visitor(app)
    assert 'data-keys="yes"' in text_of(visitor.get("/sign-in"))
    visitor.post("/keys", {"takes_keys": "no"})
    assert "data-keys" not in text_of(visitor.get("/sign-in"))
    assert "Single keys do nothing on this device." in text_of(visitor.get("/keys"))
    visitor.post("/keys", {"takes_keys": "yes"})
    assert 'data-keys="yes"' in text_of(visitor.get("/sign-in"))


def test_what_answers_without_a_line_stands_at_the_root_and_may_ask_this_site_alone(app: Flask) -> None:
    answer = app.test_client().get("/sw.js")
    assert answer.content_type == "text/javascript; charset=utf-8"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; connect-src 'self'"
    assert "immutable" not in answer.headers["Cache-Control"]


def test_a_device_is_offered_the_site_under_the_name_of_the_network(place: Place) -> None:
    answer = place.visitor().get("/manifest.webmanifest")
    told = json.loads(answer.data)
    assert (answer.mimetype, told["name"], told["scope"]) == ("application/manifest+json", "The invented network", "/")
    icons = [place.visitor().get(icon["src"]) for icon in told["icons"]]
    assert [icon.mimetype for icon in icons] == ["image/svg+xml", "image/png", "image/png"]
    assert '<link rel="manifest" href="/manifest.webmanifest">' in text_of(place.visitor().get("/sign-in"))
