"""Who sits: the people in the filled seats as the rules see them, each a set of attributes; and reading that from JSON.

Source: composition.md; the form is that of the cases of ``consensus balance``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from consensus.domain.composition import reading
from consensus.domain.speech import _

Value = str | int | Fraction
Attributes = Mapping[str, Value]
"""By name; ``"?"`` is undisclosed, and what a person does not have is not there."""

ALIKE = "n"
"""In JSON, a member with ``"n": k`` stands for k alike."""


@dataclass(frozen=True, slots=True)
class SeatRange:
    """The statutory number of seats where it is not one number; no ``max``: however many."""

    min: int
    max: int | None


@dataclass(frozen=True, slots=True)
class Roster:
    """The people in the filled seats, the vacancies that were declared, and who held what before (the oldest first)."""

    members: tuple[Attributes, ...]
    vacant: tuple[Attributes, ...] = ()
    history: Mapping[str, Sequence[Value]] = field(default_factory=dict)


def parse_roster(data: object, place: str = "roster") -> Roster:
    """The roster that an object in JSON means.

    :raises InputError: with one sentence that names the place and what was expected there.
    """
    entry = reading.demand_object(data, place, _('an object with "members"'))
    return Roster(
        members=parse_members(reading.demand(entry, "members", place), f"{place}.members"),
        vacant=parse_members(entry.get("vacant", ()), f"{place}.vacant"),
        history=parse_history(entry.get("history", {}), f"{place}.history"),
    )


def parse_members(data: object, place: str = "members") -> tuple[Attributes, ...]:
    """The people that a list in JSON means, one for each.

    :raises InputError: with one sentence that names the place and what was expected there.
    """
    found: list[Attributes] = []
    for number, item in enumerate(reading.demand_list(data, place)):
        here = f"{place}[{number}]"
        entry = reading.demand_object(item, here, _("an object with the attributes of a member"))
        times = reading.whole_number(entry.get(ALIKE, 1), f"{here}.{ALIKE}")
        found.extend([_attributes(entry, here)] * times)
    return tuple(found)


def parse_seats(data: object, place: str = "seats") -> int | SeatRange:
    """The statutory number of seats: one number, or bounds for it.

    :raises InputError: when it is neither.
    """
    if not isinstance(data, Mapping):
        if isinstance(data, bool) or not isinstance(data, int):
            reading.refuse(place, _("a whole number, or an object such as {example}", example='{"min": 4, "max": 8}'), data)
        return reading.whole_number(data, place)
    if "min" not in data and "max" not in data:
        reading.refuse(place, _('an object with "min" or "max"'), data)
    low = reading.whole_number(data.get("min", 0), f"{place}.min")
    high = reading.whole_number(data["max"], f"{place}.max") if "max" in data else None
    if high is not None and low > high:
        reading.refuse(place, _("a min of at most max"), data)
    return SeatRange(low, high)


def parse_declared(data: object, place: str = "attributes") -> dict[str, tuple[str, ...]]:
    """The declared values of each attribute.

    :raises InputError: when it is not an object with a list of values for each attribute.
    """
    entry = reading.demand_object(data, place, _("an object such as {example}", example='{"region": ["AFR", "LAC"]}'))
    return {
        name: reading.values_in(values, f"{place}.{name}") if values != [] else ()
        for name, values in entry.items()
        if isinstance(values, list | tuple) or not reading.is_descriptive(name)
    }


def _attributes(entry: Mapping[str, object], place: str) -> Attributes:
    found: dict[str, Value] = {}
    for name, value in entry.items():
        if name == ALIKE or name.startswith("expect"):
            continue
        if isinstance(value, str | int | Fraction):
            found[name] = value
        elif not reading.is_descriptive(name):
            reading.refuse(f"{place}.{name}", _('text or a number, or "?" for undisclosed'), value)
    return found


def parse_history(data: object, place: str = "history") -> dict[str, tuple[Value, ...]]:
    """Who held what before, by the name of the history, the oldest first.

    :raises InputError: when it is not an object with a list of values for each name.
    """
    entry = reading.demand_object(data, place, _("an object such as {example}", example='{"chair_region": ["AFR", "LAC"]}'))
    return {name: _past(values, f"{place}.{name}") for name, values in entry.items() if not reading.is_descriptive(name)}


def _past(data: object, place: str) -> tuple[Value, ...]:
    found: list[Value] = []
    for number, value in enumerate(reading.demand_list(data, place, _("a list of values, the oldest first"))):
        if not isinstance(value, str | int | Fraction):
            reading.refuse(f"{place}[{number}]", _('text or a number, or "?" for undisclosed'), value)
        found.append(value)
    return tuple(found)
