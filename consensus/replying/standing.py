"""Whether what a letter carried can still be used: judged against the proposal as it stands, never against a date in the letter.

So a window that is extended lengthens it, and a new version, another stage or another window ends it.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Protocol

from sqlalchemy.orm import Session

from consensus.domain.errors import Refusal
from consensus.domain.terms import Stage
from consensus.domain.windows import window_is_open
from consensus.proposals.models import Proposal
from consensus.voting.facts import voices_spoken_by
from consensus.voting.models import Voice


class Bound(Protocol):
    """What was made for one person, one version and one window of a proposal."""

    person_id: int
    proposal_id: int
    version_number: int
    stage: Stage
    opened_at: datetime


class Outdated(StrEnum):
    """Why something that a letter carried can be used no more."""

    USED = "used"
    WINDOW_OVER = "window_over"
    """The window for which it was made is over; another may be open."""
    NEW_VERSION = "new_version"
    """The text has changed since."""
    NO_VOICE = "no_voice"
    """The person does not speak for the voice now."""

    @property
    def refusal(self) -> Refusal:
        """The code under which the same is refused on a page."""
        return _REFUSALS[self]


_REFUSALS = {
    Outdated.USED: Refusal.ALREADY_DONE,
    Outdated.WINDOW_OVER: Refusal.WINDOW_CLOSED,
    Outdated.NEW_VERSION: Refusal.STALE_VERSION,
    Outdated.NO_VOICE: Refusal.NOT_ON_ROLL,
}


def outdated(proposal: Proposal, bound: Bound, now: datetime) -> Outdated | None:
    """Return why the proposal has left behind what was made for it, or ``None`` where it has not."""
    if proposal.stage is not bound.stage or proposal.opened_at != bound.opened_at or not window_is_open(proposal.closes_at, now):
        # The text may have changed as well, but there is nothing to be said on it in this window.
        return Outdated.NEW_VERSION if proposal.version_number != bound.version_number and _is_open(proposal, now) else Outdated.WINDOW_OVER
    return Outdated.NEW_VERSION if proposal.version_number != bound.version_number else None


def spoken_voice(session: Session, proposal: Proposal, person_id: int, voice_id: int, now: datetime) -> Voice | None:
    """Return the voice if the person speaks for it now."""
    return next((voice for voice in voices_spoken_by(session, proposal, person_id, now) if voice.id == voice_id), None)


def _is_open(proposal: Proposal, now: datetime) -> bool:
    return proposal.stage is not Stage.CLOSED and window_is_open(proposal.closes_at, now)
