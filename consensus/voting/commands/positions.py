"""What voices say: take a position, recuse, cast a vote. Source: process.md, T17, T18, T20 and section 3."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from consensus.domain.actor import Actor
from consensus.domain.facts import ObjectionFacts, Sent, stands_on
from consensus.domain.terms import (
    OBJECTING_POSITIONS,
    Action,
    Attribution,
    ObjectionKind,
    PositionCode,
    Stage,
    VoteCode,
)
from consensus.transaction import command
from consensus.voting.acting import VoiceAct, begin
from consensus.voting.models import Objection, Vote
from consensus.voting.saying import Argument, new_objection, say_position, withdraw_own

_KIND_OF = {PositionCode.OBJECT: ObjectionKind.OBJECTION, PositionCode.BLOCK: ObjectionKind.BLOCK}


@command("take_position")
def take_position(
    session: Session,
    *,
    actor: Actor,
    proposal_id: int,
    position: str,
    now: datetime,
    reason: str = "",
    ground: str = "",
    remedy: str = "",
    whom: str = "",
    passage: str = "",
    attribution: Attribution | None = None,
    voice_id: int | None = None,
    version: int | None = None,
    seen_stage: Stage | None = None,
) -> int:
    """Say where a voice stands on the current version, and return the position's id. The newest counts, none is erased.

    ``object`` and ``block`` raise an objection, or stand on the voice's own, whose ground and remedy then stay as they are; any
    other withdraws the voice's own objections.

    :raises RefusedError: ``not_on_roll``, ``recused``, ``window_closed``, ``stale_version``, ``unknown_position``,
        ``reason_required``, ``ground_required``, ``repeated_objection``.
    """
    return position_taken(
        session,
        actor=actor,
        proposal_id=proposal_id,
        position=position,
        now=now,
        reason=reason,
        ground=ground,
        remedy=remedy,
        whom=whom,
        passage=passage,
        attribution=attribution,
        voice_id=voice_id,
        version=version,
        seen_stage=seen_stage,
    )


def position_taken(
    session: Session,
    *,
    actor: Actor,
    proposal_id: int,
    position: str,
    now: datetime,
    reason: str,
    ground: str,
    remedy: str,
    attribution: Attribution | None,
    voice_id: int | None,
    version: int | None,
    seen_stage: Stage | None,
    whom: str = "",
    passage: str = "",
) -> int:
    """Do as :func:`take_position` inside the transaction of another command, which commits it together with its own rows."""
    sent = Sent(position=position, reason=reason, ground=ground, version=version, seen_stage=seen_stage)
    act = begin(session, actor=actor, proposal_id=proposal_id, action=Action.TAKE_POSITION, now=now, sent=sent, voice_id=voice_id)
    code = PositionCode(position)
    if code in OBJECTING_POSITIONS:
        data = _object(act, sent, code, Argument(remedy, whom, passage), attribution)
    else:
        withdrawn = withdraw_own(act, _live(act))
        said = say_position(act, code=code, reason=reason, attribution=attribution)
        data = {"position": said.id, "attribution": said.attribution.value, "reason": reason, "withdrawn": withdrawn}
    act.record({"code": code.value, "version": act.proposal.version_number, **data}, voice=act.the_voice.label)
    return int(data["position"])


@command("recuse")
def recuse(session: Session, *, actor: Actor, proposal_id: int, reason: str, now: datetime, voice_id: int | None = None) -> int:
    """Leave the base of every count on this proposal, and return the position's id; own objections are withdrawn with it.

    :raises RefusedError: ``not_on_roll``, ``already_done``, ``reason_required``.
    """
    act = begin(session, actor=actor, proposal_id=proposal_id, action=Action.RECUSE, now=now, sent=Sent(reason=reason), voice_id=voice_id)
    withdrawn = withdraw_own(act, _live(act))
    said = say_position(act, code=PositionCode.RECUSE, reason=reason, attribution=None)
    act.the_voice.recused_at = now
    act.record({"position": said.id, "reason": reason, "withdrawn": withdrawn}, voice=act.the_voice.label)
    return said.id


@command("cast_vote")
def cast_vote(
    session: Session,
    *,
    actor: Actor,
    proposal_id: int,
    vote: str,
    now: datetime,
    voice_id: int | None = None,
    seen_stage: Stage | None = None,
) -> int:
    """Vote yes, no or abstain in the fallback vote, and return the vote's id. The newest counts.

    :raises RefusedError: ``not_on_roll``, ``recused``, ``window_closed``, ``vote_not_allowed``.
    """
    return vote_cast(session, actor=actor, proposal_id=proposal_id, vote=vote, now=now, voice_id=voice_id, seen_stage=seen_stage)


def vote_cast(
    session: Session, *, actor: Actor, proposal_id: int, vote: str, now: datetime, voice_id: int | None, seen_stage: Stage | None
) -> int:
    """Do as :func:`cast_vote` inside the transaction of another command, which commits it together with its own rows."""
    sent = Sent(vote=vote, seen_stage=seen_stage)
    act = begin(session, actor=actor, proposal_id=proposal_id, action=Action.CAST_VOTE, now=now, sent=sent, voice_id=voice_id)
    cast = Vote(proposal_id=proposal_id, voice_id=act.the_voice.id, person_id=act.person_id, code=VoteCode(vote), at=now)
    session.add(cast)
    session.flush()
    act.the_voice.vote_id = cast.id
    act.record({"vote": cast.id, "code": cast.code.value}, voice=act.the_voice.label)
    return cast.id


def _live(act: VoiceAct) -> tuple[ObjectionFacts, ...]:
    return () if act.facts.voice is None else act.facts.voice.live_objections


def _object(act: VoiceAct, sent: Sent, code: PositionCode, argument: Argument, attribution: Attribution | None) -> dict[str, Any]:
    """Stand on the voice's own objection, or raise a new one, which takes the place of those of the other kind."""
    own = stands_on(act.facts.voice, sent)
    if own is not None:
        words = sent.reason if sent.reason.strip() else own.reason
        # Words that were sealed as an objection are not named as a position because nobody said so again.
        level = attribution or act.session.get_one(Objection, own.id).attribution
        said = say_position(act, code=code, reason=words, attribution=level, objection_id=own.id)
        return {"position": said.id, "objection": own.id, "attribution": said.attribution.value, "reason": words, "raised": False}
    kind = _KIND_OF[code]
    withdrawn = withdraw_own(act, tuple(each for each in _live(act) if each.kind is not kind))
    raised = new_objection(act, kind=kind, ground=sent.ground, reason=sent.reason, argument=argument, attribution=attribution)
    said = say_position(act, code=code, reason=sent.reason, attribution=attribution, objection_id=raised.id)
    return {
        "position": said.id,
        "objection": raised.id,
        "attribution": said.attribution.value,
        "ground": sent.ground,
        "reason": sent.reason,
        **argument.as_data(),
        "raised": True,
        "withdrawn": withdrawn,
    }
