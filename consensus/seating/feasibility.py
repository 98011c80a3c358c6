"""Can the seats be filled under the rules, which rules stand in the way if not, and who could fill a vacancy.

Every answer proves itself: "yes" by a roster that the rules judge to pass, "no" by a smallest set of rules that cannot hold
together. Source: composition.md, "feasibility" and "When a rule acts".
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import product, repeat
from math import prod
from typing import cast

from consensus.domain.composition import Attributes, Roster, Rule, SeatRange, Severity, Value, judge
from consensus.domain.composition.formula import Every, Formula, Linear, Type
from consensus.domain.composition.formula_kinds import formula_of
from consensus.domain.composition.reading import text_of
from consensus.domain.composition.rules import attributes_of
from consensus.domain.composition.verdict import hard_failures, hard_undetermined
from consensus.domain.composition.view import View
from consensus.domain.filters import UNDISCLOSED
from consensus.seating.solving import Range, UndecidedError, solve

Key = tuple[str | None, ...]
"""The values of what the rules look at, None for what somebody has not."""

Part = tuple[str, Formula]

MOST_MIXES = 5_000
"""How many thinkable people are looked at when it is asked which values would restore the rules."""


@dataclass(frozen=True)
class Seating:
    """A body's seats with those who sit already, those who could, and the rules. Only hard rules bind."""

    seats: int
    rules: Sequence[Rule]
    sitting: Sequence[Attributes]
    pool: Sequence[Attributes]
    declared: Mapping[str, Sequence[str]] = field(default_factory=dict)
    history: Mapping[str, Sequence[Value]] = field(default_factory=dict)
    statutory: int | SeatRange | None = None
    """The statutory number of seats, where it is not ``seats``: some may be suspended."""
    vacant: Sequence[Attributes] = ()
    """The vacancies that are declared and stay: what those seats stand for."""

    @property
    def base(self) -> int | SeatRange:
        """The statutory number of seats."""
        return self.seats if self.statutory is None else self.statutory

    @property
    def open(self) -> int:
        """How many seats are to be filled."""
        return self.seats - len(self.sitting)

    @cached_property
    def binding(self) -> tuple[Rule, ...]:
        """The rules that a roster may not break."""
        return tuple(rule for rule in self.rules if rule.severity is Severity.HARD)

    def roster(self, places: Iterable[int]) -> Roster:
        """Return those who sit and these of the pool, with the vacancies that stay."""
        return Roster((*self.sitting, *(self.pool[place] for place in places)), tuple(self.vacant), self.history)

    @cached_property
    def types(self) -> Types:
        """Those who sit and those who could, told apart by what the rules look at alone."""
        return Types.of(self)


@dataclass(frozen=True)
class Types:
    """People who are alike in everything that the rules look at, by the number of their type."""

    view: View
    sitting: tuple[int, ...]
    """How many of each type sit already."""
    pool: tuple[tuple[int, ...], ...]
    """Who of the pool is of each type, by place in it."""

    @classmethod
    def of(cls, seating: Seating) -> Types:
        """Sort the people of a body into types."""
        names = sorted(looked_at(seating.binding))
        sitting, pool = _alike(seating.sitting, names), _alike(seating.pool, names)
        keys = tuple(dict.fromkeys((*sitting, *pool)))
        base = View.of(Roster((), tuple(seating.vacant), seating.history), seating.declared, seating.base)
        people = ({name: value for name, value in zip(names, key, strict=True) if value is not None} for key in keys)
        return cls(
            view=replace(base, members=tuple(Type(one, 1, index=index) for index, one in enumerate(people))),
            sitting=tuple(len(sitting.get(key, ())) for key in keys),
            pool=tuple(tuple(pool.get(key, ())) for key in keys),
        )

    @property
    def ranges(self) -> list[Range]:
        """How many of each type can sit."""
        return [Range(sit, sit + len(places)) for sit, places in zip(self.sitting, self.pool, strict=True)]


def witness(seating: Seating) -> tuple[int, ...] | None:
    """Return places of the pool that fill the open seats so that every binding rule holds, or None where nobody can.

    :raises UndecidedError: when it could not be decided.
    """
    types = seating.types
    numbers = solve(formula_of(seating.binding, types.view), types.ranges, seating.seats)
    return None if numbers is None else _checked(seating, numbers)


def conflict(seating: Seating) -> tuple[str, ...]:
    """Return the ids of a smallest set of rules that cannot hold together here; empty where there are too few people at all.

    :raises UndecidedError: when it could not be decided.
    """
    return smallest_conflict(seating, seating.types.ranges)


def smallest_conflict(seating: Seating, ranges: Sequence[Range]) -> tuple[str, ...]:
    """Return the same where the numbers of each type are within ``ranges``."""
    parts = tuple((rule.id, formula_of([rule], seating.types.view)) for rule in seating.binding)

    def fits(chosen: Iterable[Part]) -> bool:
        return solve(Every(tuple(formula for _, formula in chosen)), ranges, seating.seats) is not None

    return smallest(parts, fits)


