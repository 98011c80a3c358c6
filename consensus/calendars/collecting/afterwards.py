"""What follows from decisions on a day: that they are to be looked at again, and tasks."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, func, or_, select
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
    stands = Proposal.review_on > (now - LATELY).date(), Decision.status.in_(STANDS)
    statement = _reviews_where(and_(*stands, which)).order_by(Proposal.review_on, Proposal.id).limit(MOST_OF_A_KIND)
    return [_of_review(row, row.review_on, changes=row.times or 0) for row in session.execute(statement)]


def review_of(session: Session, proposal_id: int, now: datetime) -> Dated | None:
    """Return the day of review of one decision, for whoever may read it; None where none was ever set.

    It is called off where it was taken away, and where the decision is worth nothing any more.
    """
    was_set = Review.proposal_id == proposal_id, Review.review_on.is_not(None)
    last = session.scalars(select(Review.review_on).where(*was_set).order_by(Review.id.desc()).limit(1)).first()
    row = session.execute(_reviews_where(Proposal.id == proposal_id)).one_or_none()
    if row is None or last is None:
        return None
    if row.status not in STANDS:
        return replace(_of_review(row, last, changes=row.times + 1), changed_at=now, is_off=True)
    return replace(_of_review(row, last, changes=row.times), is_off=row.review_on is None)


def _reviews_where(which: ColumnElement[bool]) -> Select[Any]:
    settings = select(Review.proposal_id, func.count().label("times"), func.max(Review.at).label("at")).group_by(Review.proposal_id)
    was_set = settings.subquery()
    columns = (Proposal.id, Proposal.review_on, Decision.number, Decision.question, Decision.has_dissent, Decision.closed_at)
    return (
        select(*columns, Decision.status, Body.name.label("body_name"), was_set.c.times, was_set.c.at)
        .join(Decision, Decision.proposal_id == Proposal.id)
        .join(Body, Body.id == Proposal.body_id)
        .outerjoin(was_set, was_set.c.proposal_id == Proposal.id)
        .where(which)
    )


def _of_review(row: Row[Any], day: date, *, changes: int) -> Dated:
    return Dated(
        kind=Kind.REVIEW,
        key=f"review:{row.id}",
        at=day,
        what=row.question,
        body_name=row.body_name,
        path=f"/proposals/{row.id}",
        changes=changes,
        changed_at=max(at for at in (row.closed_at, row.at) if at is not None),
        number=row.number,
        has_dissent=row.has_dissent,
    )


def tasks_of(session: Session, scope: Scope, now: datetime) -> list[Dated]:
    """Return the days of a reader's own tasks; for one body, of all tasks that follow from its decisions."""
    mine = Task.responsible_id == scope.person_id
    here = mine if scope.only_body_id is None else Proposal.body_id == scope.only_body_id
    if scope.only_body_id is not None and scope.only_body_id not in scope.bodies:
        here = here & mine
    stays = or_(Task.status == TaskStatus.OPEN, (Task.status == TaskStatus.DROPPED) & (Task.ended_at > now - LATELY))
    return _tasks_where(session, and_(here, stays, Task.due_on > (now - LATELY).date(), scope.readable(now)), scope.person_id)


def own_task(session: Session, task_id: int, person_id: int) -> Dated | None:
    """Return the day of a task of the person's own; called off once it has ended, in whichever way. None where it is another's."""
    return next(iter(_tasks_where(session, and_(Task.id == task_id, Task.responsible_id == person_id), person_id)), None)


def _tasks_where(session: Session, which: ColumnElement[bool], person_id: int) -> list[Dated]:
    gone = Erased(Words.TASK, Task.id)
    columns = (Task.id, Task.proposal_id, Task.text, Task.due_on, Task.at, Task.status, Task.ended_at, Task.responsible_id)
    statement = (
        select(*columns, Decision.number, Body.name.label("body_name"), *gone.columns)
        .select_from(Task)
        .join(Proposal, Proposal.id == Task.proposal_id)
        .join(Decision, Decision.proposal_id == Task.proposal_id)
        .join(Body, Body.id == Proposal.body_id)
        .where(which)
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
                is_owed=responsible_id == person_id and not is_off,
                is_off=is_off,
            )
        )
    return found
