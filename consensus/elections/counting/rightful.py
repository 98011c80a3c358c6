"""Which candidates the rules let be elected, as a count goes on: who is doomed, who is guarded.

Doomed is who is in no completion that obeys every rule, guarded who is in all of them. Candidates who are alike in everything
that the rules look at are one type, so each question is about as many numbers as there are types.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field, replace

from consensus.domain.composition.formula import Formula
from consensus.domain.composition.formula_kinds import formula_of
from consensus.elections.counting.election import Election
from consensus.seating.feasibility import Seating, Types, conflict, smallest_conflict
from consensus.seating.solving import Range, solve

Narrowing = Callable[[Range], Range]


@dataclass
class Rightful:
    """The rules of an election, asked at each state of its count."""

    election: Election
    seating: Seating
    types: Types
    formula: Formula
    type_of: dict[int, int]
    known: list[tuple[int, ...]] = field(default_factory=list)
    """Completions that were found; most questions are answered by one of them."""

    @classmethod
    def of(cls, election: Election) -> Rightful:
        """Prepare the rules of an election."""
        numbered = [{**attributes, "candidate": number} for number, attributes in enumerate(election.candidates, 1)]
        seating = Seating(
            seats=election.seats + len(election.sitting),
            rules=election.rules,
            sitting=election.sitting,
            pool=[numbered[number - 1] for number in election.standing],
            declared=election.declared,
            history=election.history,
            statutory=election.statutory,
            vacant=election.vacant,
        )
        types = seating.types
        type_of = {election.standing[place]: index for index, places in enumerate(types.pool) for place in places}
        return cls(election, seating, types, formula_of(seating.binding, types.view), type_of)

    @property
    def binds(self) -> bool:
        """Whether there is any rule to ask."""
        return bool(self.seating.binding)

    def conflict(self) -> tuple[str, ...] | None:
        """Return None if there is a rightful result, else the rules that cannot hold together with these candidates."""
        if not self.binds or self._completion(self._ranges((), self.election.standing)) is not None:
            return None
        return conflict(self.seating)

    def doomed(self, elected: Collection[int], hopeful: Collection[int]) -> frozenset[int]:
        """Return the hopefuls who are in no rightful completion."""
        return self._those(elected, hopeful, lambda each: replace(each, low=each.low + 1))

    def guarded(self, elected: Collection[int], hopeful: Collection[int]) -> frozenset[int]:
        """Return the hopefuls who are in every rightful completion."""
        return self._those(elected, hopeful, lambda each: replace(each, high=each.high - 1))

    def why_doomed(self, candidate: int, elected: Collection[int], hopeful: Collection[int]) -> tuple[str, ...]:
        """Return a smallest set of rules that leaves a candidate no place."""
        ranges = self._ranges(elected, hopeful)
        index = self.type_of[candidate]
        ranges[index] = replace(ranges[index], low=ranges[index].low + 1)
        return smallest_conflict(self.seating, ranges)

    def _those(self, elected: Collection[int], hopeful: Collection[int], narrowed: Narrowing) -> frozenset[int]:
        """Return the hopefuls of the types that, narrowed so, leave no rightful completion."""
        if not self.binds:
            return frozenset()
        ranges = self._ranges(elected, hopeful)
        found: set[int] = set()
        for index in dict.fromkeys(self.type_of[number] for number in hopeful):
            asked = [*ranges[:index], narrowed(ranges[index]), *ranges[index + 1 :]]
            if self._completion(asked) is None:
                found.add(index)
        return frozenset(number for number in hopeful if self.type_of[number] in found)

    def _ranges(self, elected: Collection[int], hopeful: Collection[int]) -> list[Range]:
        least = list(self.types.sitting)
        for number in elected:
            least[self.type_of[number]] += 1
        most = list(least)
        for number in hopeful:
            most[self.type_of[number]] += 1
        return [Range(low, high) for low, high in zip(least, most, strict=True)]

    def _completion(self, ranges: list[Range]) -> tuple[int, ...] | None:
        for numbers in reversed(self.known):
            if all(each.low <= number <= each.high for each, number in zip(ranges, numbers, strict=True)):
                return numbers
        if any(each.low > each.high for each in ranges):
            return None
        found = solve(self.formula, ranges, self.seating.seats)
        if found is not None:
            self.known.append(found)
        return found
