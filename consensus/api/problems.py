"""What the interface answers when something cannot be done. Source: RFC 9457, problem details.

Which error has which status is said by the table of pages (``consensus/web/errors.py``); here it gets its code, and its form.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from flask import Response, current_app, request
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException

from consensus.api.kinds import COUNT, WORDS, Integer, OneOf
from consensus.api.operations import BASE
from consensus.api.records import Many, Maybe, Record, field_of, optional
from consensus.domain.errors import (
    CompositionError,
    DomainError,
    ForbiddenError,
    InvalidError,
    NotFoundError,
    OverdueError,
    Refusal,
    RefusedError,
)
from consensus.domain.speech import _
from consensus.domain.terms import Stage
from consensus.web.errors import BROKEN, BUSY, CHANGED_MEANWHILE, HTTP, OUTDATED, RETRY_SECONDS, Case, case_of
from consensus.web.forms import FIELD_OF_REFUSAL
from consensus.web.languages import reader_language

MEDIA_TYPE = "application/problem+json"
SCHEME = 'Bearer realm="consensus"'

# fmt: off
OTHERS: dict[str, tuple[int, str]] = {
    "malformed":            (400, _("What was sent cannot be read as JSON.")),
    "token_in_address":     (400, _("A token stands in the address, where others may see it. Send it in the header Authorization, and revoke this one.")),
    "token_missing":        (401, _("This needs a token. Make one on your account, and send it in the header Authorization.")),
    "token_invalid":        (401, _("This token is not good: it was revoked, its time is over, or its person may no longer sign in.")),
    "scope_missing":        (403, _("This token was not made for this. Make one that may do it on your account.")),
    "forbidden":            (403, _("This is not open to you.")),
    "not_found":            (404, _("There is nothing here, or it is not open to you.")),
    "method_not_allowed":   (405, _("This address takes no such request. The header Allow says which it takes.")),
    "not_acceptable":       (406, _("This interface answers with JSON, and nothing else was asked for.")),
    "overdue":              (409, _("The proposal is about to move on by itself. Look at it again, then repeat what you did.")),
    "changed_meanwhile":    (409, _("Somebody else changed this at the same moment. Nothing of yours was changed; look, and send it once more.")),
    "precondition_failed":  (412, _("It has changed since you read it. Nothing of yours was changed; read it again, then decide.")),
    "too_large":            (413, _("What you sent is larger than 2 MB, so it was not read.")),
    "media_type":           (415, _("What is sent must be JSON, and say so: Content-Type: application/json.")),
    "invalid":              (422, _("Something in what was sent needs to be corrected.")),
    "composition":          (422, _("The rules of the body do not allow this.")),
    "key_reused":           (422, _("Something else was sent under this Idempotency-Key before. Choose another key for another act.")),
    "too_many_requests":    (429, _("Too many requests were sent in this minute. Wait as long as Retry-After says.")),
    "broken":               (500, _("This is a fault of the program, not of yours. It has been noted in the log.")),
    "busy":                 (503, _("Many people are acting at once, and the database could not take this in time. Nothing was changed; try again.")),
}
"""Problems that no rule of process.md has a code for: code, status, sentence."""
# fmt: on


class ProblemError(Exception):
    """Something that only the interface finds wrong."""

    def __init__(
        self,
        code: str,
        *,
        errors: Sequence[tuple[str, str]] = (),
        headers: Mapping[str, str] | None = None,
        current: Current | None = None,
    ) -> None:
        self.code, self.errors, self.headers, self.current = code, tuple(errors), dict(headers or {}), current
        super().__init__(code)


class MovedOnError(ProblemError):
    """A refusal of somebody who has not seen the newest, with what the newest is."""

    def __init__(self, refused: RefusedError, current: Current | None) -> None:
        self.refused = refused
        super().__init__(refused.code.value, current=current)


@dataclass(frozen=True, slots=True)
class Current:
    """What a thing is like now, in short."""

    address: str
    etag: str | None
    version: int | None
    stage: str | None


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem, ready to be sent."""

    code: str
    status: int
    detail: str
    errors: tuple[tuple[str, str], ...] = ()
    reasons: tuple[str, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    current: Current | None = None


WRONG_FIELD = Record(
    "WrongField",
    "What is wrong with one thing that was sent.",
    {
        "at": field_of(WORDS, lambda each: each[0], "A JSON pointer into the body, or the name of a parameter of the address."),
        "detail": field_of(WORDS, lambda each: each[1], "A sentence, in the language of the answer."),
    },
)
CURRENT = Record(
    "Current",
    "What the thing is like now, for a program that has seen an earlier state of it: read it again, then decide.",
    {
        "address": field_of(WORDS, "address", "Where it is read."),
        "etag": field_of(Maybe(WORDS), "etag", "For If-Match, as that address gives it now; null for a reader who gets none there."),
        "version": field_of(Maybe(COUNT), "version", "Of the text, where it is a proposal."),
        "stage": field_of(Maybe(OneOf(Stage)), "stage", "Where it is a proposal."),
    },
)
PROBLEM = Record(
    "Problem",
    "Why something could not be done. Source: RFC 9457.",
    {
        "type": field_of(WORDS, "type", "The address of the list of problems, with the code behind the number sign."),
        "title": field_of(WORDS, "title", "What kind of problem it is, in the language of the answer."),
        "status": field_of(Integer(400, 599), "status"),
        "detail": field_of(WORDS, "detail", "What happened and what to do next, in the language of the answer."),
        "code": field_of(WORDS, "code", "For programs; it never changes. A refusal has the code of docs/design/process.md."),
        "errors": optional(Many(WRONG_FIELD), "Each thing that must be corrected."),
        "reasons": optional(Many(WORDS), "Why a rule of composition does not allow it."),
        "current": optional(CURRENT, "Beside a code that says that things have moved on, for a token that may read."),
    },
)


def is_asked_for(path: str) -> bool:
    """Return whether an address is one of the interface."""
    return path == "/api" or path.startswith("/api/")


def answered(error: Exception) -> Response | None:
    """Return the answer for an error, where the interface was asked; ``None`` for every other address."""
    return answer_of(problem_of(error)) if is_asked_for(request.path) else None


def problem_of(error: Exception) -> Problem:
    """Return what is told of an error."""
    match error:
        case MovedOnError():
            return replace(_of_domain(error.refused), current=error.current)
        case ProblemError():
            status, sentence = OTHERS[error.code]
            return Problem(error.code, status, str(sentence), error.errors, headers=error.headers, current=error.current)
        case DomainError():
            return _of_domain(error)
        case StaleDataError() | IntegrityError():
            return _other("changed_meanwhile")
        case OperationalError():
            return _other("busy", {"Retry-After": RETRY_SECONDS})
        case HTTPException():
            return _of_http(error)
        case _:
            return _other("broken")


def _of_domain(error: DomainError) -> Problem:
    match error:
        case RefusedError():
            named = FIELD_OF_REFUSAL.get(error.code)
            errors = () if named is None else ((f"/{named}", str(error)),)
            return Problem(error.code.value, case_of(error).status, str(error), errors)
        case OverdueError():
            return Problem("overdue", 409, str(error))
        case CompositionError():
            return Problem("composition", 422, str(error), reasons=tuple(str(reason) for reason in error.reasons))
        case InvalidError():
            return Problem("invalid", 422, str(error), () if error.field is None else ((f"/{error.field}", str(error)),))
        case ForbiddenError():
            return Problem("forbidden", 403, str(error))
        case NotFoundError():
            return Problem("not_found", 404, str(error))
        case _:
            return Problem("invalid", case_of(error).status, str(error))


def _other(code: str, headers: Mapping[str, str] | None = None) -> Problem:
    status, sentence = OTHERS[code]
    return Problem(code, status, str(sentence), headers=headers or {})


_OF_STATUS = {status: code for code, (status, _sentence) in reversed(OTHERS.items()) if code not in {"scope_missing", "composition"}}


def _of_http(error: HTTPException) -> Problem:
    status = error.code or 500
    headers = {name: value for name, value in error.get_headers() if name in {"Allow", "Retry-After"}}
    if status == 401:
        headers["WWW-Authenticate"] = SCHEME
    code = {400: "malformed", 401: "token_missing", 413: "too_large"}.get(status) or _OF_STATUS.get(status, "malformed")
    return _other(code, headers)


def answer_of(problem: Problem) -> Response:
    """Return a problem as an answer."""
    content: dict[str, Any] = {
        "type": f"{current_app.config['SETTINGS'].base_url}{BASE}/problems#{problem.code}",
        "title": str(_title_of(problem)),
        "status": problem.status,
        "detail": problem.detail,
        "code": problem.code,
    }
    if problem.errors:
        content["errors"] = [WRONG_FIELD.written(each) for each in problem.errors]
    if problem.reasons:
        content["reasons"] = list(problem.reasons)
    if problem.current is not None:
        content["current"] = CURRENT.written(problem.current)
    answer = Response(json.dumps(content, ensure_ascii=False) + "\n", problem.status, content_type=MEDIA_TYPE)
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Content-Language"] = reader_language()
    answer.headers.update(problem.headers)
    return answer


def _title_of(problem: Problem) -> str:
    if problem.code in {*Refusal}:
        return case_of(RefusedError(Refusal(problem.code))).title
    cases: dict[str, Case] = {"busy": BUSY, "broken": BROKEN, "changed_meanwhile": CHANGED_MEANWHILE}
    if problem.code == "composition":
        return case_of(CompositionError("")).title
    return cases.get(problem.code, _OF_KIND.get(problem.status) or HTTP.get(problem.status, HTTP[400])).title


_OF_KIND = {
    403: case_of(ForbiddenError("")),
    404: case_of(NotFoundError("")),
    409: OUTDATED,
    412: OUTDATED,
    422: case_of(InvalidError("")),
}
"""How a problem is called that no rule has a code for."""
