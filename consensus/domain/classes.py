"""What the rules of a class of decision are: the numbers that one ruleset gives to one class.

What the software's defaults are, and how a class is read from a ruleset, is said in ``ruleset.py``; what follows from
the numbers in ``outcome.py``. Source: process.md section 4.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction

from consensus.domain.shares import Threshold
from consensus.domain.terms import Electorate, Silence

MICROSECONDS_A_DAY = timedelta(days=1) // timedelta(microseconds=1)
"""A day is 24 hours. Source: process.md section 2."""

Where = Mapping[str, object]
"""A filter over the attributes of a voice, in the form of composition.md ("Matching and counting")."""


@dataclass(frozen=True, slots=True)
class Breadth:
    """Speaking must come from several groups: at least ``min_groups`` with at least ``min_each`` voices that spoke."""

    attribute: str
    min_groups: int
    min_each: int


@dataclass(frozen=True, slots=True)
class Include:
    """Some voices must be among those that spoke: at least ``min`` that match ``where``."""

    where: Where
    min: int


@dataclass(frozen=True, slots=True)
class Quorum:
    """When enough of the base spoke. Source: process.md section 5.1."""

    share: Threshold
    breadth: Breadth | None
    include: tuple[Include, ...]


@dataclass(frozen=True, slots=True)
class StandAsideCeiling:
    """How many may stand aside: over all who spoke, and within each group of at least ``within_from`` who spoke.

    Source: process.md section 5.5.
    """

    overall: Threshold | None
    within: Mapping[str, Threshold]
    """For an attribute, the most that may stand aside among those who spoke and share a value of it."""
    within_from: int


@dataclass(frozen=True, slots=True)
class Fallback:
    """What a vote must reach once consensus is blocked. Source: process.md section 6."""

    share: Threshold
    strict: bool
    """Whether the share must be passed, not only reached."""
    regions_for: int


@dataclass(frozen=True, slots=True)
class ClassRules:
    """All rules of one class; a field is named as in the ruleset's JSON, and what is called ``days`` is a duration."""

    code: str
    electorate: Electorate
    comment_days: timedelta
    objection_days: timedelta
    consensus_days: timedelta
    resolution_days: timedelta
    fallback_days: timedelta
    overrule: bool
    """Whether an unresolved objection that is no block may be overruled."""
    silence: Silence
    block_seconds: int
    """How many other voices must second a block, or it counts as an objection."""
    max_returns: int
    extension_days: timedelta
    statement_days: timedelta
    idle_days: timedelta
    quorum: Quorum
    support_floor: Threshold
    stand_aside_ceiling: StandAsideCeiling
    fallback: Fallback | None
    provisional_days: timedelta | None
    """After how long an adoption lapses unless it is ratified; None: it does not."""


def days_of(duration: timedelta) -> int | str:
    """A duration in days: a whole number, or a fraction in text ("1/2")."""
    days = Fraction(duration // timedelta(microseconds=1), MICROSECONDS_A_DAY)
    return days.numerator if days.denominator == 1 else str(days)
