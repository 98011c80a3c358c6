"""How the fields of each kind of composition rule are read from JSON. What every rule has is read in ``rule_form.py``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial
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
from consensus.domain.composition.words import Over, QuotaMode, RoundingMode
from consensus.domain.errors import InputError
from consensus.domain.speech import _

T = TypeVar("T")
N = TypeVar("N", int, Fraction)


@dataclass(frozen=True, slots=True)
class Entry:
    """The object that writes one rule, and the place where it stands."""

    data: Mapping[str, object]
    place: str
    read_rule: Callable[[object, str], Rule]
    """Reads a rule inside this one."""

    def part(self, data: object, place: str) -> Entry:
        """An object inside the rule that is no rule itself."""
        return replace(self, data=reading.demand_object(data, place), place=place)

    def at(self, key: str) -> str:
        """The place of what stands under a key."""
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
            _("a list of rules with at least one") if least else _("a list of rules"),
            least=least,
        )
        return tuple(self.read_rule(item, f"{self.at(key)}[{number}]") for number, item in enumerate(items))

    def bounds(self, read: Callable[[object, str], N], *, least: int = 1) -> tuple[N | None, N | None]:
        """``min`` and ``max``: at least so many of them, and in this order."""
        if least and "min" not in self.data and "max" not in self.data:
            raise InputError(_('{place}: expected "min" or "max" or both, which are missing.', place=self.place))
        low: N | None = self.get("min", read, None)
        high: N | None = self.get("max", read, None)
        if low is not None and high is not None and low > high:
            raise InputError(
                _("{place}: expected a min of at most max, found {low} above {high}.", place=self.place, low=str(low), high=str(high))
            )
        return low, high


def demand_known(entry: Entry, fields: tuple[str, ...]) -> None:
    """Do nothing if every key is one of the fields, or describes only.

    :raises InputError: when a key is neither.
    """
    for key in entry.data:
        if key not in fields and not reading.is_descriptive(key):
            raise InputError(
                _("{place}: expected no keys but {keys}, found {found}.", place=entry.place, keys=tuple(fields), found=reading.shown(key))
            )


def _size(entry: Entry) -> Condition:
    low, high = entry.bounds(reading.whole_number)
    return Size(min=low, max=high)


def _count(entry: Entry) -> Condition:
    # One without bounds asks for nothing: files of counts have them.
    low, high = entry.bounds(reading.whole_number, least=0)
    return Count(where=_where(entry), min=low, max=high)


def _share(entry: Entry) -> Condition:
    low, high = entry.bounds(reading.fraction_in)
    of_seats = entry.get("base", _base, False)
    if of_seats and "of" in entry.data:
        raise InputError(_('{place}: expected either "of" or "base", since a share is a part of one thing, found both.', place=entry.place))
    return Share(
        where=_where(entry),
        of=entry.get("of", reading.filter_in, None),
        min=low,
        max=high,
        rounding=entry.get("rounding", _rounding, Rounding()),
        of_seats=of_seats,
    )


def _base(value: object, place: str) -> bool:
    if value != "seats":
        reading.refuse(place, _('"seats", or no base for the filled seats'), value)
    return True


def _rounding(value: object, place: str) -> Rounding:
    plain = [mode.value for mode in RoundingMode if mode is not RoundingMode.CLOSEST]
    if isinstance(value, str) and value in plain:
        return Rounding(RoundingMode(value))
    ceiling = reading.fraction_of(value.removeprefix("closest<=")) if isinstance(value, str) and value.startswith("closest<=") else None
    if ceiling is None:
        reading.refuse(place, _("one of {choices} or such as {example}", example='"closest<=49/100"', choices=tuple(plain)), value)
    return Rounding(RoundingMode.CLOSEST, ceiling)


def _by_size(entry: Entry) -> Condition:
    place = entry.at("table")
    items = reading.demand_list(reading.demand(entry.data, "table", entry.place), place, _("a list of rows with at least one"), least=1)
    table = tuple(_row(entry.part(item, f"{place}[{number}]")) for number, item in enumerate(items))
    for number, row in enumerate(table):
        for earlier in table[:number]:
            if row.start <= (earlier.end if earlier.end is not None else row.start) and earlier.start <= (
                row.end if row.end is not None else earlier.start
            ):
                raise InputError(
                    _("{place}: expected rows that do not overlap, found a size that stands in two of them.", place=f"{place}[{number}]")
                )
    return BySize(of=entry.get("of", reading.filter_in, {}), table=table)


def _row(entry: Entry) -> SizeRow:
    demand_known(entry, ("from", "to", "rules"))
    if "from" not in entry.data and "to" not in entry.data:
        raise InputError(_('{place}: expected "from" or "to" or both, which are missing.', place=entry.place))
    start = entry.get("from", reading.whole_number, 0)
    end = entry.get("to", reading.whole_number, None)
    if end is not None and start > end:
        raise InputError(
            _('{place}: expected a "from" of at most "to", found {start} above {end}.', place=entry.place, start=start, end=end)
        )
    return SizeRow(start=start, end=end, rules=entry.rules("rules", least=0))


def _for_each(entry: Entry) -> Condition:
    return ForEach(
        group_by=entry.need("group_by", _attribute),
        over=entry.get("over", partial(reading.one_of, Over), Over.PRESENT),
        values=entry.get("values", reading.values_in, None),
        exempt=entry.get("exempt", reading.filter_in, None),
        rules=entry.rules("rules"),
    )


def _quota(entry: Entry) -> Condition:
    return Quota(
        attribute=entry.need("attribute", _attribute),
        seats=entry.need("seats", _seats_by_value),
        mode=entry.get("mode", partial(reading.one_of, QuotaMode), QuotaMode.EXACT),
        where=_where(entry),
        vacant_ok=entry.get("vacant_ok", reading.flag, False),
    )


def _seats_by_value(value: object, place: str) -> dict[str, int]:
    data = reading.demand_object(value, place, _("an object such as {example}", example='{"AFR": 2}'))
    if not data:
        reading.refuse(place, _("an object such as {example}", example='{"AFR": 2}'), value)
    return {reading.value_in(name, place): reading.whole_number(seats, f"{place}.{name}") for name, seats in data.items()}


def _distinct(entry: Entry) -> Condition:
    return Distinct(attributes=entry.need("attributes", _attributes), where=_where(entry))


def _bound(entry: Entry) -> Condition:
    return Bound(
        attribute=entry.need("attribute", _attribute),
        max=entry.need("max", reading.whole_number),
        exempt=entry.get("exempt", reading.filter_in, None),
    )


def _rotation(entry: Entry) -> Condition:
    return Rotation(
        where=_where(entry),
        attribute=entry.need("attribute", _attribute),
        history=entry.need("history", reading.text_in),
        no_repeat_within=entry.need("no_repeat_within", partial(reading.whole_number, least=1)),
    )


def _if(entry: Entry) -> Condition:
    return If(when=entry.rules("when"), then=entry.rules("then"))


def _any_of(entry: Entry) -> Condition:
    return AnyOf(rules=entry.rules("rules"))


def _all_of(entry: Entry) -> Condition:
    return AllOf(rules=entry.rules("rules"))


KINDS: Mapping[str, tuple[Callable[[Entry], Condition], tuple[str, ...]]] = {
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


def _where(entry: Entry) -> Where:
    return entry.get("where", reading.filter_in, {})


def _attribute(value: object, place: str) -> str:
    return reading.text_in(value, place, _('the name of an attribute such as "region"'))


def _attributes(value: object, place: str) -> tuple[str, ...]:
    items = reading.demand_list(value, place, _("a list with at least one attribute"), least=1)
    return tuple(dict.fromkeys(_attribute(item, f"{place}[{number}]") for number, item in enumerate(items)))
