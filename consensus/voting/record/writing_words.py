"""What was said, as a decision record has it: every word, on which version it was, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from consensus.domain.terms import ObjectionKind, ObjectionStatus, PositionCode
from consensus.ledger.canonical import instant
from consensus.voting.hearings import HearingSaid
from consensus.voting.record.sources import AnswerSource, IssueSource, ObjectionSource, PositionSource, SenseSource, VoiceOnRecord
from consensus.voting.telling import Told


def voice_on_record(voice: VoiceOnRecord, version: int) -> dict[str, Any]:
    """A voice, how it is counted, and everything that it said; ``counts`` marks the word that is its last on the text."""
    counts_as = voice.standing.counts_as
    return {
        "voice": voice.id,
        "member": voice.member_id,
        "label": voice.label,
        "region": voice.region,
        "kind": voice.kind.value,
        "country": voice.country,
        "counts_as": None if counts_as is None else counts_as.value,
        "positions": [
            _position(said, counts=said.id == voice.position_id and said.code is counts_as and _stands(said, version))
            for said in voice.positions
        ],
        "votes": [
            {"id": cast.id, "vote": cast.code.value, "at": instant(cast.at), "counts": cast.id == voice.vote_id} for cast in voice.votes
        ],
        **({"told": [_telling(told) for told in voice.told]} if voice.told else {}),
    }


def _telling(told: Told) -> dict[str, Any]:
    """That somebody who speaks for the voice was told; who, and at which address, is nobody's business later."""
    return {
        "stage": told.stage.value,
        "opened_at": instant(told.opened_at),
        "by": told.channel.value,
        "at": instant(told.told_at),
        **({} if told.returned_at is None else {"returned_at": instant(told.returned_at)}),
    }


def objection_on_record(objection: ObjectionSource, block_seconds: int, principles: Mapping[str, str]) -> dict[str, Any]:
    """An objection with its answers, its seconds and its fate; ``word`` is the one that its owner chose."""
    return {
        "objection": objection.id,
        "voice": objection.voice_id,
        "label": objection.label,
        "word": objection.kind.value,
        "counted_as": _counted_as(objection, block_seconds),
        "ground": objection.ground,
        "principle": principles.get(objection.ground),
        "reason": objection.reason,
        "remedy": objection.remedy,
        "whom": objection.whom,
        "passage": objection.passage,
        "version": objection.version,
        "at": instant(objection.raised_at),
        "attribution": objection.attribution.value,
        "answers": [_answer(answer) for answer in objection.answers],
        "seconds": [{"voice": each.voice_id, "label": each.label, "at": instant(each.at)} for each in objection.seconds],
        "hearings": [_hearing(hearing, objection.id) for hearing in objection.hearings],
        "named_in_version": objection.named_in_version,
        "fate": objection.status.value,
        "fate_at": None if objection.settled_at is None else instant(objection.settled_at),
    }


def _hearing(hearing: HearingSaid, objection_id: int) -> dict[str, Any]:
    """A hearing to which the objection's owner was invited: when and where, what they answered, how it ended."""
    end = hearing.end
    return {
        "invited_at": instant(hearing.invited_at),
        "by": hearing.by,
        "meets_at": instant(hearing.meets_at),
        "place": hearing.place,
        "passage": hearing.passage,
        "text": hearing.text,
        "together_with": [each for each in hearing.objection_ids if each != objection_id],
        "answers": [
            {"at": instant(each.at), "by": each.by, "comes": each.comes, "text": each.text}
            for each in hearing.answers
            if each.objection_id == objection_id
        ],
        "end": None
        if end is None
        else {"at": instant(end.at), "by": end.by, "held": end.was_held, "text": end.text, "agreed_by": end.agreed_by},
    }


def issue_on_record(issue: IssueSource) -> dict[str, Any]:
    """An issue of the comment stage with its disposition."""
    return {
        "issue": issue.id,
        "by": {"person": issue.by.id, "name": issue.by.name},
        "speaks_as": issue.speaks_as,
        "version": issue.version,
        "at": instant(issue.at),
        "text": issue.text,
        "passage": issue.passage,
        "amendment": issue.amendment,
        "answer": None if issue.disposition is None else _answer(issue.disposition),
    }


def sense_check_on_record(check: SenseSource) -> dict[str, Any]:
    """A sense-check with how many voices stood on each step; who they were only where they answered by name."""
    found = check.temperature
    labels = dict(found.labels or ())
    steps = [
        {"gradient": step.value, "voices": count, "labels": list(labels[step]) if check.is_by_name else None}
        for step, count in found.counts or ()
    ]
    return {
        "is_position": False,
        "question": check.question,
        "version": check.version,
        "by_name": check.is_by_name,
        "at": instant(check.asked_at),
        "closed_at": None if check.closed_at is None else instant(check.closed_at),
        "voices": found.voices,
        "steps": None if found.counts is None else steps,
    }


def _stands(said: PositionSource, version: int) -> bool:
    """A new version asks everybody again, but for who is recused."""
    return said.version == version or said.code is PositionCode.RECUSE


def _position(said: PositionSource, *, counts: bool) -> dict[str, Any]:
    return {
        "id": said.id,
        "position": said.code.value,
        "reason": said.reason,
        "stage": said.stage.value,
        "version": said.version,
        "at": instant(said.at),
        "attribution": said.attribution.value,
        "objection": said.objection_id,
        "counts": counts,
    }


def _answer(answer: AnswerSource) -> dict[str, Any]:
    return {
        "by": {"person": answer.by.id, "name": answer.by.name},
        "at": instant(answer.at),
        "disposition": None if answer.disposition is None else answer.disposition.value,
        "text": answer.text,
    }


def _counted_as(objection: ObjectionSource, block_seconds: int) -> str | None:
    """As a block if its owner called it one and enough other voices seconded it; None once it stands no more."""
    if not objection.status.is_live:
        return None
    is_block = objection.kind is ObjectionKind.BLOCK
    if is_block and objection.status is ObjectionStatus.UNRESOLVED and len(objection.seconds) < block_seconds:
        is_block = False
    return (ObjectionKind.BLOCK if is_block else ObjectionKind.OBJECTION).value
