"""What follows for one reader: tasks of mine, decisions whose day of review has come, and who lately read what I sealed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Boolean, ColumnElement, Date, Integer, String, Text, cast, null, or_, select, union_all
from sqlalchemy.orm import InstrumentedAttribute, Session
from sqlalchemy.types import TypeEngine

from consensus.db import UtcDateTime
from consensus.domain.afterwards import STANDS
from consensus.domain.erasing import Words
from consensus.domain.terms import TaskStatus
from consensus.pages.leading import led_by
from consensus.people.models import Person
from consensus.people.models_sealed import SealedLook
from consensus.people.queries import was_theirs
from consensus.people.queries.erased import Erased, words_or_why
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
class LateLook:
    """Somebody lately read what the reader sealed, or what was sealed for a member for which the reader speaks."""

    proposal_id: int
    question: str
    by: str
    is_auditor: bool
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Following:
    """What follows from decisions, and from what was sealed, for one reader."""

    tasks: tuple[OwnTask, ...] = ()
    reviews: tuple[DueReview, ...] = ()
    looks: tuple[LateLook, ...] = ()


LATELY = timedelta(days=30)
"""For how long home shows a look; the account shows it for good."""


def what_follows(session: Session, bodies: list[int], person_id: int, now: datetime, most: int) -> Following:
    """Return the open tasks of a person, the decisions to be looked at again since today or before, and the looks of late.

    What is due first stands before the others, the newest look before the older ones. At most ``most`` of each; the decisions are
    those of ``bodies`` and those that the person leads. All come with one statement.
    """
    has: dict[str, Any] = {"proposal_id": Proposal.id}
    gone = Erased(Words.TASK, Task.id)
    erased: dict[str, Any] = {"by": gone.by, "reason": gone.reason, "at": gone.at}
    tasks = (
        select(*_columns(**has, task_id=Task.id, words=Task.text, number=Decision.number, due_on=Task.due_on, **erased))
        .select_from(Task)
        .join(Decision, Decision.proposal_id == Task.proposal_id)
        .join(Proposal, Proposal.id == Task.proposal_id)
        .where(Task.responsible_id == person_id, Task.status == TaskStatus.OPEN)
        .order_by(Task.due_on, Task.id)
        .limit(most)
    )
    reviews = (
        select(
            *_columns(number=Decision.number, words=Decision.question, due_on=Proposal.review_on, has_dissent=Decision.has_dissent, **has)
        )
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
    looked: dict[str, Any] = {"is_auditor": SealedLook.is_auditor, "reason": SealedLook.reason, "at": SealedLook.at}
    looks = (
        select(*_columns(words=Proposal.question, by=Person.name, **has, **looked))
        .select_from(SealedLook)
        .join(Proposal, Proposal.id == SealedLook.proposal_id)
        .join(Person, Person.id == SealedLook.person_id)
        .where(was_theirs(person_id, now), SealedLook.at > now - LATELY)
        .distinct()
        .order_by(SealedLook.at.desc(), Proposal.id)
        .limit(most)
    )
    all_of_it = union_all(*(select(each.subquery()) for each in (gone.beside(tasks), reviews, looks))).subquery()
    found_tasks, found_reviews, found_looks = [], [], []
    of = all_of_it.c
    for row in session.execute(select(all_of_it).order_by(of.due_on, of.task_id, of.at.desc(), of.proposal_id)):
        if row.is_auditor is not None:
            found_looks.append(LateLook(row.proposal_id, row.words, row.by, row.is_auditor, row.reason, row.at))
        elif row.task_id is not None:
            words = words_or_why(row.words, row.at, row.by, row.reason)
            found_tasks.append(OwnTask(row.proposal_id, row.task_id, words, row.number, row.due_on))
        else:
            found_reviews.append(DueReview(row.proposal_id, row.number, row.words, row.due_on, row.has_dissent))
    return Following(tuple(found_tasks), tuple(found_reviews), tuple(found_looks))


_KINDS: Mapping[str, TypeEngine[Any]] = {
    "proposal_id": Integer(),
    "task_id": Integer(),
    "words": Text(),
    "number": String(),
    "due_on": Date(),
    "has_dissent": Boolean(),
    "by": String(),
    "is_auditor": Boolean(),
    "reason": Text(),
    "at": UtcDateTime(),
}
"""The columns that the three share."""


def _columns(**known: ColumnElement[Any] | InstrumentedAttribute[Any]) -> tuple[ColumnElement[Any], ...]:
    """Return all of them; those that one has not are null, and cast, or PostgreSQL would take them for texts."""
    return tuple((known[name] if name in known else cast(null(), kind)).label(name) for name, kind in _KINDS.items())
