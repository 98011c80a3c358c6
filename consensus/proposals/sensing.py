"""The sense-checks of a proposal as they are stored: what was asked, what was answered, whether one is open now.

A check is open from when it is asked until the facilitator closes it or the comment window ends, whichever comes first; going
back to drafting ends it too.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from consensus.domain.sense import Answer
from consensus.domain.terms import Stage
from consensus.domain.windows import window_is_open
from consensus.proposals.models import Proposal
from consensus.proposals.models_sense import SenseAnswer, SenseCheck, SenseEnd


@dataclass(frozen=True, slots=True)
class SenseCheckSaid:
    """A sense-check with every answer that was given, in order."""

    id: int
    question: str
    version: int
    is_by_name: bool
    asked_at: datetime
    closed_at: datetime | None
    """When the facilitator closed it; null where it ended with its window, or has not ended."""
    is_open: bool
    answers: tuple[Answer, ...]
    person_ids: frozenset[int]
    """The people who answered for a voice."""


_CHECKS = (
    select(
        *(
            SenseCheck.id,
            SenseCheck.question,
            SenseCheck.version_number,
            SenseCheck.is_by_name,
            SenseCheck.at,
            SenseEnd.at.label("closed_at"),
        ),
        *(SenseAnswer.member_id, SenseAnswer.seat_id, SenseAnswer.label, SenseAnswer.gradient, SenseAnswer.person_id),
    )
    .outerjoin(SenseEnd, SenseEnd.sense_check_id == SenseCheck.id)
    .outerjoin(SenseAnswer, SenseAnswer.sense_check_id == SenseCheck.id)
    .where(SenseCheck.proposal_id == bindparam("proposal_id"))
    .order_by(SenseCheck.id, SenseAnswer.id)
)


def sense_checks_of(session: Session, proposal: Proposal, now: datetime) -> tuple[SenseCheckSaid, ...]:
    """Return the sense-checks of a proposal in the order in which they were asked, in one statement."""
    rows = session.execute(_CHECKS, {"proposal_id": proposal.id}).all()
    answers: defaultdict[int, list[Answer]] = defaultdict(list)
    for row in rows:
        if row.gradient is not None:
            answers[row.id].append(Answer((row.member_id, row.seat_id), row.label, row.gradient))
    return tuple(
        SenseCheckSaid(
            id=row.id,
            question=row.question,
            version=row.version_number,
            is_by_name=row.is_by_name,
            asked_at=row.at,
            closed_at=row.closed_at,
            is_open=row.closed_at is None and _can_be_open(proposal, row.at, now),
            answers=tuple(answers[row.id]),
            person_ids=frozenset(each.person_id for each in rows if each.id == row.id and each.person_id is not None),
        )
        for row in {row.id: row for row in rows}.values()
    )


def open_check(session: Session, proposal: Proposal, now: datetime) -> SenseCheck | None:
    """Return the sense-check that is open now; there is one at most."""
    if proposal.stage is not Stage.COMMENT:
        return None
    statement = select(SenseCheck).outerjoin(SenseEnd, SenseEnd.sense_check_id == SenseCheck.id)
    unended = statement.where(SenseCheck.proposal_id == proposal.id, SenseEnd.sense_check_id.is_(None))
    found = session.scalars(unended.order_by(SenseCheck.id.desc()).limit(1)).one_or_none()
    return found if found is not None and _can_be_open(proposal, found.at, now) else None


def _can_be_open(proposal: Proposal, asked_at: datetime, now: datetime) -> bool:
    return proposal.stage is Stage.COMMENT and asked_at >= proposal.opened_at and window_is_open(proposal.closes_at, now)
