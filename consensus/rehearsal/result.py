"""How a rehearsal ended, read from the rows and the ledger, and which steps were refused. Source: cases/README.md, "rehearse"."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from consensus.domain.parties import StoodAs, parties_of, still_parties
from consensus.domain.terms import Action, ObjectionStatus, PositionCode, Stage
from consensus.ledger.models import LedgerEntry
from consensus.proposals.models import Proposal
from consensus.rehearsal.world import World
from consensus.voting.facts import standings_of
from consensus.voting.models import Decision, Dissociation, Objection, Position, Statement, Voice, Vote

DISSENTING = (PositionCode.RESERVATION, PositionCode.STAND_ASIDE)


@dataclass(frozen=True, slots=True)
class Noted:
    """A step that was done or refused, and what was expected of it."""

    step: int
    error: str | None
    expected: str | None


def result_of(session: Session, proposal_id: int, world: World, noted: Sequence[Noted]) -> dict[str, object]:
    """Return what is printed of a rehearsal, but for its id."""
    proposal = session.get_one(Proposal, proposal_id)
    decision = session.scalars(select(Decision).where(Decision.proposal_id == proposal_id)).one_or_none()
    objections = session.scalars(select(Objection).where(Objection.proposal_id == proposal_id).order_by(Objection.id)).all()
    return {
        "stage": proposal.stage.value,
        "outcome": None if decision is None else decision.outcome.value,
        "label": None if decision is None or decision.label is None else decision.label.value,
        "status": None if decision is None else decision.status.value,
        "number": None if decision is None else decision.number,
        "version": proposal.version_number,
        "counts": dict(_counts(session, proposal_id)),
        "dissent": sorted({world.name_of(person_id) for person_id in _dissenters(session, proposal, decision)}),
        "objections": [{"by": world.name_of(each.person_id), "kind": each.kind.value, "status": each.status.value} for each in objections],
        "parties": 0 if decision is None else _parties(session, proposal, decision),
        "refused": [{"step": each.step, "error": each.error} for each in noted if each.error is not None],
        "unexpected": [{"step": each.step, "error": each.error} for each in noted if each.error != each.expected],
    }


def _counts(session: Session, proposal_id: int) -> Mapping[str, int]:
    """How the voices stood at the last closing of the consensus stage or the vote, or at the adoption by silence."""
    closings = select(LedgerEntry.entry).where(
        LedgerEntry.proposal_id == proposal_id, LedgerEntry.act.in_((Action.CLOSE, Action.CALL_FOR_CONSENSUS))
    )
    for entry in session.scalars(closings.order_by(LedgerEntry.index.desc())):
        said = json.loads(entry or "{}")
        # A call that opens the consensus stage closes nothing.
        if said["act"] == Action.CLOSE or said["data"]["stage"] == Stage.CLOSED:
            counts: Mapping[str, int] = said["data"]["counts"]
            return counts
    return {}


def _dissenters(session: Session, proposal: Proposal, decision: Decision | None) -> Iterator[int]:
    """The people with a reservation or a stand-aside on the current version, an unresolved objection, or a statement."""
    newest = select(Position.person_id).join(Voice, Voice.position_id == Position.id).where(Voice.proposal_id == proposal.id)
    yield from session.scalars(newest.where(Position.version_number == proposal.version_number, Position.code.in_(DISSENTING)))
    unresolved = select(Objection.person_id).where(Objection.proposal_id == proposal.id, Objection.status == ObjectionStatus.UNRESOLVED)
    yield from session.scalars(unresolved)
    if decision is not None:
        yield from session.scalars(select(Statement.person_id).where(Statement.decision_id == decision.id))


def _parties(session: Session, proposal: Proposal, decision: Decision) -> int:
    """How many are party to the decision today: those who were when it was taken, without the members that dissociated."""
    gone = set(session.scalars(select(Dissociation.member_id).where(Dissociation.decision_id == decision.id)))
    voices = select(Voice.id, Voice.member_id, Voice.label, Vote.code).outerjoin(Vote, Vote.id == Voice.vote_id)
    roll = session.execute(voices.where(Voice.proposal_id == proposal.id).order_by(Voice.id)).tuples().all()
    stood = [
        StoodAs(voice_id, member_id, label, standing.counts_as, vote)
        for (voice_id, member_id, label, vote), standing in zip(roll, standings_of(session, proposal), strict=True)
    ]
    return len(still_parties(parties_of(decision.outcome, stood), gone))
