"""What people see when something cannot be done: the status, the sentence, what to do next, and what they had typed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask, Response, request
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm.exc import StaleDataError

from consensus.domain.errors import (
    CompositionError,
    DomainError,
    ForbiddenError,
    InvalidError,
    NotFoundError,
    Refusal,
    RefusedError,
    WrongStageError,
)
from consensus.web.addresses import LARGEST_ID
from consensus.web.errors import case_of
from consensus.web.security import LARGEST_REQUEST
from tests.people.place import Place
from tests.support.browsing import FROM_HERE, HTMX, Visitor, text_of

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)

TYPED = "Because the text forgets pastoralists."


@pytest.fixture
def fails(app: Flask) -> Callable[[Exception], Visitor]:
    """Return a visitor of an application in which ``/fails`` fails as it is told to."""
    app.config["TESTING"] = False

    def with_error(error: Exception) -> Visitor:
        def view() -> Response:
            raise error

        app.add_url_rule("/fails", view_func=view, methods=["GET", "POST"])
        return Visitor(app)

    return with_error


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (RefusedError(Refusal.NOT_ON_ROLL), 403),
        (RefusedError(Refusal.WINDOW_CLOSED), 409),
        (RefusedError(Refusal.STALE_VERSION), 409),
        (RefusedError(Refusal.ALREADY_DONE), 409),
        (WrongStageError(), 409),
        (RefusedError(Refusal.REASON_REQUIRED), 422),
        (ForbiddenError("Only the steward does this."), 403),
        (NotFoundError("There is no such body."), 404),
        (InvalidError("Write a name.", "name"), 422),
        (CompositionError("The roster breaks a rule.", ("At most 2 of one region: 3 now.",)), 422),
    ],
)
def test_each_kind_of_error_has_its_status(engine: str, error: DomainError, status: int) -> None:
    assert case_of(error).status == status


def test_every_refusal_has_a_case(engine: str) -> None:
    assert {case_of(RefusedError(code)).status for code in Refusal} == {403, 409, 422}


def test_a_page_says_what_happened_and_keeps_what_was_typed(fails: Callable[[Exception], Visitor]) -> None:
    answer = fails(RefusedError(Refusal.WINDOW_CLOSED)).post("/fails", {"reason": TYPED})
    text = text_of(answer)
    assert answer.status_code == 409
    assert "The window for this is over." in text
    assert "Open the page again" in text
    assert TYPED in text


def test_the_reasons_of_a_composition_are_listed(fails: Callable[[Exception], Visitor]) -> None:
    text = text_of(fails(CompositionError("It breaks a rule.", ("At most 2 of one region: 3 now.",))).post("/fails"))
    assert "<li>At most 2 of one region: 3 now.</li>" in text


def test_htmx_gets_the_sentence_alone_beside_the_form_as_it_stands(fails: Callable[[Exception], Visitor]) -> None:
    answer = fails(RefusedError(Refusal.NOT_ON_ROLL)).post("/fails", {"reason": TYPED}, headers=HTMX)
    assert answer.status_code == 403
    assert answer.headers["HX-Retarget"] == "#notices"
    assert "Only voices on the roll" in text_of(answer)
    assert "<html" not in text_of(answer)


def test_what_is_secret_is_not_shown_again(fails: Callable[[Exception], Visitor]) -> None:
    text = text_of(fails(ForbiddenError("No.")).post("/fails", {"password": "hush", "token": "psst", "name": "Ada"}))
    assert ("hush" in text, "psst" in text, "Ada" in text) == (False, False, True)


def test_what_was_typed_is_shown_as_text(fails: Callable[[Exception], Visitor]) -> None:
    assert "<b>bold</b>" not in text_of(fails(ForbiddenError("No.")).post("/fails", {"name": "<b>bold</b>"}))


@pytest.mark.parametrize("error", [StaleDataError(), IntegrityError("INSERT x", {}, Exception("UNIQUE constraint failed: x"))])
def test_a_change_at_the_same_moment_is_a_conflict(fails: Callable[[Exception], Visitor], error: Exception) -> None:
    answer = fails(error).post("/fails", {"reason": TYPED})
    assert answer.status_code == 409
    assert TYPED in text_of(answer)


def test_a_busy_database_says_so_and_when_to_come_back(fails: Callable[[Exception], Visitor]) -> None:
    answer = fails(OperationalError("UPDATE x", {}, Exception("database is locked"))).post("/fails", {"reason": TYPED})
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert TYPED in text_of(answer)


def test_a_fault_of_ours_says_so_without_its_inside(fails: Callable[[Exception], Visitor], caplog: pytest.LogCaptureFixture) -> None:
    answer = fails(RuntimeError("the inside")).post("/fails", {"reason": TYPED})
    assert answer.status_code == 500
    assert TYPED in text_of(answer)
    assert "the inside" not in text_of(answer)
    assert TYPED not in caplog.text


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [
        ("get", "/no-such-page", 404),
        ("get", "/sign-out", 405),
        # A number that no row can have is refused before it reaches the database, which would fail on it.
        ("get", f"/proposals/{LARGEST_ID + 1}", 404),
        ("get", f"/meetings/{'9' * 5_000}", 404),
    ],
)
def test_addresses_that_are_none(app: Flask, method: str, address: str, status: int) -> None:
    answer = getattr(app.test_client(), method)(address)
    assert answer.status_code == status
    assert "home page" in text_of(answer)


def test_what_is_too_large_is_refused(place: Place) -> None:
    visitor = place.as_steward()
    answer = visitor.post("/steward/import", {"content": "x" * (LARGEST_REQUEST + 1)})
    assert answer.status_code == 413
    assert "larger than 2 MB" in text_of(answer)


def test_an_expired_form_of_ours_can_be_sent_again(place: Place) -> None:
    visitor = place.as_steward()
    form = {"name": "Bea", "email": "bea@invented.example"}
    answer = visitor.client.post("/steward/people/invite", data=form, headers=FROM_HERE)
    assert answer.status_code == 400
    page = text_of(answer)
    assert "Send it again" in page
    assert 'name="csrf_token"' in page
    assert 'action="/steward/people/invite"' in page
    assert ">bea@invented.example</textarea>" in page


def test_a_form_from_another_site_is_not_offered_again_and_leaves_the_session_alone(place: Place) -> None:
    visitor = place.visitor()
    answer = visitor.client.post(
        "/account/gender", data={"gender": "W"}, headers={"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}
    )
    assert answer.status_code == 400
    assert "Another site" in text_of(answer)
    assert "Send it again" not in text_of(answer)
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(
    ("headers", "words"),
    [
        ({"Origin": "http://localhost"}, "Send it again"),
        ({"Referer": "http://localhost/account"}, "Send it again"),
        ({"Origin": "null"}, "Another site"),
        ({"Origin": "http://localhost.evil.example"}, "Another site"),
        ({}, "Another site"),
    ],
)
def test_an_older_browser_is_believed_by_its_origin(place: Place, headers: dict[str, str], words: str) -> None:
    answer = place.as_ada().client.post("/account/gender", data={"gender": "W"}, headers=headers)
    assert words in text_of(answer)


def test_a_visitors_form_is_kept_while_they_sign_in(place: Place) -> None:
    answer = place.visitor().post("/steward/people/invite", {"name": "Bea"})
    assert answer.status_code == 401
    assert "Sign in (opens in a new tab)" in text_of(answer)
    assert ">Bea</textarea>" in text_of(answer)


def test_htmx_leads_a_visitor_to_sign_in_with_the_whole_page(place: Place) -> None:
    answer = place.visitor().get("/account", headers=HTMX)
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (204, "/sign-in?next=/account")


def test_a_request_that_reads_takes_no_lock_and_one_that_writes_does(app: Flask) -> None:
    from consensus.db import _reading

    seen: dict[str, bool] = {}
    app.before_request(lambda: seen.update({request.method: _reading.get()}))
    for method in ("GET", "HEAD", "POST"):
        app.test_client().open("/sign-in", method=method)
    assert seen == {"GET": True, "HEAD": True, "POST": False} or seen == {"GET": True, "HEAD": True}
    assert _reading.get() is False
