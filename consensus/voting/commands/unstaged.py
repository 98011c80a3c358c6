"""The frame of the acts that no row of the table of stages needs: lock the proposal, ask the rule, afterwards write the entry."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from consensus.bodies.queries import is_in_body
from consensus.domain.actor import Actor
from consensus.domain.afterwards import STANDS, Circumstances, Unstaged, what_refuses
from consensus.domain.errors import OverdueError, Refusal, RefusedError, WrongStageError
from consensus.domain.lifecycle import what_is_due
from consensus.domain.terms import Action, Stage
from consensus.proposals.acting import record_act
from consensus.proposals.facts import lock_proposal, owners_of
from consensus.proposals.models import Proposal
from consensus.voting.facts import full_facts, voices_spoken_by
from consensus.voting.models import Decision


@dataclass(frozen=True, slots=True)
class Attended:
    """A locked proposal, with its decision where it has one, and the person who acts on it."""

    session: Session
    actor: Actor
    person_id: int
    now: datetime
    proposal: Proposal
    number: str | None
    stands: bool
    """Whether it was adopted and is still worth something."""

    @property
    def leads(self) -> bool:
        """Whether the actor owns or facilitates it."""
        return self.owns or self.proposal.facilitator_id == self.person_id

    @property
    def owns(self) -> bool:
        """Whether the actor owns it."""
        return self.person_id in owners_of(self.session, self.proposal.id)

    def demand(self, act: Unstaged) -> None:
        """Do nothing if the act is open to the actor.

        :raises RefusedError: with the first condition that fails.
        """
        refusal = what_refuses(act, self._circumstances())
        if refusal is not None:
            raise WrongStageError if refusal is Refusal.WRONG_STAGE else RefusedError(refusal)

    def record(self, act: str, data: dict[str, Any], *, voice: str | None = None) -> None:
        """Add the act's entry to the ledger."""
        record_act(self.session, self.proposal, actor=self.actor, act=act, data=data, now=self.now, voice=voice, decision=self.number)

    def _circumstances(self) -> Circumstances:
        proposal, owns = self.proposal, self.owns
        facilitates = proposal.facilitator_id == self.person_id
        has_part = owns or facilitates or bool(voices_spoken_by(self.session, proposal, self.person_id, self.now))
        return Circumstances(
            now=self.now,
            stage=proposal.stage,
            closes_at=proposal.closes_at,
            review_on=proposal.review_on,
            stands=self.stands,
            owns=owns,
            facilitates=facilitates,
            has_part=has_part or is_in_body(self.session, self.person_id, proposal.body_id, self.now),
        )


def attend(session: Session, *, actor: Actor, proposal_id: int, now: datetime) -> Attended:
    """Lock a proposal and say what is known of it.

    :raises NotFoundError: when there is no such proposal.
    :raises OverdueError: when the clock has something to do with it first.
    :raises RefusedError: ``not_in_body`` when nobody acts.
    """
    if actor.person_id is None:
        raise RefusedError(Refusal.NOT_IN_BODY)
    proposal = lock_proposal(session, proposal_id)
    if proposal.stage is not Stage.CLOSED and what_is_due(full_facts(session, proposal, actor, now, action=Action.LAPSE)) is not None:
        raise OverdueError
    found = select(Decision.number, Decision.outcome, Decision.status).where(Decision.proposal_id == proposal_id)
    decision = session.execute(found).one_or_none()
    stands = decision is not None and decision.outcome.is_adopted and decision.status in STANDS
    return Attended(session, actor, actor.person_id, now, proposal, None if decision is None else decision.number, stands)
