"""Acts on a proposal that no row of the table of stages needs: looking at it again, its tasks, reminding. Who may, and when.

Commands and pages ask the same function, so that a button and the server cannot disagree.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import assert_never

from consensus.domain.errors import Refusal
from consensus.domain.terms import DecisionStatus, Stage
from consensus.domain.windows import window_is_open

STANDS = (DecisionStatus.IN_FORCE, DecisionStatus.PROVISIONAL)
"""What a decision is worth while something follows from it."""


class Unstaged(StrEnum):
    """The acts. They are on the record and move no proposal."""

    SET_REVIEW = "set_review"
    """Before it is closed an owner does, then anyone of the body while the decision stands."""
    KEEP_DECISION = "keep_decision"
    """Anyone of the body, from the day of review on."""
    ADD_TASK = "add_task"
    """Anyone of the body, while the decision stands."""
    REMIND = "remind"
    """The facilitator, while voices are asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Circumstances:
    """What decides whether one of them is open to somebody now."""

    now: datetime
    stage: Stage
    closes_at: datetime | None
    review_on: date | None
    stands: bool
    """Whether it was adopted and is still worth something."""
    owns: bool
    facilitates: bool
    has_part: bool
    """Whether the actor leads it, speaks for a voice on its roll, or is of the body."""


def what_refuses(act: Unstaged, seen: Circumstances) -> Refusal | None:
    """Return why an act is not open, in the order stage, who, conditions; ``None`` if it is."""
    match act:
        case Unstaged.SET_REVIEW if seen.stage is not Stage.CLOSED:
            return None if seen.owns else Refusal.NOT_OWNER
        case Unstaged.SET_REVIEW | Unstaged.ADD_TASK:
            return _of_a_decision(seen)
        case Unstaged.KEEP_DECISION:
            is_due = seen.review_on is not None and seen.review_on <= seen.now.date()
            return _of_a_decision(seen) or (None if is_due else Refusal.TOO_EARLY)
        case Unstaged.REMIND if seen.stage not in (Stage.CONSENSUS, Stage.FALLBACK):
            return Refusal.WRONG_STAGE
        case Unstaged.REMIND if not seen.facilitates:
            return Refusal.NOT_FACILITATOR
        case Unstaged.REMIND:
            return None if window_is_open(seen.closes_at, seen.now) else Refusal.WINDOW_CLOSED
        case _:
            assert_never(act)


def _of_a_decision(seen: Circumstances) -> Refusal | None:
    if not seen.stands:
        return Refusal.WRONG_STAGE
    return None if seen.has_part else Refusal.NOT_IN_BODY
