"""What waits for the clock, and since when: read from the rows each time, so a clock that was away has missed nothing."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Select, bindparam, func, select, union_all
from sqlalchemy.orm import Session

from consensus.bodies.breaching import next_end_of_cure
from consensus.bodies.term_ends import next_end_of_term
from consensus.domain.actor import CLOCK
from consensus.domain.lifecycle import what_is_due
from consensus.domain.terms import Action, DecisionStatus, Stage
from consensus.proposals.models import Proposal
from consensus.voting.facts import full_facts
from consensus.voting.models import Decision

_ENDED_BY_THE_CLOCK = (Stage.OBJECTION, Stage.CONSENSUS, Stage.FALLBACK)

_INSTANTS = union_all(
    select(Proposal.id, Proposal.closes_at.label("at")).where(Proposal.stage.in_(_ENDED_BY_THE_CLOCK)),
    select(Proposal.id, Proposal.lapses_at).where(Proposal.lapses_at.is_not(None)),
    select(Proposal.id, Proposal.comes_back_at).where(Proposal.comes_back_at.is_not(None)),
    select(Decision.proposal_id, Decision.lapses_at).where(Decision.status == DecisionStatus.PROVISIONAL, Decision.lapses_at.is_not(None)),
).subquery("instants")
"""Every instant at which something may fall due, with its proposal. Where nothing does, looking has done no harm."""

_WAITING: Select[tuple[datetime, int]] = (
    select(func.min(_INSTANTS.c.at), _INSTANTS.c.id).where(_INSTANTS.c.at <= bindparam("now")).group_by(_INSTANTS.c.id)
)


def waiting_since(session: Session, now: datetime) -> list[tuple[datetime, int]]:
    """Return the proposals on which something may be due, each with the earliest instant since which it may be."""
    return list(session.execute(_WAITING, {"now": now}).tuples())


def next_instant(session: Session, now: datetime) -> datetime | None:
    """Return the first instant after ``now`` at which something may fall due, if nothing is done until then."""
    found: datetime | None = session.scalars(select(func.min(_INSTANTS.c.at)).where(_INSTANTS.c.at > now)).one()
    others = (next_end_of_cure(session, now), next_end_of_term(session, now))
    return min((each for each in (found, *others) if each is not None), default=None)


def falls_due_at(session: Session, proposal_id: int, now: datetime) -> datetime | None:
    """Return the instant at which the next act of the clock on a proposal fell due, if that is not after ``now``."""
    proposal = session.get(Proposal, proposal_id, populate_existing=True)
    if proposal is None:
        return None
    if proposal.comes_back_at is not None and proposal.comes_back_at <= now:
        return proposal.comes_back_at
    if proposal.stage is Stage.CLOSED:
        lapses = select(Decision.lapses_at).where(Decision.proposal_id == proposal_id, Decision.status == DecisionStatus.PROVISIONAL)
        return session.scalars(lapses.where(Decision.lapses_at <= now)).one_or_none()
    due = what_is_due(full_facts(session, proposal, CLOCK, now, action=Action.LAPSE))
    return None if due is None else due.at
