"""The numbers behind a ruling: what a decision record stores and a page shows beside the outcome.

Source: process.md section 7: count per position, and the quorum working with its numbers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from consensus.domain.reasons import Reason
from consensus.domain.tally import GroupCount, Tally
from consensus.domain.terms import PositionCode, VoteCode

POSITIONS_COUNTED = tuple(each for each in PositionCode if each is not PositionCode.RECUSE)
"""The positions in the order of process.md section 3."""


@dataclass(frozen=True, slots=True)
class Line:
    """One number held against its bound."""

    rule: str
    """The field of the class that sets the bound, such as "quorum.share"."""
    have: int
    bound: int
    """The least that is needed, or for the stand-aside ceiling the most that is allowed."""
    of: int
    """The whole that ``have`` is a part of."""
    is_met: bool
    sentence: Reason

    def as_data(self) -> dict[str, object]:
        """The line as a record stores it."""
        return {
            "rule": self.rule,
            "have": self.have,
            "bound": self.bound,
            "of": self.of,
            "met": self.is_met,
            "sentence": str(self.sentence),
        }


@dataclass(frozen=True, slots=True)
class VoteCount:
    """The votes of the fallback stage, over all or in one region."""

    yes: int = 0
    no: int = 0
    abstain: int = 0

    @property
    def voted(self) -> int:
        """How many voices voted, abstentions included."""
        return self.yes + self.no + self.abstain

    @property
    def cast(self) -> int:
        """Yes and no votes, of which the share is taken."""
        return self.yes + self.no

    def plus(self, vote: VoteCode, count: int) -> VoteCount:
        """With ``count`` votes more."""
        return VoteCount(
            yes=self.yes + count * (vote is VoteCode.YES),
            no=self.no + count * (vote is VoteCode.NO),
            abstain=self.abstain + count * (vote is VoteCode.ABSTAIN),
        )

    def as_data(self) -> dict[str, int]:
        """The counts by vote."""
        return {"yes": self.yes, "no": self.no, "abstain": self.abstain}


@dataclass(frozen=True, slots=True)
class Working:
    """Everything that was counted on the way to a ruling; a line stands here only where its step was reached."""

    tally: Tally
    quorum: tuple[Line, ...] = ()
    support_floor: Line | None = None
    stand_aside_ceiling: tuple[Line, ...] = ()
    votes: VoteCount | None = None
    votes_by_region: Mapping[str, VoteCount] | None = None
    fallback: tuple[Line, ...] = ()

    @property
    def base(self) -> int:
        """The roll without the recused."""
        return self.tally.whole.base

    @property
    def spoke(self) -> int:
        """Voices with a position."""
        return self.tally.whole.spoke

    @property
    def positions(self) -> dict[PositionCode, int]:
        """Voices per position, zeros included, recusals left out."""
        return {each: self.tally.whole.positions[each] for each in POSITIONS_COUNTED}

    @property
    def regions(self) -> Mapping[str, GroupCount]:
        """The voices of each region and how they stand."""
        return self.tally.groups["region"]

    def as_data(self) -> dict[str, object]:
        """The working as a decision record stores it: whole numbers and words alone."""
        return {
            "base": self.base,
            "recused": self.tally.recused,
            "spoke": self.spoke,
            "positions": {each.value: count for each, count in self.positions.items()},
            "regions": {region: _group_data(group) for region, group in sorted(self.regions.items())},
            "open_objections": self.tally.open_objections,
            "unresolved_objections": self.tally.unresolved_objections,
            "unresolved_blocks": self.tally.unresolved_blocks,
            "unseconded_blocks": self.tally.unseconded_blocks,
            "quorum": [line.as_data() for line in self.quorum],
            "support_floor": self.support_floor and self.support_floor.as_data(),
            "stand_aside_ceiling": [line.as_data() for line in self.stand_aside_ceiling],
            "votes": self.votes and self.votes.as_data(),
            "votes_by_region": self.votes_by_region and {region: votes.as_data() for region, votes in sorted(self.votes_by_region.items())},
            "fallback": [line.as_data() for line in self.fallback],
        }


def _group_data(group: GroupCount) -> dict[str, object]:
    return {
        "base": group.base,
        "spoke": group.spoke,
        "positions": {each.value: group.positions[each] for each in POSITIONS_COUNTED if group.positions[each]},
    }
