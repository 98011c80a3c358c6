"""A page that is still as the browser last had it is not sent again; one that differs in anything is."""

from __future__ import annotations

import gzip

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.people.place import Place
from tests.support.browsing import HTMX, Visitor, text_of

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)

ACCOUNT = "/account"


def again(visitor: Visitor, address: str, first: TestResponse) -> TestResponse:
    """Open a page that the browser kept."""
    return visitor.get(address, headers={"If-None-Match": first.headers["ETag"], "Accept-Encoding": "gzip"})


def test_a_page_that_has_not_changed_is_not_sent_again(place: Place) -> None:
    visitor = place.as_steward()
    second = again(visitor, ACCOUNT, visitor.get(ACCOUNT))
    assert second.status_code == 304
    assert second.data == b""


def test_what_a_page_may_not_do_is_said_with_each_answer(place: Place) -> None:
    visitor = place.as_steward()
    second = again(visitor, ACCOUNT, visitor.get(ACCOUNT))
    assert "frame-ancestors 'none'" in second.headers["Content-Security-Policy"]
    assert second.headers["Cache-Control"] == "private, no-cache"


def test_a_page_that_says_something_else_is_sent(place: Place) -> None:
    visitor = place.as_steward()
    first = visitor.get(ACCOUNT)
    visitor.post("/account/settings", {"name": "Somebody Else", "timezone": "UTC", "language": "en"}, follow_redirects=True)
    assert again(visitor, ACCOUNT, first).status_code == 200


def test_a_page_that_was_kept_can_still_be_sent_from(place: Place) -> None:
    visitor = place.as_steward()
    kept = visitor.get(ACCOUNT)
    token = text_of(kept).partition('name="csrf_token" value="')[2].partition('"')[0]
    assert again(visitor, ACCOUNT, kept).status_code == 304
    assert visitor.client.post("/sign-out", data={"csrf_token": token}).status_code == 303


def test_another_session_gets_a_page_of_its_own(place: Place) -> None:
    first = place.as_steward().get(ACCOUNT)
    assert again(place.as_steward(), ACCOUNT, first).status_code == 200


def test_whoever_signed_out_is_not_shown_what_was_kept(place: Place) -> None:
    visitor = place.as_steward()
    first = visitor.get(ACCOUNT)
    visitor.post("/sign-out")
    assert again(visitor, ACCOUNT, first).status_code != 304


def test_a_fragment_is_not_taken_for_the_page(app: Flask) -> None:
    answer = Visitor(app).get("/sign-in", headers=HTMX)
    assert "HX-Request" in answer.vary


def test_a_message_is_not_kept_from_whom_it_is_for(place: Place) -> None:
    visitor = place.as_steward()
    first = visitor.get(ACCOUNT)
    with visitor.client.session_transaction() as session:
        session["_flashes"] = [("message", "Something was done.")]
    assert "Something was done." in gzip.decompress(again(visitor, ACCOUNT, first).data).decode()
