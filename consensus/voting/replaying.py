"""What other rules would have meant for the newest decisions of a body. Reads alone; five statements, however many voices.

What follows from which rolls is said in ``consensus.domain.replay``. Nothing of a roll changes after the closing, so the rows
are what they were then.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consensus.bodies.models import Body, Ruleset
from consensus.domain.replay import NOT_RULED, Past, Replayed, replay
from consensus.domain.ruleset import class_rules
from consensus.domain.tally import Ballot, OwnObjection, Standing
from consensus.domain.terms import BodyKind, Outcome, PositionCode, Stage, VoteCode
from consensus.people.models import Network
from consensus.proposals.facts import rules_in
from consensus.proposals.models import Proposal
from consensus.voting.models import BlockSecond, Decision, Objection, Position, Voice, Vote

HOW_MANY = 10
"""How many decisions a steward is shown. Source: the issue "Deliberation in depth", rules."""


@dataclass(frozen=True, slots=True)
class DecisionReplayed:
    """A decision, and what would have become of it; sentences name regions as the network does."""

    number: str
    question: str
    class_code: str
    closed_at: datetime
    outcome: Outcome
    label: Outcome | None
    ruleset: int | None
    replayed: Replayed
    reasons: tuple[str, ...]
    caveats: tuple[str, ...]


def what_it_would_have_meant(
    session: Session, body_id: int, classes: Mapping[str, Any], *, region_names: Mapping[str, str] | None = None, most: int = HOW_MANY
) -> list[DecisionReplayed]:
    """Return the newest decisions of a body, the newest first, each decided again under the rules of ``classes``.

    ``classes`` is of the form of a ruleset: what it leaves out is the software's default of today. ``region_names``
    saves a statement where the caller knows them already.
    """
    statement = (
        select(Decision, Proposal, Ruleset, Body.kind)
        .join(Proposal, Proposal.id == Decision.proposal_id)
        .join(Body, Body.id == Decision.body_id)
        .outerjoin(Ruleset, Ruleset.id == Proposal.ruleset_id)
        .where(Decision.body_id == body_id)
        .order_by(Decision.closed_at.desc(), Decision.id.desc())
        .limit(most)
    )
    rows: list[tuple[Decision, Proposal, Ruleset | None, BodyKind]] = [tuple(row) for row in session.execute(statement)]
    names = region_names or (_region_names(session) if rows else {})
    rolls = _rolls(session, [proposal.id for decision, proposal, _, _ in rows if decision.outcome not in NOT_RULED])
    found = []
    for decision, proposal, ruleset, kind in rows:
        rules = class_rules(decision.class_code, classes.get(decision.class_code))
        standings, ballots, early = rolls.get(proposal.id, ((), (), frozenset()))
        past = Past(
            rules=rules if ruleset is None else rules_in(ruleset, decision.class_code),
            outcome=decision.outcome,
            label=decision.label,
            standings=tuple(standings),
            ballots=tuple(ballots),
            agreed_early=early,
            returns=proposal.returns,
            is_extended=proposal.is_extended,
            is_steering=kind is BodyKind.STEERING,
        )
        replayed = replay(past, rules)
        found.append(
            DecisionReplayed(
                number=decision.number,
                question=decision.question,
                class_code=decision.class_code,
                closed_at=decision.closed_at,
                outcome=decision.outcome,
                label=decision.label,
                ruleset=None if ruleset is None else ruleset.number,
                replayed=replayed,
                reasons=tuple(each.render(names=names) for each in replayed.reasons),
                caveats=tuple(each.render(names=names) for each in replayed.caveats),
            )
        )
    return found


_Roll = tuple[Sequence[Standing], Sequence[Ballot], frozenset[int]]


def _rolls(session: Session, proposal_ids: Sequence[int]) -> dict[int, _Roll]:
    """Return who stood where at the last closing of each proposal, who voted what, and who had agreed while objections were heard."""
    if not proposal_ids:
        return {}
    objections = _objections(session, proposal_ids)
    early = _agreed_early(session, proposal_ids)
    statement = (
        select(Voice, Position.code, Position.version_number == Proposal.version_number, Vote.code)
        .join(Proposal, Proposal.id == Voice.proposal_id)
        .outerjoin(Position, Position.id == Voice.position_id)
        .outerjoin(Vote, Vote.id == Voice.vote_id)
        .where(Voice.proposal_id.in_(proposal_ids))
        .order_by(Voice.id)
    )
    standings: defaultdict[int, list[Standing]] = defaultdict(list)
    ballots: defaultdict[int, list[Ballot]] = defaultdict(list)
    agreed: defaultdict[int, set[int]] = defaultdict(set)
    said: tuple[Voice, PositionCode | None, bool | None, VoteCode | None]
    for said in (tuple(row) for row in session.execute(statement)):
        voice, code, is_current, vote = said
        attributes = {"region": voice.region, "kind": voice.kind.value, "country": voice.country}
        position = PositionCode.RECUSE if voice.recused_at is not None else code if is_current else None
        if voice.id in early:
            agreed[voice.proposal_id].add(len(standings[voice.proposal_id]))
        standings[voice.proposal_id].append(Standing(attributes, position, tuple(objections[voice.id])))
        if vote is not None and voice.recused_at is None:
            ballots[voice.proposal_id].append(Ballot(attributes, vote))
    return {proposal_id: (standings[proposal_id], ballots[proposal_id], frozenset(agreed[proposal_id])) for proposal_id in proposal_ids}


def _objections(session: Session, proposal_ids: Iterable[int]) -> defaultdict[int, list[OwnObjection]]:
    """Return the objections of each voice, in the order in which they were raised."""
    seconds = select(BlockSecond.objection_id, func.count().label("seconds")).group_by(BlockSecond.objection_id).subquery()
    statement = (
        select(Objection.voice_id, Objection.kind, Objection.status, func.coalesce(seconds.c.seconds, 0))
        .outerjoin(seconds, seconds.c.objection_id == Objection.id)
        .where(Objection.proposal_id.in_(proposal_ids))
        .order_by(Objection.id)
    )
    own: defaultdict[int, list[OwnObjection]] = defaultdict(list)
    for voice_id, kind, status, count in session.execute(statement).tuples():
        own[voice_id].append(OwnObjection(kind, status, count))
    return own


def _agreed_early(session: Session, proposal_ids: Iterable[int]) -> set[int]:
    """Return the voices whose newest word in the objection stage, on the text that was decided, was Agree."""
    statement = (
        select(Position.voice_id, Position.code)
        .join(Proposal, Proposal.id == Position.proposal_id)
        .where(
            Position.proposal_id.in_(proposal_ids),
            Position.stage == Stage.OBJECTION,
            Position.version_number == Proposal.version_number,
        )
        .order_by(Position.id)
    )
    newest = dict(session.execute(statement).tuples().all())
    return {voice_id for voice_id, code in newest.items() if code is PositionCode.SUPPORT}


def _region_names(session: Session) -> dict[str, str]:
    regions = session.scalars(select(Network.regions).where(Network.id == 1)).one_or_none()
    return {region["code"]: region["name"] for region in regions or ()}
