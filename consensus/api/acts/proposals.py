"""Acts on a proposal until objections are called for: drafting, comments, the sense-check; and starting one in a body."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from consensus.api.acting import act, act_operation, once
from consensus.api.acts.fields import COMMENT_ID, CONFIRMED, DISPOSITION, FOR_VOICE, LANGUAGE, LONG, ON_VERSION, REASON, TEXTS, WRITTEN
from consensus.api.arriving import Recorded
from consensus.api.kinds import ID, TRUTH, WORDS, OneOf, Text
from consensus.api.operations import Asked, declare
from consensus.api.reads.bodies import CODE
from consensus.api.records import Many, Maybe, Record, needed, optional
from consensus.api.scopes import Scope
from consensus.bodies.models import Body
from consensus.domain.errors import InvalidError, NotFoundError
from consensus.domain.speech import _
from consensus.domain.terms import Gradient, Relation, Visibility
from consensus.pages.succeeding import named_decision
from consensus.proposals import commands as proposing
from consensus.proposals.forms import MOST_OWNERS
from consensus.proposals.models import Proposal
from consensus.proposals.texts import QUESTION_MAX_CHARACTERS, TextIn

C, L, S = Scope.COMMENT, Scope.LEAD, Scope.SPEAK

OWNERS = optional(Many(ID, MOST_OWNERS), "People who own it beside you.")
DRAFT = {
    "class_code": needed(Text(40), "Class of decision."),
    "visibility": optional(OneOf(Visibility)),
    "owner_ids": OWNERS,
    "facilitator_id": optional(Maybe(ID)),
    "fills_seats": optional(TRUTH, "Whether it fills seats of this body."),
}


def _texts(asked: Asked, languages: tuple[str, ...]) -> dict[str, TextIn]:
    sent = asked.body["texts"]
    if not set(sent) <= set(languages):
        known = ", ".join(languages)
        raise InvalidError(_("A text can be in a language of the body: {known}.", known=known), field="texts")
    return {language: TextIn(each["question"], each["text"]) for language, each in sent.items()}


def _languages(body: Body) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*body.languages, *body.required_languages)))


def draft_sent(asked: Asked) -> dict[str, Any]:
    """Return what was sent of a draft, its texts in languages of the body.

    :raises InvalidError: when one is in another.
    """
    return dict(asked.body) | {"texts": _texts(asked, _languages(_body_of(asked)))}


def _body_of(asked: Asked) -> Body:
    statement = select(Body).join(Proposal, Proposal.body_id == Body.id).where(Proposal.id == asked.path["proposal_id"])
    return asked.session.scalars(statement).one()


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


# fmt: off
act("edit_draft", proposing.edit_draft, L, "Save another version of the draft.", draft_sent, texts=TEXTS, version=ON_VERSION, confirmed=CONFIRMED, **(DRAFT | {"class_code": optional(Text(40))}))
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
# fmt: on
