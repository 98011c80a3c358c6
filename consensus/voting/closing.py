"""What the end of a window does: which stage follows, or which decision is written. No commit stands here.

``outcome.py`` rules, this file carries the ruling out. Source: process.md sections 5 to 7.
"""

from __future__ import annotations

from typing import assert_never

from sqlalchemy import func, select

from consensus import ledger
from consensus.bodies.models import Body
from consensus.domain.errors import Refusal, RefusedError
from consensus.domain.outcome import decide_consensus, decide_end_of_objection, decide_fallback
from consensus.domain.ruling import Ruling
from consensus.domain.tally import Ballot
from consensus.domain.terms import Because, DecisionStatus, Outcome, PositionCode, Relation, Silence, Stage
from consensus.ledger.canonical import canonical
from consensus.proposals.acting import Act, record_act
from consensus.proposals.texts import text_sha256
from consensus.voting.catalogue import catalogue
from consensus.voting.facts import standings_of
from consensus.voting.models import Decision, Voice, Vote
from consensus.voting.record import build_record
from consensus.voting.telling import untold

NOT_DECIDED = {
    Outcome.WITHDRAWN: DecisionStatus.WITHDRAWN,
    Outcome.DEFERRED: DecisionStatus.DEFERRED,
    Outcome.LAPSED: DecisionStatus.LAPSED,
}
"""How a proposal ends that nobody ruled on."""


def end_objection_stage(act: Act) -> None:
    """Open the consensus stage, or adopt by silence where the class lets silence consent. Source: process.md T16, section 5.7."""
    rules = act.facts.rules
    standings = standings_of(act.session, act.proposal, act.facts.objections)
    # Asked where it matters alone: the roll is long.
    missed = untold(act.session, act.proposal, act.proposal.closes_at or act.now) if rules.silence is Silence.CONSENT else ()
    ruling = decide_end_of_objection(standings, rules, objected=act.proposal.was_objected, untold=len(missed))
    match ruling.next:
        case Stage.CLOSED:
            finish(act, ruling)
        case Stage.CONSENSUS:
            proposal = act.proposal
            proposal.stage = Stage.CONSENSUS
            proposal.opened_at = act.now
            proposal.closes_at = act.now + rules.consensus_days
            proposal.extensions = 0
            proposal.is_extended = False
            proposal.held_at = None
            act.record({**_said(ruling), "version": proposal.version_number})
        case _:
            raise RefusedError(Refusal.OBJECTION_OPEN)


def close_stage(act: Act) -> None:
    """Close the consensus stage or the fallback vote as the rules say. Source: process.md T19, T21."""
    standings = standings_of(act.session, act.proposal, act.facts.objections)
    if act.proposal.stage is Stage.FALLBACK:
        finish(act, decide_fallback(standings, _ballots(act), act.facts.rules))
        return
    ruling = decide_consensus(standings, act.facts.rules, returns=act.proposal.returns, extended=act.proposal.is_extended)
    if ruling.next is Stage.CLOSED:
        finish(act, ruling)
    else:
        _go_on(act, ruling)


def finish(act: Act, ruling: Ruling | None, outcome: Outcome | None = None, **said: object) -> Decision:
    """Close the proposal: number its decision, write the record, and sign a checkpoint over both entries.

    ``ruling`` says the outcome where one was ruled; ``outcome`` where the proposal ended otherwise.
    """
    proposal, now = act.proposal, act.now
    result = ruling.outcome if ruling is not None else outcome
    if result is None:
        raise AssertionError("a proposal closes with an outcome")
    # Every lock but the ledger's is taken before the first entry: see ledger.append.
    named = _lock_named(act) if result.is_adopted else None
    body, sequence = _next_number(act)
    number = f"{body.code}/{now.year}/{sequence:03d}"
    stage_before = proposal.stage
    proposal.stage = Stage.CLOSED
    proposal.closed_at = now
    proposal.opened_at = now
    proposal.closes_at = None
    proposal.lapses_at = None
    proposal.held_at = None
    act.record({**(_said(ruling) if ruling is not None else {"outcome": result.value}), **said}, decision=number)
    record = build_record(
        act.session,
        proposal,
        number=number,
        outcome=result,
        ruling=ruling,
        status=_status_of(result),
        rules=act.facts.rules,
        closed_from=stage_before,
        now=now,
    )
    text = canonical(record)
    lapses = act.facts.rules.provisional_days if result is Outcome.ADOPTED_PROVISIONAL else None
    decision = Decision(
        proposal_id=proposal.id,
        body_id=body.id,
        year=now.year,
        sequence=sequence,
        number=number,
        class_code=proposal.class_code,
        outcome=result,
        label=None if ruling is None else ruling.label,
        status=_status_of(result),
        lapses_at=None if lapses is None else now + lapses,
        has_dissent=bool(record["has_dissent"]),
        question=proposal.question,
        record=text,
        record_sha256=text_sha256(text),
        closed_at=now,
    )
    act.session.add(decision)
    catalogue(act.session, decision)
    record_act(act.session, proposal, actor=act.actor, act="decide", data={"record": record}, now=now, decision=number)
    if named is not None:
        _affect_named(act, decision, named)
    ledger.sign_checkpoint(act.session, now=now)
    return decision


