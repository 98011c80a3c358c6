"""The description of the interface, made from the operations themselves. Source: OpenAPI 3.1."""

from __future__ import annotations

import json
from typing import Any

from consensus.api.every import known
from consensus.api.operations import BASE, Operation, Parameter
from consensus.api.problems import MEDIA_TYPE, PROBLEM
from consensus.api.records import Record, records_in
from consensus.api.scopes import Scope

JSON = "application/json"
VERSION = "1.1.0"
"""Of the description: the first number is that of the addresses, the second rises when something is added."""

ABOUT = """\
What the pages of this installation show and do, as JSON, through the same commands and with the same permissions. A token of a person acts \
for that person alone. Instants are in UTC (RFC 3339), codes are those of the process, problems are those of RFC 9457. docs/api.md says more."""

_ABOUT_STATUS = {
    304: "It is as you last read it.",
    400: "What was sent cannot be read.",
    401: "A token is missing, or not good.",
    403: "The token was not made for it, its person may not do it, or a rule refuses it.",
    404: "There is nothing here, or it is not open to you.",
    406: "Something else than JSON was asked for.",
    409: "Things have moved on since you read them.",
    412: "It has changed since you read it.",
    413: "It is too large.",
    415: "It is not JSON, or does not say so.",
    422: "Something needs to be corrected.",
    429: "Too many requests in this minute.",
    503: "The database could not take it in time; nothing was changed.",
}
_HEADERS = {
    200: ("ETag", "Names what was answered, for If-None-Match, and of a proposal, a meeting or an election for If-Match."),
    401: ("WWW-Authenticate", "How to send a token."),
    429: ("Retry-After", "In seconds."),
    503: ("Retry-After", "In seconds."),
}
_CURSOR = {
    "name": "cursor",
    "in": "query",
    "description": "Where the page begins, as the answer before it said. It is good for this list alone.",
    "schema": {"type": "string", "maxLength": 400},
}
_OF_READING = [
    {"name": "If-None-Match", "in": "header", "description": "The ETag of what you have.", "schema": {"type": "string"}},
]
_OF_ACTING = [
    {
        "name": "Idempotency-Key",
        "in": "header",
        "description": "Of your choosing, another one for each act: what arrives again under it is carried out once.",
        "schema": {"type": "string", "pattern": "^[!-~]{1,200}$"},
    },
]
_OF_WHAT_CHANGES = [
    {
        "name": "If-Match",
        "in": "header",
        "description": "The ETag of what it is about, as you read it: if that has changed, nothing is done.",
        "schema": {"type": "string"},
    },
]


def description() -> dict[str, Any]:
    """Return the description, as JSON values."""
    operations = known()
    records: dict[str, Record] = records_in(PROBLEM)
    for operation in operations:
        records |= records_in(operation.answer) | ({} if operation.body is None else records_in(operation.body))
    paths: dict[str, dict[str, Any]] = {}
    for operation in operations:
        paths.setdefault(operation.path, {})[operation.method.lower()] = _operation(operation)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Consensus", "version": VERSION, "description": ABOUT},
        "servers": [{"url": BASE}],
        "paths": paths,
        "components": {
            "schemas": {name: records[name].component() for name in sorted(records)},
            "responses": {_name_of(status): _problem(status) for status in _ABOUT_STATUS},
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer", "description": "A token that its person made on their account."}
            },
        },
    }


def as_text() -> str:
    """Return the description as docs/openapi.json has it."""
    return json.dumps(description(), ensure_ascii=False, indent=1) + "\n"


def _operation(operation: Operation) -> dict[str, Any]:
    parameters = [_parameter(parameter) for parameter in operation.parameters]
    parameters += [_CURSOR] if operation.is_paged else []
    parameters += _OF_READING if operation.method == "GET" else _OF_ACTING if operation.body is not None else []
    parameters += _OF_WHAT_CHANGES if operation.heeds_if_match else []
    found: dict[str, Any] = {
        "operationId": operation.name,
        "tags": [operation.tag],
        "summary": operation.about,
        "description": _description(operation),
        "parameters": parameters,
        "security": [{"token": []}, *([{}] if operation.for_visitors else [])],
        "responses": {str(status): _answer(operation, status) for status in operation.statuses},
    }
    if operation.body is not None:
        found["requestBody"] = {"required": True, "content": {JSON: {"schema": operation.body.schema()}}}
    return found


def _description(operation: Operation) -> str:
    needs = f"The token needs the scope `{Scope(operation.scope).value}`."
    return f"{needs} Without a token it answers with what is public." if operation.for_visitors else needs


def _parameter(parameter: Parameter) -> dict[str, Any]:
    return {
        "name": parameter.name,
        "in": "path" if parameter.is_in_path else "query",
        "required": parameter.is_in_path,
        "description": parameter.about,
        "schema": parameter.kind.schema(),
    }


def _answer(operation: Operation, status: int) -> dict[str, Any]:
    if status != 200:
        return {"$ref": f"#/components/responses/{_name_of(status)}"}
    found: dict[str, Any] = {"description": "Done.", "content": {JSON: {"schema": operation.answer.schema()}}}
    return found | _headers(status) if operation.method == "GET" else found


def _name_of(status: int) -> str:
    return f"Answer{status}"


def _problem(status: int) -> dict[str, Any]:
    found: dict[str, Any] = {"description": _ABOUT_STATUS[status]}
    return found if status == 304 else found | {"content": {MEDIA_TYPE: {"schema": PROBLEM.schema()}}} | _headers(status)


def _headers(status: int) -> dict[str, Any]:
    if status not in _HEADERS:
        return {}
    name, about = _HEADERS[status]
    return {"headers": {name: {"description": about, "schema": {"type": "string"}}}}
