"""How far a roster is from a ``share``: the rule is measured for every number that the count and the whole may turn out to have.

Source: composition.md, "Matching and counting".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from consensus.domain.composition import messages
from consensus.domain.composition.finding import HOLDS, Finding
from consensus.domain.composition.messages import Side
from consensus.domain.composition.rules import Rounding, Share
from consensus.domain.composition.truth import OPEN, Gap, Number, Truth, range_of
from consensus.domain.composition.view import Interval, View, count
from consensus.domain.composition.words import RoundingMode
from consensus.domain.reasons import Reason


@dataclass(frozen=True, slots=True)
class _Case:
    """The whole has ``n`` members, and the count is then one of an interval."""

    n: int
    found: Interval


def measure_share(view: View, rule: Share) -> Finding:
    """The members that match, as a share of the whole, within bounds."""
    if rule.of_seats and (view.seats is None or view.seats.max is None):
        return Finding(OPEN, (messages.seats_not_laid_down(),))
    cases = list(_cases_of_seats(view, rule) if rule.of_seats else _cases(view, rule))
    gap = range_of(_gap(rule, case) for case in cases)
    return HOLDS if gap.truth is Truth.TRUE else Finding(gap, (_reason(view, rule, cases),))


def _reason(view: View, rule: Share, cases: Sequence[_Case]) -> Reason:
    found = Interval(min(case.found.low for case in cases), max(case.found.high for case in cases))
    total = Interval(min(case.n for case in cases), max(case.n for case in cases))
    misses_least = rule.min is not None and any(case.found.low < rounded(rule.min, case.n, rule.rounding) for case in cases)
    side, share = (Side.LEAST, rule.min) if misses_least else (Side.MOST, rule.max)
    bound = rounded(share or Fraction(0), total.high, rule.rounding)
    return messages.shared(
        view,
        rule.of,
        rule.where,
        of_seats=rule.of_seats,
        found=found,
        total=total,
        side=side,
        share=share or Fraction(0),
        bound=ceil(bound) if side is Side.LEAST else floor(bound),
    )


def rounded(bound: Fraction, n: int, rounding: Rounding) -> Number:
    """The number of members that the share ``bound`` of ``n`` comes to."""
    exact = bound * n
    match rounding.mode:
        case RoundingMode.EXACT:
            return exact
        case RoundingMode.CEIL:
            return ceil(exact)
        case RoundingMode.FLOOR:
            return floor(exact)
        case RoundingMode.NEAREST:
            return floor(exact + Fraction(1, 2))
        case RoundingMode.CLOSEST:
            most = floor(rounding.ceiling * n)
            below, above = min(floor(exact), most), min(floor(exact) + 1, most)
            return below if abs(exact - below) <= abs(above - exact) else above


def _cases_of_seats(view: View, rule: Share) -> Iterator[_Case]:
    found = count(view.members, rule.where)
    if view.seats is not None and view.seats.max is not None:
        for n in range(view.seats.min, view.seats.max + 1):
            yield _Case(n, found)


def _cases(view: View, rule: Share) -> Iterator[_Case]:
    """Every size that the whole may have, with the least and the most that may match then.

    A member counts only as part of the whole: whoever is perhaps in it and does not match makes the whole larger alone.
    """
    of = rule.of or {}
    whole, matching = count(view.members, of), count(view.members, of, rule.where)
    perhaps_in = [one for one in view.members if one.matches(of) is Truth.UNKNOWN]
    surely_in = [one for one in view.members if one.matches(of) is Truth.TRUE]
    may_match_inside = count(surely_in, rule.where).high
    may_match_if_in = sum(one.n for one in perhaps_in if one.would_match(rule.where) is not Truth.FALSE)
    need_not_match_if_in = sum(one.n for one in perhaps_in if one.would_match(rule.where) is not Truth.TRUE)
    for n in range(whole.low, whole.high + 1):
        added = n - whole.low
        low = matching.low + max(0, added - need_not_match_if_in)
        yield _Case(n, Interval(low, may_match_inside + min(added, may_match_if_in)))


def _gap(rule: Share, case: _Case) -> Gap:
    if case.n == 0:
        return Gap()
    least = Fraction(0) if rule.min is None else rounded(rule.min, case.n, rule.rounding)
    most = None if rule.max is None else rounded(rule.max, case.n, rule.rounding)
    low, high = case.found.low, case.found.high
    # Between the two ends the gap falls, then rises; it is least at a whole number beside a bound.
    beside = {ceil(least), floor(least)} | (set() if most is None else {floor(most), ceil(most)})
    numbers = {low, high, *(min(max(number, low), high) for number in beside)}
    gaps = [_outside(number, least, most) for number in numbers]
    return Gap(min(gaps), max(gaps))


def _outside(number: int, least: Number, most: Number | None) -> Number:
    if number < least:
        return least - number
    return number - most if most is not None and number > most else 0
