"""The acts that have a door here, each with what it takes: the same commands as on the pages.

Which acts have none is said in docs/api.md, which a test holds against this file.
"""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any

from sqlalchemy import select

from consensus.api.acting import act, act_operation, once
from consensus.api.arriving import Recorded
from consensus.api.kinds import DAY, ID, INSTANT, TRUTH, WORDS, Integer, OneOf, Text
from consensus.api.operations import Asked, declare
from consensus.api.reads.bodies import CODE
from consensus.api.records import Many, Maybe, Named, Record, needed, optional
from consensus.api.scopes import Scope
from consensus.bodies.models import Body
from consensus.domain.errors import InvalidError, NotFoundError
from consensus.domain.speech import _
from consensus.domain.terms import (
    Attribution,
    Disposition,
    DissentKind,
    Gradient,
    ObjectionKind,
    Part,
    PositionCode,
    Relation,
    Stage,
    TaskStatus,
    Visibility,
    VoteCode,
)
from consensus.pages.succeeding import named_decision
from consensus.proposals import commands as proposing
from consensus.proposals.forms import MOST_OWNERS
from consensus.proposals.models import Proposal
from consensus.proposals.texts import QUESTION_MAX_CHARACTERS, TextIn
from consensus.voting import commands as voting
from consensus.voting.facts import objections_of

C, L, S = Scope.COMMENT, Scope.LEAD, Scope.SPEAK

LANGUAGE = r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})?$"
LONGEST_EXTENSION = timedelta(days=91)
"""As far as the form of the page goes: 90 days and 23 hours, to the hour."""
WRITTEN, LONG = Text(is_written=True), Text(20_000)
SENT_TEXT = Record(
    "SendText",
    "A question and its text in one language.",
    {"question": needed(Text(QUESTION_MAX_CHARACTERS)), "text": needed(WORDS, "Markdown.")},
)
TEXTS = needed(Named(SENT_TEXT, LANGUAGE), "By language; the authentic one must be among them.")
REASON = needed(WORDS, "In your own words.")
ON_VERSION = needed(Integer(1), "The version that you read. If there is a newer one, nothing is done: stale_version.")
FOR_VOICE = optional(ID, "For which of your voices; not needed where you have one.")
SEEN = optional(OneOf(Stage), "The stage that you saw. If it is another by now, nothing is done.")
ATTRIBUTION = optional(OneOf(Attribution), "How your words are shown outside the body.")
OBJECTION_ID, COMMENT_ID = needed(ID, "Which objection."), needed(ID, "Which issue.")
DISPOSITION = needed(OneOf(Disposition))
ARGUMENT = {
    "remedy": optional(LONG, "What would remove it."),
    "whom": optional(LONG, "To whom it does harm."),
    "passage": optional(LONG, "The passage that it speaks of."),
}
OWNERS = optional(Many(ID, MOST_OWNERS), "People who own it beside you.")
DRAFT = {
    "class_code": needed(Text(40), "Class of decision."),
    "visibility": optional(OneOf(Visibility)),
    "owner_ids": OWNERS,
    "facilitator_id": optional(Maybe(ID)),
    "fills_seats": optional(TRUTH, "Whether it fills seats of this body."),
}
CONFIRMED = optional(Many(Text(12)), "Languages of which you say that their text holds as it is.")


def _texts(asked: Asked, languages: tuple[str, ...]) -> dict[str, TextIn]:
    sent = asked.body["texts"]
    if not set(sent) <= set(languages):
        known = ", ".join(languages)
        raise InvalidError(_("A text can be in a language of the body: {known}.", known=known), field="texts")
    return {language: TextIn(each["question"], each["text"]) for language, each in sent.items()}


def _languages(body: Body) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*body.languages, *body.required_languages)))


def _draft(asked: Asked) -> dict[str, Any]:
    return dict(asked.body) | {"texts": _texts(asked, _languages(_body_of(asked)))}


def _body_of(asked: Asked) -> Body:
    statement = select(Body).join(Proposal, Proposal.body_id == Body.id).where(Proposal.id == asked.path["proposal_id"])
    return asked.session.scalars(statement).one()


