"""What acts that no row of the table of stages needs ask of a proposal: that it is at rest, and what the actor is to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from consensus.bodies.queries import is_in_body
from consensus.domain.actor import Actor
from consensus.domain.errors import OverdueError, Refusal, RefusedError, WrongStageError
from consensus.domain.lifecycle import what_is_due
from consensus.domain.terms import Action, DecisionStatus, Stage
from consensus.proposals.acting import record_act
from consensus.proposals.facts import lock_proposal, owners_of
from consensus.proposals.models import Proposal
from consensus.voting.facts import full_facts, voices_spoken_by
from consensus.voting.models import Decision

STANDS = (DecisionStatus.IN_FORCE, DecisionStatus.PROVISIONAL)
"""What a decision is worth while something follows from it."""


@dataclass(frozen=True, slots=True)
class Beside:
    """A locked proposal, with its decision where it has one, and the actor."""

    session: Session
    actor: Actor
    now: datetime
    proposal: Proposal
    number: str | None
    stands: bool
    """Whether it was adopted and is still worth something."""

    @property
    def person_id(self) -> int:
        """The person who acts."""
        if self.actor.person_id is None:
            raise RefusedError(Refusal.NOT_IN_BODY)
        return self.actor.person_id

    @property
    def leads(self) -> bool:
        """Whether the actor owns or facilitates it."""
        return self.owns or self.proposal.facilitator_id == self.person_id

    @property
    def owns(self) -> bool:
        """Whether the actor owns it."""
        return self.person_id in owners_of(self.session, self.proposal.id)

    def demand_standing(self) -> None:
        """Do nothing if it is a decision that stands.

        :raises WrongStageError: if it is open, was not adopted, or is worth nothing any more.
        """
        if not self.stands:
            raise WrongStageError

    def demand_part(self) -> None:
        """Do nothing if the actor leads the proposal, has a voice on its roll, or is of the body.

        :raises RefusedError: ``not_in_body`` otherwise.
        """
        person_id, body_id = self.person_id, self.proposal.body_id
        has_part = self.leads or voices_spoken_by(self.session, self.proposal, person_id, self.now)
        if not (has_part or is_in_body(self.session, person_id, body_id, self.now)):
            raise RefusedError(Refusal.NOT_IN_BODY)

    def record(self, act: str, data: dict[str, Any], *, voice: str | None = None) -> None:
        """Add the act's entry to the ledger."""
        record_act(self.session, self.proposal, actor=self.actor, act=act, data=data, now=self.now, voice=voice, decision=self.number)


def begin_beside(session: Session, *, actor: Actor, proposal_id: int, now: datetime) -> Beside:
    """Lock a proposal and say what is known of it.

    :raises NotFoundError: when there is no such proposal.
    :raises OverdueError: when the clock has something to do with it first.
    """
    proposal = lock_proposal(session, proposal_id)
    if proposal.stage is not Stage.CLOSED and what_is_due(full_facts(session, proposal, actor, now, action=Action.LAPSE)) is not None:
        raise OverdueError
    found = select(Decision.number, Decision.outcome, Decision.status).where(Decision.proposal_id == proposal_id)
    decision = session.execute(found).one_or_none()
    stands = decision is not None and decision.outcome.is_adopted and decision.status in STANDS
    return Beside(session, actor, now, proposal, None if decision is None else decision.number, stands)
