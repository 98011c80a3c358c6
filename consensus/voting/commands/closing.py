"""Closing a proposal by hand: close the consensus stage, withdraw, defer. Source: process.md, T19, T22, T23."""

from __future__ import annotations

from datetime import UTC, datetime, time

from sqlalchemy.orm import Session

from consensus.domain.actor import Actor
from consensus.domain.facts import Sent
from consensus.domain.terms import Action, Outcome
from consensus.ledger import instant
from consensus.transaction import command
from consensus.voting.acting import begin
from consensus.voting.closing import close_stage, finish


@command("close")
def close(session: Session, *, actor: Actor, proposal_id: int, now: datetime) -> None:
    """Close the consensus stage once every voice on the roll has spoken; the clock does it when the window is over.

    :raises RefusedError: ``not_facilitator``, ``too_early``; ``objection_unanswered`` where it may not go back any more.
    """
    close_stage(begin(session, actor=actor, proposal_id=proposal_id, action=Action.CLOSE, now=now))


@command("withdraw_proposal")
def withdraw_proposal(session: Session, *, actor: Actor, proposal_id: int, reason: str, now: datetime) -> None:
    """Take a proposal back; everything said stays readable, and it gets its number.

    :raises RefusedError: ``not_owner``, ``reason_required``.
    """
    sent = Sent(reason=reason)
    act = begin(session, actor=actor, proposal_id=proposal_id, action=Action.WITHDRAW_PROPOSAL, now=now, sent=sent)
    finish(act, None, Outcome.WITHDRAWN, reason=reason)


@command("defer")
def defer(session: Session, *, actor: Actor, proposal_id: int, until: datetime | None, now: datetime, reason: str = "") -> None:
    """Close a proposal until a date, at whose beginning in UTC the clock brings it back as a draft.

    :raises RefusedError: ``not_facilitator``, ``too_early`` when there is no date ahead.
    """
    sent = Sent(until=until, reason=reason)
    act = begin(session, actor=actor, proposal_id=proposal_id, action=Action.DEFER, now=now, sent=sent)
    if until is None:
        raise AssertionError("the table asks for a date")
    act.proposal.comes_back_on = until.date()
    act.proposal.comes_back_at = max(now, datetime.combine(until.date(), time(), tzinfo=UTC))
    finish(act, None, Outcome.DEFERRED, reason=reason, until=instant(until))
