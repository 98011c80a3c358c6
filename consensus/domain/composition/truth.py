"""Three-valued logic, and how far a roster is from a rule: what an undisclosed value leaves open stays open.

Source: composition.md, "Verdict: three values".
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

Number = int | Fraction


class Truth(Enum):
    """What is surely so, surely not so, or open."""

    TRUE = "true"
    FALSE = "false"
    UNKNOWN = "unknown"

    @classmethod
    def of(cls, answer: bool | None) -> Truth:  # noqa: FBT001  # the answer of a filter, None for unknown
        """The truth value that a filter answers with."""
        if answer is None:
            return cls.UNKNOWN
        return cls.TRUE if answer else cls.FALSE

    def negated(self) -> Truth:
        """Kleene's not."""
        return {Truth.TRUE: Truth.FALSE, Truth.FALSE: Truth.TRUE, Truth.UNKNOWN: Truth.UNKNOWN}[self]

    def and_(self, other: Truth) -> Truth:
        """Kleene's and: false if any part is false, else unknown if any is unknown, else true."""
        if Truth.FALSE in (self, other):
            return Truth.FALSE
        return Truth.UNKNOWN if Truth.UNKNOWN in (self, other) else Truth.TRUE


@dataclass(frozen=True, slots=True)
class Gap:
    """How far a roster is from holding a rule: at the best, and at the worst, that undisclosed values may turn out.

    The unit is members: so many too few or too many, added up over the counts of a rule. A rule holds if the gap is
    surely 0 and fails if it surely is not; sums, minima and ranges of gaps are then exactly Kleene's connectives.
    """

    best: Number = 0
    worst: Number = 0

    @property
    def truth(self) -> Truth:
        """Whether the rule holds."""
        if self.best > 0:
            return Truth.FALSE
        return Truth.UNKNOWN if self.worst > 0 else Truth.TRUE

    def is_nearer_than(self, other: Gap) -> bool:
        """Whether the gap shrank at its best and at its worst."""
        return self.best < other.best and self.worst < other.worst


OPEN = Gap(0, 1)
"""The gap where nothing can be said."""


def sum_of(gaps: Iterable[Gap]) -> Gap:
    """The gap of a conjunction."""
    every = list(gaps)
    return Gap(sum((gap.best for gap in every), start=Fraction(0)), sum((gap.worst for gap in every), start=Fraction(0)))


def least_of(gaps: Iterable[Gap]) -> Gap:
    """The gap of a disjunction with at least one part: that of the alternative nearest to holding."""
    every = list(gaps)
    return Gap(min(gap.best for gap in every), min(gap.worst for gap in every))


def range_of(gaps: Iterable[Gap]) -> Gap:
    """The gap where one of several is the real one and it is open which; there is at least one."""
    every = list(gaps)
    return Gap(min(gap.best for gap in every), max(gap.worst for gap in every))
