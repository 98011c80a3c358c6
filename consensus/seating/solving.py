"""Whole numbers for which a formula holds, found by a solver of integer programs and checked in whole numbers.

The solver is HiGHS (``highspy``, MIT), loaded when it is first asked: it takes half a second and tens of megabytes. Its answer
"these numbers" is checked here exactly; its answer "none" is its own, and anything else is no answer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from math import inf
from typing import Any

from consensus.domain.composition.formula import CONSTANT, Every, Formula, Linear, Some

SECONDS = 20.0
"""How long the solver may take over one question. Beyond that nothing is decided."""


class UndecidedError(Exception):
    """The solver found neither numbers nor that there are none."""


@dataclass(frozen=True, slots=True)
class Range:
    """Where a number lies, both ends included."""

    low: int
    high: int


ONE = Range(1, 1)
"""The range of what is always there once."""


def solve(formula: Formula, ranges: Sequence[Range], total: int) -> tuple[int, ...] | None:
    """Return whole numbers within ``ranges`` that add up to ``total`` and for which the formula holds, or None if there are none.

    :raises UndecidedError: when the solver could not tell in time.
    """
    if not sum(each.low for each in ranges) <= total <= sum(each.high for each in ranges):
        return None
    program = _Program([*ranges])
    program.add(Linear(dict.fromkeys(range(len(ranges)), 1), low=total, high=total))
    if not program.add(formula):
        return None
    numbers = _answer(program, len(ranges))
    if numbers is not None and not (
        sum(numbers) == total and formula.holds(numbers) and all(r.low <= n <= r.high for r, n in zip(ranges, numbers, strict=True))
    ):
        raise UndecidedError
    return numbers


@dataclass(slots=True)
class _Program:
    """Rows over the numbers, and over choices (0 or 1) between alternatives."""

    ranges: list[Range]
    starts: list[int] = field(default_factory=lambda: [0])
    columns: list[int] = field(default_factory=list)
    weights: list[int] = field(default_factory=list)
    lows: list[float] = field(default_factory=list)
    highs: list[float] = field(default_factory=list)

    def add(self, formula: Formula, choice: int | None = None) -> bool:
        """Add rows that make the formula hold, if ``choice`` is taken; return whether it can hold at all."""
        match formula:
            case Every(parts):
                return all(self.add(part, choice) for part in parts)
            case Some(parts):
                return self._add_some(parts, choice)
            case Linear():
                return self._add_linear(formula, choice)

    def _add_some(self, parts: Sequence[Formula], choice: int | None) -> bool:
        if any(part == Every(()) or self._always(part) for part in parts):
            return True
        if len(parts) == 1:
            return self.add(parts[0], choice)
        choices = []
        for part in parts:
            own = len(self.ranges)
            self.ranges.append(Range(0, 1))
            if self.add(part, own):
                choices.append(own)
            else:
                self.ranges[own] = Range(0, 0)
        if not choices:
            return False
        taken = dict.fromkeys(choices, 1)
        self._row(taken if choice is None else {**taken, choice: -1}, 1 if choice is None else 0, None)
        return True

    def _always(self, part: Formula) -> bool:
        if not isinstance(part, Linear):
            return False
        least, most = self._reach(part)
        return (part.low is None or least >= part.low) and (part.high is None or most <= part.high)

    def _reach(self, part: Linear) -> tuple[int, int]:
        """Return the least and the most that the sum can be."""
        least = most = 0
        ranges = self.ranges
        for index, weight in part.weights.items():
            reach = ONE if index == CONSTANT else ranges[index]
            if weight < 0:
                least += weight * reach.high
                most += weight * reach.low
            else:
                least += weight * reach.low
                most += weight * reach.high
        return least, most

    def _add_linear(self, part: Linear, choice: int | None) -> bool:
        least, most = self._reach(part)
        low = part.low if part.low is not None and part.low > least else None
        high = part.high if part.high is not None and part.high < most else None
        if (part.low is not None and part.low > most) or (part.high is not None and part.high < least):
            return False
        constant = part.weights.get(CONSTANT, 0)
        weights = {index: weight for index, weight in part.weights.items() if index != CONSTANT and weight}
        if choice is None:
            if low is not None or high is not None:
                self._row(weights, None if low is None else low - constant, None if high is None else high - constant)
            return True
        # Not chosen, the row asks for nothing: its bound then lies where the sum ends anyway.
        if low is not None:
            self._row({**weights, choice: least - low}, least - constant, None)
        if high is not None:
            self._row({**weights, choice: most - high}, None, most - constant)
        return True

    def _row(self, weights: dict[int, int], low: int | None, high: int | None) -> None:
        self.columns.extend(weights.keys())
        self.weights.extend(weights.values())
        self.starts.append(len(self.columns))
        self.lows.append(-inf if low is None else low)
        self.highs.append(inf if high is None else high)


def _answer(program: _Program, wanted: int) -> tuple[int, ...] | None:
    highspy, numpy = _libraries()
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = len(program.ranges), len(program.lows)
    model.col_cost_ = numpy.zeros(model.num_col_)
    model.col_lower_ = numpy.array([each.low for each in program.ranges], dtype=float)
    model.col_upper_ = numpy.array([each.high for each in program.ranges], dtype=float)
    model.row_lower_, model.row_upper_ = numpy.array(program.lows, dtype=float), numpy.array(program.highs, dtype=float)
    model.integrality_ = [highspy.HighsVarType.kInteger] * model.num_col_
    matrix = model.a_matrix_
    matrix.format_ = highspy.MatrixFormat.kRowwise
    matrix.num_col_, matrix.num_row_ = model.num_col_, model.num_row_
    matrix.start_, matrix.index_ = numpy.array(program.starts), numpy.array(program.columns)
    matrix.value_ = numpy.array(program.weights, dtype=float)
    solver = highspy.Highs()
    solver.silent()
    solver.setOptionValue("time_limit", SECONDS)
    solver.setOptionValue("threads", 1)
    solver.passModel(model)
    solver.run()
    status = solver.getModelStatus()
    if status == highspy.HighsModelStatus.kInfeasible:
        return None
    if status not in (highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kModelEmpty):
        raise UndecidedError
    return tuple(round(value) for value in solver.getSolution().col_value[:wanted])


@cache
def _libraries() -> tuple[Any, Any]:
    import highspy
    import numpy as np

    return highspy, np
