"""What rules ask of a roster that is not chosen yet: conditions on how many people of each type it takes.

People who are alike in everything that the rules look at are one type, so that a roster is one whole number for each type,
and a rule is a formula over these numbers: linear bounds, joined by "all of" and "any of". Who can be seated is then the
question for which numbers the formula holds; a solver answers it, see ``consensus/seating/feasibility.py``. What is undisclosed
counts towards no floor and keeps every cap open, as in the judgement of a roster: the formula says when a rule *surely* holds.

Source: composition.md, "Matching and counting"; for a count under rules J. Otten, Voting matters 13 (2001).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from consensus.domain.composition.rules import Where
from consensus.domain.composition.truth import Truth
from consensus.domain.composition.view import Alike, View, sifted

CONSTANT = -1
"""The index under which a formula adds a number that does not depend on whom the roster takes."""


@dataclass(frozen=True, slots=True)
class Linear:
    """A weighted sum of the numbers, within bounds; an index for each type, weights and bounds are whole numbers."""

    weights: Mapping[int, int]
    low: int | None = None
    high: int | None = None

    def holds(self, numbers: Sequence[int]) -> bool:
        """Whether it does for a roster with so many people of each type."""
        total = sum(weight * (1 if index == CONSTANT else numbers[index]) for index, weight in self.weights.items())
        return (self.low is None or total >= self.low) and (self.high is None or total <= self.high)


@dataclass(frozen=True, slots=True)
class Every:
    """All of the parts hold; without parts it holds."""

    parts: tuple[Formula, ...]

    def holds(self, numbers: Sequence[int]) -> bool:
        """Whether it does for a roster with so many people of each type."""
        return all(part.holds(numbers) for part in self.parts)


@dataclass(frozen=True, slots=True)
class Some:
    """At least one of the parts holds; without parts it does not."""

    parts: tuple[Formula, ...]

    def holds(self, numbers: Sequence[int]) -> bool:
        """Whether it does for a roster with so many people of each type."""
        return any(part.holds(numbers) for part in self.parts)


Formula = Linear | Every | Some

ALWAYS: Formula = Every(())
NEVER: Formula = Some(())


@dataclass(frozen=True, slots=True)
class Type(Alike):
    """People who are alike in everything that the rules look at."""

    index: int = 0
    weight: int = 1


Chosen = Callable[[Sequence[Type]], Sequence[Type]]
"""Picks those who count from types; of all of them at once, for every rule asks it of everybody."""


def those(is_one: Callable[[Alike], bool]) -> Chosen:
    """Return what picks by a question to each type."""
    return lambda types: [one for one in types if is_one(one)]


def sum_of(view: View, *weighted: tuple[int, Chosen]) -> dict[int, int]:
    """Return the weights of a sum: each type counts with the factor of those that choose it."""
    weights: dict[int, int] = {}
    types = cast("Sequence[Type]", view.members)
    for factor, chosen in weighted:
        for one in chosen(types):
            weights[one.index] = weights.get(one.index, 0) + factor * one.weight
    # In the order of the types, whoever chose them.
    return {index: weights[index] for index in sorted(weights) if weights[index]}


def surely(*filters: Where) -> Chosen:
    there = Truth.TRUE
    return lambda types: [one for one in sifted(types, filters, perhaps=False) if one.here is there]


def perhaps(*filters: Where) -> Chosen:
    absent = Truth.FALSE
    return lambda types: [one for one in sifted(types, filters, perhaps=True) if one.here is not absent]


def within(view: View, low: int | None, high: int | None, *filters: Where) -> Formula:
    """Return when the number of those that match is surely within bounds."""
    parts: list[Formula] = []
    if low is not None:
        parts.append(Linear(sum_of(view, (1, surely(*filters))), low=low))
    if high is not None:
        parts.append(Linear(sum_of(view, (1, perhaps(*filters))), high=high))
    return Every(tuple(parts))


def outside(view: View, low: int | None, high: int | None, *filters: Where) -> Formula:
    """Return when the number of those that match is surely out of bounds."""
    parts: list[Formula] = []
    if low is not None:
        parts.append(Linear(sum_of(view, (1, perhaps(*filters))), high=low - 1))
    if high is not None:
        parts.append(Linear(sum_of(view, (1, surely(*filters))), low=high + 1))
    return Some(tuple(parts))
