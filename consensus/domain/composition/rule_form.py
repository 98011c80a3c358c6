"""How composition rules are written in JSON, and read strictly: a misspelt key must never silently weaken a rule.

What each kind means is said in ``rules.py``; writing them back stands in ``rule_data.py``. Source: composition.md.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeVar

from consensus.domain.composition import reading
from consensus.domain.composition.rules import (
    AllOf,
    AnyOf,
    Bound,
    BySize,
    Condition,
    Count,
    Distinct,
    ForEach,
    If,
    Quota,
    Rotation,
    Rounding,
    Rule,
    Share,
    Size,
    SizeRow,
    Where,
)
from consensus.domain.composition.words import FailureStep, Over, QuotaMode, RoundingMode, Severity
from consensus.domain.errors import InputError

T = TypeVar("T")

_OF_EVERY_RULE = ("id", "kind", "text", "source", "severity", "on_failure")


def parse_rules(data: object, place: str = "rules") -> tuple[Rule, ...]:
    """The rules that a list in JSON means; each needs an ``id`` that no other has.

    :raises InputError: with one sentence that names the place and what was expected there.
    """
    items = reading.demand_list(data, place, "a list of rules")
    rules = tuple(_rule(item, f"{place}[{number}]", depth=0) for number, item in enumerate(items))
    seen: set[str] = set()
    for number, rule in enumerate(rules):
        if rule.id in seen:
            raise InputError(f"{place}[{number}].id: expected an id that no other rule has, found {reading.shown(rule.id)} again.")
        seen.add(rule.id)
    return rules


@dataclass(frozen=True, slots=True)
class _Entry:
    """The object that writes one rule, the place where it stands, and how many rules it stands in."""

    data: Mapping[str, object]
    place: str
    depth: int

    def at(self, key: str) -> str:
        return f"{self.place}.{key}"

    def need(self, key: str, read: Callable[[object, str], T]) -> T:
        """What is read under a key that must be there."""
        return read(reading.demand(self.data, key, self.place), self.at(key))

    def get(self, key: str, read: Callable[[object, str], T], default: T) -> T:
        """What is read under a key, or the default where the key is not there."""
        return read(self.data[key], self.at(key)) if key in self.data else default

    def rules(self, key: str, *, least: int = 1) -> tuple[Rule, ...]:
        """The rules inside this one."""
        items = reading.demand_list(
            reading.demand(self.data, key, self.place),
            self.at(key),
            "a list of rules with at least one" if least else "a list of rules",
            least=least,
        )
        return tuple(_rule(item, f"{self.at(key)}[{number}]", depth=self.depth + 1) for number, item in enumerate(items))

    def bounds(self, read: Callable[[object, str], T]) -> tuple[T | None, T | None]:
        """``min`` and ``max``: at least one of them, and in this order."""
        if "min" not in self.data and "max" not in self.data:
            raise InputError(f'{self.place}: expected "min" or "max" or both, which are missing.')
        return self.get("min", lambda value, place: read(value, place), None), self.get(
            "max", lambda value, place: read(value, place), None
        )


def _in_order(entry: _Entry, low: int | Fraction | None, high: int | Fraction | None) -> None:
    if low is not None and high is not None and low > high:
        raise InputError(f"{entry.place}: expected a min of at most max, found {low} above {high}.")


# -- one reader for each kind ------------------------------------------------------------------------------------------


def _size(entry: _Entry) -> Condition:
    low, high = entry.bounds(reading.whole_number)
    _in_order(entry, low, high)
    return Size(min=low, max=high)


def _count(entry: _Entry) -> Condition:
    low, high = entry.bounds(reading.whole_number)
    _in_order(entry, low, high)
    return Count(where=_where(entry), min=low, max=high)


def _share(entry: _Entry) -> Condition:
    low, high = entry.bounds(reading.fraction_in)
    _in_order(entry, low, high)
    of_seats = entry.get("base", _base, False)
    if of_seats and "of" in entry.data:
        raise InputError(f'{entry.place}: expected either "of" or "base", since a share is a part of one thing, found both.')
    return Share(
        where=_where(entry),
        of=entry.get("of", _filter_or_none, None),
        min=low,
        max=high,
        rounding=entry.get("rounding", _rounding, Rounding()),
        of_seats=of_seats,
    )


def _base(value: object, place: str) -> bool:
    if value != "seats":
        reading.refuse(place, '"seats", or no base for the filled seats', value)
    return True


def _rounding(value: object, place: str) -> Rounding:
    plain = [mode.value for mode in RoundingMode if mode is not RoundingMode.CLOSEST]
    if isinstance(value, str) and value in plain:
        return Rounding(RoundingMode(value))
    ceiling = reading.fraction_of(value.removeprefix("closest<=")) if isinstance(value, str) and value.startswith("closest<=") else None
    if ceiling is None:
        reading.refuse(place, f'one of {", ".join(plain)} or such as "closest<=49/100"', value)
    return Rounding(RoundingMode.CLOSEST, ceiling)


def _by_size(entry: _Entry) -> Condition:
    place = entry.at("table")
    items = reading.demand_list(reading.demand(entry.data, "table", entry.place), place, "a list of rows with at least one", least=1)
    table = tuple(_row(_Entry(_object(item, f"{place}[{number}]"), f"{place}[{number}]", entry.depth)) for number, item in enumerate(items))
    for number, row in enumerate(table):
        for earlier in table[:number]:
            if row.start <= (earlier.end if earlier.end is not None else row.start) and earlier.start <= (
                row.end if row.end is not None else earlier.start
            ):
                raise InputError(f"{place}[{number}]: expected rows that do not overlap, found a size that stands in two of them.")
    return BySize(of=entry.get("of", reading.filter_in, {}), table=table)


def _row(entry: _Entry) -> SizeRow:
    _demand_known(entry, ("from", "to", "rules"))
    if "from" not in entry.data and "to" not in entry.data:
        raise InputError(f'{entry.place}: expected "from" or "to" or both, which are missing.')
    start = entry.get("from", reading.whole_number, 0)
    end = entry.get("to", lambda value, place: None if value is None else reading.whole_number(value, place), None)
    if end is not None and start > end:
        raise InputError(f'{entry.place}: expected a "from" of at most "to", found {start} above {end}.')
    return SizeRow(start=start, end=end, rules=entry.rules("rules", least=0))


def _for_each(entry: _Entry) -> Condition:
    return ForEach(
        group_by=entry.need("group_by", _attribute),
        over=entry.get("over", lambda value, place: reading.one_of(Over, value, place), Over.PRESENT),
        values=entry.get("values", lambda value, place: reading.values_in(value, place), None),
        exempt=entry.get("exempt", _filter_or_none, None),
        rules=entry.rules("rules"),
    )


def _quota(entry: _Entry) -> Condition:
    return Quota(
        attribute=entry.need("attribute", _attribute),
        seats=entry.need("seats", _seats_by_value),
        mode=entry.get("mode", lambda value, place: reading.one_of(QuotaMode, value, place), QuotaMode.EXACT),
        where=_where(entry),
        vacant_ok=entry.get("vacant_ok", reading.flag, False),
    )


def _seats_by_value(value: object, place: str) -> dict[str, int]:
    data = reading.demand_object(value, place, 'an object such as {"AFR": 2}')
    if not data:
        reading.refuse(place, 'an object such as {"AFR": 2}', value)
    return {reading.value_in(name, place): reading.whole_number(seats, f"{place}.{name}") for name, seats in data.items()}


def _distinct(entry: _Entry) -> Condition:
    return Distinct(attributes=entry.need("attributes", _attributes), where=_where(entry))


def _bound(entry: _Entry) -> Condition:
    return Bound(
        attribute=entry.need("attribute", _attribute),
        max=entry.need("max", reading.whole_number),
        exempt=entry.get("exempt", _filter_or_none, None),
    )


def _rotation(entry: _Entry) -> Condition:
    return Rotation(
        where=_where(entry),
        attribute=entry.need("attribute", _attribute),
        history=entry.need("history", reading.text_in),
        no_repeat_within=entry.need("no_repeat_within", lambda value, place: reading.whole_number(value, place, least=1)),
    )


def _if(entry: _Entry) -> Condition:
    return If(when=entry.rules("when"), then=entry.rules("then"))


def _any_of(entry: _Entry) -> Condition:
    return AnyOf(rules=entry.rules("rules"))


def _all_of(entry: _Entry) -> Condition:
    return AllOf(rules=entry.rules("rules"))


_KINDS: Mapping[str, tuple[Callable[[_Entry], Condition], tuple[str, ...]]] = {
    "size": (_size, ("min", "max")),
    "count": (_count, ("where", "min", "max")),
    "share": (_share, ("where", "of", "min", "max", "rounding", "base")),
    "by_size": (_by_size, ("of", "table")),
    "for_each": (_for_each, ("group_by", "over", "values", "exempt", "rules")),
    "quota": (_quota, ("attribute", "seats", "mode", "where", "vacant_ok")),
    "distinct": (_distinct, ("attributes", "where")),
    "bound": (_bound, ("attribute", "max", "exempt")),
    "rotation": (_rotation, ("where", "attribute", "history", "no_repeat_within")),
    "if": (_if, ("when", "then")),
    "any_of": (_any_of, ("rules",)),
    "all_of": (_all_of, ("rules",)),
}
"""By the word in JSON: who reads it, and the fields it has."""


# -- what every rule has -----------------------------------------------------------------------------------------------


def _rule(data: object, place: str, *, depth: int) -> Rule:
    if depth > reading.DEEPEST:
        raise InputError(f"{place}: expected at most {reading.DEEPEST} rules within one another.")
    entry = _Entry(_object(data, place), place, depth)
    kind = reading.demand(entry.data, "kind", place)
    if not isinstance(kind, str) or kind not in _KINDS:
        reading.refuse(entry.at("kind"), f"one of {', '.join(_KINDS)}", kind)
    read, fields = _KINDS[kind]
    _demand_known(entry, (*_OF_EVERY_RULE, *fields))
    described = {key for key, is_form in _DESCRIPTIONS.items() if is_form(entry.data.get(key))}
    return Rule(
        condition=read(entry),
        id=entry.get("id", reading.text_in, "") if depth else entry.need("id", reading.text_in),
        text=_text(entry.data["text"]) if "text" in described else {},
        source=_source(entry.data["source"]) if "source" in described else (),
        severity=entry.get("severity", lambda value, here: reading.one_of(Severity, value, here), Severity.HARD),
        on_failure=entry.get("on_failure", _steps, ()) if "on_failure" in described else (),
        remarks={
            key: value
            for key, value in entry.data.items()
            if key not in described and key not in fields and (reading.is_descriptive(key) or key in _DESCRIPTIONS)
        },
    )


def _object(data: object, place: str) -> Mapping[str, object]:
    return reading.demand_object(data, place)


def _demand_known(entry: _Entry, fields: tuple[str, ...]) -> None:
    for key in entry.data:
        if key not in fields and not reading.is_descriptive(key):
            raise InputError(f"{entry.place}: expected no keys but {', '.join(fields)}, found {reading.shown(key)}.")


def _where(entry: _Entry) -> Where:
    return entry.get("where", reading.filter_in, {})


def _filter_or_none(value: object, place: str) -> Where | None:
    return reading.filter_in(value, place)


def _attribute(value: object, place: str) -> str:
    return reading.text_in(value, place, 'the name of an attribute such as "region"')


def _attributes(value: object, place: str) -> tuple[str, ...]:
    items = reading.demand_list(value, place, "a list with at least one attribute", least=1)
    return tuple(dict.fromkeys(_attribute(item, f"{place}[{number}]") for number, item in enumerate(items)))


def _text(value: object) -> dict[str, str]:
    return {language: str(text) for language, text in value.items()} if isinstance(value, Mapping) else {"": str(value)}


def _source(value: object) -> tuple[str, ...]:
    return tuple(value) if isinstance(value, list | tuple) else (str(value),)


def _steps(value: object, place: str) -> tuple[FailureStep, ...]:
    items = reading.demand_list(value, place, "a list of steps")
    return tuple(reading.one_of(FailureStep, item, f"{place}[{number}]") for number, item in enumerate(items))


def _is_list(value: object) -> bool:
    return isinstance(value, list | tuple)


def _is_text_or_texts(value: object) -> bool:
    if isinstance(value, Mapping):
        return all(isinstance(each, str) for each in value.values())
    return isinstance(value, str)


def _is_text_or_list(value: object) -> bool:
    return isinstance(value, str) or (isinstance(value, list | tuple) and all(isinstance(each, str) for each in value))


_DESCRIPTIONS: Mapping[str, Callable[[object], bool]] = {"text": _is_text_or_texts, "source": _is_text_or_list, "on_failure": _is_list}
"""What describes a rule, and whether it has the form that is understood; in another form it is kept as a remark."""
