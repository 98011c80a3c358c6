"""Where a body stands between the bounds of a rule, in numbers to be drawn: how many there are, and how few and how many may be.

Only rules that count have such numbers. Whoever shows them keeps those of confidential attributes to themselves.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil, floor

from consensus.domain.composition.measure_shares import rounded
from consensus.domain.composition.roster import Roster, SeatRange
from consensus.domain.composition.rules import AllOf, BySize, Condition, Count, ForEach, Quota, Rule, Share, Size
from consensus.domain.composition.view import Interval, View, count
from consensus.domain.composition.words import Over, QuotaMode


@dataclass(frozen=True, slots=True)
class Gauge:
    """One count and its bounds."""

    of: tuple[tuple[str, str], ...]
    """Of which group it is: attributes and values, the outermost first; empty for the whole body."""
    found: Interval
    least: int | None
    most: int | None
    scale: int
    """Where the drawing ends: no bound and no count lies beyond."""

    @property
    def holds(self) -> bool:
        """Whether the count surely lies between the bounds."""
        return (self.least is None or self.found.low >= self.least) and (self.most is None or self.found.high <= self.most)


def gauges(roster: Roster, rule: Rule, *, declared: Mapping[str, Sequence[str]], seats: int | SeatRange | None) -> tuple[Gauge, ...]:
    """Return the counts that a rule looks at, with its bounds; none for a rule that does not count."""
    view = View.of(roster, declared, seats)
    found = tuple(_of(view, rule.condition))
    body = max([count(view.members).high, 0 if view.seats is None else view.seats.max or view.seats.min])
    return tuple(replace(each, scale=max(body, each.found.high, each.least or 0, each.most or 0, 1)) for each in found)


def _of(view: View, condition: Condition) -> Iterator[Gauge]:
    match condition:
        case Size():
            yield Gauge((), count(view.members), condition.min, condition.max, 0)
        case Count():
            yield Gauge((), count(view.members, condition.where), condition.min, condition.max, 0)
        case Share():
            yield from _share(view, condition)
        case Quota():
            yield from _quota(view, condition)
        case ForEach():
            yield from _for_each(view, condition)
        case BySize():
            yield from _by_size(view, condition)
        case AllOf():
            yield from _all(view, condition.rules)
        case _:
            return


def _all(view: View, rules: Sequence[Rule]) -> Iterator[Gauge]:
    for rule in rules:
        yield from _of(view, rule.condition)


def _quota(view: View, rule: Quota) -> Iterator[Gauge]:
    for value, number in rule.seats.items():
        least = None if rule.mode is QuotaMode.AT_MOST else number
        most = None if rule.mode is QuotaMode.AT_LEAST else number
        yield Gauge(((rule.attribute, value),), count(view.members, rule.where, {rule.attribute: (value,)}), least, most, 0)


def _for_each(view: View, rule: ForEach) -> Iterator[Gauge]:
    for value in _groups(view, rule):
        for each in _all(view.group(rule.group_by, value, rule.exempt), rule.rules):
            yield replace(each, of=((rule.group_by, value), *each.of))


def _by_size(view: View, rule: BySize) -> Iterator[Gauge]:
    size = count(view.members, rule.of).low
    row = next((each for each in rule.table if each.start <= size and (each.end is None or size <= each.end)), None)
    if row is not None:
        yield from _all(view, row.rules)


def _share(view: View, rule: Share) -> Iterator[Gauge]:
    """A share of a whole whose size is open has no one bound, and is not drawn."""
    if rule.of_seats:
        if view.seats is None or view.seats.max != view.seats.min:
            return
        whole, found = Interval(view.seats.min, view.seats.min), count(view.members, rule.where)
    else:
        whole, found = count(view.members, rule.of or {}), count(view.members, rule.of or {}, rule.where)
    if whole.low != whole.high or not whole.low:
        return
    least = None if rule.min is None else ceil(rounded(rule.min, whole.low, rule.rounding))
    most = None if rule.max is None else floor(rounded(rule.max, whole.low, rule.rounding))
    yield Gauge((), found, least, most, 0)


def _groups(view: View, rule: ForEach) -> Sequence[str]:
    if rule.values is not None:
        return rule.values
    if rule.over is Over.DECLARED:
        return view.declared.get(rule.group_by, ())
    return tuple(dict.fromkeys(one.attributes[rule.group_by] for one in view.members if one.attributes.get(rule.group_by, "?") != "?"))
