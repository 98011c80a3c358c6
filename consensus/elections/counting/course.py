"""The course of a count: every round with what happened, why, and how many votes everybody had then."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from consensus.elections.counting.election import Election


class Act(StrEnum):
    """What a round does."""

    FIRST = "first_preferences"
    ELECT = "elect"
    EXCLUDE = "exclude"
    TRANSFER = "transfer"
    """The votes above the quota of somebody elected go on."""


@dataclass(frozen=True, slots=True)
class Round:
    """One round: its act, on whom, by which rules if rules caused it, and the votes of everybody afterwards."""

    act: Act
    candidate: int | None
    rules: tuple[str, ...]
    votes: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class Tie:
    """Candidates who were equal when one of them had to be chosen, who it was, and how that was found."""

    round: int
    candidates: tuple[int, ...]
    chosen: int
    by: str
    """``earlier_round`` or ``draw``."""


@dataclass
class Course:
    """A count as it goes on; votes are whole numbers of the smallest part that is counted."""

    election: Election
    decimals: int
    quota: int = 0
    rounds: list[Round] = field(default_factory=list)
    elected: list[int] = field(default_factory=list)
    """In the order of their election."""
    guarded: list[int] = field(default_factory=list)
    """Those whom the rules kept from being excluded at some time."""
    doomed: list[int] = field(default_factory=list)
    """Those whom the rules left no place."""
    ties: list[Tie] = field(default_factory=list)
    conflict: tuple[str, ...] | None = None
    """Where no rightful result exists: the rules that cannot hold together. Then nothing was counted."""
    past: list[Mapping[int, int]] = field(default_factory=list)
    """The votes after each round."""

    def record(self, act: Act, candidate: int | None, votes: Mapping[int, int], rules: Iterable[str] = ()) -> None:
        """Write a round down."""
        self.past.append(dict(votes))
        told = {number: self.told(value) for number, value in sorted(votes.items())}
        self.rounds.append(Round(act, candidate, tuple(rules), told))

    def told(self, value: int) -> str:
        """Return votes as a decimal number in text."""
        whole, part = divmod(value, 10**self.decimals)
        return f"{whole}.{part:0{self.decimals}d}".rstrip("0").rstrip(".")

    def highest(self, among: Sequence[int], votes: Mapping[int, int]) -> int:
        """Return who has the most votes."""
        most = max(votes[number] for number in among)
        return self._one_of([number for number in among if votes[number] == most], last=False)

    def lowest(self, among: Sequence[int], votes: Mapping[int, int]) -> int:
        """Return who has the fewest votes."""
        least = min(votes[number] for number in among)
        return self._one_of([number for number in among if votes[number] == least], last=True)

    def _one_of(self, equal: list[int], *, last: bool) -> int:
        """Tell equal candidates apart by the newest round in which they differed, then by a draw; never by the order of entry."""
        if len(equal) == 1:
            return equal[0]
        tied, by = tuple(sorted(equal)), "draw"
        for votes in reversed(self.past):
            there = {number: votes[number] for number in equal}
            end = min(there.values()) if last else max(there.values())
            equal = [number for number in equal if there[number] == end]
            if len(equal) == 1:
                by = "earlier_round"
                break
        chosen = equal[0] if len(equal) == 1 else self.election.draw(equal, len(self.rounds))[0]
        self.ties.append(Tie(len(self.rounds), tied, chosen, by))
        return chosen
