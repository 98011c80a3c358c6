"""What is counted: seats, candidates with what the rules look at, rules, and ballots without any name on them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256

from consensus.domain.composition import Attributes, Rule, SeatRange, Value


class Method(StrEnum):
    """How ballots are counted."""

    SCOTTISH = "scottish"
    """Weighted inclusive Gregory with a static Droop quota, values cut to five decimals.
    Source: The Scottish Local Government Elections Order 2007 and 2011, schedule 1, part 3."""
    MEEK = "meek"
    """Source: B. L. Meek, 1969; I. D. Hill, B. A. Wichmann and D. R. Woodall, Computer Journal 30 (1987)."""
    APPROVAL = "approval"
    """Each ballot approves as many as it likes, in no order; those with the most approvals are elected."""


@dataclass(frozen=True, slots=True)
class Ballot:
    """So many equal papers, each with candidates in the order of preference."""

    papers: int
    preferences: tuple[int, ...]
    """Numbers of candidates, from 1."""


@dataclass(frozen=True)
class Election:
    """An election that can be counted."""

    method: Method
    seats: int
    """How many are to be elected."""
    candidates: Sequence[Attributes]
    """By number from 1, as the rules see them; the number itself is the attribute ``candidate``."""
    ballots: Sequence[Ballot]
    rules: Sequence[Rule] = ()
    withdrawn: frozenset[int] = frozenset()
    sitting: Sequence[Attributes] = ()
    """Those who sit already and stay."""
    declared: Mapping[str, Sequence[str]] = field(default_factory=dict)
    history: Mapping[str, Sequence[Value]] = field(default_factory=dict)
    statutory: int | SeatRange | None = None
    """The statutory number of seats of the body, where it is not that of those who sit and those to be elected."""
    vacant: Sequence[Attributes] = ()
    """The vacancies that are declared and stay: what those seats stand for."""

    @property
    def standing(self) -> tuple[int, ...]:
        """The numbers of the candidates who did not withdraw."""
        return tuple(number for number in range(1, len(self.candidates) + 1) if number not in self.withdrawn)

    def draw(self, candidates: Iterable[int], at: int) -> list[int]:
        """Put candidates into the order of a draw that anybody can repeat: by hashes of the ballots, the round, and the number.

        Nobody knows it before the ballots are closed, and nobody can choose it: neither by the order in which people stood nor
        by the one in which ballots came.
        """
        papers: dict[tuple[int, ...], int] = {}
        for ballot in self.ballots:
            papers[ballot.preferences] = papers.get(ballot.preferences, 0) + ballot.papers
        told = "\n".join(f"{number} {' '.join(map(str, preferences))}" for preferences, number in sorted(papers.items()))
        seed = sha256(told.encode()).hexdigest()
        return sorted(candidates, key=lambda number: sha256(f"{seed} {at} {number}".encode()).digest())
