"""What stages, positions, outcomes and the like are called on a page and in a file: one word each, for people."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from consensus.domain.channels import Channel
from consensus.domain.speech import LANGUAGES, _, ngettext
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
    Stage.DRAFTING: _("Drafting"),
    Stage.COMMENT: _("Comment"),
    Stage.OBJECTION: _("Objections"),
    Stage.CONSENSUS: _("Consensus"),
    Stage.FALLBACK: _("Fallback vote"),
    Stage.CLOSED: _("Decided"),
}
STAGE_MEANINGS = {
    Stage.DRAFTING: _("The owners write the text."),
    Stage.COMMENT: _("Everyone of the body comments. Issues must be answered."),
    Stage.OBJECTION: _("The text is frozen. Voices on the roll can object; each objection must be answered."),
    Stage.CONSENSUS: _("Every voice on the roll says where it stands."),
    Stage.FALLBACK: _("Consensus was not reached, and this class of decision lets the roll vote."),
    Stage.CLOSED: _("It is decided, and the decision is in the archive."),
}
TOLD = {
    Channel.PAGE: _("Told by a notice that was opened"),
    Channel.MAIL: _("Told by letter"),
    Channel.PUSH: _("Told on a device"),
}
"""How somebody was told; a day or an instant follows."""
OUTCOMES = {
    Outcome.UNANIMITY: _("Adopted unanimously"),
    Outcome.FULL_CONSENSUS: _("Adopted by full consensus"),
    Outcome.CONSENSUS_WITH_RESERVATIONS: _("Adopted by consensus, with reservations"),
    Outcome.CONSENSUS_WITH_STAND_ASIDES: _("Adopted by consensus, with stand-asides"),
    Outcome.CONSENSUS_WITH_RECORDED_DISSENT: _("Adopted by consensus, with recorded dissent"),
    Outcome.ADOPTED_PROVISIONAL: _("Adopted provisionally"),
    Outcome.ADOPTED_BY_SILENCE: _("Adopted by silence"),
    Outcome.ADOPTED_BY_FALLBACK_VOTE: _("Adopted by a fallback vote"),
    Outcome.BLOCKED: _("Blocked"),
    Outcome.NO_CONSENSUS_STRONG_SUPPORT: _("No consensus, though most who spoke agreed"),
    Outcome.NO_CONSENSUS_DIVERGENCE: _("No consensus: views diverge"),
    Outcome.FAILED_QUORUM: _("Failed: too few voices spoke"),
    Outcome.FAILED_SUPPORT_FLOOR: _("Failed: too few voices agreed"),
    Outcome.WITHDRAWN: _("Withdrawn"),
    Outcome.DEFERRED: _("Deferred"),
    Outcome.LAPSED: _("Lapsed"),
}
STATUSES = {
    DecisionStatus.IN_FORCE: _("In force"),
    DecisionStatus.PROVISIONAL: _("Provisional"),
    DecisionStatus.SUPERSEDED: _("Superseded"),
    DecisionStatus.NOT_ADOPTED: _("Not adopted"),
    DecisionStatus.WITHDRAWN: _("Withdrawn"),
    DecisionStatus.LAPSED: _("Lapsed"),
    DecisionStatus.DEFERRED: _("Deferred"),
}
VOTES = {VoteCode.YES: _("Yes"), VoteCode.NO: _("No"), VoteCode.ABSTAIN: _("Abstain")}
VOTED = {VoteCode.YES: _("yes"), VoteCode.NO: _("no"), VoteCode.ABSTAIN: _("abstain")}
"""As they stand within a sentence."""

DISPOSITIONS = {
    Disposition.ACCEPTED: _("Accepted"),
    Disposition.PARTLY_ACCEPTED: _("Partly accepted"),
    Disposition.NOT_ACCEPTED: _("Not accepted"),
}
DISPOSED = {
    Disposition.ACCEPTED: _("accepted"),
    Disposition.PARTLY_ACCEPTED: _("partly accepted"),
    Disposition.NOT_ACCEPTED: _("not accepted"),
}
"""As they stand within a sentence."""

OBJECTION_KINDS = {ObjectionKind.OBJECTION: _("Objection"), ObjectionKind.BLOCK: _("Block")}
OBJECTION_STATUSES = {
    ObjectionStatus.OPEN: _("Open"),
    ObjectionStatus.ACCOMMODATED: _("Met by a new version"),
    ObjectionStatus.WITHDRAWN: _("Withdrawn"),
    ObjectionStatus.UNRESOLVED: _("On the record as dissent"),
}
KINDS = {
    MemberKind.MOVEMENT: _("Social movement"),
    MemberKind.NGO: _("NGO"),
    MemberKind.GRASSROOTS: _("Grassroots group"),
    MemberKind.ACADEMIC: _("Academic centre"),
    MemberKind.INDIVIDUAL: _("Individual"),
}
READERS = {
    Visibility.BODY: _("the people of this body"),
    Visibility.NETWORK: _("all members of the network"),
    Visibility.PUBLIC: _("everybody"),
}
NOTHING_TO_DO = {
    Stage.DRAFTING: _("The owners are writing; there is nothing for you to do yet."),
    Stage.COMMENT: _("The time for comments is over; there is nothing for you to do at this moment."),
    Stage.OBJECTION: _("There is nothing for you to do at this moment. Only voices on the roll can object."),
    Stage.CONSENSUS: _("There is nothing for you to do at this moment. Only voices on the roll say where they stand."),
    Stage.FALLBACK: _("There is nothing for you to do at this moment. Only voices on the roll vote."),
    Stage.CLOSED: _("This is decided; there is nothing more for you to do."),
}
GRADIENTS = {
    Gradient.ENDORSE: _("I am for it, wholly"),
    Gradient.MINOR_POINT: _("I am for it; one small thing could be better"),
    Gradient.RESERVATIONS: _("I can support it, with doubts"),
    Gradient.ABSTAIN: _("I have no view on it"),
    Gradient.STAND_ASIDE: _("I do not like it, and would stand aside"),
    Gradient.DISAGREE: _("I disagree, but would go along with what most want"),
    Gradient.NOT_IN_IT: _("I disagree, and want no part in carrying it out"),
    Gradient.VETO: _("I would block it"),
}
CLASSES = {
    "governance": _("Governance"),
    "political_position": _("Political position"),
    "work_plan": _("Work plan"),
    "project": _("Project"),
    "procedural": _("Procedural"),
    "urgent": _("Urgent"),
}
GROUNDS = {
    "harm": _("it does avoidable harm"),
    "aim": _("it misses its aim"),
    "principle": _("it breaches a core principle"),
    "members": _("it does serious harm to members"),
}

LANGUAGE_NAMES = {**LANGUAGES, "pt": "Português", "ru": "Русский"}
"""Each language in its own words; one that is not here is shown by its code."""


def position(code: str) -> PositionCode:
    """Return the position that a form sends as ``code``."""
    return PositionCode(code)


def position_word(code: PositionCode | None) -> str:
    """Return what a position is called; silence is called silence."""
    return _("Not yet heard") if code is None else code.shown_as


def lowered(word: str) -> str:
    """Return a word as it stands inside a sentence, in the language that is spoken now."""
    return str(word).lower()


def class_word(code: str) -> str:
    """Return what a class of decision is called; one that the network invented, by its own code."""
    return CLASSES.get(code, code.replace("_", " ").capitalize())


def ground_word(ground: str, principles: Mapping[str, str] = MappingProxyType({})) -> str:
    """Return the ground of an objection in words; ``principles`` says what the network calls its own. Another stands as it is."""
    if ground in principles:
        return _("it breaches the principle “{principle}”", principle=principles[ground])
    return GROUNDS.get(ground, ground)


def block_needs(needed: int) -> str:
    """Return how many other voices a block needs, in a sentence."""
    if not needed:
        return _("In this class a block needs no other voice to second it.")
    one = "In this class a block needs {n} other voice to second it, or it counts as an objection."
    many = "In this class a block needs {n} other voices to second it, or it counts as an objection."
    return ngettext(one, many, needed)


def answered(voices: int) -> str:
    """Return how many voices answered a sense-check, in a sentence."""
    if not voices:
        return _("Nobody has answered yet.")
    return ngettext("{n} voice has answered.", "{n} voices have answered.", voices)


def seconded(given: int, needed: int) -> str:
    """Return how many other voices have seconded a block, and how many it needs, in a sentence or two."""
    if needed:
        single = "{given} of the {n} other voice that a block needs has seconded it."
        several = "{given} of the {n} other voices that a block needs have seconded it."
        return ngettext(single, several, needed, given=given)
    return _("Seconded by {given}. {needed}", given=given, needed=block_needs(0)) if given else block_needs(0)


def language_word(code: str) -> str:
    """Return what a language calls itself; one that is not known here, its code."""
    return LANGUAGE_NAMES.get(code, code)


def were_told(told: int, size: int) -> str:
    """Return for how many of the voices on a roll somebody was told what they were asked."""
    return ngettext("{n} of {size} voices on the roll was told.", "{n} of {size} voices on the roll were told.", told, size=size)
