"""Can any roster at all hold the rules of a body together, whoever may sit in it? Asked when rules are saved.

Thinkable is everybody with any mix of values: those that are declared; where none are, those that the rules name, none at all,
and others that nobody has named. Source: composition.md: "a rule is checked for feasibility when it is saved".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import product
from math import prod

from consensus.domain.composition import Roster, Rule, SeatRange, Severity, hard_failures, hard_undetermined, judge
from consensus.domain.composition.formula import Every, Type
from consensus.domain.composition.formula_kinds import formula_of
from consensus.domain.composition.reading import text_of
from consensus.domain.composition.rules import Condition, Distinct, ForEach, Quota, conditions_within
from consensus.domain.composition.view import View
from consensus.domain.filters import NOT
from consensus.seating.feasibility import Part, looked_at, smallest
from consensus.seating.solving import Range, UndecidedError, solve

MOST_MIXES = 5_000
"""How many thinkable people are looked at; rules that would take more are not decided."""

MOST_SIZES = 60
"""How many sizes of a body are tried, the smallest first."""


def conflict_of_rules(rules: Sequence[Rule], *, declared: Mapping[str, Sequence[str]], seats: int | SeatRange) -> tuple[str, ...]:
    """Return a smallest set of hard rules that no roster of the statutory size can hold together; empty where one can.

    :raises UndecidedError: when it could not be decided.
    """
    binding = tuple(rule for rule in rules if rule.severity is Severity.HARD)
    found: tuple[str, ...] = ()
    for size in _sizes(seats):
        found = _conflict(binding, declared, size)
        if not found:
            return ()
    return found


def thinkable_roster(
    rules: Sequence[Rule], *, declared: Mapping[str, Sequence[str]], seats: int | SeatRange
) -> tuple[tuple[Mapping[str, str], int], ...] | None:
    """Return people of the fewest seats with whom all hard rules hold, each mix of values with how many have it; None: there are none.

    The rules have judged the roster to pass.

    :raises UndecidedError: when it could not be decided.
    """
    binding = tuple(rule for rule in rules if rule.severity is Severity.HARD)
    for size in _sizes(seats):
        people, view = _thinkable(binding, declared, size)
        numbers = solve(formula_of(binding, view), [Range(0, size)] * len(people), size)
        if numbers is not None:
            found = tuple((one.attributes, n) for one, n in zip(people, numbers, strict=True) if n)
            verdict = judge(Roster(tuple(one for one, n in found for _ in range(n))), binding, declared=declared, seats=size)
            if hard_failures(verdict) or hard_undetermined(verdict):
                raise UndecidedError
            return found
    return None


def _thinkable(binding: Sequence[Rule], declared: Mapping[str, Sequence[str]], size: int) -> tuple[tuple[Type, ...], View]:
    people = _people(binding, declared, size)
    return people, replace(View.of(Roster(()), declared, size), members=people)


def _conflict(binding: Sequence[Rule], declared: Mapping[str, Sequence[str]], size: int) -> tuple[str, ...]:
    people, view = _thinkable(binding, declared, size)
    ranges = [Range(0, size)] * len(people)

    def fits(chosen: Iterable[Part]) -> bool:
        return solve(Every(tuple(formula for _, formula in chosen)), ranges, size) is not None

    return smallest([(rule.id, formula_of([rule], view)) for rule in binding], fits)


def _sizes(seats: int | SeatRange) -> range:
    if isinstance(seats, int):
        return range(seats, seats + 1)
    most = seats.min + MOST_SIZES if seats.max is None else min(seats.max, seats.min + MOST_SIZES)
    return range(seats.min, most + 1)


def _people(rules: Sequence[Rule], declared: Mapping[str, Sequence[str]], size: int) -> tuple[Type, ...]:
    conditions = conditions_within(tuple(rules))
    values = {name: _values(name, conditions, declared, size) for name in sorted(looked_at(rules))}
    if prod(len(each) for each in values.values()) > MOST_MIXES:
        raise UndecidedError
    mixes = product(*values.values())
    people = ({name: value for name, value in zip(values, mix, strict=True) if value is not None} for mix in mixes)
    return tuple(Type(one, 1, index=index) for index, one in enumerate(people))


def _values(name: str, conditions: Sequence[Condition], declared: Mapping[str, Sequence[str]], size: int) -> list[str | None]:
    if declared.get(name):
        return [text_of(value) for value in declared[name]]
    named = dict.fromkeys(value for condition in conditions for value in _named(name, condition))
    tells_apart = any(
        (isinstance(each, Distinct) and name in each.attributes) or (isinstance(each, ForEach) and name == each.group_by)
        for each in conditions
    )
    others = (f"another {number}" for number in range(size if tells_apart else 1))
    return [*named, *others, None]


def _named(name: str, condition: Condition) -> list[str]:
    """Return the values of an attribute that a condition itself names."""
    found = [value for field in ("where", "of", "exempt") for value in _in_filter(name, getattr(condition, field, None))]
    if isinstance(condition, Quota) and condition.attribute == name:
        found += condition.seats
    if isinstance(condition, ForEach) and condition.group_by == name:
        found += condition.values or ()
    return found


def _in_filter(name: str, where: object) -> list[str]:
    if not isinstance(where, Mapping):
        return []
    own = where.get(name, ())
    values = [text_of(value) for value in own] if isinstance(own, tuple | list) else [text_of(own)]
    return [*values, *_in_filter(name, where.get(NOT))]
