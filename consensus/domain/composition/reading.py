"""How a value of the JSON is demanded to be what a rule or a roster needs, or refused with its place and what was expected."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from enum import StrEnum
from fractions import Fraction
from typing import NoReturn, TypeVar

from consensus.domain.errors import InputError
from consensus.domain.filters import NOT, UNDISCLOSED
from consensus.domain.speech import _

E = TypeVar("E", bound=StrEnum)

DESCRIPTIVE = frozenset({"name", "title", "label", "description", "note", "notes", "comment", "source", "confidence", "term", "text"})
"""Keys that may stand anywhere and decide nothing; so do those that begin with ``expect``."""

LARGEST = 100_000
"""No body has more seats; a larger number is a slip of the pen."""

DEEPEST = 10
"""How many rules, or filters, may stand within one another; nobody could read more."""

DEEPEST_GROUPS = 3
"""How many ``for_each`` may stand within one another: with undisclosed values, each multiplies the time that judging takes."""

_FRACTION = re.compile(r"[0-9]{1,9}(/[0-9]{1,9})?", re.ASCII)
_SHOWN = 40


def refuse(place: str, expected: str, found: object) -> NoReturn:
    """Say in one sentence where the mistake is, what was expected there, and what was found.

    :raises InputError: always.
    """
    raise InputError(_("{place}: expected {expected}, found {found}.", place=place, expected=expected, found=shown(found)))


def shown(value: object) -> str:
    """A value as JSON writes it, cut where it is long."""
    try:
        text = json.dumps(value, default=str)
    except RecursionError:
        return _("something nested in the hundreds")
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}..."


def is_descriptive(key: str) -> bool:
    """Whether a key describes and decides nothing."""
    return key in DESCRIPTIVE or key.startswith("expect")


def demand_object(value: object, place: str, expected: str = _("an object")) -> Mapping[str, object]:
    """The value, if it is an object."""
    if not isinstance(value, Mapping):
        refuse(place, expected, value)
    return value


def demand_list(value: object, place: str, expected: str = _("a list"), *, least: int = 0) -> Sequence[object]:
    """The value, if it is a list of at least so many."""
    if not isinstance(value, list | tuple) or len(value) < least:
        refuse(place, expected, value)
    return value


def demand(data: Mapping[str, object], key: str, place: str) -> object:
    """What stands under a key that must be there."""
    if key not in data:
        raise InputError(_('{place}: expected "{key}", which is missing.', place=place, key=key))
    return data[key]


def text_in(value: object, place: str, expected: str = _("text that is not empty")) -> str:
    """The value, if it is text with something in it."""
    if not isinstance(value, str) or not value.strip():
        refuse(place, expected, value)
    return value


def whole_number(value: object, place: str, *, least: int = 0) -> int:
    """The value, if it is a whole number of at least ``least``."""
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= LARGEST:
        refuse(place, _("a whole number from {least} to {most}", least=least, most=LARGEST), value)
    return value


def fraction_in(value: object, place: str) -> Fraction:
    """The value, if it is a fraction in text between 0 and 1."""
    fraction = fraction_of(value) if isinstance(value, str) else None
    if fraction is None:
        refuse(place, _('a fraction in text from 0 to 1 such as "2/5"'), value)
    return fraction


def fraction_of(text: str) -> Fraction | None:
    """The fraction between 0 and 1 that the text writes, or None."""
    if not _FRACTION.fullmatch(text):
        return None
    numerator, _, denominator = text.partition("/")
    whole = int(denominator or 1)
    return Fraction(int(numerator), whole) if whole and int(numerator) <= whole else None


def flag(value: object, place: str) -> bool:
    """The value, if it is true or false."""
    if not isinstance(value, bool):
        refuse(place, _("true or false"), value)
    return value


def one_of(choices: type[E], value: object, place: str) -> E:
    """The member of an enumeration that the text names."""
    if not isinstance(value, str) or value not in tuple(choices):
        refuse(place, _("one of {choices}", choices=tuple(choices)), value)
    return choices(value)


def text_of(value: object) -> str:
    """A single value as text, in the one form in which values are compared: 4, 4.0 and "4" are one."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def value_in(value: object, place: str) -> str:
    """The value as text, if it can be the value of an attribute and is disclosed."""
    if not isinstance(value, str | int | Fraction) or value == "":
        refuse(place, _("a value (text or a number)"), value)
    if value == UNDISCLOSED:
        refuse(place, _('a value that can be asked for, since "{undisclosed}" stands for undisclosed', undisclosed=UNDISCLOSED), value)
    return text_of(value)


def values_in(value: object, place: str) -> tuple[str, ...]:
    """The values of a list with at least one, each once."""
    items = demand_list(value, place, _("a list with at least one value"), least=1)
    return tuple(dict.fromkeys(value_in(item, f"{place}[{number}]") for number, item in enumerate(items)))


def filter_in(value: object, place: str, *, depth: int = 0) -> dict[str, object]:
    """The filter, each attribute with the tuple of values wanted; ``not`` with the filter that must not match."""
    data = demand_object(value, place, _("a filter such as {example}", example='{"region": "LAC"}'))
    if depth > DEEPEST:
        raise InputError(_("{place}: expected at most {most} filters within one another.", place=place, most=DEEPEST))
    return {name: _wanted(name, wanted, f"{place}.{name}", depth) for name, wanted in data.items()}


def _wanted(name: str, wanted: object, place: str, depth: int) -> object:
    if name == NOT:
        return filter_in(wanted, place, depth=depth + 1)
    return values_in(wanted, place) if isinstance(wanted, list | tuple) else (value_in(wanted, place),)
