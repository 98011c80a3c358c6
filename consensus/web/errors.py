"""What people see when something cannot be done: one table from error to status and words.

Every answer says what happened, why, and what to do next, and shows again what was typed. htmx gets the sentence alone,
which lands in the page's region for notices, so that the form and what stands in it stay as they are.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from dataclasses import dataclass

from flask import Flask, Response, make_response, redirect, render_template, request, url_for
from flask_wtf.csrf import CSRFError, generate_csrf
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException, InternalServerError, Unauthorized

from consensus.domain.errors import (
    CompositionError,
    DomainError,
    ForbiddenError,
    InvalidError,
    NotFoundError,
    Refusal,
    RefusedError,
)
from consensus.domain.speech import _
from consensus.web.htmx import is_htmx
from consensus.web.sending import KEY_FIELD
from consensus.web.session import current_person

log = logging.getLogger("consensus.web")


@dataclass(frozen=True, slots=True)
class Case:
    """How one kind of error is answered."""

    status: int
    title: str
    sentence: str | None
    """What happened and why; None: the error's own sentence."""
    advice: str


# fmt: off
DOMAIN: tuple[tuple[type[DomainError], Case], ...] = (
    (RefusedError,     Case(403, _("This cannot be done"),       None, _("Nothing was changed."))),
    (ForbiddenError,   Case(403, _("This is not open to you"),   None, _("If you think it should be, ask the steward of the network."))),
    (NotFoundError,    Case(404, _("There is nothing here"),     None, _("Check the address, or start from the home page."))),
    (CompositionError, Case(422, _("The rules of the body do not allow this"), None, _("Nothing was changed. Choose otherwise and send it again."))),
    (InvalidError,     Case(422, _("Something needs to be corrected"), None, _("Nothing was changed. Correct it and send it again."))),
)

OUTDATED = Case(409, _("Things have moved on"), None, _("Open the page again to see how things stand now."))

OUTDATED_REFUSALS = frozenset({
    Refusal.WRONG_STAGE, Refusal.WINDOW_CLOSED, Refusal.STALE_VERSION, Refusal.ALREADY_DONE, Refusal.TOO_LATE, Refusal.EXTENSION_USED,
    Refusal.SENSE_CHECK_OPEN, Refusal.NO_SENSE_CHECK, Refusal.HEARING_PLANNED, Refusal.NO_HEARING,
})
"""Refusals because the page that somebody acted on no longer shows how things stand."""

FORM_REFUSALS = frozenset({
    Refusal.REASON_REQUIRED, Refusal.GROUND_REQUIRED, Refusal.TOO_LONG, Refusal.UNKNOWN_POSITION, Refusal.LANGUAGE_MISSING,
    Refusal.UNKNOWN_GRADIENT, Refusal.PLACE_REQUIRED,
})
"""Refusals because of what was sent."""

HTTP: dict[int, Case] = {
    400: Case(400, _("This could not be read"),        _("What your browser sent is not what this page expects."), _("Go back, open the page again, and send it once more.")),
    401: Case(401, _("Please sign in"),                _("You are not signed in, or your session has ended."), _("Nothing was changed, and what you typed is still there: sign in, then send it once more.")),
    404: Case(404, _("There is nothing here"),         _("No page has this address. It may have been mistyped."), _("Check the address, or start from the home page.")),
    405: Case(405, _("This address takes no such request"), _("The page was opened in a way that it does not offer."), _("Start from the home page.")),
    413: Case(413, _("This is too large"),             _("What you sent is larger than 2 MB, so it was not read."), _("Send it in smaller parts.")),
    429: Case(429, _("Too many attempts"),             _("There were too many attempts in a short time."), _("Wait a quarter of an hour, then try again.")),
}

