"""Who stands where: every voice of a roll counted once, over all and region by region.

What a voice counts as is said here, in :class:`Standing`; what follows from the counts in ``quorum.py`` and ``outcome.py``.
Source: process.md sections 3 and 5.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from consensus.domain.filters import UNDISCLOSED
from consensus.domain.terms import OBJECTING_POSITIONS, ObjectionKind, ObjectionStatus, PositionCode, VoteCode

REGION = "region"
"""The attribute by which a roll is shown, and by which a fallback vote is counted. Source: process.md sections 6 and 7."""


@dataclass(frozen=True, slots=True)
class OwnObjection:
    """An objection as it bears on its owner's count."""

    kind: ObjectionKind
    status: ObjectionStatus
    seconds: int = 0
    """How many other voices seconded it."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A voice of the roll, or ``count`` voices alike: what they are, the newest position on the current version, their objections."""

    attributes: Mapping[str, str]
    position: PositionCode | None = None
    objections: tuple[OwnObjection, ...] = ()
    count: int = 1

    @property
    def counts_as(self) -> PositionCode | None:
        """The position that is counted; None where the voice has not spoken.

        Taking any position but object and block withdraws an objection, so one that stands beside such a position was
        raised after it and is the newer word. A position that stood on an objection goes with it. Source: process.md section 3.
        """
        if not self.objections or self.is_recused:
            return self.position
        if self.position in OBJECTING_POSITIONS:
            return self.position if self._live else None
        if self.is_unresolved or (self._live and self.position is not None):
            blocks = any(each.kind is ObjectionKind.BLOCK for each in self._live)
            return PositionCode.BLOCK if blocks else PositionCode.OBJECT
        return self.position

    @property
    def is_recused(self) -> bool:
        """Whether the voice left the base of every count."""
        return self.position is PositionCode.RECUSE

    @property
    def has_open_objection(self) -> bool:
        """Whether an objection of this voice is neither withdrawn, accommodated nor unresolved; a bare object or block raises one."""
        if not self.objections:
            return self.position in OBJECTING_POSITIONS
        return not self.is_recused and any(each.status is ObjectionStatus.OPEN for each in self.objections)

    @property
    def is_unresolved(self) -> bool:
        """Whether an objection of this voice is on the record as dissent."""
        if not self.objections or self.is_recused:
            return False
        return any(each.status is ObjectionStatus.UNRESOLVED for each in self.objections)

    def blocks(self, block_seconds: int) -> bool:
        """Whether its unresolved objection is a block that has its seconds; without them it counts as an objection.

        Source: process.md section 2, below the table.
        """
        if not self.is_unresolved or self.counts_as is not PositionCode.BLOCK:
            return False
        return max(each.seconds for each in self.objections if each.status is ObjectionStatus.UNRESOLVED) >= block_seconds

    @property
    def _live(self) -> tuple[OwnObjection, ...]:
        return tuple(each for each in self.objections if each.status.is_live)


@dataclass(frozen=True, slots=True)
class Ballot:
    """A vote in the fallback stage, or ``count`` alike."""

    attributes: Mapping[str, str]
    vote: VoteCode
    count: int = 1


@dataclass(slots=True)
class GroupCount:
    """The voices that share a value: how many there are without the recused, and how they stand."""

    base: int = 0
    positions: Counter[PositionCode] = field(default_factory=Counter)

    @property
    def spoke(self) -> int:
        """How many of them have a position."""
        return self.positions.total()


@dataclass(frozen=True, slots=True)
class Tally:
    """A roll, counted."""

    whole: GroupCount
    recused: int
    groups: Mapping[str, Mapping[str, GroupCount]]
    """For an attribute, its values and who shares them."""
    open_objections: int
    """Voices with an open objection."""
    unresolved_objections: int
    """Voices with an unresolved objection that is no block, or counts as none for want of seconds."""
    unresolved_blocks: int
    """Voices with an unresolved block that has its seconds."""
    unseconded_blocks: int
    """Those of the unresolved objections whose owner chose the word block, but that have too few seconds for it."""

    @property
    def agree(self) -> int:
        """Voices that support, with or without reservation."""
        return self.whole.positions[PositionCode.SUPPORT] + self.whole.positions[PositionCode.RESERVATION]


def value_of(attributes: Mapping[str, str], attribute: str) -> str | None:
    """The value that a voice is grouped by; None where it has none or does not disclose it."""
    value = attributes.get(attribute)
    return None if value == UNDISCLOSED else value


def tally(standings: Iterable[Standing], *, attributes: Iterable[str] = (), block_seconds: int = 0) -> Tally:
    """Count a roll in one pass, over all and in the groups of ``attributes``; the region is always one of them."""
    whole = GroupCount()
    groups: dict[str, dict[str, GroupCount]] = {attribute: {} for attribute in (REGION, *attributes)}
    recused = opened = objections = blocks = unseconded = 0
    for standing in standings:
        if not standing.count:
            continue
        if standing.is_recused:
            recused += standing.count
            continue
        counts_as = standing.counts_as
        own = [whole]
        for attribute, found in groups.items():
            value = value_of(standing.attributes, attribute)
            if value is not None:
                own.append(found.setdefault(value, GroupCount()))
        for group in own:
            group.base += standing.count
            if counts_as is not None:
                group.positions[counts_as] += standing.count
        opened += standing.count * standing.has_open_objection
        if standing.blocks(block_seconds):
            blocks += standing.count
        elif standing.is_unresolved:
            objections += standing.count
            unseconded += standing.count * (counts_as is PositionCode.BLOCK)
    return Tally(whole, recused, groups, opened, objections, blocks, unseconded)
