"""What the clock does to one proposal: the one act that is due, at the instant at which it fell due.

Safe to run twice and at once: the proposal is locked first, and who comes second finds nothing due any more.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from consensus import ledger
from consensus.bodies.models import Body
from consensus.domain.actor import CLOCK
from consensus.domain.lifecycle import Due, step, what_is_due
from consensus.domain.terms import Action, DecisionStatus, Outcome, Stage
from consensus.proposals.continuing import go_on_as_draft
from consensus.proposals.facts import lock_proposal, owners_of
from consensus.proposals.models import Proposal
from consensus.transaction import command
from consensus.voting.acting import VoiceAct
from consensus.voting.closing import close_stage, end_objection_stage, finish
from consensus.voting.facts import full_facts
from consensus.voting.models import Decision


def advance(session: Session, *, proposal_id: int, now: datetime) -> int:
    """Do everything that is due on one proposal up to ``now``, in the order in which it fell due; return how much that was."""
    done = 0
    while _advance_once(session, proposal_id=proposal_id, now=now):
        done += 1
    return done


@command("advance")
def _advance_once(session: Session, *, proposal_id: int, now: datetime) -> bool:
    proposal = lock_proposal(session, proposal_id)
    if proposal.stage is Stage.CLOSED and proposal.comes_back_at is None:
        return _end_provisional(session, proposal, now)
    due = what_is_due(full_facts(session, proposal, CLOCK, now, action=Action.LAPSE))
    if due is None:
        return False
    _do(session, proposal, due)
    return True


def _do(session: Session, proposal: Proposal, due: Due) -> None:
    facts = full_facts(session, proposal, CLOCK, due.at, action=due.action)
    step(facts, due.action)
    act = VoiceAct(session=session, actor=CLOCK, now=due.at, action=due.action, proposal=proposal, facts=facts)
    match due.action:
        case Action.CALL_FOR_CONSENSUS:
            end_objection_stage(act)
        case Action.CLOSE:
            close_stage(act)
        case Action.LAPSE:
            finish(act, None, Outcome.LAPSED)
        case Action.COME_BACK:
            _come_back(act)
        case _:
            raise AssertionError(f"the clock does not {due.action}")


def _come_back(act: VoiceAct) -> None:
    """Bring a deferred question back as a draft of the same owners. What was deferred stays closed. Source: process.md T23."""
    number = act.session.scalars(select(Decision.number).where(Decision.proposal_id == act.proposal.id)).one()
    act.proposal.comes_back_at = None
    go_on_as_draft(act, owners_of(act.session, act.proposal.id), decision=number)


def _end_provisional(session: Session, proposal: Proposal, now: datetime) -> bool:
    """Let a provisional adoption lapse that nobody ratified in time. Source: process.md section 4."""
    statement = (
        select(Decision)
        .where(Decision.proposal_id == proposal.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    decision = session.scalars(statement).one_or_none()
    if decision is None or decision.status is not DecisionStatus.PROVISIONAL or decision.lapses_at is None or decision.lapses_at > now:
        return False
    at = decision.lapses_at
    if _is_owed_a_decision(session, decision, at):
        return False
    decision.status = DecisionStatus.LAPSED
    decision.lapses_at = None
    ledger.append(
        session,
        at=at,
        actor=CLOCK,
        act="end_provisional",
        data={"status": decision.status.value},
        body=session.get_one(Body, decision.body_id).code,
        body_id=decision.body_id,
        proposal_id=proposal.id,
        decision=decision.number,
    )
    return True


def _is_owed_a_decision(session: Session, decision: Decision, at: datetime) -> bool:
    """Return whether a proposal that names ``decision`` has something due before ``at``: what comes of it comes first."""
    naming = session.scalars(select(Proposal).where(Proposal.names_decision_id == decision.id, Proposal.stage != Stage.CLOSED))
    dues = [what_is_due(full_facts(session, proposal, CLOCK, at, action=Action.LAPSE)) for proposal in naming.all()]
    return any(due is not None and due.at < at for due in dues)
