"""The door of the interface: who asks, whether they may, whether what was sent is of the declared form; then run, and answer.

A token in the header Authorization says who asks, and nothing else does: a cookie that a browser sends along opens nothing
here, so no other site can ask in somebody's name, and no form token is needed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from flask import Blueprint, Flask, Response, current_app, g, request
from sqlalchemy.orm import Session
from werkzeug.exceptions import HTTPException

from consensus.api import every, limits
from consensus.api.cursors import cursor_of, position_of
from consensus.api.document import as_text
from consensus.api.kinds import Integer, Kind, Truth, Wrong
from consensus.api.operations import BASE, OPERATIONS, Asked, Exactly, Listed, Operation
from consensus.api.problems import MEDIA_TYPE, SCHEME, ProblemError, answer_of, is_asked_for, problem_of
from consensus.api.records import Maybe
from consensus.api.states import key_for
from consensus.api.tags import as_bytes, tag_of
from consensus.api.tokens import Holder, holder_of
from consensus.db import db, reading_only, set_reading
from consensus.domain.speech import LANGUAGES, _
from consensus.people.attempts import origin_of
from consensus.transaction import through
from consensus.web.languages import reader_language
from consensus.web.now import now

JSON = "application/json"
IN_ADDRESS = frozenset({"token", "access_token", "api_key", "apikey", "key", "authorization"})
"""Names under which programs put a token into an address, where logs and histories keep it."""

LONGEST_CURSOR = 400

blueprint = Blueprint("interface", __name__, url_prefix=BASE)


def register(app: Flask) -> None:
    """Open the door: every operation gets its route."""
    every.known()
    app.extensions["api_dealt"] = limits.Dealt()
    app.config.setdefault("API_OF_A_TOKEN", app.config["SETTINGS"].api_requests)
    app.config.setdefault("API_OF_A_PLACE", limits.OF_A_PLACE)
    if not blueprint._got_registered_once:  # noqa: SLF001 - one blueprint for every application of a process
        for operation in OPERATIONS.values():
            blueprint.add_url_rule(_rule_of(operation), operation.name, _view_of(operation), methods=[operation.method])
        blueprint.add_url_rule("/openapi.json", "openapi", _describe)
    app.before_request(_begin)
    app.register_blueprint(blueprint)
    app.extensions["csrf"].exempt(blueprint)

    def refuse(error: Exception) -> Response:
        db.session.rollback()
        return answer_of(problem_of(error))

    app.register_error_handler(ProblemError, refuse)


def _describe() -> Response:
    """The description of all this, for whoever asks."""
    answer = Response(as_text(), content_type=JSON, headers={"Cache-Control": "no-cache"})
    answer.add_etag()
    return _conditional(answer)


def _begin() -> None:
    """Find out who asks, before anything else asks it of a cookie."""
    if not is_asked_for(request.path):
        return
    g._login_user = current_app.login_manager.anonymous_user()  # type: ignore[attr-defined]  # noqa: SLF001 - where Flask-Login looks first
    g.language = _language()
    if IN_ADDRESS & {name.lower() for name in request.args}:
        raise ProblemError("token_in_address")
    session, instant = db.session(), now()
    header = request.headers.get("Authorization")
    holder = None if header is None else _holder(session, header)
    if holder is None:  # whoever tries what is no token is counted, too
        key, most = limits.key_of("place", origin_of(request.remote_addr or "")), current_app.config["API_OF_A_PLACE"]
    else:
        key, most = limits.key_of("token", str(holder.token_id)), current_app.config["API_OF_A_TOKEN"]
        g._login_user = holder.person  # noqa: SLF001 - as above
        g.language = _language(holder.person.language)
    g.api_holder = holder
    dealt: limits.Dealt = current_app.extensions["api_dealt"]
    if not dealt.deal(key, limits.window_of(instant)):
        session.rollback()
        set_reading(False)
        number = limits.take(session, key, most, instant, token_id=None if holder is None else holder.token_id)
        set_reading(_only_reads())
        if number == 0:
            raise ProblemError("too_many_requests", headers={"Retry-After": str(limits.seconds_left(instant))})
        dealt.add(key, limits.window_of(instant), number - 1)
    elif not _only_reads():
        session.rollback()
    if header is not None and holder is None:
        raise ProblemError("token_invalid", headers={"WWW-Authenticate": f'{SCHEME}, error="invalid_token"'})


def _only_reads() -> bool:
    return request.method in {"GET", "HEAD", "OPTIONS"}


def _language(otherwise: str = "en") -> str:
    spoken = (language.partition("-")[0].lower() for language, quality in request.accept_languages if quality)
    return next((language for language in spoken if language in LANGUAGES), otherwise if otherwise in LANGUAGES else "en")


def _holder(session: Session, header: str) -> Holder | None:
    scheme, _space, token = header.partition(" ")
    with reading_only():
        return holder_of(session, token.strip(), now()) if scheme.lower() == "bearer" else None


def _rule_of(operation: Operation) -> str:
    """Return the path as Flask writes it."""
    rule = operation.path.replace("{", "<").replace("}", ">")
    for parameter in operation.parameters:
        if isinstance(parameter.kind, Integer):
            rule = rule.replace(f"<{parameter.name}>", f"<int:{parameter.name}>")
    return rule


def _view_of(operation: Operation) -> Callable[..., Response]:
    def view(**path: str | int) -> Response:
        return _answer(operation, path)

    return view


def _answer(operation: Operation, path: Mapping[str, str | int]) -> Response:
    holder: Holder | None = g.api_holder
    if request.accept_mimetypes and not (request.accept_mimetypes[JSON] or request.accept_mimetypes[MEDIA_TYPE]):
        raise ProblemError("not_acceptable")
    if holder is None and not operation.for_visitors:
        raise ProblemError("token_missing", headers={"WWW-Authenticate": SCHEME})
    if holder is not None and operation.scope not in holder.scopes:
        said = f'{SCHEME}, error="insufficient_scope", scope="{operation.scope}"'
        raise ProblemError("scope_missing", headers={"WWW-Authenticate": said})
    if operation.method != "GET" and "If-Match" in request.headers and not operation.heeds_if_match:
        raise ProblemError("precondition_failed")  # nobody can say whether it holds
    wrong = Wrong()
    asked = Asked(
        session=db.session(),
        person=None if holder is None else holder.person,
        now=now(),
        path=_path(operation, path),
        query=_query(operation, wrong),
        body={} if operation.body is None else operation.body.read(_sent(), "", wrong),
        position=_position(operation, wrong),
    )
    if wrong.found:
        raise ProblemError("invalid", errors=wrong.found)
    with through("api"):
        found = operation.run(asked)
    return _sent_back(operation, found)


def _path(operation: Operation, path: Mapping[str, str | int]) -> dict[str, Any]:
    found, wrong = {}, Wrong()
    for parameter in operation.parameters:
        if parameter.is_in_path:
            found[parameter.name] = parameter.kind.read(path[parameter.name], parameter.name, wrong)
    if wrong.found:  # there is nothing at an address that nothing can have
        raise ProblemError("not_found")
    return found


def _query(operation: Operation, wrong: Wrong) -> dict[str, Any]:
    known = {parameter.name: parameter.kind for parameter in operation.parameters if not parameter.is_in_path}
    found: dict[str, Any] = {}
    for name, values in request.args.lists():
        if name == "cursor" and operation.is_paged:
            continue
        if name not in known:
            wrong.add(name, str(_("No such parameter is known here.")))
        elif len(values) > 1:
            wrong.add(name, str(_("This stands in the address more than once.")))
        else:
            found[name] = _typed(known[name], values[0], name, wrong)
    return found


def _typed(kind: Kind, text: str, place: str, wrong: Wrong) -> Any:
    """Return what stands in an address as a value: there everything is text."""
    inner = kind.kind if isinstance(kind, Maybe) else kind
    sent: Any = text
    if isinstance(inner, Integer) and text.isascii() and text.isdecimal() and len(text) < 11:
        sent = int(text)
    if isinstance(inner, Truth) and text in {"true", "false"}:
        sent = text == "true"
    return inner.read(sent, place, wrong)


def _position(operation: Operation, wrong: Wrong) -> Any:
    cursor = request.args.get("cursor") if operation.is_paged else None
    if cursor is None:
        return None
    with suppress(ValueError, RecursionError):
        if len(cursor) <= LONGEST_CURSOR:
            return position_of(cursor, request.path, key_for(b"cursors"))
    wrong.add("cursor", str(_("This is no cursor of this list. Begin at its beginning, or take the one that an answer gave.")))
    return None


def _sent() -> Any:
    if request.mimetype != JSON:
        raise ProblemError("media_type")
    try:
        return json.loads(request.get_data().decode(), object_pairs_hook=_without_doubles, parse_constant=_no_number)
    except HTTPException:
        raise
    except (ValueError, RecursionError) as error:
        raise ProblemError("malformed") from error


def _without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice in an object")
    return found


def _no_number(_text: str) -> Any:
    raise ValueError("no number of JSON")


def _sent_back(operation: Operation, found: Any) -> Response:
    links = {}
    if isinstance(found, Exactly):
        content = found.text.encode()
    else:
        if isinstance(found, Listed):
            cursor = None if found.next is None else cursor_of(found.next, request.path, key_for(b"cursors"))
            if cursor is not None:
                links["next"] = cursor
            found = _Page(found.items, cursor)
        content = as_bytes(operation.answer.written(found))
    answer = Response(content, content_type=JSON)
    answer.vary.update(("Authorization", "Accept-Language"))
    answer.headers["Content-Language"] = reader_language()
    for relation, cursor in links.items():
        arguments = "".join(f"{name}={value}&" for name, value in _other_arguments())
        place = f"{current_app.config['SETTINGS'].base_url}{quote(request.path)}"
        answer.headers["Link"] = f'<{place}?{arguments}cursor={cursor}>; rel="{relation}"'
    if operation.method != "GET" or (isinstance(found, Exactly) and found.is_kept_by_nobody) or g.get("api_is_kept_by_nobody"):
        answer.headers["Cache-Control"] = "no-store"
        return answer
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.set_etag(tag_of(content))
    return _conditional(answer)


def _conditional(answer: Response) -> Response:
    answer.make_conditional(request)
    if answer.status_code == 412:
        raise ProblemError("precondition_failed")
    return answer


@dataclass(frozen=True, slots=True)
class _Page:
    """A page of a list, as its record asks for it."""

    items: tuple[Any, ...]
    next: str | None


def _other_arguments() -> list[tuple[str, str]]:
    return [(name, quote(value, safe="")) for name, value in request.args.items() if name != "cursor"]
