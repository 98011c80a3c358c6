"""The frame of every act on a proposal: lock it, read the facts, ask the table, and afterwards write the entry."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from consensus import ledger
from consensus.bodies.models import Body
from consensus.domain.actor import Actor
from consensus.domain.errors import OverdueError, Refusal, RefusedError
from consensus.domain.facts import NOTHING_SENT, Facts, Sent
from consensus.domain.lifecycle import step, what_is_due
from consensus.domain.terms import AnyAct, Stage
from consensus.proposals.facts import facts_of, lock_proposal, rules_in, ruleset_of
from consensus.proposals.models import Proposal


@dataclass(frozen=True, slots=True)
class Act:
    """One act that the table lets happen, with the locked proposal and the facts on which it was judged."""

    session: Session
    actor: Actor
    now: datetime
    action: AnyAct
    proposal: Proposal
    facts: Facts

    def record(self, data: dict[str, Any], *, voice: str | None = None, decision: str | None = None) -> None:
        """Add the act's entry to the ledger and touch the proposal, so that whoever acts at the same time is told."""
        record_act(self.session, self.proposal, actor=self.actor, act=self.action, data=data, now=self.now, voice=voice, decision=decision)


def begin(session: Session, *, actor: Actor, proposal_id: int, action: AnyAct, now: datetime, sent: Sent = NOTHING_SENT) -> Act:
    """Lock a proposal that is drafted or commented on, and ask the table whether ``action`` may happen.

    :raises NotFoundError: when there is no such proposal.
    :raises OverdueError: when the clock has something to do with it first.
    :raises RefusedError: with the first condition that fails.
    """
    proposal = lock_proposal(session, proposal_id)
    facts = facts_of(session, proposal, actor, now, action=action)
    return judged(session, proposal, facts, actor=actor, action=action, sent=sent)


def judged(session: Session, proposal: Proposal, facts: Facts, *, actor: Actor, action: AnyAct, sent: Sent) -> Act:
    """Return the act if the table lets it happen; see :func:`begin`."""
    overdue = not facts.is_clock and what_is_due(facts) is not None
    try:
        step(facts, action, sent)
    except RefusedError as refused:
        # Too late is too late, whether or not the clock has been here yet; what else is refused may be another thing after it.
        if overdue and refused.code is not Refusal.WINDOW_CLOSED:
            raise OverdueError from refused
        raise
    if overdue:
        raise OverdueError
    return Act(session=session, actor=actor, now=facts.now, action=action, proposal=proposal, facts=facts)


def record_act(
    session: Session,
    proposal: Proposal,
    *,
    actor: Actor,
    act: str,
    data: dict[str, Any],
    now: datetime,
    voice: str | None = None,
    decision: str | None = None,
) -> None:
    """Add an entry about ``proposal`` to the ledger. Every entry says the stage that followed and until when it is open."""
    proposal.last_act_at = max(proposal.last_act_at, now)
    if proposal.stage is not Stage.CLOSED:
        proposal.lapses_at = proposal.last_act_at + rules_in(ruleset_of(session, proposal), proposal.class_code).idle_days
    record_beside(session, proposal, actor=actor, act=act, data=data, now=now, voice=voice, decision=decision)


def record_beside(
    session: Session,
    proposal: Proposal,
    *,
    actor: Actor,
    act: str,
    data: dict[str, Any],
    now: datetime,
    voice: str | None = None,
    decision: str | None = None,
) -> None:
    """Add an entry about ``proposal`` of something that does not keep it alive: that it was read; see :func:`record_act`."""
    body = session.get_one(Body, proposal.body_id)
    ledger.append(
        session,
        at=now,
        actor=actor,
        act=act,
        data={
            **data,
            "stage": proposal.stage.value,
            **({"closes_at": ledger.instant(proposal.closes_at)} if proposal.closes_at is not None else {}),
        },
        voice=voice,
        body=body.code,
        body_id=body.id,
        proposal_id=proposal.id,
        decision=decision,
    )
