"""Proposals: those of a body, one of them with what can be done now, its comments, versions, and what happened to it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from flask import g

from consensus.api.kinds import COUNT, ID, INSTANT, TRUTH, WORDS, Integer, OneOf, Text
from consensus.api.operations import Asked, Listed, Parameter, address_of, in_path, reading
from consensus.api.reads import said
from consensus.api.reads.bodies import CODE
from consensus.api.records import Many, Maybe, Record, field_of
from consensus.api.states import state_of
from consensus.domain.errors import ForbiddenError
from consensus.domain.permissions import TABLE, Permission
from consensus.domain.terms import Attribution, Outcome, Relation, Stage, Visibility
from consensus.pages import listing
from consensus.pages.act_page import OpenAct, acts_on_objection, acts_on_proposal, blocked_step, can_answer, voices_for
from consensus.pages.changes import VersionLine, changes_of
from consensus.pages.comments import comments_page
from consensus.pages.opening import proposal_heading
from consensus.pages.outside import comment_from_outside
from consensus.pages.present import what_it_waits_for
from consensus.pages.proposal_page import proposal_page
from consensus.pages.proposal_parts import ProposalPage
from consensus.pages.timeline import timeline_of
from consensus.proposals.models import Proposal

PROPOSAL_ID = in_path("proposal_id", ID, "The number of the proposal.")

LISTED = Record(
    "ListedProposal",
    "A proposal in a list; never without its dissent marker once it is decided.",
    {
        "id": field_of(ID, "proposal_id"),
        "question": field_of(WORDS, "question"),
        "class_code": field_of(WORDS, "class_code"),
        "stage": field_of(OneOf(Stage), "stage"),
        "closes_at": field_of(Maybe(INSTANT), "closes_at"),
        "number": field_of(Maybe(WORDS), "number", "Of the decision."),
        "outcome": field_of(Maybe(OneOf(Outcome)), "outcome"),
        "has_dissent": field_of(Maybe(TRUTH), "has_dissent"),
    },
)
OPEN_ACT = Record(
    "OpenAct",
    "Something that the reader can do now: the buttons of the page.",
    {
        "act": field_of(WORDS, "act.name"),
        "title": field_of(WORDS, "act.title"),
        "meaning": field_of(WORDS, "act.meaning"),
        "is_grave": field_of(TRUTH, "act.is_grave"),
        "address": field_of(Maybe(WORDS), "address", "Where it is sent by POST; null where it has no door here."),
        "voice_ids": field_of(Many(ID), "voice_ids", "The reader's voices for which it is open."),
        "objection_id": field_of(Maybe(ID), "objection_id"),
        "comment_id": field_of(Maybe(ID), "comment_id"),
    },
)
PROPOSAL = Record(
    "Proposal",
    "Everything that the page of a proposal shows to its reader now.",
    {
        "id": field_of(ID, "page.proposal_id"),
        "body": field_of(WORDS, "page.body_code"),
        "body_name": field_of(WORDS, "page.body_name"),
        "languages": field_of(Many(WORDS), "page.languages"),
        "required_languages": field_of(Many(WORDS), "page.required_languages"),
        "class_code": field_of(WORDS, "page.class_code"),
        "ruleset": field_of(COUNT, "page.ruleset_number"),
        "question": field_of(WORDS, "page.question"),
        "visibility": field_of(OneOf(Visibility), "page.visibility"),
        "stage": field_of(OneOf(Stage), "page.stage"),
        "stages": field_of(Many(said.RAIL_STEP), "page.rail"),
        "closes_at": field_of(Maybe(INSTANT), "page.closes_at"),
        "created_at": field_of(INSTANT, "page.created_at"),
        "returns": field_of(COUNT, "page.returns", "How often it went back to the objection stage."),
        "relation": field_of(Maybe(OneOf(Relation)), "page.relation"),
        "names_decision": field_of(Maybe(WORDS), "page.names_decision"),
        "comes_back_on": field_of(said.DAY_OR_NULL, "page.comes_back_on"),
        "review_on": field_of(said.DAY_OR_NULL, "page.review_on"),
        "continues": field_of(Maybe(ID), "page.continued.continues"),
        "continued_by": field_of(Maybe(ID), "page.continued.continued_by"),
        "owners": field_of(Many(said.PERSON_IN_PART), "page.owners"),
        "facilitator": field_of(Maybe(said.PERSON_IN_PART), "page.facilitator"),
        "version": field_of(said.VERSION, "page.version"),
        "comments": field_of(Many(said.COMMENT), "page.comments", "The newest, and the issues that wait; all stand in their own list."),
        "comments_in_all": field_of(COUNT, "page.comments_in_all"),
        "issues_waiting": field_of(COUNT, "page.issues_waiting"),
        "objections": field_of(Many(said.OBJECTION), "page.objections"),
        "sealed_objections": field_of(COUNT, "page.sealed_objections", "Objections whose words the reader may not see."),
        "sense_checks": field_of(Many(said.SENSE_CHECK), "page.sense_checks"),
        "roll": field_of(Maybe(said.ROLL), "page.roll"),
        "decision": field_of(Maybe(said.OUTCOME), "page.decision"),
        "is_inside": field_of(TRUTH, "page.is_inside", "Whether the reader sees positions as they are."),
        "my_voices": field_of(Many(said.VOICE), "page.own_voices"),
        "my_members": field_of(Many(said.OWN_MEMBER), "page.own_members"),
        "waits_for": field_of(Many(WORDS), "waits_for", "What the present stage waits for, in sentences."),
        "blocked_by": field_of(Many(WORDS), "blocked_by", "What stands in the way of the reader's next step with it, in sentences."),
        "can": field_of(Many(OPEN_ACT), "can"),
    },
)
VERSION_LINE = Record(
    "VersionLine",
    "A version in the list of all.",
    {
        "number": field_of(COUNT, "number"),
        "at": field_of(INSTANT, "at"),
        "by": field_of(WORDS, "by", "Empty for a reader who may not know who it was."),
        "note": field_of(WORDS, "note"),
    },
)
PIECE = Record("Piece", "Words that stayed, came or went.", {"kind": field_of(WORDS, "kind"), "text": field_of(WORDS, "text")})
CHANGES = Record(
    "Changes",
    "A version held against an earlier one, in one language.",
    {
        "number": field_of(COUNT, "number"),
        "since": field_of(Maybe(COUNT), "since", "Null for the first, which is new as a whole."),
        "language": field_of(WORDS, "language"),
        "languages": field_of(Many(WORDS), "languages"),
        "question": field_of(Many(PIECE), "text.question"),
        "text": field_of(Many(PIECE), "text.text"),
    },
)
SAID = Record("Said", "What was said, word for word.", {"label": field_of(WORDS, "label"), "text": field_of(WORDS, "text")})
ENTRY = Record(
    "TimelineEntry",
    "An entry of the ledger, as the timeline tells it.",
    {
        "index": field_of(COUNT, "index"),
        "at": field_of(INSTANT, "at"),
        "sentence": field_of(WORDS, "sentence"),
        "said": field_of(Many(SAID), "said"),
        "reasons": field_of(Many(WORDS), "reasons"),
    },
)


@dataclass(frozen=True, slots=True)
class OpenHere:
    """An open act with what it can be about."""

    act: OpenAct
    address: str | None
    voice_ids: tuple[int, ...] = ()
    objection_id: int | None = None
    comment_id: int | None = None


@dataclass(frozen=True, slots=True)
class WholeProposal:
    """A proposal with what its reader can do now."""

    page: ProposalPage
    waits_for: tuple[str, ...]
    blocked_by: tuple[str, ...]
    can: tuple[OpenHere, ...]


@reading(
    "/bodies/{code}/proposals",
    "The proposals of a body that the reader may see: those under way first, by their deadline, then those closed, the newest first.",
    CODE,
    Parameter("stage", OneOf(Stage), "Only those in this stage."),
    Parameter("class", Text(40), "Only those of this class of decision."),
    tag="Proposals",
    answer=LISTED,
    is_paged=True,
    for_visitors=True,
)
def list_proposals(asked: Asked) -> Listed:
    narrowed = {"stage": asked.query.get("stage"), "class_code": asked.query.get("class")}
    found = listing.proposals_of(asked.session, asked.path["code"], asked.actor, asked.now, before=asked.position, **narrowed)
    return Listed((*found.open, *found.closed), found.older_than)


@reading("/proposals/{proposal_id}", "One proposal.", PROPOSAL_ID, tag="Proposals", answer=PROPOSAL, for_visitors=True)
def get_proposal(asked: Asked) -> WholeProposal:
    page = proposal_page(asked.session, asked.path["proposal_id"], asked.actor, asked.now)
    voices = () if page.roll is None else page.roll.voices
    g.api_is_kept_by_nobody = Attribution.SEALED in {
        *(each.attribution for each in page.objections),
        *(each.attribution for each in voices),
    }
    if page.is_inside:  # read already; from outside nobody learns how often something happened
        version = asked.session.get_one(Proposal, page.proposal_id).row_version
        g.api_state = state_of(Proposal, page.proposal_id, version)
    blocked = blocked_step(page)
    return WholeProposal(
        page, tuple(what_it_waits_for(page)), () if blocked is None else tuple(each.sentence for each in blocked.reasons), _open_here(page)
    )


def _open_here(page: ProposalPage) -> tuple[OpenHere, ...]:
    found = [OpenHere(act, _address(page, act.name), _voices(page, act.name)) for act in acts_on_proposal(page)]
    for objection in page.objections:
        for act in acts_on_objection(page, objection.objection_id):
            voices = _voices(page, act.name, objection.objection_id)
            found.append(OpenHere(act, _address(page, act.name), voices, objection.objection_id))
    answering = OpenAct("answer_issue", "", "", is_grave=False)
    found += [
        OpenHere(_titled(answering), _address(page, answering.name), (), None, each.comment_id)
        for each in page.comments
        if each.waits and can_answer(page, each.comment_id)
    ]
    return tuple(found)


def _titled(act: OpenAct) -> OpenAct:
    from consensus.pages.act_page import act_named

    shown = act_named(act.name, None)
    return replace(act, title=shown.title, meaning=shown.meaning)


def _address(page: ProposalPage, name: str) -> str | None:
    return address_of(name, proposal_id=page.proposal_id)


def _voices(page: ProposalPage, name: str, target_id: int | None = None) -> tuple[int, ...]:
    return tuple(voice.voice_id for voice in voices_for(page, name, target_id))


@reading(
    "/proposals/{proposal_id}/comments",
    "Every comment, the oldest first.",
    PROPOSAL_ID,
    tag="Proposals",
    answer=said.COMMENT,
    is_paged=True,
    for_visitors=True,
)
def list_comments(asked: Asked) -> Listed:
    page = proposal_page(asked.session, asked.path["proposal_id"], asked.actor, asked.now)
    found = comments_page(asked.session, page.proposal_id, asked.position or 1, total=page.comments_in_all)
    shown = found.items if page.is_inside else tuple(comment_from_outside(each) for each in found.items)
    return Listed(shown, found.number + 1 if found.number < found.last else None)


@reading(
    "/proposals/{proposal_id}/versions",
    "Every version of the text, the first one first.",
    PROPOSAL_ID,
    tag="Proposals",
    answer=VERSION_LINE,
    is_paged=True,
    for_visitors=True,
)
def list_versions(asked: Asked) -> Listed:
    heading = proposal_heading(asked.session, asked.path["proposal_id"], asked.actor, asked.now)
    found: tuple[VersionLine, ...] = changes_of(asked.session, heading, heading.version_number, None).versions
    return Listed(found)


@reading(
    "/proposals/{proposal_id}/versions/{number}",
    "One version, held against an earlier one.",
    PROPOSAL_ID,
    in_path("number", Integer(1), "The number of the version."),
    Parameter("since", Integer(1), "The earlier version; the one before without it."),
    Parameter("language", Text(40), "In which language; the authentic one where there is no text in it."),
    tag="Proposals",
    answer=CHANGES,
    for_visitors=True,
)
def get_version(asked: Asked) -> Any:
    heading = proposal_heading(asked.session, asked.path["proposal_id"], asked.actor, asked.now)
    return changes_of(asked.session, heading, asked.path["number"], asked.query.get("since"), wanted=asked.query.get("language"))


@reading(
    "/proposals/{proposal_id}/timeline",
    "Everything that happened to it, in order, for those who see positions as they are.",
    PROPOSAL_ID,
    tag="Proposals",
    answer=ENTRY,
    is_paged=True,
)
def list_timeline(asked: Asked) -> Listed:
    heading = proposal_heading(asked.session, asked.path["proposal_id"], asked.actor, asked.now)
    if not heading.is_inside:
        raise ForbiddenError(TABLE[Permission.READ_BODY].otherwise)
    after = -1 if asked.position is None else asked.position
    g.api_is_kept_by_nobody = True  # sealed words may stand there
    found = timeline_of(asked.session, heading.proposal_id, after=after)
    return Listed(found.entries, found.next_after)
