"""What follows from decisions and waits for one reader: tasks of mine, and decisions whose day of review has come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import String, cast, or_, select
from sqlalchemy.orm import Session

from consensus.domain.afterwards import STANDS
from consensus.domain.terms import TaskStatus
from consensus.pages.leading import led_by
from consensus.proposals.models import Proposal
from consensus.voting.models import Decision
from consensus.voting.models_afterwards import Task


@dataclass(frozen=True, slots=True)
class OwnTask:
    """A task for which the reader is responsible."""

    proposal_id: int
    task_id: int
    text: str
    number: str
    due_on: date


@dataclass(frozen=True, slots=True)
class DueReview:
    """A decision whose day of review has come; never without its dissent marker."""

    proposal_id: int
    number: str
    question: str
    review_on: date
    has_dissent: bool


def own_tasks(session: Session, person_id: int, most: int) -> tuple[OwnTask, ...]:
    """Return the open tasks of a person, what is due first before the others."""
    statement = (
        select(Task.proposal_id, Task.id, Task.text, Decision.number, Task.due_on)
        .join(Decision, Decision.proposal_id == Task.proposal_id)
        .where(Task.responsible_id == person_id, Task.status == TaskStatus.OPEN)
        .order_by(Task.due_on, Task.id)
        .limit(most)
    )
    return tuple(OwnTask(*row) for row in session.execute(statement))


def due_reviews(session: Session, bodies: list[int], person_id: int, now: datetime, most: int) -> tuple[DueReview, ...]:
    """Return the decisions of these bodies, or that the person leads, that are to be looked at again since today or before."""
    statement = (
        select(Proposal.id, Decision.number, Decision.question, Proposal.review_on, Decision.has_dissent)
        .join(Decision, Decision.proposal_id == Proposal.id)
        .where(
            Proposal.review_on <= now.date(),
            # Cast, so that the database begins with the few days that have come, not with every decision in force.
            cast(Decision.status, String).in_([status.value for status in STANDS]),
            or_(Proposal.body_id.in_(bodies), led_by(person_id)),
        )
        .order_by(Proposal.review_on, Proposal.id)
        .limit(most)
    )
    return tuple(DueReview(*row) for row in session.execute(statement))
