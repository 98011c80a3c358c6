"""What each kind of rule asks of a roster that is not chosen yet, as a formula; shares stand in ``formula_shares.py``.

``_holds`` says when a condition surely holds, ``_fails`` when it surely does not, which ``if`` asks of its first part.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import assert_never

from consensus.domain.composition.formula import (
    CONSTANT,
    NEVER,
    Chosen,
    Every,
    Formula,
    Linear,
    Some,
    Type,
    outside,
    perhaps,
    sum_of,
    surely,
    those,
    within,
)
from consensus.domain.composition.formula_shares import share_fails, share_holds
from consensus.domain.composition.measure_people import number_of
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
    Where,
)
from consensus.domain.composition.truth import Truth
from consensus.domain.composition.view import Alike, Interval, View
from consensus.domain.composition.words import Over, QuotaMode
from consensus.domain.filters import UNDISCLOSED


def formula_of(rules: Iterable[Rule], view: View) -> Formula:
    """Return when all of the rules surely hold; the members in view are the :class:`Type`s of people, each with ``n`` 1."""
    return Every(tuple(_holds(view, rule.condition) for rule in rules))


def _holds(view: View, condition: Condition) -> Formula:  # noqa: C901  # one branch for each kind
    match condition:
        case Size(min=low, max=high):
            return within(view, low, high)
        case Count(where=where, min=low, max=high):
            return within(view, low, high, where)
        case Share():
            return share_holds(view, condition)
        case BySize():
            return _by_size(view, condition)
        case ForEach():
            return _for_each(view, condition)
        case Quota():
            return Every(tuple(within(view, *bounds, condition.where, of) for of, bounds in _quotas(view, condition)))
        case Distinct():
            return Every(tuple(_distinct(view, condition, attribute) for attribute in condition.attributes))
        case Bound():
            return Linear(sum_of(view, (1, those(lambda one: _may_be_above(one, condition)))), high=0)
        case Rotation():
            return Linear(sum_of(view, (1, those(lambda one: _may_repeat(view, one, condition)))), high=0)
        case If(when=when, then=then):
            return Some((*(_fails(view, rule.condition) for rule in when), formula_of(then, view)))
        case AnyOf(rules=rules):
            return Some(tuple(_holds(view, rule.condition) for rule in rules))
        case AllOf(rules=rules):
            return formula_of(rules, view)
    assert_never(condition)


def _fails(view: View, condition: Condition) -> Formula:  # noqa: C901  # one branch for each kind
    """Return when the condition surely does not hold. Where much is undisclosed it may be stricter than the judgement."""
    match condition:
        case Size(min=low, max=high):
            return outside(view, low, high)
        case Count(where=where, min=low, max=high):
            return outside(view, low, high, where)
        case Share():
            return share_fails(view, condition)
        case BySize():
            return Some(
                tuple(Every((_size_in(view, condition, row.start, row.end), _one_fails(view, row.rules))) for row in condition.table)
            )
        case ForEach():
            groups = ((value, view.group(condition.group_by, value, condition.exempt)) for value in _values(view, condition))
            named = _is_named(condition)
            return Some(
                tuple(
                    _one_fails(group, condition.rules) if named else Every((_has_somebody(group), _one_fails(group, condition.rules)))
                    for _, group in groups
                )
            )
        case Quota():
            return Some(tuple(outside(view, *bounds, condition.where, of) for of, bounds in _quotas(view, condition, fails=True)))
        case Distinct():
            return Some(
                tuple(
                    Linear(sum_of(view, (1, surely(condition.where, {attribute: (value,)}))), low=2)
                    for attribute in condition.attributes
                    for value in _present(view, attribute)
                )
            )
        case Bound():
            return Linear(sum_of(view, (1, those(lambda one: _is_above(one, condition)))), low=1)
        case Rotation():
            return Linear(sum_of(view, (1, those(lambda one: _repeats(view, one, condition)))), low=1)
        case If(when=when, then=then):
            return Every((formula_of(when, view), _one_fails(view, then)))
        case AnyOf(rules=rules):
            return Every(tuple(_fails(view, rule.condition) for rule in rules))
        case AllOf(rules=rules):
            return _one_fails(view, rules)
    assert_never(condition)


def _one_fails(view: View, rules: Sequence[Rule]) -> Formula:
    return Some(tuple(_fails(view, rule.condition) for rule in rules))


def _by_size(view: View, rule: BySize) -> Formula:
    low = sum_of(view, (1, those(lambda one: one.would_match(rule.of) is Truth.TRUE and one.here is Truth.TRUE)))
    high = sum_of(view, (1, those(lambda one: one.would_match(rule.of) is Truth.TRUE)))
    parts: list[Formula] = []
    for row in rule.table:
        beside: list[Formula] = [Linear(high, high=row.start - 1)]
        if row.end is not None:
            beside.append(Linear(low, low=row.end + 1))
        parts.append(Some((*beside, formula_of(row.rules, view))))
    return Every(tuple(parts))


def _size_in(view: View, rule: BySize, start: int, end: int | None) -> Formula:
    low = sum_of(view, (1, those(lambda one: one.would_match(rule.of) is Truth.TRUE and one.here is Truth.TRUE)))
    high = sum_of(view, (1, those(lambda one: one.would_match(rule.of) is Truth.TRUE)))
    return Every((Linear(low, low=start), Linear(high, high=end)))


def _for_each(view: View, rule: ForEach) -> Formula:
    if not _is_named(rule):
        groups = (view.group(rule.group_by, value, rule.exempt) for value in _values(view, rule))
        return Every(tuple(Some((_has_nobody(group), formula_of(rule.rules, group), *_if_somebody(group, rule.rules))) for group in groups))
    if rule.values is None and rule.group_by not in view.declared:
        return NEVER
    return Every(tuple(formula_of(rule.rules, view.group(rule.group_by, value, rule.exempt)) for value in _values(view, rule)))


def _is_named(rule: ForEach) -> bool:
    return rule.values is not None or rule.over is Over.DECLARED


def _values(view: View, rule: ForEach) -> Sequence[str | None]:
    if rule.values is not None:
        return rule.values
    if rule.over is Over.DECLARED:
        return view.declared.get(rule.group_by, ())
    present = _present(view, rule.group_by)
    if all(one.attributes.get(rule.group_by) != UNDISCLOSED for one in view.members):
        return present
    declared = view.declared.get(rule.group_by)
    return (*present, None) if declared is None else tuple(dict.fromkeys((*present, *declared)))


def _present(view: View, attribute: str) -> tuple[str, ...]:
    values = (one.attributes.get(attribute) for one in view.members)
    return tuple(dict.fromkeys(value for value in values if value not in (None, UNDISCLOSED)))


def _has_nobody(group: View) -> Formula:
    return Linear(sum_of(group, (1, perhaps())), high=0)


def _has_somebody(group: View) -> Formula:
    return Linear(sum_of(group, (1, surely())), low=1)


def _if_somebody(group: View, rules: Sequence[Rule]) -> tuple[Formula, ...]:
    """A group in which nobody surely is holds also if it would with any one of those who are perhaps in it."""
    perhaps = [one for one in group.members if isinstance(one, Type) and one.here is Truth.UNKNOWN]
    if not perhaps:
        return ()
    nobody = Linear(sum_of(group, (1, surely())), high=0)
    variants: list[Formula] = []
    for one in perhaps:
        # One of them is surely there: it counts surely, and no more than before perhaps.
        extra = (replace(one, here=Truth.TRUE, index=CONSTANT), replace(one, index=CONSTANT, weight=-1))
        variant = replace(group, members=(*group.members, *extra))
        variants.append(Some((Linear({one.index: 1}, high=0), formula_of(rules, variant))))
    return (Every((nobody, *variants)),)


# --- what people are --------------------------------------------------------------------------------------------------


def _quotas(view: View, rule: Quota, *, fails: bool = False) -> Iterator[tuple[Where, tuple[int | None, int | None]]]:
    """Yield the filter and the bounds for each value, less the vacancies that are declared already.

    Where one is undisclosed: those with which it surely holds, or surely does not.
    """
    for value, seats in rule.seats.items():
        of_value: Where = {rule.attribute: (value,)}
        vacant = view.vacancies(rule.where, of_value) if rule.vacant_ok else Interval(0, 0)
        least, most = (vacant.high, vacant.low) if fails else (vacant.low, vacant.high)
        yield (
            of_value,
            (None if rule.mode is QuotaMode.AT_MOST else seats - least, None if rule.mode is QuotaMode.AT_LEAST else seats - most),
        )


def _distinct(view: View, rule: Distinct, attribute: str) -> Formula:
    counting = perhaps(rule.where)

    def has(value: str) -> Chosen:
        return lambda types: [one for one in counting(types) if one.attributes.get(attribute) == value]

    def disclosed(types: Sequence[Type]) -> Sequence[Type]:
        return [one for one in counting(types) if one.attributes.get(attribute) not in (None, UNDISCLOSED)]

    alike = (Linear(sum_of(view, (1, has(value))), high=1) for value in _present(view, attribute))
    hidden = sum_of(view, (1, has(UNDISCLOSED)))
    alone = Every((Linear(hidden, high=1), Linear(sum_of(view, (1, disclosed)), high=0)))
    return Every((*alike, Some((Linear(hidden, high=0), alone))))


def _is_above(one: Alike, rule: Bound) -> bool:
    number = number_of(one.attributes.get(rule.attribute))
    return number is not None and number > rule.max and _counts(one, rule) is Truth.TRUE


def _may_be_above(one: Alike, rule: Bound) -> bool:
    number = number_of(one.attributes.get(rule.attribute))
    if rule.attribute not in one.attributes or (number is not None and number <= rule.max):
        return False
    return _counts(one, rule) is not Truth.FALSE


def _counts(one: Alike, rule: Bound) -> Truth:
    return one.here if rule.exempt is None else one.here.and_(one.would_match(rule.exempt).negated())


def _past(view: View, rule: Rotation) -> Sequence[str]:
    turns = rule.no_repeat_within - 1
    return view.history.get(rule.history, ())[-turns:] if turns else ()


def _repeats(view: View, one: Alike, rule: Rotation) -> bool:
    value = one.attributes.get(rule.attribute)
    return value is not None and value != UNDISCLOSED and value in _past(view, rule) and one.matches(rule.where) is Truth.TRUE


def _may_repeat(view: View, one: Alike, rule: Rotation) -> bool:
    value, past = one.attributes.get(rule.attribute), _past(view, rule)
    if value is None or not past or one.matches(rule.where) is Truth.FALSE:
        return False
    return value in past or UNDISCLOSED in (value, *past)
