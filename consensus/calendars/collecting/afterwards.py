"""What follows from decisions on a day: that they are to be looked at again, and tasks."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from consensus.bodies.models import Body
from consensus.calendars.collecting.scope import Scope
from consensus.calendars.dated import LATELY, MOST_OF_A_KIND, Dated, Kind
from consensus.domain.afterwards import STANDS
from consensus.domain.erasing import Words
from consensus.domain.terms import TaskStatus
from consensus.people.queries.erased import Erased, words_or_why
from consensus.proposals.models import Proposal
from consensus.voting.models import Decision
from consensus.voting.models_afterwards import Review, Task


def reviews_of(session: Session, which: ColumnElement[bool], now: datetime) -> list[Dated]:
    """Return the days on which decisions in force are to be looked at again, of the proposals ``which`` meets."""
    settings = select(Review.proposal_id, func.count().label("times"), func.max(Review.at).label("at")).group_by(Review.proposal_id)
    was_set = settings.subquery()
    statement = (
        select(Proposal.id, Proposal.review_on, Decision.number, Decision.question, Decision.has_dissent, Decision.closed_at)
        .add_columns(Body.name.label("body_name"), was_set.c.times, was_set.c.at)
        .join(Decision, Decision.proposal_id == Proposal.id)
        .join(Body, Body.id == Proposal.body_id)
        .outerjoin(was_set, was_set.c.proposal_id == Proposal.id)
        .where(Proposal.review_on > (now - LATELY).date(), Decision.status.in_(STANDS), which)
        .order_by(Proposal.review_on, Proposal.id)
        .limit(MOST_OF_A_KIND)
    )
    return [
        Dated(
            kind=Kind.REVIEW,
            key=f"review:{row.id}",
            at=row.review_on,
            what=row.question,
            body_name=row.body_name,
            path=f"/proposals/{row.id}",
            changes=row.times or 0,
            changed_at=max(at for at in (row.closed_at, row.at) if at is not None),
            number=row.number,
            has_dissent=row.has_dissent,
        )
        for row in session.execute(statement)
    ]


def tasks_of(session: Session, scope: Scope, now: datetime) -> list[Dated]:
    """Return the days of a reader's own tasks; for one body, of all tasks that follow from its decisions."""
    gone = Erased(Words.TASK, Task.id)
    mine = Task.responsible_id == scope.person_id
    here = mine if scope.only_body_id is None else Proposal.body_id == scope.only_body_id
    if scope.only_body_id is not None and scope.only_body_id not in scope.bodies:
        here = here & mine
    stays = or_(Task.status == TaskStatus.OPEN, (Task.status == TaskStatus.DROPPED) & (Task.ended_at > now - LATELY))
    columns = (Task.id, Task.proposal_id, Task.text, Task.due_on, Task.at, Task.status, Task.ended_at, Task.responsible_id)
    statement = (
        select(*columns, Decision.number, Body.name.label("body_name"), *gone.columns)
        .select_from(Task)
        .join(Proposal, Proposal.id == Task.proposal_id)
        .join(Decision, Decision.proposal_id == Task.proposal_id)
        .join(Body, Body.id == Proposal.body_id)
        .where(here, stays, Task.due_on > (now - LATELY).date(), scope.readable(now))
        .order_by(Task.due_on, Task.id)
        .limit(MOST_OF_A_KIND)
    )
    found = []
    for row in session.execute(gone.beside(statement)):
        task_id, proposal_id, text, due_on, added_at, status, ended_at, responsible_id, number, body_name, *erased = row
        is_off, erased_at = status is not TaskStatus.OPEN, erased[0]
        found.append(
            Dated(
                kind=Kind.TASK,
                key=f"task:{task_id}",
                at=due_on,
                what=words_or_why(text, *erased),
                body_name=body_name,
                path=f"/proposals/{proposal_id}",
                changes=is_off + (erased_at is not None),
                changed_at=max(at for at in (added_at, ended_at, erased_at) if at is not None),
                number=number,
                is_owed=responsible_id == scope.person_id and not is_off,
                is_off=is_off,
            )
        )
    return found
