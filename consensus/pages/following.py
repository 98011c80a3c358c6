"""What follows from decisions and waits for one reader: tasks of mine, and decisions whose day of review has come."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Integer, String, cast, null, or_, select, union_all
from sqlalchemy.orm import InstrumentedAttribute, Session

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


@dataclass(frozen=True, slots=True)
class Following:
    """What follows from decisions and waits for one reader."""

    tasks: tuple[OwnTask, ...] = ()
    reviews: tuple[DueReview, ...] = ()


def what_follows(session: Session, bodies: list[int], person_id: int, now: datetime, most: int) -> Following:
    """Return the open tasks of a person and the decisions to be looked at again since today or before, what is due first before the others.

    At most ``most`` of each; the decisions are those of ``bodies`` and those that the person leads. Both come with one statement.
    """
    tasks = (
        select(*_columns(Task.id, Decision.number, Task.text, Task.due_on))
        .select_from(Task)
        .join(Decision, Decision.proposal_id == Task.proposal_id)
        .join(Proposal, Proposal.id == Task.proposal_id)
        .where(Task.responsible_id == person_id, Task.status == TaskStatus.OPEN)
        .order_by(Task.due_on, Task.id)
        .limit(most)
    )
    reviews = (
        select(*_columns(null(), Decision.number, Decision.question, Proposal.review_on))
        .select_from(Proposal)
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
    both = union_all(*(select(each.subquery()) for each in (tasks, reviews))).subquery()
    found_tasks, found_reviews = [], []
    for row in session.execute(select(both).order_by(both.c.due_on, both.c.task_id, both.c.proposal_id)):
        if row.task_id is not None:
            found_tasks.append(OwnTask(row.proposal_id, row.task_id, row.words, row.number, row.due_on))
        else:
            found_reviews.append(DueReview(row.proposal_id, row.number, row.words, row.due_on, row.has_dissent))
    return Following(tuple(found_tasks), tuple(found_reviews))


def _columns(
    task_id: ColumnElement[Any] | InstrumentedAttribute[int],
    number: InstrumentedAttribute[str],
    words: InstrumentedAttribute[str],
    due_on: InstrumentedAttribute[Any],
) -> tuple[ColumnElement[Any], ...]:
    return (
        Proposal.id.label("proposal_id"),
        cast(task_id, Integer).label("task_id"),
        number.label("number"),
        words.label("words"),
        due_on.label("due_on"),
        Decision.has_dissent.label("has_dissent"),
    )