def _go_on(act: Act, ruling: Ruling) -> None:
    proposal, rules, now = act.proposal, act.facts.rules, act.now
    match ruling.because:
        case Because.EXTENDED:
            proposal.is_extended = True
            proposal.closes_at = (proposal.closes_at or now) + rules.extension_days
        case Because.OBJECTION_OPEN | Because.STAND_ASIDE_CEILING:
            proposal.returns += 1
            proposal.stage = Stage.OBJECTION
            proposal.opened_at = now
            proposal.closes_at = now + rules.objection_days
            proposal.extensions = 0
            proposal.is_extended = False
        case Because.OBJECTION_UNANSWERED:
            if not act.facts.is_clock:
                raise RefusedError(Refusal.OBJECTION_UNANSWERED)
            proposal.held_at = now
        case Because.BLOCK_UNRESOLVED | Because.OBJECTION_UNRESOLVED:
            proposal.stage = Stage.FALLBACK
            proposal.opened_at = now
            proposal.closes_at = now + rules.fallback_days
        case Because.WINDOW_OVER | None:
            raise AssertionError("this ends the objection stage, not consensus")
        case _:
            assert_never(ruling.because)
    act.record(_said(ruling))


def _said(ruling: Ruling) -> dict[str, object]:
    """What an entry says of a ruling: where it leads, the numbers, the reasons."""
    recused = ruling.working.tally.recused
    counts = {each.value: count for each, count in ruling.working.positions.items() if count}
    if recused:
        counts[PositionCode.RECUSE.value] = recused
    return {**ruling.as_data(), "counts": counts, "working": ruling.working.as_data()}


def _ballots(act: Act) -> list[Ballot]:
    statement = select(Voice.region, Voice.kind, Voice.country, Vote.code).join(Vote, Vote.id == Voice.vote_id)
    rows = act.session.execute(statement.where(Voice.proposal_id == act.proposal.id, Voice.recused_at.is_(None)))
    return [Ballot({"region": region, "kind": kind.value, "country": country}, code) for region, kind, country, code in rows]


def _next_number(act: Act) -> tuple[Body, int]:
    """Lock the body, so that no two closings take one number, and return the next of the year.

    The lock lets others' entries point to the body: whoever has the ledger must not wait for us while we wait for the ledger.
    """
    locked = select(Body).where(Body.id == act.proposal.body_id).with_for_update(key_share=True)
    body = act.session.scalars(locked).one()
    newest = select(func.max(Decision.sequence)).where(Decision.body_id == body.id, Decision.year == act.now.year)
    return body, (act.session.scalars(newest).one() or 0) + 1


def _status_of(outcome: Outcome) -> DecisionStatus:
    if outcome is Outcome.ADOPTED_PROVISIONAL:
        return DecisionStatus.PROVISIONAL
    return DecisionStatus.IN_FORCE if outcome.is_adopted else NOT_DECIDED.get(outcome, DecisionStatus.NOT_ADOPTED)


def _lock_named(act: Act) -> Decision | None:
    """Lock the decision that the proposal names, if it names one."""
    if act.proposal.names_decision_id is None:
        return None
    named = select(Decision).where(Decision.id == act.proposal.names_decision_id).with_for_update(key_share=True)
    return act.session.scalars(named.execution_options(populate_existing=True)).one()


def _affect_named(act: Act, decision: Decision, old: Decision) -> None:
    """Let an adopted proposal supersede or ratify the decision that it names. Source: process.md T29 and section 4."""
    if old.lapses_at is not None and old.lapses_at <= act.now:
        return  # It has lapsed, though the clock has not come by to say so.
    if act.proposal.relation is Relation.SUPERSEDES and old.status in (DecisionStatus.IN_FORCE, DecisionStatus.PROVISIONAL):
        old.status, old.superseded_by_id, what = DecisionStatus.SUPERSEDED, decision.id, "supersede"
    elif (
        act.proposal.relation is Relation.RATIFIES
        and old.status is DecisionStatus.PROVISIONAL
        and decision.outcome is not Outcome.ADOPTED_PROVISIONAL
    ):
        old.status, old.ratified_by_id, what = DecisionStatus.IN_FORCE, decision.id, "ratify"
    else:
        return
    old.lapses_at = None
    ledger.append(
        act.session,
        at=act.now,
        actor=act.actor,
        act=what,
        data={"by": decision.number, "status": old.status.value},
        body=act.session.get_one(Body, old.body_id).code,
        body_id=old.body_id,
        proposal_id=old.proposal_id,
        decision=old.number,
    )
