"""Acts on a proposal from the call for objections on: objections, positions, votes, closing, and what follows a decision."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any

from sqlalchemy import select

from consensus.api.acting import act
from consensus.api.acts.fields import (
    ARGUMENT,
    ATTRIBUTION,
    COMMENT_ID,
    CONFIRMED,
    DISPOSITION,
    FOR_VOICE,
    LONG,
    ON_VERSION,
    REASON,
    SEEN,
    TEXTS,
    WRITTEN,
)
from consensus.api.acts.proposals import draft_sent
from consensus.api.kinds import DAY, ID, INSTANT, TRUTH, WORDS, Integer, OneOf, Text
from consensus.api.operations import Asked
from consensus.api.records import Many, Maybe, needed, optional
from consensus.api.scopes import Scope
from consensus.domain.errors import InvalidError
from consensus.domain.speech import _
from consensus.domain.terms import Attribution, DissentKind, ObjectionKind, Part, PositionCode, Stage, TaskStatus, VoteCode
from consensus.proposals.models import Proposal
from consensus.voting import commands as voting
from consensus.voting.facts import objections_of

C, L, S = Scope.COMMENT, Scope.LEAD, Scope.SPEAK

LONGEST_EXTENSION = timedelta(days=91)
"""As far as the form of the page goes: 90 days and 23 hours, to the hour."""
OBJECTION_ID = needed(ID, "Which objection.")


def _revision(asked: Asked) -> dict[str, Any]:
    session, proposal_id = asked.session, asked.path["proposal_id"]
    stage = session.scalars(select(Proposal.stage).where(Proposal.id == proposal_id)).one()
    is_objected = stage is Stage.OBJECTION and any(each.status.is_live for each in objections_of(session, proposal_id))
    if is_objected and not asked.body.get("meets"):
        raise InvalidError(_("Choose the objections that the change is meant to meet."), field="meets")
    return draft_sent(asked)


def _until_day(asked: Asked) -> dict[str, Any]:
    return dict(asked.body) | {"until": datetime.combine(asked.body["until"], time(), tzinfo=UTC)}


def _extension(asked: Asked) -> dict[str, Any]:
    closes_at = asked.session.scalars(select(Proposal.closes_at).where(Proposal.id == asked.path["proposal_id"])).one()
    if asked.body["until"] > max(closes_at or asked.now, asked.now) + LONGEST_EXTENSION:
        raise InvalidError(_("A window can be made longer by 90 days at most."), field="until")
    return dict(asked.body)


# fmt: off
act("revise", voting.revise, L, "Publish a new version of the text.", _revision, texts=TEXTS, version=ON_VERSION, confirmed=CONFIRMED, note=optional(Text(500), "What changed, in a sentence."), is_material=optional(TRUTH, "Whether it changes what is decided; it does without it."), meets=optional(Many(ID, 500), "Objections that it is meant to meet."))
act("take_over_amendment", voting.take_over_amendment, L, "Take an amendment over as it is.", comment_id=COMMENT_ID, version=ON_VERSION, occurrence=optional(Integer(1), "Which of the places at which the passage stands."), text=optional(LONG), is_material=optional(TRUTH))
act("call_for_objections", voting.call_for_objections, L, "Call for objections: the roll is frozen, and so is the text.")
act("call_for_consensus", voting.call_for_consensus, L, "Call for consensus.")
act("extend_window", voting.extend_window, L, "Give the window a later end.", _extension, until=needed(INSTANT), reason=REASON)
act("hand_over", voting.hand_over, L, "Give a part of yours to somebody else.", to_id=needed(ID, "A person of the body."), part=needed(OneOf(Part)))
act("raise_objection", voting.raise_objection, S, "Object, or block.", kind=needed(OneOf(ObjectionKind)), ground=needed(Text(200), "A code of process.md, of a principle of the network, or your own words."), reason=REASON, version=ON_VERSION, attribution=ATTRIBUTION, voice_id=FOR_VOICE, seen_stage=SEEN, **ARGUMENT)
act("second_block", voting.second_block, S, "Second a block.", objection_id=OBJECTION_ID, voice_id=FOR_VOICE)
act("answer_objection", voting.answer_objection, L, "Answer an objection.", objection_id=OBJECTION_ID, disposition=DISPOSITION, text=REASON)
act("confirm_met", voting.confirm_met, S, "Say that your objection is met.", objection_id=OBJECTION_ID)
act("withdraw_objection", voting.withdraw_objection, S, "Take your objection back.", objection_id=OBJECTION_ID, into=optional(OneOf(PositionCode, frozenset(PositionCode) - {PositionCode.RESERVATION, PositionCode.STAND_ASIDE}), "The position that it turns into."), reason=optional(WORDS))
act("declare_unresolved", voting.declare_unresolved, L, "Declare an objection unresolved: it stands on the record as dissent.", objection_id=OBJECTION_ID)
act("take_position", voting.take_position, S, "Say where your voice stands.", position=needed(OneOf(PositionCode, frozenset({PositionCode.RECUSE}))), reason=optional(WORDS), ground=optional(Text(200)), version=ON_VERSION, attribution=ATTRIBUTION, voice_id=FOR_VOICE, seen_stage=SEEN, **ARGUMENT)
act("recuse", voting.recuse, S, "Take no part with your voice.", reason=REASON, voice_id=FOR_VOICE)
act("cast_vote", voting.cast_vote, S, "Vote, where consensus was not reached.", vote=needed(OneOf(VoteCode)), voice_id=FOR_VOICE, seen_stage=SEEN)
act("close", voting.close, L, "Close the stage, once every voice has spoken.")
act("withdraw_proposal", voting.withdraw_proposal, L, "Withdraw the proposal.", reason=REASON)
act("take_over", voting.take_over, L, "Take over a proposal that another owner withdrew: the answer names the draft that continues it.")
act("defer", voting.defer, L, "Defer the question to a day.", _until_day, until=needed(DAY), reason=optional(WORDS))
act("add_statement", voting.add_statement, S, "Annex a statement to the decision, unedited.", text=needed(Text(20_000)), attribution=ATTRIBUTION, voice_id=FOR_VOICE)
act("dissociate", voting.dissociate, S, "State that your member is not party to the decision.", text=optional(LONG), extent=optional(Text(500), "From which part of it, if not the whole."), attribution=ATTRIBUTION, member_id=optional(ID))
act("set_review", voting.set_review, L, "Set the day from which it is looked at again, or take it away.", review_on=needed(Maybe(DAY)), reason=optional(WORDS))
act("keep_decision", voting.keep_decision, L, "Say that the decision was looked at and stays.", reason=REASON, review_on=optional(Maybe(DAY)))
act("add_task", voting.add_task, C, "Add a task that follows from the decision.", text=needed(WRITTEN), responsible_id=needed(ID), due_on=needed(DAY))
act("end_task", voting.end_task, C, "Say what became of a task.", task_id=needed(ID), ended=needed(OneOf(TaskStatus, frozenset({TaskStatus.OPEN}))), note=needed(WRITTEN))
act("remind", voting.remind, L, "Remind those who have not been heard, once in a window.")
act("reduce_attribution", voting.reduce_attribution, S, "Let words of yours tell less of who said them.", kind=needed(OneOf(DissentKind)), words_id=needed(ID), attribution=needed(OneOf(Attribution, frozenset({Attribution.NAMED}))))
act("invite_to_be_heard", voting.invite_to_be_heard, L, "Invite the owner of an objection to be heard.", objection_id=OBJECTION_ID, meets_at=needed(INSTANT), place=needed(Text(1_000)), with_ids=optional(Many(ID, 500), "Objections that are heard together with it."), passage=optional(LONG), text=optional(LONG))
act("answer_invitation", voting.answer_invitation, S, "Say whether you come to be heard.", objection_id=OBJECTION_ID, comes=needed(TRUTH), text=optional(LONG))
act("record_hearing", voting.record_hearing, L, "Write down what was said in a hearing.", objection_id=OBJECTION_ID, text=needed(LONG), agreed_by=optional(Text(1_000)))
act("call_off_hearing", voting.call_off_hearing, L, "Call a hearing off.", objection_id=OBJECTION_ID, reason=REASON)
# fmt: on