EXPIRED = Case(400, _("Please send this again"), _("This form was opened in an earlier session, so it could not be taken as yours."), _("Nothing was changed, and what you typed is still there: send it once more."))
FORGED = Case(400, _("This was not sent from here"), _("Another site asked your browser to send this."), _("Nothing was changed. If you did not mean to do anything here, you can close this page."))
CHANGED_MEANWHILE = Case(409, _("Things have moved on"), _("Somebody else changed this at the same moment."), _("Nothing of yours was changed. Open the page again, look, and send it once more."))
BUSY = Case(503, _("Too busy at this moment"), _("Many people are acting at once, and the database could not take this in time."), _("Nothing was changed. Wait a few seconds and try again."))
BROKEN = Case(500, _("Something went wrong here"), _("This is a fault of the program, not of yours. It has been noted in the log."), _("Nothing was changed. Try again later; if it happens again, tell whoever runs this site."))
# fmt: on

RETRY_SECONDS = "5"

FIELDS = {
    "reason": _("Reason"),
    "text": _("Text"),
    "question": _("Question"),
    "title": _("Title"),
    "name": _("Name"),
    "email": _("Email"),
    "note": _("Note"),
    "ground": _("Ground"),
    "remedy": _("Remedy"),
    "whom": _("Whom"),
    "passage": _("Passage"),
    "amendment": _("Amendment"),
    "position": _("Position"),
    "voice": _("Voice"),
    "language": _("Language"),
    "body": _("Body"),
    "member": _("Member"),
    "person": _("Person"),
    "kind": _("Kind"),
    "region": _("Region"),
    "country": _("Country"),
    "status": _("Status"),
    "content": _("Content"),
    "words": _("Words"),
    "place": _("Place"),
    "day": _("Day"),
    "until": _("Until"),
    "answer": _("Answer"),
    "statement": _("Statement"),
    "task": _("Task"),
}
"""What fields are called whose words are shown again; another is called by its name in the form."""

SECRET_WORDS = ("password", "token", "secret")
"""A field whose name holds one of these is never shown again."""


def register(app: Flask, *, roll_back: Callable[[], None], elsewhere: Callable[[Exception], Response | None] = lambda _error: None) -> None:
    """Answer every error; ``roll_back`` frees the database session for the page that says what happened.

    :param elsewhere: the answer of a part of the application whose errors are no pages; ``None`` for what is none of its own.
    """

    def answers(kind: type[Exception] | int, answer: Callable[..., Response]) -> None:
        def handle(error: Exception) -> Response:
            roll_back()
            return elsewhere(error) or answer(error)

        app.register_error_handler(kind, handle)

    answers(DomainError, _of_domain)
    answers(CSRFError, _of_token)
    answers(Unauthorized, _of_visitor)
    answers(StaleDataError, lambda _error: _page(CHANGED_MEANWHILE))
    answers(IntegrityError, _of_constraint)
    answers(OperationalError, _of_database)
    answers(HTTPException, _of_http)
    answers(InternalServerError, _of_fault)


def kept_fields() -> list[tuple[str, str]]:
    """Return the names and values that were posted, but for secrets, so that nothing typed is lost."""
    if request.method != "POST":
        return []
    try:
        sent = list(request.form.lists())
    except HTTPException:  # too large, or not a form: it cannot be read a second time either
        return []
    shown = [
        name for name, _values in sent if name not in {"csrf_token", "next", KEY_FIELD} and not any(word in name for word in SECRET_WORDS)
    ]
    return [(name, value) for name, values in sent if name in shown for value in values]


def case_of(error: DomainError) -> Case:
    """Return how ``error`` is answered."""
    if isinstance(error, RefusedError):
        if error.code in OUTDATED_REFUSALS:
            return OUTDATED
        if error.code in FORM_REFUSALS:
            return next(case for kind, case in DOMAIN if kind is InvalidError)
    return next((case for kind, case in DOMAIN if isinstance(error, kind)), DOMAIN[-1][1])


def _of_domain(error: DomainError) -> Response:
    return _page(case_of(error), sentence=str(error), reasons=getattr(error, "reasons", ()))


