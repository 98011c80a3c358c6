"""Reminding those who have not been heard, once in a window. Nobody is made to speak: silence stays silence."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from consensus.domain.actor import Actor
from consensus.domain.afterwards import Unstaged
from consensus.domain.errors import Refusal, RefusedError
from consensus.domain.speech import _
from consensus.transaction import command
from consensus.voting.commands.unstaged import attend
from consensus.voting.models_afterwards import Reminder
from consensus.voting.speakers import owing_voices


@command("remind")
def remind(session: Session, *, actor: Actor, proposal_id: int, now: datetime) -> int:
    """Remind the voices that have not been heard in the present window, and return how many they are.

    Whoever speaks for one of them finds the reminder on their home page.

    :raises RefusedError: ``wrong_stage`` where no voice is asked, ``not_facilitator``, ``window_closed``, ``already_done`` when
        they were reminded in this window, or all have been heard.
    """
    attended = attend(session, actor=actor, proposal_id=proposal_id, now=now)
    proposal = attended.proposal
    attended.demand(Unstaged.REMIND)
    window = (Reminder.proposal_id == proposal_id, Reminder.stage == proposal.stage, Reminder.opened_at == proposal.opened_at)
    if session.scalars(select(exists().where(*window))).one():
        raise RefusedError(Refusal.ALREADY_DONE, _("Those who have not been heard were reminded in this window."))
    silent = owing_voices(session, proposal)
    if not silent:
        raise RefusedError(Refusal.ALREADY_DONE, _("Every voice has been heard."))
    reminder = Reminder(proposal_id=proposal_id, stage=proposal.stage, opened_at=proposal.opened_at, person_id=attended.person_id, at=now)
    session.add(reminder)
    session.flush()
    attended.record("remind", {"reminder": reminder.id, "voices": silent, "reminded": len(silent)})
    return len(silent)
