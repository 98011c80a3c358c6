"""What a ``share`` asks of a roster that is not chosen yet: bounds on a part and a whole, in whole numbers.

Source: composition.md, "Matching and counting": the bound is ``share x n``, turned into a count by ``rounding``.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import ceil, floor

from consensus.domain.composition.formula import NEVER, Chosen, Every, Formula, Linear, Some, outside, perhaps, sum_of, surely, within
from consensus.domain.composition.measure_shares import rounded
from consensus.domain.composition.rules import Share, Where
from consensus.domain.composition.truth import Truth
from consensus.domain.composition.view import View
from consensus.domain.composition.words import RoundingMode


def share_holds(view: View, rule: Share) -> Formula:
    """At the worst: for a floor everybody who is perhaps in the whole and need not match is in it; for a cap all that may match do."""
    if rule.of_seats:
        bounds = _bounds_of_seats(view, rule)
        return NEVER if bounds is None else Every(tuple(within(view, *each, rule.where) for each in bounds))
    of = rule.of or {}
    parts: list[Formula] = []
    if rule.min is not None:
        whole = _either(surely(of), _but_surely(of, rule.where))
        parts.append(_at_least(view, rule, rule.min, surely(of, rule.where), whole))
    if rule.max is not None:
        parts.append(_at_most(view, rule, rule.max, perhaps(of, rule.where), _either(surely(of), perhaps(of, rule.where))))
    return Every(tuple(parts))


def share_fails(view: View, rule: Share) -> Formula:
    if rule.of_seats:
        bounds = _bounds_of_seats(view, rule)
        return Every(tuple(outside(view, *each, rule.where) for each in bounds)) if bounds else NEVER
    of = rule.of or {}
    parts: list[Formula] = []
    if rule.min is not None:
        whole = _either(surely(of), perhaps(of, rule.where))
        parts.append(_at_least(view, rule, rule.min, perhaps(of, rule.where), whole, negated=True))
    if rule.max is not None:
        whole = _either(surely(of), _but_surely(of, rule.where))
        parts.append(_at_most(view, rule, rule.max, surely(of, rule.where), whole, negated=True))
    return Some(tuple(parts))


def _bounds_of_seats(view: View, rule: Share) -> list[tuple[int | None, int | None]] | None:
    """Return the bounds for every number of seats that there may be, None where it is not laid down; of no seats any share holds."""
    if view.seats is None or view.seats.max is None:
        return None
    return [_as_counts(rule, n) for n in range(view.seats.min, view.seats.max + 1) if n]


def _as_counts(rule: Share, n: int) -> tuple[int | None, int | None]:
    least = None if rule.min is None else ceil(rounded(rule.min, n, rule.rounding))
    return least, None if rule.max is None else floor(rounded(rule.max, n, rule.rounding))


def _but_surely(of: Where, where: Where) -> Chosen:
    """Return what picks those who are perhaps in the whole, but for those who surely match."""
    return lambda types: [one for one in perhaps(of)(types) if one.would_match(where) is not Truth.TRUE]


def _either(*choices: Chosen) -> Chosen:
    # Told apart by identity: there may be two of one index.
    return lambda types: list({id(one): one for chosen in choices for one in chosen(types)}.values())


def _at_least(view: View, rule: Share, share: Fraction, part: Chosen, whole: Chosen, *, negated: bool = False) -> Formula:
    """Return when the part is at least the rounded share of the whole, or when it is not; in whole numbers."""
    mode, p, q = rule.rounding.mode, share.numerator, share.denominator
    if mode is RoundingMode.CLOSEST:
        return _for_each_whole(view, part, whole, lambda n: (ceil(rounded(share, n, rule.rounding)), None), negated=negated)
    twice = 2 if mode is RoundingMode.NEAREST else 1
    least = 0 if mode in (RoundingMode.EXACT, RoundingMode.CEIL) else 1 - q
    weights = sum_of(view, (twice * q, part), (-twice * p, whole))
    return Linear(weights, high=least - 1) if negated else Linear(weights, low=least)


def _at_most(view: View, rule: Share, share: Fraction, part: Chosen, whole: Chosen, *, negated: bool = False) -> Formula:
    """Return when the part is at most the rounded share of the whole, or when it is not; in whole numbers."""
    mode, p, q = rule.rounding.mode, share.numerator, share.denominator
    if mode is RoundingMode.CLOSEST:
        return _for_each_whole(view, part, whole, lambda n: (None, floor(rounded(share, n, rule.rounding))), negated=negated)
    twice = 2 if mode is RoundingMode.NEAREST else 1
    most = {RoundingMode.CEIL: q - 1, RoundingMode.NEAREST: q}.get(mode, 0)
    weights = sum_of(view, (twice * q, part), (-twice * p, whole))
    return Linear(weights, low=most + 1) if negated else Linear(weights, high=most)


def _for_each_whole(
    view: View, part: Chosen, whole: Chosen, bounds: Callable[[int], tuple[int | None, int | None]], *, negated: bool
) -> Formula:
    """Return the same where the rounding follows no line: one alternative for each size that the whole may have."""
    if view.seats is None or view.seats.max is None:
        return NEVER
    size, count = sum_of(view, (1, whole)), sum_of(view, (1, part))
    found: list[Formula] = []
    for n in range(view.seats.max + 1):
        low, high = bounds(n)
        if negated:
            low, high = None if high is None else high + 1, None if low is None else low - 1
        found.append(Every((Linear(size, low=n, high=n), Linear(count, low=low, high=high))))
    return Some(tuple(found))
