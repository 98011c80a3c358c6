"""How far a roster is from a rule about what its people are: ``distinct``, ``bound`` and ``rotation``.

The gap counts the people who would have to be others. Source: composition.md, "Matching and counting".
"""

from __future__ import annotations

import re
from collections import Counter
from fractions import Fraction

from consensus.domain.composition import messages
from consensus.domain.composition.finding import HOLDS, Finding, every_one
from consensus.domain.composition.rules import Bound, Distinct, Rotation
from consensus.domain.composition.truth import Gap, Truth
from consensus.domain.composition.view import Alike, View
from consensus.domain.filters import UNDISCLOSED
from consensus.domain.reasons import Reason

_NUMBER = re.compile(r"-?[0-9]{1,18}(/[0-9]{1,18})?", re.ASCII)


def measure_distinct(view: View, rule: Distinct) -> Finding:
    """No two of the members that match are alike in an attribute; who does not have the attribute is like nobody."""
    return every_one([_distinct_in(view, rule, attribute) for attribute in rule.attributes])


def _distinct_in(view: View, rule: Distinct, attribute: str) -> Finding:
    surely: Counter[str] = Counter()
    perhaps: Counter[str] = Counter()
    for one in view.members:
        truth = one.matches(rule.where)
        if attribute in one.attributes and truth is not Truth.FALSE:
            (surely if truth is Truth.TRUE else perhaps)[one.attributes[attribute]] += one.n
    undisclosed = surely.pop(UNDISCLOSED, 0) + perhaps.pop(UNDISCLOSED, 0)
    everybody = surely + perhaps
    too_many = sum(n - 1 for n in surely.values())
    # Whoever is undisclosed may be like somebody else, if there is anybody else.
    open_ones = undisclosed - (0 if everybody else 1) if undisclosed else 0
    worst = sum(n - 1 for n in everybody.values()) + open_ones
    reasons = tuple(messages.alike(view, rule.where, attribute, value, n) for value, n in sorted(surely.items()) if n > 1)
    if not worst:
        return HOLDS
    return Finding(Gap(too_many, worst), reasons or (messages.perhaps_alike(view, rule.where, attribute),))


def measure_bound(view: View, rule: Bound) -> Finding:
    """Nobody's number is above the bound; who has none, or is exempt, is left out."""
    above, may_be_above, highest = 0, 0, Fraction(0)
    for one in view.members:
        number = number_of(one.attributes.get(rule.attribute))
        if rule.attribute not in one.attributes or (number is not None and number <= rule.max):
            continue
        counts = _counts(one, rule)
        if counts is Truth.TRUE and number is not None:
            above += one.n
            highest = max(highest, number)
        elif counts is not Truth.FALSE:
            may_be_above += one.n
    if above:
        reason = messages.too_high(view, rule.attribute, rule.max, above, highest)
    else:
        reason = messages.perhaps_too_high(view, rule.attribute, rule.max, may_be_above)
    return Finding(Gap(above, above + may_be_above), (reason,)) if above + may_be_above else HOLDS


def number_of(value: str | None) -> Fraction | None:
    """The number that an attribute states, or None where it states none."""
    if value is None or not _NUMBER.fullmatch(value):
        return None
    numerator, _, denominator = value.partition("/")
    return Fraction(int(numerator), int(denominator or 1)) if int(denominator or 1) else None


def _counts(one: Alike, rule: Bound) -> Truth:
    return one.here if rule.exempt is None else one.here.and_(one.would_match(rule.exempt).negated())


def measure_rotation(view: View, rule: Rotation) -> Finding:
    """The value held now is not among the last ones; who holds nothing repeats nothing."""
    turns = rule.no_repeat_within - 1
    past = view.history.get(rule.history, ())[-turns:] if turns else ()
    repeats, may_repeat = 0, 0
    reasons: list[Reason] = []
    for one in view.members:
        value = one.attributes.get(rule.attribute)
        truth = one.matches(rule.where)
        if value is None or truth is Truth.FALSE or not past:
            continue
        if value in past and value != UNDISCLOSED and truth is Truth.TRUE:
            repeats += one.n
            reasons.append(messages.repeated(view, rule.where, rule.attribute, value, past))
        elif value in past or UNDISCLOSED in (value, *past):
            may_repeat += one.n
    if not repeats and may_repeat:
        reasons.append(messages.perhaps_repeated(view, rule.where, rule.attribute, past))
    return Finding(Gap(repeats, repeats + may_repeat), tuple(reasons)) if reasons else HOLDS
