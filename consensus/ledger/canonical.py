"""Which bytes stand for a value: canonical JSON (RFC 8785), and the one way to write an instant.

Only null, booleans, whole numbers, text, lists and objects: a fraction is text ("1/3"), and a float is refused, because no
two programs need agree on its last digit. What an entry says is left to ``entries``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, NoReturn

import rfc8785


class NotCanonicalError(ValueError):
    """A value has no canonical form, or a text is not in it; the message says where or why."""


def canonical(value: Any) -> str:
    """Return the canonical JSON of ``value`` as text; its UTF-8 is what is hashed.

    :raises NotCanonicalError: when it holds a float, half a surrogate pair, a key that is not text, a whole number of more
        than 53 bits, or a Python value that JSON does not know.
    """
    _demand_json(value, "$")
    text = _ENCODER.encode(value)
    if text.isascii() or not _ABOVE.search(text):
        return text
    try:
        return rfc8785.dumps(value).decode()
    except rfc8785.CanonicalizationError as error:
        raise NotCanonicalError(str(error)) from error


def parse_canonical(text: str) -> Any:
    """Return the value that ``text`` stands for.

    :raises NotCanonicalError: when ``text`` is not JSON, or differs in any byte from the canonical form of what it says.
    """
    try:
        value = _DECODER.decode(text)
        if (text.isascii() or not _ABOVE.search(text)) and _ENCODER.encode(value) == text:
            return value
    except (json.JSONDecodeError, RecursionError) as error:
        raise NotCanonicalError("this is not JSON") from error
    if canonical(value) != text:
        raise NotCanonicalError("this JSON is not in canonical form")
    return value


def parse_object(text: str) -> dict[str, Any]:
    """Return the object that ``text`` stands for, if it is in canonical form; whether it is, ``are_canonical`` tells of many at once.

    :raises NotCanonicalError: when it cannot be, or when this cannot be told in short: ``parse_canonical`` does.
    """
    try:
        value, end = _DECODER.raw_decode(text)
    except (json.JSONDecodeError, RecursionError) as error:
        raise NotCanonicalError("this is not JSON") from error
    if end != len(text) or not isinstance(value, dict) or not (text.isascii() or not _ABOVE.search(text)):
        raise NotCanonicalError("this is not one object of which the standard library knows the canonical form")
    return value


def are_canonical(texts: Sequence[str], values: Sequence[Mapping[str, Any]]) -> bool:
    """Whether each text is in canonical form; ``values`` are what ``parse_object`` made of them.

    They are written and compared all at once. As an object ends where its bracket does, none can make up for another.
    """
    try:
        return _ENCODER.encode(values) == f"[{','.join(texts)}]"
    except RecursionError:
        return False


def instant(at: datetime) -> str:
    """Return ``2026-11-22T09:30:00.123456Z``: always UTC, always six digits, so that texts sort as instants do.

    :raises ValueError: when ``at`` has no time zone.
    """
    if at.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def _no_float(number: str) -> NoReturn:
    raise NotCanonicalError(f"{number[:30]} is not a whole number")


@lru_cache(maxsize=4096)
def _whole(number: str) -> int:
    if len(number) > _MOST_DIGITS or abs(int(number)) > _LARGEST:
        raise NotCanonicalError(f"{number[:30]} has more than 53 bits")
    return int(number)


_LARGEST = 2**53 - 1
_MOST_DIGITS = len(str(-_LARGEST))
_DECODER = json.JSONDecoder(parse_int=_whole, parse_float=_no_float, parse_constant=_no_float)
_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), check_circular=False)
_ABOVE = re.compile("[\U00010000-\U0010ffff]")
"""The escapes of the standard library are those of RFC 8785. It sorts keys by their code points, which is by UTF-16 where none is above
U+FFFF; a text in which there is one goes the long way."""


def _demand_json(value: Any, place: str) -> None:
    if value is None or isinstance(value, bool):
        return
    if isinstance(value, str):
        _demand_unicode(value, place)
    elif isinstance(value, int):
        if abs(value) > _LARGEST:
            raise NotCanonicalError(f"{place}: a whole number of more than 53 bits")
    elif isinstance(value, dict):
        for key, inner in value.items():
            if not isinstance(key, str):
                raise NotCanonicalError(f"{place}: a key must be text, not {type(key).__name__}")
            _demand_unicode(key, place)
            _demand_json(inner, f"{place}.{key}")
    elif isinstance(value, list | tuple):
        for number, inner in enumerate(value):
            _demand_json(inner, f"{place}[{number}]")
    else:
        raise NotCanonicalError(f"{place}: JSON of the ledger has no {type(value).__name__}")


def _demand_unicode(text: str, place: str) -> None:
    if text.isascii():
        return
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise NotCanonicalError(f"{place}: text with half of a surrogate pair") from error
