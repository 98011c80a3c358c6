"""Objections and their life: raise, second, answer, confirm, withdraw, declare unresolved. Source: process.md, T9 to T15."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from consensus.domain.actor import Actor
from consensus.domain.facts import Sent
from consensus.domain.terms import Action, Attribution, Disposition, ObjectionKind, ObjectionStatus, PositionCode, Stage
from consensus.transaction import command
from consensus.voting.acting import VoiceAct, begin
from consensus.voting.models import BlockSecond, Objection, ObjectionAnswer
from consensus.voting.saying import Argument, new_objection, say_position, settle


@command("raise_objection")
def raise_objection(
    session: Session,
    *,
    actor: Actor,
    proposal_id: int,
    kind: ObjectionKind,
    ground: str,
    reason: str,
    now: datetime,
    remedy: str = "",
    whom: str = "",
    passage: str = "",
    attribution: Attribution | None = None,
    voice_id: int | None = None,
    version: int | None = None,
    seen_stage: Stage | None = None,
) -> int:
    """Raise an objection, or a block, against the text as it is, and return its id.

    ``whom`` says to whom it does harm, ``passage`` of which words of the text it speaks; both may be left out.

    :raises RefusedError: ``not_on_roll``, ``recused``, ``window_closed``, ``reason_required``, ``ground_required``, ``stale_version``,
        ``repeated_objection``.
    """
    return objection_raised(
        session,
        actor=actor,
        proposal_id=proposal_id,
        kind=kind,
        ground=ground,
        reason=reason,
        argument=Argument(remedy, whom, passage),
        attribution=attribution,
        now=now,
        voice_id=voice_id,
        version=version,
        seen_stage=seen_stage,
    )


def objection_raised(
    session: Session,
    *,
    actor: Actor,
    proposal_id: int,
    kind: ObjectionKind,
    ground: str,
    reason: str,
    argument: Argument,
    attribution: Attribution | None,
    now: datetime,
    voice_id: int | None,
    version: int | None,
    seen_stage: Stage | None,
) -> int:
    """Do as :func:`raise_objection` inside the transaction of another command, which commits it together with its own rows."""
    sent = Sent(kind=kind, ground=ground, reason=reason, version=version, seen_stage=seen_stage)
    act = begin(session, actor=actor, proposal_id=proposal_id, action=Action.RAISE_OBJECTION, now=now, sent=sent, voice_id=voice_id)
    objection = new_objection(act, kind=kind, ground=ground, reason=reason, argument=argument, attribution=attribution)
    # What the voice said before on this text is no longer its word.
    act.the_voice.position_id = None
    act.record(
        {
            "objection": objection.id,
            "kind": kind.value,
            "ground": ground,
            "reason": reason,
            **argument.as_data(),
            "attribution": objection.attribution.value,
            "version": objection.version_number,
        },
        voice=act.the_voice.label,
    )
    return objection.id


@command("second_block")
def second_block(
    session: Session, *, actor: Actor, proposal_id: int, objection_id: int, now: datetime, voice_id: int | None = None
) -> None:
    """Second a block, once for each voice.

    :raises RefusedError: ``not_on_roll``, ``recused``, ``already_done``, ``not_a_block``, ``self_second``.
    """
    act = begin(
        session,
        actor=actor,
        proposal_id=proposal_id,
        action=Action.SECOND_BLOCK,
        now=now,
        target_id=objection_id,
        voice_id=voice_id,
    )
    session.add(BlockSecond(objection_id=objection_id, voice_id=act.the_voice.id, person_id=act.person_id, at=now))
    act.record({"objection": objection_id}, voice=act.the_voice.label)


@command("answer_objection")
def answer_objection(
    session: Session,
    *,
    actor: Actor,
    proposal_id: int,
    objection_id: int,
    text: str,
    now: datetime,
    disposition: Disposition | None = None,
) -> None:
    """Answer an open objection; the time for resolving it runs from the newest answer.

    :raises RefusedError: ``not_owner`` when neither owner nor facilitator, ``already_done``, ``reason_required``.
    """
    act = _on(session, actor, proposal_id, Action.ANSWER_OBJECTION, objection_id, now, Sent(text=text))
    session.add(ObjectionAnswer(objection_id=objection_id, person_id=act.person_id, at=now, disposition=disposition, text=text))
    act.record({"objection": objection_id, "text": text, "disposition": None if disposition is None else disposition.value})


@command("confirm_met")
def confirm_met(session: Session, *, actor: Actor, proposal_id: int, objection_id: int, now: datetime) -> None:
    """Say, as its owner, that a revision that named the objection has met it.

    :raises RefusedError: ``not_objector``, ``already_done``, ``not_named``.
    """
    act = _on(session, actor, proposal_id, Action.CONFIRM_MET, objection_id, now)
    objection = session.get_one(Objection, objection_id)
    settle(act, objection, ObjectionStatus.ACCOMMODATED)
    act.record({"objection": objection_id, "met_in_version": objection.named_in_version}, voice=act.the_voice.label)


@command("withdraw_objection")
def withdraw_objection(
    session: Session,
    *,
    actor: Actor,
    proposal_id: int,
    objection_id: int,
    now: datetime,
    into: str | None = None,
    reason: str = "",
) -> None:
    """Take one's own objection back; ``into`` names the position it turns into: reservation or stand_aside.

    Without ``reason`` the words of the objection go with that position. Without ``into`` the voice has no position.

    :raises RefusedError: ``not_objector``, ``already_done``, ``unknown_position``.
    """
    act = _on(session, actor, proposal_id, Action.WITHDRAW_OBJECTION, objection_id, now, Sent(into=into, reason=reason))
    objection = session.get_one(Objection, objection_id)
    settle(act, objection, ObjectionStatus.WITHDRAWN)
    data = {"objection": objection_id, "into": into, "reason": reason}
    if into is not None:
        position = say_position(
            act,
            code=PositionCode(into),
            reason=reason if reason.strip() else objection.reason,
            attribution=objection.attribution,
            objection_id=objection_id,
        )
        data |= {"position": position.id, "position_reason": position.reason, "version": position.version_number}
    act.record(data, voice=act.the_voice.label)


@command("declare_unresolved")
def declare_unresolved(session: Session, *, actor: Actor, proposal_id: int, objection_id: int, now: datetime) -> None:
    """Declare that an answered objection could not be resolved: it goes on the record as dissent.

    :raises RefusedError: ``not_facilitator``, ``already_done``, ``facilitator_conflicted``, ``objection_unanswered``,
        ``resolution_running``.
    """
    act = _on(session, actor, proposal_id, Action.DECLARE_UNRESOLVED, objection_id, now)
    objection = session.get_one(Objection, objection_id)
    settle(act, objection, ObjectionStatus.UNRESOLVED)
    target = act.facts.target
    seconds = 0 if target is None else len(target.seconded_by)
    act.record({"objection": objection_id, "kind": objection.kind.value, "seconds": seconds})


def _on(
    session: Session, actor: Actor, proposal_id: int, action: Action, objection_id: int, now: datetime, sent: Sent | None = None
) -> VoiceAct:
    return begin(session, actor=actor, proposal_id=proposal_id, action=action, now=now, sent=sent or Sent(), target_id=objection_id)
