"""The sense-checks of a proposal as a page shows them: a picture with its numbers, and names where they were given by name."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from consensus.domain.attribution import FEWEST_ALIKE
from consensus.domain.sense import temperature
from consensus.domain.terms import Gradient
from consensus.proposals.models import Proposal
from consensus.proposals.sensing import SenseCheckSaid, sense_checks_of


@dataclass(frozen=True, slots=True)
class SenseView:
    """A sense-check."""

    question: str
    version_number: int
    is_by_name: bool
    asked_at: datetime
    is_open: bool
    voices: int
    """Voices that answered."""
    counts: tuple[tuple[Gradient, int], ...] | None
    """Null where the steps are not told, or not yet."""
    labels: tuple[tuple[Gradient, tuple[str, ...]], ...] | None
    is_answered: bool
    """Whether the reader has answered."""

    @property
    def most(self) -> int:
        """The most voices on one step, and at least one: as long as the longest bar."""
        return max((count for _, count in self.counts or ()), default=0) or 1


def read_sense_checks(session: Session, proposal: Proposal, person_id: int | None, now: datetime) -> tuple[SenseView, ...]:
    """Return the sense-checks as the people of the body see them, the newest first."""
    return tuple(_view(said, person_id) for said in reversed(sense_checks_of(session, proposal, now)))


def sense_from_outside(check: SenseView) -> SenseView:
    """Return what others see of a sense-check: no names, and numbers only once it is over and not of one or two."""
    may_be_counted = not check.is_open and check.voices >= FEWEST_ALIKE
    return replace(check, labels=None, counts=check.counts if may_be_counted else None, is_answered=False)


def _view(said: SenseCheckSaid, person_id: int | None) -> SenseView:
    found = temperature(said.answers, is_by_name=said.is_by_name, is_open=said.is_open)
    return SenseView(
        question=said.question,
        version_number=said.version,
        is_by_name=said.is_by_name,
        asked_at=said.asked_at,
        is_open=said.is_open,
        voices=found.voices,
        counts=found.counts,
        labels=found.labels,
        is_answered=person_id in said.person_ids,
    )
