"""For each act of the table: facts and words with which nothing stands in its way. Tests change one thing at a time."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from consensus.domain.facts import Facts, ObjectionFacts, Sent, VoiceFacts
from consensus.domain.ruleset import DEFAULT_CLASSES
from consensus.domain.terms import Action, AnyAct, Beside, Gradient, ObjectionKind, ObjectionStatus, PositionCode, Stage, VoteCode

A = Action
NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)

MINE, ANOTHERS = 1, 2
"""Ids of voices: the actor's, and somebody else's."""

CLOCKWORK = frozenset({A.LAPSE, A.SUPERSEDE, A.COME_BACK})
"""Acts that no person does in any stage."""

AFTER_THE_WINDOW = frozenset({A.CALL_FOR_OBJECTIONS, A.CALL_FOR_CONSENSUS, A.CLOSE})
"""Acts that wait for the window to be over."""


def objection(**changes: Any) -> ObjectionFacts:
    """An open objection of somebody else, raised yesterday on version 2."""
    given: dict[str, Any] = {
        "id": 7,
        "voice_id": ANOTHERS,
        "kind": ObjectionKind.OBJECTION,
        "status": ObjectionStatus.OPEN,
        "version_number": 2,
        "reason": "It misses its aim.",
        "raised_at": NOW - DAY,
    }
    return ObjectionFacts(**given | changes)


TARGETS: dict[AnyAct, ObjectionFacts] = {
    A.SECOND_BLOCK: objection(kind=ObjectionKind.BLOCK),
    A.ANSWER_OBJECTION: objection(),
    A.CONFIRM_MET: objection(voice_id=MINE, named_in_version=2),
    A.WITHDRAW_OBJECTION: objection(voice_id=MINE),
    A.DECLARE_UNRESOLVED: objection(answered_at=NOW - 7 * DAY, raised_at=NOW - 8 * DAY),
    Beside.INVITE_TO_BE_HEARD: objection(),
    Beside.ANSWER_INVITATION: objection(voice_id=MINE, hearing_at=NOW + DAY),
    Beside.RECORD_HEARING: objection(hearing_at=NOW),
    Beside.CALL_OFF_HEARING: objection(hearing_at=NOW + DAY),
}
"""The objection that an act is about."""


def favourable(stage: Stage, action: AnyAct) -> Facts:
    """Facts in which the actor has every part, and everything that ``action`` waits for is there."""
    window: dict[str, Any] = {}
    if stage in (Stage.COMMENT, Stage.OBJECTION, Stage.CONSENSUS, Stage.FALLBACK):
        window = {"closes_at": NOW if action in AFTER_THE_WINDOW else NOW + DAY}
    if stage is Stage.CLOSED:
        window = {"closed_at": NOW - DAY, "is_adopted": True, "is_withdrawn": action is A.TAKE_OVER}
        window |= {"comes_back_at": NOW} if action is A.COME_BACK else {}
    target = TARGETS.get(action)
    standing = objection(id=8)
    objections = (target,) if target else (standing,) if (stage, action) == (Stage.OBJECTION, A.REVISE) else ()
    mine = tuple(each for each in objections if each.voice_id == MINE)
    return Facts(
        now=NOW,
        stage=stage,
        rules=DEFAULT_CLASSES["procedural" if (stage, action) == (Stage.OBJECTION, A.TAKE_POSITION) else "work_plan"],
        version=2,
        last_act_at=NOW - (180 * DAY if action is A.LAPSE else DAY),
        has_facilitator=True,
        is_clock=action in CLOCKWORK or (stage, action) == (Stage.FALLBACK, A.CLOSE),
        is_owner=True,
        is_facilitator=True,
        in_body=True,
        speaks_for_member=True,
        voice=VoiceFacts(id=MINE, objections=mine),
        objections=objections,
        target=target,
        sense_check_is_open=action in (Beside.ANSWER_SENSE_CHECK, Beside.CLOSE_SENSE_CHECK),
        **window,
    )


def right_words(facts: Facts, action: AnyAct) -> Sent:
    """What is sent so that nothing in it stands in the way of ``action``."""
    return Sent(
        text="The text of it.",
        reason="A reason that nobody gave before.",
        ground="aim",
        position=PositionCode.SUPPORT,
        vote=VoteCode.YES,
        gradient=Gradient.ENDORSE,
        place="The hall",
        into=PositionCode.RESERVATION,
        version=facts.version,
        seen_stage=facts.stage,
        until=max(facts.now, facts.closes_at or facts.now) + DAY,
        meets=tuple(each for each in facts.objections if each.status.is_live) if action is A.REVISE else (),
    )


def with_voice(facts: Facts, **changes: Any) -> Facts:
    """Facts with another state of the actor's voice."""
    assert facts.voice is not None
    return replace(facts, voice=replace(facts.voice, **changes))


def with_target(facts: Facts, **changes: Any) -> Facts:
    """Facts with another state of the objection that the act is about."""
    assert facts.target is not None
    target = replace(facts.target, **changes)
    return replace(facts, target=target, objections=(target,))
