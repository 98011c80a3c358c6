"""The file that carries the rules of a body, read: the form of ``consensus balance``, or only a body of it, or only its rules."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

from consensus.domain.composition import parse_declared, parse_rules, parse_seats, reading
from consensus.domain.errors import InputError
from consensus.domain.speech import _

THE_FILE = _("the file")


@dataclass(frozen=True, slots=True)
class RulesFile:
    """What a file says; None where it says nothing."""

    rules: list[dict[str, Any]]
    attributes: dict[str, list[str]] | None
    seats: int | dict[str, int] | None


def read_rules(text: str, code: str) -> RulesFile:
    """Return the rules that a file has for the body with this code.

    :raises InputError: with one sentence that names the place and what was expected there.
    """
    data = _json(text)
    if isinstance(data, list):
        parse_rules(data, "rules")
        return RulesFile(data, None, None)
    entry = reading.demand_object(data, THE_FILE, _('an object with "bodies", or a list of rules'))
    place, body = _body(entry, code) if "bodies" in entry else ("", entry)
    rules = reading.demand(body, "rules", place.rstrip(".") or THE_FILE)
    parse_rules(rules, f"{place}rules")
    seats, attributes = body.get("seats"), body.get("attributes")
    if seats is not None:
        parse_seats(seats, f"{place}seats")
    declared = None if attributes is None else parse_declared(attributes, f"{place}attributes")
    return RulesFile(
        rules=[dict(reading.demand_object(each, place)) for each in reading.demand_list(rules, place)],
        attributes=None if declared is None else {name: list(values) for name, values in declared.items()},
        seats=dict(seats) if isinstance(seats, Mapping) else seats if isinstance(seats, int) else None,
    )


def _body(entry: Mapping[str, object], code: str) -> tuple[str, Mapping[str, object]]:
    bodies = reading.demand_list(entry["bodies"], "bodies", _("a list of bodies with at least one"), least=1)
    found = [reading.demand_object(each, f"bodies[{number}]") for number, each in enumerate(bodies)]
    named = [number for number, each in enumerate(found) if each.get("id") == code]
    if not named and len(found) > 1:
        raise InputError(
            _('bodies: expected one body, or one whose "id" is {found}, found {n} others.', found=reading.shown(code), n=len(found))
        )
    number = named[0] if named else 0
    return f"bodies[{number}].", found[number]


def _json(text: str) -> object:
    try:
        found: object = json.loads(text, object_pairs_hook=_object, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        raise InputError(
            _(
                "{place}: expected JSON, found a mistake in line {line}, column {column}.",
                place=THE_FILE,
                line=error.lineno,
                column=error.colno,
            )
        ) from error
    except (RecursionError, ValueError) as error:
        raise InputError(_("{place}: expected JSON of a sensible depth, with numbers of a sensible length.", place=THE_FILE)) from error
    _demand_characters(text)
    return found


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        twice = next(key for number, (key, _) in enumerate(pairs) if key in dict(pairs[:number]))
        raise InputError(
            _("{place}: expected each key once in an object, found {found} twice.", place=THE_FILE, found=reading.shown(twice))
        )
    return found


def _no_constant(word: str) -> NoReturn:
    raise InputError(_("{place}: expected JSON, which has no {word}.", place=THE_FILE, word=word))


def _demand_characters(text: str) -> None:
    r"""Refuse what no database keeps: ``\u0000``, and half a character such as ``\ud800``."""
    try:
        whole = json.dumps(json.loads(text), ensure_ascii=False)
        whole.encode()
    except UnicodeEncodeError as error:
        raise InputError(_("{place}: expected text, found half of a surrogate pair.", place=THE_FILE)) from error
    if "\\u0000" in whole:
        raise InputError(_("{place}: expected text, found the character with the number 0.", place=THE_FILE))
