"""What followed from a decision: its tasks, and when it was looked at again. Two statements, however many there are."""

from __future__ import annotations

from sqlalchemy import exists, false, or_, select
from sqlalchemy.orm import Session

from consensus.archive.queries.reader import Reader
from consensus.archive.queries.seen import ReviewSeen, TaskSeen
from consensus.domain.erasing import Words
from consensus.domain.terms import TaskStatus
from consensus.people.models import Person
from consensus.people.queries.erased import Erased, words_or_why
from consensus.proposals.models import Proposal, ProposalOwner
from consensus.voting.models import Decision
from consensus.voting.models_afterwards import Review, Task


def reviews_of(session: Session, decision: Decision) -> tuple[ReviewSeen, ...]:
    """Return the reviews of a decision, the earliest first."""
    statement = (
        select(Person.name, Review.at, Review.is_kept, Review.reason, Review.review_on)
        .join(Review, Review.person_id == Person.id)
        .where(Review.proposal_id == decision.proposal_id)
        .order_by(Review.id)
    )
    return tuple(ReviewSeen(*row) for row in session.execute(statement))


def tasks_of(session: Session, reader: Reader, decision: Decision) -> tuple[TaskSeen, ...]:
    """Return the tasks that follow from a decision, what is due first before the others."""
    me = reader.person_id
    owns = exists().where(ProposalOwner.proposal_id == Proposal.id, ProposalOwner.person_id == me, ProposalOwner.until_at.is_(None))
    mine = or_(Task.responsible_id == me, Task.person_id == me, Proposal.facilitator_id == me, owns) if me is not None else false()
    text, note = Erased(Words.TASK, Task.id), Erased(Words.END_OF_TASK, Task.id)
    statement = (
        select(Task, Person.name, mine.label("mine"), *text.columns, *note.columns)
        .join(Person, Person.id == Task.responsible_id)
        .join(Proposal, Proposal.id == Task.proposal_id)
        .where(Task.proposal_id == decision.proposal_id)
        .order_by(Task.due_on, Task.id)
    )
    return tuple(
        TaskSeen(
            task.id,
            words_or_why(task.text, *erased[:3]),
            by,
            task.due_on,
            task.status,
            words_or_why(task.note, *erased[3:]),
            task.ended_at,
            may_end=bool(is_mine) and task.status is TaskStatus.OPEN,
        )
        for task, by, is_mine, *erased in session.execute(note.beside(text.beside(statement)))
    )
