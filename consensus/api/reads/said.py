"""What is said on a proposal, as records: its text, comments, objections, who stands where."""

from __future__ import annotations

from consensus.api.kinds import COUNT, DAY, ID, INSTANT, TRUTH, WORDS, Integer, OneOf
from consensus.api.records import Many, Maybe, Record, field_of
from consensus.domain.terms import (
    Attribution,
    DecisionStatus,
    Disposition,
    Gradient,
    MemberKind,
    ObjectionKind,
    ObjectionStatus,
    Outcome,
    PositionCode,
    Stage,
    VoteCode,
)

TEXT = Record(
    "VersionText",
    "The text in one language.",
    {
        "language": field_of(WORDS, "language", "A code of BCP 47."),
        "question": field_of(WORDS, "question"),
        "text": field_of(WORDS, "text", "Markdown."),
        "sha256": field_of(WORDS, "sha256"),
        "is_authentic": field_of(TRUTH, "is_authentic", "Whether it counts where languages differ."),
        "is_stale": field_of(TRUTH, "is_stale", "Whether the authentic text has gone on since."),
        "is_held": field_of(TRUTH, "is_held", "Whether the version holds it; a later translation stands beside it."),
        "of_version": field_of(COUNT, "number", "The version whose authentic text it says."),
    },
)
VERSION = Record(
    "Version",
    "The text as it stands, in every language in which there is one.",
    {
        "number": field_of(COUNT, "number"),
        "at": field_of(INSTANT, "at"),
        "by": field_of(WORDS, "by", "Empty for a reader who may not know who it was."),
        "note": field_of(WORDS, "note"),
        "texts": field_of(Many(TEXT), "texts", "The authentic one first."),
    },
)
COMMENT = Record(
    "Comment",
    "A comment, or an issue with its answer.",
    {
        "id": field_of(ID, "comment_id"),
        "by": field_of(WORDS, "by", "Empty for a reader who may not know who it was."),
        "speaks_as": field_of(WORDS, "speaks_as"),
        "at": field_of(INSTANT, "at"),
        "version": field_of(COUNT, "version_number"),
        "html": field_of(WORDS, "html"),
        "is_issue": field_of(TRUTH, "is_issue", "Whether it must be answered before the proposal moves on."),
        "passage": field_of(Maybe(WORDS), "passage"),
        "amendment": field_of(Maybe(WORDS), "amendment"),
        "disposition": field_of(Maybe(OneOf(Disposition)), "disposition"),
        "answer_html": field_of(WORDS, "answer_html"),
        "answered_by": field_of(WORDS, "answered_by"),
        "answered_at": field_of(Maybe(INSTANT), "answered_at"),
        "taken_over_in": field_of(Maybe(COUNT), "taken_over_in", "The version that takes the amendment over."),
        "erased_at": field_of(Maybe(INSTANT), "erased_at"),
        "waits": field_of(TRUTH, "waits", "Whether it must be answered and is not."),
    },
)
ANSWER = Record(
    "ObjectionAnswer",
    "An answer to an objection.",
    {
        "by": field_of(WORDS, "by"),
        "at": field_of(Maybe(INSTANT), "at", "Null where it would tell who was answered."),
        "disposition": field_of(Maybe(OneOf(Disposition)), "disposition"),
        "text": field_of(WORDS, "text"),
    },
)
SECOND = Record("Second", "A voice that seconds a block.", {"voice": field_of(WORDS, "label"), "at": field_of(INSTANT, "at")})
HEARING = Record(
    "Hearing",
    "An invitation to be heard on an objection, and what came of it.",
    {
        "invited_at": field_of(INSTANT, "said.invited_at"),
        "by": field_of(WORDS, "said.by"),
        "meets_at": field_of(INSTANT, "said.meets_at"),
        "place": field_of(WORDS, "said.place"),
        "text": field_of(WORDS, "said.text"),
        "is_planned": field_of(TRUTH, "is_planned"),
        "comes": field_of(Maybe(TRUTH), lambda view: None if view.answer is None else view.answer.comes, "Null: not answered."),
        "was_held": field_of(Maybe(TRUTH), lambda view: None if view.said.end is None else view.said.end.was_held, "Null: not over."),
        "what_was_said": field_of(WORDS, lambda view: "" if view.said.end is None else view.said.end.text),
    },
)
OBJECTION = Record(
    "Objection",
    "An objection or a block, with its answers and its fate, as far as the reader may know of it.",
    {
        "id": field_of(Maybe(ID), "objection_id", "Null outside the body."),
        "by": field_of(WORDS, "by", "The voice, or who spoke in words."),
        "person": field_of(WORDS, "person", "Empty for a reader who may not know who it was."),
        "kind": field_of(OneOf(ObjectionKind), "kind"),
        "ground": field_of(WORDS, "ground"),
        "reason": field_of(WORDS, "reason"),
        "whom": field_of(WORDS, "whom"),
        "remedy": field_of(WORDS, "remedy"),
        "passage": field_of(WORDS, "passage"),
        "version": field_of(Maybe(COUNT), "version_number"),
        "raised_at": field_of(Maybe(INSTANT), "raised_at"),
        "status": field_of(OneOf(ObjectionStatus), "status"),
        "settled_at": field_of(Maybe(INSTANT), "settled_at"),
        "named_in_version": field_of(Maybe(COUNT), "named_in_version", "The version that was meant to meet it."),
        "answers": field_of(Many(ANSWER), "answers"),
        "resolves_at": field_of(Maybe(INSTANT), "resolves_at", "From then on it may be declared unresolved."),
        "seconds": field_of(Many(SECOND), "seconds"),
        "seconds_given": field_of(COUNT, "seconds_given"),
        "seconds_needed": field_of(COUNT, "seconds_needed"),
        "attribution": field_of(OneOf(Attribution), "attribution", "How it is shown outside the body."),
        "is_mine": field_of(TRUTH, "is_mine"),
        "hearings": field_of(Many(HEARING), "hearings"),
    },
)
VOICE = Record(
    "Voice",
    "A voice of the roll, and what it says on the current version.",
    {
        "id": field_of(ID, "voice_id"),
        "label": field_of(WORDS, "label"),
        "region": field_of(WORDS, "region"),
        "kind": field_of(OneOf(MemberKind), "kind"),
        "position": field_of(Maybe(OneOf(PositionCode)), "position", "As the rules count it; null is silence."),
        "reason": field_of(WORDS, "reason"),
        "attribution": field_of(Maybe(OneOf(Attribution)), "attribution"),
        "said_at": field_of(Maybe(INSTANT), "said_at"),
        "vote": field_of(Maybe(OneOf(VoteCode)), "vote"),
    },
)
POSITION_COUNT = Record(
    "PositionCount",
    "How many voices take a position.",
    {
        "position": field_of(Maybe(OneOf(PositionCode)), lambda each: each[0], "Null is silence."),
        "voices": field_of(COUNT, lambda each: each[1]),
    },
)
VOTE_COUNT = Record(
    "VoteCount",
    "How many voices cast a vote.",
    {"vote": field_of(OneOf(VoteCode), lambda each: each[0]), "voices": field_of(COUNT, lambda each: each[1])},
)
REGION = Record(
    "RegionOfRoll",
    "How the voices of a region stand.",
    {
        "region": field_of(WORDS, "region"),
        "size": field_of(COUNT, "size"),
        "heard": field_of(COUNT, "heard"),
        "counts": field_of(Many(POSITION_COUNT), "counts", "Empty for a reader who may not know."),
    },
)
LINE = Record(
    "Line",
    "A number held against its bound.",
    {
        "rule": field_of(WORDS, "rule"),
        "have": field_of(COUNT, "have"),
        "bound": field_of(Integer(0), "bound"),
        "of": field_of(COUNT, "of"),
        "is_met": field_of(TRUTH, "is_met"),
        "sentence": field_of(WORDS, lambda line: line.sentence.render()),
    },
)
ROLL = Record(
    "Roll",
    "Who stands where.",
    {
        "size": field_of(COUNT, "size"),
        "base": field_of(COUNT, "base", "Voices without those recused."),
        "heard": field_of(COUNT, "heard"),
        "voices": field_of(Many(VOICE), "voices", "Empty for a reader who may not know."),
        "counts": field_of(Many(POSITION_COUNT), "counts"),
        "regions": field_of(Many(REGION), "regions"),
        "lines": field_of(Many(LINE), "lines"),
        "missing": field_of(WORDS, "missing", "What the quorum still misses, in sentences; empty when nothing."),
        "votes": field_of(Many(VOTE_COUNT), "votes"),
    },
)
GRADIENT_COUNT = Record(
    "GradientCount",
    "How many voices stand on a step.",
    {"step": field_of(OneOf(Gradient), lambda each: each[0]), "voices": field_of(COUNT, lambda each: each[1])},
)
SENSE_CHECK = Record(
    "SenseCheck",
    "A sense-check: it decides nothing.",
    {
        "question": field_of(WORDS, "question"),
        "version": field_of(COUNT, "version_number"),
        "is_by_name": field_of(TRUTH, "is_by_name"),
        "asked_at": field_of(INSTANT, "asked_at"),
        "is_open": field_of(TRUTH, "is_open"),
        "voices": field_of(COUNT, "voices", "Voices that answered."),
        "counts": field_of(Maybe(Many(GRADIENT_COUNT)), "counts", "Null where the steps are not told, or not yet."),
    },
)
OUTCOME = Record(
    "DecisionOfProposal",
    "What a closed proposal came to.",
    {
        "number": field_of(WORDS, "number"),
        "outcome": field_of(OneOf(Outcome), "outcome"),
        "label": field_of(Maybe(OneOf(Outcome)), "label"),
        "status": field_of(OneOf(DecisionStatus), "status"),
        "has_dissent": field_of(TRUTH, "has_dissent"),
        "closed_at": field_of(INSTANT, "closed_at"),
        "lapses_at": field_of(Maybe(INSTANT), "lapses_at", "Until when a provisional one must be ratified."),
    },
)
RAIL_STEP = Record(
    "RailStep",
    "A stage: past, present, ahead, or skipped.",
    {
        "stage": field_of(OneOf(Stage), "stage"),
        "state": field_of(WORDS, "state"),
        "began_at": field_of(Maybe(INSTANT), "began_at"),
        "closes_at": field_of(Maybe(INSTANT), "closes_at"),
    },
)
PERSON_IN_PART = Record("PersonInPart", "Somebody with a part in it.", {"id": field_of(ID, "person_id"), "name": field_of(WORDS, "name")})
OWN_MEMBER = Record(
    "OwnMember",
    "A member for which I may speak of a decision.",
    {"id": field_of(ID, "member_id"), "name": field_of(WORDS, "name"), "has_dissociated": field_of(TRUTH, "has_dissociated")},
)
DAY_OR_NULL = Maybe(DAY)
