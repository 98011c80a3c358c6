"""One view for the page and for its fragment; one form for what was typed and for what an act found wrong with it."""

from __future__ import annotations

import pytest
from flask import Flask, request
from wtforms import StringField, TextAreaField

from consensus.domain.errors import CompositionError, ForbiddenError, InvalidError, Refusal, RefusedError
from consensus.web.forms import Form, attributes
from consensus.web.htmx import done, done_here, is_htmx
from tests.support.browsing import HTMX

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


class Objecting(Form):
    class Meta:
        csrf = False

    reason = TextAreaField("Reason")
    ground = StringField("Ground")


def raising(error: Exception) -> object:
    raise error


@pytest.mark.parametrize(
    ("error", "errors"),
    [
        (InvalidError("Say more.", "reason"), {"reason": ["Say more."]}),
        (InvalidError("Not now."), {"": ["Not now."]}),
        (InvalidError("No such field here.", "elsewhere"), {"": ["No such field here."]}),
        (CompositionError("It breaks a rule.", ("3 of 2.",)), {"": ["It breaks a rule.", "3 of 2."]}),
        (RefusedError(Refusal.REASON_REQUIRED), {"reason": [Refusal.REASON_REQUIRED.sentence]}),
        (RefusedError(Refusal.GROUND_REQUIRED), {"ground": [Refusal.GROUND_REQUIRED.sentence]}),
        (RefusedError(Refusal.LANGUAGE_MISSING), {"": [Refusal.LANGUAGE_MISSING.sentence]}),
    ],
)
def test_what_an_act_finds_wrong_stands_at_its_field_with_the_text_kept(app: Flask, error: Exception, errors: dict[str, list[str]]) -> None:
    with app.test_request_context("/", method="POST", data={"reason": "because"}):
        form = Objecting()
        assert form.sent()
        assert not form.carries_out(lambda: raising(error))
        assert (dict(form.errors), form.answer_status, form.text("reason")) == (errors, 422, "because")


@pytest.mark.parametrize("error", [RefusedError(Refusal.WINDOW_CLOSED), ForbiddenError("No.")])
def test_what_no_other_input_would_change_goes_on(app: Flask, error: Exception) -> None:
    with app.test_request_context("/", method="POST"), pytest.raises(type(error)):
        Objecting().carries_out(lambda: raising(error))


def test_what_an_act_returns_stands_in_the_form(app: Flask) -> None:
    with app.test_request_context("/", method="POST"):
        form = Objecting()
        assert form.carries_out(lambda: 7)
        assert (form.result, form.answer_status) == (7, 200)


def test_a_field_is_tied_to_its_help_and_its_errors(app: Flask) -> None:
    with app.test_request_context("/", method="POST"):
        form = Objecting()
        assert attributes(form.reason) == {}
        form.add_error("reason", "Say why.")
        assert attributes(form.reason, "In your words.", rows=4) == {
            "rows": 4,
            "aria-describedby": "reason-help reason-error",
            "aria-invalid": "true",
        }


@pytest.mark.parametrize(
    ("headers", "fragment"),
    [
        ({}, False),
        (HTMX, True),
        (HTMX | {"HX-Boosted": "true"}, False),
        (HTMX | {"HX-History-Restore-Request": "true"}, False),
    ],
)
def test_htmx_wants_a_fragment_unless_it_says_otherwise(app: Flask, headers: dict[str, str], *, fragment: bool) -> None:
    with app.test_request_context("/", headers=headers):
        assert is_htmx() is fragment


def test_a_message_arrives_with_the_fragment_in_the_region_for_notices(app: Flask) -> None:
    app.add_url_rule("/here", view_func=lambda: done_here("/there", "people/_mandates.html", message="Saved."), methods=["POST"])
    app.config["WTF_CSRF_ENABLED"] = False
    answer = app.test_client().post("/here", headers=HTMX)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert '<div id="notices" hx-swap-oob="innerHTML">' in text
    assert text.count("Saved.") == 1


def test_without_htmx_the_way_leads_to_the_page(app: Flask) -> None:
    with app.test_request_context("/here", method="POST"):
        answer = done_here("/there", "_notices.html")
        assert (answer.status_code, answer.location) == (303, "/there")


def test_htmx_is_never_redirected(app: Flask) -> None:
    with app.test_request_context("/here", method="POST", headers=HTMX):
        answer = done("/there")
        assert (answer.status_code, answer.headers["HX-Redirect"], request.method) == (204, "/there", "POST")
