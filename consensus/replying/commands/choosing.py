"""What somebody chooses about their answers by mail."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from consensus import ledger
from consensus.domain.actor import Actor
from consensus.domain.permissions import Permission
from consensus.people.commands.own import own_row
from consensus.replying.models import AnswersAtOnce
from consensus.transaction import command


@command("choose_answers_at_once")
def choose_answers_at_once(session: Session, *, actor: Actor, at_once: bool, now: datetime) -> None:
    """Choose whether what one answers by mail takes effect at once, or only when it is confirmed by a second reply."""
    person = own_row(session, actor, Permission.KEEP_PERSON)
    chosen = session.get(AnswersAtOnce, person.id)
    if at_once is (chosen is not None):
        return
    if chosen is None:
        session.add(AnswersAtOnce(person_id=person.id, since_at=now))
    else:
        session.delete(chosen)
    session.flush()
    ledger.append(session, at=now, actor=actor, act="choose_answers_at_once", data={"person": person.id, "at_once": at_once})
