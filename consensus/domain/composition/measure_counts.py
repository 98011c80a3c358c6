"""How far a roster is from a rule that counts members: ``size``, ``count`` and ``quota``.

Counts are intervals where something is undisclosed. Source: composition.md, "Matching and counting".
"""

from __future__ import annotations

from consensus.domain.composition import messages
from consensus.domain.composition.finding import HOLDS, Finding, every_one
from consensus.domain.composition.messages import Side
from consensus.domain.composition.rules import Count, Quota, Size, Where
from consensus.domain.composition.truth import Gap
from consensus.domain.composition.view import Interval, View, count
from consensus.domain.composition.words import QuotaMode


def measure_size(view: View, rule: Size) -> Finding:
    """The number of filled seats, within bounds."""
    return _counted(view, {}, count(view.members), rule.min, rule.max)


def measure_count(view: View, rule: Count) -> Finding:
    """The number of members that match, within bounds."""
    return _counted(view, rule.where, count(view.members, rule.where), rule.min, rule.max)


def measure_quota(view: View, rule: Quota) -> Finding:
    """For each value the number of seats laid down."""
    return every_one([_quota_of(view, rule, value, seats) for value, seats in rule.seats.items()])


def _quota_of(view: View, rule: Quota, value: str, seats: int) -> Finding:
    of_value: Where = {rule.attribute: (value,)}
    found = count(view.members, rule.where, of_value)
    if rule.vacant_ok:
        vacancies = view.vacancies(rule.where, of_value)
        found = Interval(found.low + vacancies.low, found.high + vacancies.high)
    return _counted(
        view,
        {**rule.where, **of_value},
        found,
        None if rule.mode is QuotaMode.AT_MOST else seats,
        None if rule.mode is QuotaMode.AT_LEAST else seats,
        with_vacant=rule.vacant_ok,
    )


def _counted(view: View, where: Where, found: Interval, least: int | None, most: int | None, *, with_vacant: bool = False) -> Finding:
    low, high = found.low, found.high
    best = _outside(min(max(low, least or 0), high), least, most)
    worst = max(_outside(low, least, most), _outside(high, least, most))
    if not worst:
        return HOLDS
    if least == most and least is not None:
        side, bound = Side.EXACTLY, least
    elif least is not None and low < least:
        side, bound = Side.LEAST, least
    else:
        side, bound = Side.MOST, most or 0
    return Finding(Gap(best, worst), (messages.counted(view, where, found, side, bound, with_vacant=with_vacant),))


def _outside(number: int, least: int | None, most: int | None) -> int:
    """How many too few or too many."""
    if least is not None and number < least:
        return least - number
    return number - most if most is not None and number > most else 0
