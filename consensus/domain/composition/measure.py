"""How far a roster is from a rule of any kind; here stand the kinds that are made of other rules.

Source: composition.md, the table of kinds.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never

from consensus.domain.composition import messages
from consensus.domain.composition.finding import HOLDS, Finding, at_least_one, every_one, one_of_these
from consensus.domain.composition.measure_counts import measure_count, measure_quota, measure_size
from consensus.domain.composition.measure_people import measure_bound, measure_distinct, measure_rotation
from consensus.domain.composition.measure_shares import measure_share
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
    Rule,
    Share,
    Size,
)
from consensus.domain.composition.truth import OPEN, Gap, Truth
from consensus.domain.composition.view import View
from consensus.domain.composition.words import Over
from consensus.domain.filters import UNDISCLOSED


def measure(view: View, condition: Condition) -> Finding:  # noqa: C901  # one branch for each kind
    """How far the members in view are from a condition, and why."""
    match condition:
        case Size():
            return measure_size(view, condition)
        case Count():
            return measure_count(view, condition)
        case Share():
            return measure_share(view, condition)
        case BySize():
            return _by_size(view, condition)
        case ForEach():
            return _for_each(view, condition)
        case Quota():
            return measure_quota(view, condition)
        case Distinct():
            return measure_distinct(view, condition)
        case Bound():
            return measure_bound(view, condition)
        case Rotation():
            return measure_rotation(view, condition)
        case If():
            return _if(view, condition)
        case AnyOf():
            return _any_of(view, condition)
        case AllOf():
            return _all(view, condition.rules)
    assert_never(condition)


def _all(view: View, rules: Sequence[Rule]) -> Finding:
    return every_one([measure(view, rule.condition) for rule in rules])


def _any_of(view: View, rule: AnyOf) -> Finding:
    finding = at_least_one([measure(view, inner.condition) for inner in rule.rules])
    if finding.truth is Truth.TRUE:
        return HOLDS
    header = messages.no_alternative if finding.truth is Truth.FALSE else messages.perhaps_no_alternative
    return Finding(finding.gap, (header(view, len(rule.rules)), *finding.reasons))


def _if(view: View, rule: If) -> Finding:
    when = _all(view, rule.when)
    if when.truth is Truth.FALSE:
        return HOLDS
    then = _all(view, rule.then)
    if when.truth is Truth.TRUE or then.truth is Truth.TRUE:
        return then
    # Whether the rule asks for anything is open, so it cannot fail.
    return Finding(Gap(0, then.gap.worst), when.reasons + then.reasons)


def _by_size(view: View, rule: BySize) -> Finding:
    """Only members that surely match ``of`` make the size; it is open only as far as it is open who is in the group."""
    matching = [one for one in view.members if one.would_match(rule.of) is Truth.TRUE]
    low = sum(one.n for one in matching if one.here is Truth.TRUE)
    high = sum(one.n for one in matching)
    found: list[Finding] = []
    sizes_in_rows = 0
    for row in rule.table:
        first, last = max(low, row.start), high if row.end is None else min(high, row.end)
        if first <= last:
            sizes_in_rows += last - first + 1
            found.append(_all(view, row.rules))
    if sizes_in_rows < high - low + 1:
        found.append(HOLDS)
    return one_of_these(found)


def _for_each(view: View, rule: ForEach) -> Finding:
    named = rule.values
    if named is None and rule.over is Over.DECLARED:
        named = view.declared.get(rule.group_by)
        if named is None:
            return Finding(OPEN, (messages.not_declared(rule.group_by),))
    if named is not None:
        return every_one([_all(view.group(rule.group_by, value, rule.exempt), rule.rules) for value in named])
    groups = [view.group(rule.group_by, value, rule.exempt) for value in _values_that_may_be_present(view, rule.group_by)]
    return every_one([_all(group, rule.rules) if group.has_somebody_for_sure else _if_present(group, rule.rules) for group in groups])


def _values_that_may_be_present(view: View, attribute: str) -> Sequence[str | None]:
    """The values of the members; and where one is undisclosed, every declared value, or one that is not known by name."""
    present = dict.fromkeys(one.attributes[attribute] for one in view.members if attribute in one.attributes)
    if UNDISCLOSED not in present:
        return tuple(present)
    del present[UNDISCLOSED]
    declared = view.declared.get(attribute)
    return (*present, None) if declared is None else tuple(dict.fromkeys((*present, *declared)))


def _if_present(group: View, rules: Sequence[Rule]) -> Finding:
    """A group that is there only if somebody is in it, and nobody surely is: the rules may be broken, and cannot surely be."""
    whole = _all(group, rules)
    if whole.truth is Truth.TRUE:
        return HOLDS
    with_somebody = (_all(variant, rules) for variant in group.variants_with_somebody())
    broken = next((finding for finding in with_somebody if finding.truth is not Truth.TRUE), None)
    return HOLDS if broken is None else Finding(Gap(0, max(whole.gap.worst, broken.gap.worst)), broken.reasons)