def _revision(asked: Asked) -> dict[str, Any]:
    session, proposal_id = asked.session, asked.path["proposal_id"]
    stage = session.scalars(select(Proposal.stage).where(Proposal.id == proposal_id)).one()
    is_objected = stage is Stage.OBJECTION and any(each.status.is_live for each in objections_of(session, proposal_id))
    if is_objected and not asked.body.get("meets"):
        raise InvalidError(_("Choose the objections that the change is meant to meet."), field="meets")
    return _draft(asked)


def _create(asked: Asked) -> Recorded | None:
    session, actor, sent = asked.session, asked.demand_actor(), asked.body

    def carry_out() -> int:
        body = session.scalars(select(Body).where(Body.code == asked.path["code"])).one_or_none()
        if body is None:
            raise NotFoundError(_("There is no such body."))
        relation = sent.get("relation") or Relation.SUPERSEDES
        named = named_decision(session, actor, sent.get("names_decision", "").strip(), relation, asked.now)
        authentic = sent.get("authentic_language") or body.languages[0]
        if authentic not in body.languages:
            raise InvalidError(_("Choose a working language of the body."), field="authentic_language")
        arguments = {
            name: value for name, value in sent.items() if name not in {"texts", "relation", "names_decision", "authentic_language"}
        }
        return proposing.create_proposal(
            session,
            actor=actor,
            body_id=body.id,
            texts=_texts(asked, _languages(body)),
            authentic_language=authentic,
            relation=None if named is None else relation,
            names_decision_id=named,
            now=asked.now,
            **arguments,
        )

    return once(asked, actor, carry_out)


declare(
    act_operation(
        "create",
        "/bodies/{code}/proposals",
        C,
        "Start a proposal in a body of yours. The answer names it.",
        Record(
            "Send_create",
            "A proposal that begins.",
            {
                "texts": TEXTS,
                "authentic_language": optional(Text(12, pattern=LANGUAGE), "The first language of the body without it."),
                **DRAFT,
                "names_decision": optional(Text(60), "The number of a decision that it replaces or ratifies."),
                "relation": optional(OneOf(Relation), "What it does to that decision; supersedes without it."),
            },
        ),
        _create,
        CODE,
    )
)


def _until_day(asked: Asked) -> dict[str, Any]:
    return dict(asked.body) | {"until": datetime.combine(asked.body["until"], time(), tzinfo=UTC)}


def _extension(asked: Asked) -> dict[str, Any]:
    closes_at = asked.session.scalars(select(Proposal.closes_at).where(Proposal.id == asked.path["proposal_id"])).one()
    if asked.body["until"] > max(closes_at or asked.now, asked.now) + LONGEST_EXTENSION:
        raise InvalidError(_("A window can be made longer by 90 days at most."), field="until")
    return dict(asked.body)


# fmt: off
act("edit_draft", proposing.edit_draft, L, "Save another version of the draft.", _draft, texts=TEXTS, version=ON_VERSION, confirmed=CONFIRMED, **(DRAFT | {"class_code": optional(Text(40))}))
act("open_comment", proposing.open_comment, L, "Open the draft for comment.")
act("return_to_drafting", proposing.return_to_drafting, L, "Take it back into drafting.", reason=REASON)
act("change_visibility", proposing.change_visibility, L, "Let more people read it.", visibility=needed(OneOf(Visibility)))
act("translate", proposing.translate, C, "Write the text in a further language.", language=needed(Text(12, pattern=LANGUAGE)), question=needed(Text(QUESTION_MAX_CHARACTERS)), text=needed(WORDS), version=ON_VERSION)
act("comment", proposing.comment, C, "Comment.", text=needed(WRITTEN, "Markdown."), is_issue=optional(TRUTH, "Whether it must be answered before the proposal moves on."))
act("suggest_amendment", proposing.suggest_amendment, C, "Suggest other words for a passage.", passage=needed(LONG, "As it stands; empty: words are added."), amendment=needed(Text(20_000, is_written=True)), text=needed(WRITTEN, "Why."))
act("answer_issue", proposing.answer_issue, L, "Answer an issue.", comment_id=COMMENT_ID, disposition=DISPOSITION, text=REASON)
act("ask_sense_check", proposing.ask_sense_check, L, "Ask for the temperature.", question=needed(Text(500, is_written=True)), is_by_name=needed(TRUTH))
act("answer_sense_check", proposing.answer_sense_check, S, "Answer the sense-check.", gradient=needed(OneOf(Gradient)), voice_id=FOR_VOICE)
act("close_sense_check", proposing.close_sense_check, L, "Close the sense-check.")
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
