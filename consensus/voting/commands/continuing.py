"""What goes on after a proposal was closed: a co-owner takes a withdrawn one over. Source: process.md, T22."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from consensus.domain.actor import Actor
from consensus.domain.terms import Action
from consensus.proposals.continuing import go_on_as_draft
from consensus.proposals.facts import owners_of
from consensus.transaction import command
from consensus.voting.acting import begin
from consensus.voting.facts import who_withdrew
from consensus.voting.models import Decision


@command("take_over")
def take_over(session: Session, *, actor: Actor, proposal_id: int, now: datetime) -> int:
    """Go on with a proposal that another owner withdrew, as a new draft with the same text, and return its id.

    Who takes it over owns the draft, with the owners beside them but for the one who withdrew; what was withdrawn stays closed.

    :raises RefusedError: ``wrong_stage`` when it was not withdrawn, ``not_owner`` also for the one who withdrew it, ``too_late``
        after 30 days, ``already_done`` when somebody has taken it over.
    """
    act = begin(session, actor=actor, proposal_id=proposal_id, action=Action.TAKE_OVER, now=now)
    withdrew = who_withdrew(session, proposal_id)
    present = owners_of(session, proposal_id)
    owners = sorted((owner for owner in present if f"person:{owner}" != withdrew), key=lambda owner: owner != actor.person_id)
    number = session.scalars(select(Decision.number).where(Decision.proposal_id == proposal_id)).one()
    return go_on_as_draft(act, owners, decision=number)