def smallest(parts: Sequence[Part], fits: Callable[[Iterable[Part]], bool]) -> tuple[str, ...]:
    """Return the ids of a smallest set of parts that do not fit together; empty where all fit, or where not even none would.

    Smallest: leave out any of them, and the rest fit. Found by halving (U. Junker, QuickXplain, 2004).
    """
    if not parts or fits(parts) or not fits(()):
        return ()
    return tuple(sorted(rule_id for rule_id, _ in _smallest((), (), tuple(parts), fits)))


def could_fill(seating: Seating) -> tuple[int, ...]:
    """Return the places of the pool that are in at least one way to fill the seats so that every binding rule holds.

    :raises UndecidedError: when it could not be decided.
    """
    types = seating.types
    formula = formula_of(seating.binding, types.view)
    known: set[int] = set()
    for index, places in enumerate(types.pool):
        if not places or index in known:
            continue
        ranges = types.ranges
        ranges[index] = replace(ranges[index], low=ranges[index].low + 1)
        numbers = solve(formula, ranges, seating.seats)
        if numbers is not None:
            _checked(seating, numbers)
            known.update(other for other, number in enumerate(numbers) if number > types.sitting[other])
    return tuple(sorted(place for index in known for place in types.pool[index]))


def values_that_restore(seating: Seating) -> dict[str, tuple[str, ...]]:
    """Return, for each attribute that the binding rules look at, the values that somebody new could have.

    Somebody new is anybody thinkable, whether or not they stand: any mix of the declared values, and of the values of the
    people at hand where none are declared. Where that would be more than can be looked at: those of the people who stand.

    :raises UndecidedError: when it could not be decided.
    """
    known = {name: _values_of(name, seating) for name in sorted(looked_at(seating.binding))}
    mixes = prod(len(values) for values in known.values()) * seating.open
    anybody = replace(seating, pool=_mixes(known, seating.open)) if mixes <= MOST_MIXES else seating
    types = anybody.types
    formula = formula_of(anybody.binding, types.view)

    def restores(name: str, value: str) -> bool:
        theirs = [one.index for one in types.view.members if isinstance(one, Type) and one.attributes.get(name) == value]
        one_more = Linear(dict.fromkeys(theirs, 1), low=1 + sum(types.sitting[index] for index in theirs))
        return solve(Every((formula, one_more)), types.ranges, anybody.seats) is not None

    return {name: tuple(value for value in values if restores(name, value)) for name, values in known.items()}


def _mixes(known: Mapping[str, Sequence[str]], times: int) -> tuple[Attributes, ...]:
    mixes = (dict(zip(known, mix, strict=True)) for mix in product(*known.values()))
    return tuple(mix for mix in mixes for _ in range(times))


def looked_at(rules: Iterable[Rule]) -> frozenset[str]:
    """Return every attribute that any of the rules looks at."""
    return frozenset[str]().union(*(attributes_of(rule) for rule in rules))


def _values_of(name: str, seating: Seating) -> tuple[str, ...]:
    declared = tuple(text_of(value) for value in seating.declared.get(name, ()))
    return declared or tuple(
        dict.fromkeys(text_of(one[name]) for one in (*seating.sitting, *seating.pool) if name in one and one[name] != UNDISCLOSED)
    )


def _alike(people: Sequence[Attributes], names: Sequence[str]) -> dict[Key, list[int]]:
    """Return the places of those who have the same values, by these; column by column, for they may be thousands."""
    columns = [_texts([one.get(name) for one in people]) for name in names]
    found: defaultdict[Key, list[int]] = defaultdict(list)
    for place, key in enumerate(zip(*columns, strict=True) if columns else repeat((), len(people))):
        found[key].append(place)
    return found


def _texts(values: list[Value | None]) -> Sequence[str | None]:
    # Most are text already; what is not is made text first, for 1 and true are equal, and not alike to a rule.
    if {*map(type, values)} <= {str, type(None)}:
        return cast("list[str | None]", values)
    return [None if value is None else text_of(value) for value in values]


def _smallest(
    kept: tuple[Part, ...], added: tuple[Part, ...], parts: tuple[Part, ...], fits: Callable[[Iterable[Part]], bool]
) -> tuple[Part, ...]:
    """Return the fewest of ``parts`` that do not fit beside ``kept``; ``added`` are those of ``kept`` that came last."""
    if added and not fits(kept):
        return ()
    if len(parts) == 1:
        return parts
    half = len(parts) // 2
    first, second = parts[:half], parts[half:]
    late = _smallest((*kept, *first), first, second, fits)
    early = _smallest((*kept, *late), late, first, fits)
    return (*early, *late)


def _checked(seating: Seating, numbers: Sequence[int]) -> tuple[int, ...]:
    """Return whom the numbers take from the pool, once the rules have judged the roster to pass."""
    types = seating.types
    taken = tuple(place for index, number in enumerate(numbers) for place in types.pool[index][: number - types.sitting[index]])
    verdict = judge(seating.roster(taken), seating.binding, declared=seating.declared, seats=seating.base)
    if hard_failures(verdict) or hard_undetermined(verdict):
        raise UndecidedError
    return tuple(sorted(taken))
