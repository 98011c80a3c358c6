"""What stages, positions, outcomes and the like are called on a page and in a file: one word each, for people."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from consensus.domain.reasons import Reason
from consensus.domain.terms import (
    DecisionStatus,
    Disposition,
    Gradient,
    MemberKind,
    ObjectionKind,
    ObjectionStatus,
    Outcome,
    PositionCode,
    Stage,
    Visibility,
    VoteCode,
)

STAGES = {
    Stage.DRAFTING: "Drafting",
    Stage.COMMENT: "Comment",
    Stage.OBJECTION: "Objections",
    Stage.CONSENSUS: "Consensus",
    Stage.FALLBACK: "Fallback vote",
    Stage.CLOSED: "Decided",
}
STAGE_MEANINGS = {
    Stage.DRAFTING: "The owners write the text.",
    Stage.COMMENT: "Everyone of the body comments. Issues must be answered.",
    Stage.OBJECTION: "The text is frozen. Voices on the roll can object; each objection must be answered.",
    Stage.CONSENSUS: "Every voice on the roll says where it stands.",
    Stage.FALLBACK: "Consensus was not reached, and this class of decision lets the roll vote.",
    Stage.CLOSED: "It is decided, and the decision is in the archive.",
}
OUTCOMES = {
    Outcome.UNANIMITY: "Adopted unanimously",
    Outcome.FULL_CONSENSUS: "Adopted by full consensus",
    Outcome.CONSENSUS_WITH_RESERVATIONS: "Adopted by consensus, with reservations",
    Outcome.CONSENSUS_WITH_STAND_ASIDES: "Adopted by consensus, with stand-asides",
    Outcome.CONSENSUS_WITH_RECORDED_DISSENT: "Adopted by consensus, with recorded dissent",
    Outcome.ADOPTED_PROVISIONAL: "Adopted provisionally",
    Outcome.ADOPTED_BY_SILENCE: "Adopted by silence",
    Outcome.ADOPTED_BY_FALLBACK_VOTE: "Adopted by a fallback vote",
    Outcome.BLOCKED: "Blocked",
    Outcome.NO_CONSENSUS_STRONG_SUPPORT: "No consensus, though most who spoke agreed",
    Outcome.NO_CONSENSUS_DIVERGENCE: "No consensus: views diverge",
    Outcome.FAILED_QUORUM: "Failed: too few voices spoke",
    Outcome.FAILED_SUPPORT_FLOOR: "Failed: too few voices agreed",
    Outcome.WITHDRAWN: "Withdrawn",
    Outcome.DEFERRED: "Deferred",
    Outcome.LAPSED: "Lapsed",
}
STATUSES = {
    DecisionStatus.IN_FORCE: "In force",
    DecisionStatus.PROVISIONAL: "Provisional",
    DecisionStatus.SUPERSEDED: "Superseded",
    DecisionStatus.NOT_ADOPTED: "Not adopted",
    DecisionStatus.WITHDRAWN: "Withdrawn",
    DecisionStatus.LAPSED: "Lapsed",
    DecisionStatus.DEFERRED: "Deferred",
}
VOTES = {VoteCode.YES: "Yes", VoteCode.NO: "No", VoteCode.ABSTAIN: "Abstain"}
DISPOSITIONS = {
    Disposition.ACCEPTED: "Accepted",
    Disposition.PARTLY_ACCEPTED: "Partly accepted",
    Disposition.NOT_ACCEPTED: "Not accepted",
}
OBJECTION_KINDS = {ObjectionKind.OBJECTION: "Objection", ObjectionKind.BLOCK: "Block"}
OBJECTION_STATUSES = {
    ObjectionStatus.OPEN: "Open",
    ObjectionStatus.ACCOMMODATED: "Met by a new version",
    ObjectionStatus.WITHDRAWN: "Withdrawn",
    ObjectionStatus.UNRESOLVED: "On the record as dissent",
}
KINDS = {
    MemberKind.MOVEMENT: "Social movement",
    MemberKind.NGO: "NGO",
    MemberKind.GRASSROOTS: "Grassroots group",
    MemberKind.ACADEMIC: "Academic centre",
    MemberKind.INDIVIDUAL: "Individual",
}
READERS = {
    Visibility.BODY: "the people of this body",
    Visibility.NETWORK: "all members of the network",
    Visibility.PUBLIC: "everybody",
}
NOTHING_TO_DO = {
    Stage.DRAFTING: "The owners are writing; there is nothing for you to do yet.",
    Stage.COMMENT: "The time for comments is over; there is nothing for you to do at this moment.",
    Stage.OBJECTION: "There is nothing for you to do at this moment. Only voices on the roll can object.",
    Stage.CONSENSUS: "There is nothing for you to do at this moment. Only voices on the roll say where they stand.",
    Stage.FALLBACK: "There is nothing for you to do at this moment. Only voices on the roll vote.",
    Stage.CLOSED: "This is decided; there is nothing more for you to do.",
}
GRADIENTS = {
    Gradient.ENDORSE: "I am for it, wholly",
    Gradient.MINOR_POINT: "I am for it; one small thing could be better",
    Gradient.RESERVATIONS: "I can support it, with doubts",
    Gradient.ABSTAIN: "I have no view on it",
    Gradient.STAND_ASIDE: "I do not like it, and would stand aside",
    Gradient.DISAGREE: "I disagree, but would go along with what most want",
    Gradient.NOT_IN_IT: "I disagree, and want no part in carrying it out",
    Gradient.VETO: "I would block it",
}
CLASSES = {
    "governance": "Governance",
    "political_position": "Political position",
    "work_plan": "Work plan",
    "project": "Project",
    "procedural": "Procedural",
    "urgent": "Urgent",
}
GROUNDS = {
    "harm": "it does avoidable harm",
    "aim": "it misses its aim",
    "principle": "it breaches a core principle",
    "members": "it does serious harm to members",
}

LANGUAGE_NAMES = {"en": "English", "es": "Español", "fr": "Français", "ar": "العربية", "pt": "Português", "ru": "Русский"}
"""Each language in its own words; one that is not here is shown by its code."""


def position(code: str) -> PositionCode:
    """Return the position that a form sends as ``code``."""
    return PositionCode(code)


def position_word(code: PositionCode | None) -> str:
    """Return what a position is called; silence is called silence."""
    return "Not yet heard" if code is None else code.shown_as


def class_word(code: str) -> str:
    """Return what a class of decision is called; one that the network invented, by its own code."""
    return CLASSES.get(code, code.replace("_", " ").capitalize())


def ground_word(ground: str, principles: Mapping[str, str] = MappingProxyType({})) -> str:
    """Return the ground of an objection in words; ``principles`` says what the network calls its own. Another stands as it is."""
    if ground in principles:
        return f"it breaches the principle “{principles[ground]}”"
    return GROUNDS.get(ground, ground)


def block_needs(needed: int) -> str:
    """Return how many other voices a block needs, in a sentence."""
    if not needed:
        return "In this class a block needs no other voice to second it."
    one = "In this class a block needs {n} other voice to second it, or it counts as an objection."
    many = "In this class a block needs {n} other voices to second it, or it counts as an objection."
    return str(Reason(one, {"n": needed}, many))


def answered(voices: int) -> str:
    """Return how many voices answered a sense-check, in a sentence."""
    if not voices:
        return "Nobody has answered yet."
    return str(Reason("{n} voice has answered.", {"n": voices}, "{n} voices have answered."))


def seconded(given: int, needed: int) -> str:
    """Return how many other voices have seconded a block, and how many it needs, in a sentence or two."""
    if needed:
        one = "{given} of the {n} other voice that a block needs has seconded it."
        return str(Reason(one, {"given": given, "n": needed}, "{given} of the {n} other voices that a block needs have seconded it."))
    return f"Seconded by {given}. {block_needs(0)}" if given else block_needs(0)


def language_word(code: str) -> str:
    """Return what a language calls itself; one that is not known here, its code."""
    return LANGUAGE_NAMES.get(code, code)