def _of_token(_error: CSRFError) -> Response:
    """Answer a form without a valid token: its session ended, or another site sent it.

    Threat: a page that offered to send a stranger's form again would lend our name to it. Browsers say where a form
    comes from; only one of our own is offered again. A cookie is not touched either for a form from elsewhere.
    """
    if not _is_from_here():
        return _page(FORGED, kept=False)
    answer = _page(EXPIRED, resend=True)
    if is_htmx():
        # consensus.js puts the new token into the forms of the page, where what was typed still stands.
        answer.headers["HX-Trigger"] = json.dumps({"consensus:token": generate_csrf()})
    return answer


def _is_from_here() -> bool:
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("Origin") or request.headers.get("Referer")
    return origin is not None and (origin + "/").startswith(request.host_url)


def _of_visitor(_error: Unauthorized) -> Response:
    """Lead a visitor to sign in and back; a form that was sent is shown again instead."""
    if request.method in {"GET", "HEAD"}:
        back = request.full_path.rstrip("?")
        address = url_for("people.sign_in", next=back)
        if is_htmx():
            return Response(status=204, headers={"HX-Redirect": address})
        return make_response(redirect(address, 303))
    return _page(HTTP[401], resend=True)


def _of_http(error: HTTPException) -> Response:
    if error.response is not None or (error.code or 500) < 400:
        return make_response(error.get_response())
    answer = _page(HTTP.get(error.code or 400, HTTP[400]))
    answer.status_code = error.code or 400
    for name, value in error.get_headers():
        if name in {"Allow", "Retry-After"}:
            answer.headers[name] = value
    return answer


def _of_constraint(error: IntegrityError) -> Response:
    """Answer for a constraint that refused what the rules allowed a moment before: somebody else was faster."""
    log.error(
        "refused by the database: %s", getattr(getattr(error.orig, "diag", None), "constraint_name", None) or type(error.orig).__name__
    )
    return _page(CHANGED_MEANWHILE)


def _of_database(error: OperationalError) -> Response:
    log.error("database busy or away: %s", type(error.orig).__name__)
    answer = _bare(BUSY)
    answer.headers["Retry-After"] = RETRY_SECONDS
    return answer


def _of_fault(_error: InternalServerError) -> Response:
    return _bare(BROKEN)


def _page(case: Case, *, sentence: str | None = None, reasons: tuple[str, ...] = (), kept: bool = True, resend: bool = False) -> Response:
    values = {
        "case": case,
        "sentence": sentence or case.sentence,
        "reasons": reasons,
        "kept": kept_fields() if kept else [],
        "called": FIELDS,
        "resend": resend,
        "back": _back(),
    }
    if is_htmx():
        answer = make_response(render_template("errors/_notice.html", **values), case.status)
        answer.headers["HX-Retarget"] = "#notices"
        answer.headers["HX-Reswap"] = "innerHTML show:#notices:top"
        return answer
    values["is_signed_in"] = resend and current_person() is not None
    # What is there, and open to others, may be open to whoever signs in; an address that leads nowhere is open to nobody.
    values["leads_in"] = case.status == HTTP[404].status and sentence is not None and request.method == "GET" and current_person() is None
    return make_response(render_template("errors/page.html", **values), case.status)


def _bare(case: Case) -> Response:
    """Answer without the database and without the layout, either of which may be what failed."""
    kept = kept_fields()
    template = "errors/_notice.html" if is_htmx() else "errors/bare.html"
    values = {"case": case, "sentence": case.sentence, "reasons": (), "kept": kept, "called": FIELDS, "resend": False, "back": None}
    answer = make_response(render_template(template, **values), case.status)
    if is_htmx():
        answer.headers["HX-Retarget"] = "#notices"
        answer.headers["HX-Reswap"] = "innerHTML show:#notices:top"
    return answer


def _back() -> str | None:
    """Return the page that was acted on, if the browser names it and it is one of ours."""
    referrer = request.referrer or ""
    return referrer if referrer.startswith(request.host_url) and referrer != request.url else None
