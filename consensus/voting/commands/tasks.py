"""What follows from a decision: tasks, each with somebody responsible and a day."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from consensus.domain.actor import Actor
from consensus.domain.afterwards import Unstaged
from consensus.domain.errors import ForbiddenError, InvalidError, NotFoundError, Refusal, RefusedError
from consensus.domain.speech import _
from consensus.domain.terms import TaskStatus
from consensus.people.models import Person
from consensus.transaction import command
from consensus.voting.commands.unstaged import attend
from consensus.voting.models_afterwards import Task

TASK_MAX_CHARACTERS = 2_000


@command("add_task")
def add_task(session: Session, *, actor: Actor, proposal_id: int, text: str, responsible_id: int, due_on: date, now: datetime) -> int:
    """Write down what follows from a decision, for whom and until when, and return the task's id.

    Who leads the proposal, has a voice on its roll or is of the body may; responsible is anybody of the network.

    :raises RefusedError: ``wrong_stage`` when nothing was adopted or it stands no more, ``not_in_body``, ``reason_required``
        without words.
    :raises InvalidError: when the person is not known, the day is over, or it is too long.
    """
    attended = attend(session, actor=actor, proposal_id=proposal_id, now=now)
    attended.demand(Unstaged.ADD_TASK)
    if not text.strip():
        raise RefusedError(Refusal.REASON_REQUIRED)
    if len(text) > TASK_MAX_CHARACTERS:
        raise InvalidError(
            _("A task has at most {most} characters. Shorten it; nothing was lost.", most=f"{TASK_MAX_CHARACTERS:,}"), field="text"
        )
    if due_on < now.date():
        raise InvalidError(_("Choose today, or a day that lies ahead."), field="due_on")
    person = session.get(Person, responsible_id)
    if person is None or not person.is_active:
        raise InvalidError(_("The person named is not known here. Choose from the list."), field="responsible")
    task = Task(
        proposal_id=proposal_id,
        text=text,
        responsible_id=responsible_id,
        due_on=due_on,
        person_id=attended.person_id,
        at=now,
        status=TaskStatus.OPEN,
    )
    session.add(task)
    session.flush()
    attended.record("add_task", {"task": task.id, "text": text, "responsible": responsible_id, "due_on": due_on.isoformat()})
    return task.id


@command("end_task")
def end_task(session: Session, *, actor: Actor, proposal_id: int, task_id: int, ended: TaskStatus, note: str, now: datetime) -> None:
    """Say that a task is done, or dropped, with a note; once.

    :raises NotFoundError: when no such task follows from this decision.
    :raises ForbiddenError: unless the actor is responsible for it, added it, or owns or facilitates the proposal.
    :raises RefusedError: ``already_done``, ``reason_required`` without a note.
    """
    attended = attend(session, actor=actor, proposal_id=proposal_id, now=now)
    task = session.scalars(select(Task).where(Task.id == task_id, Task.proposal_id == proposal_id)).one_or_none()
    if task is None:
        raise NotFoundError(_("There is no such task on this decision."))
    if attended.person_id not in (task.responsible_id, task.person_id) and not attended.leads:
        raise ForbiddenError(_("Only who is responsible for a task, who added it, or who leads the proposal says that it is over."))
    if task.status is not TaskStatus.OPEN or ended is TaskStatus.OPEN:
        raise RefusedError(Refusal.ALREADY_DONE)
    if not note.strip():
        raise RefusedError(Refusal.REASON_REQUIRED)
    if len(note) > TASK_MAX_CHARACTERS:
        raise InvalidError(
            _("A note has at most {most} characters. Shorten it; nothing was lost.", most=f"{TASK_MAX_CHARACTERS:,}"), field="note"
        )
    task.status, task.note, task.ended_at, task.ended_by_id = ended, note, now, attended.person_id
    attended.record("end_task", {"task": task_id, "ended": ended.value, "note": note})
