"""The named conditions of process.md section 2: who may act, and only if what.

Each is one predicate with one refusal code, whose sentence stands in ``errors.py``. Conditions on facts decide whether
a button is shown; conditions on what was sent are asked only when something was sent.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from consensus.domain.errors import Refusal
from consensus.domain.facts import Facts, Sent, calls_rest, stands_on
from consensus.domain.terms import (
    OBJECTING_POSITIONS,
    POSITIONS_WITH_REASON,
    Gradient,
    ObjectionKind,
    ObjectionStatus,
    PositionCode,
    VoteCode,
)
from consensus.domain.windows import window_is_open

STATEMENT_MAX_CHARACTERS = 10_000
"""Source: process.md section 2, T27."""

EXTENSIONS_PER_STAGE = 2
"""Source: process.md section 2, T24."""

TAKE_OVER_DAYS = timedelta(days=30)
"""Source: process.md section 2, T22."""


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition with the code that says it failed. ``reads_sent``: it is about what was sent, not about the world."""

    name: str
    code: Refusal
    holds: Callable[[Facts, Sent], bool]
    reads_sent: bool = False


@dataclass(frozen=True, slots=True)
class Who:
    """Who may act: the conditions in the order in which they are asked."""

    name: str
    conditions: tuple[Condition, ...]


def _on_facts(name: str, code: Refusal, holds: Callable[[Facts], bool]) -> Condition:
    return Condition(name, code, lambda facts, _sent: holds(facts))


def _on_sent(name: str, code: Refusal, holds: Callable[[Facts, Sent], bool]) -> Condition:
    return Condition(name, code, holds, reads_sent=True)


def _who(name: str, code: Refusal, holds: Callable[[Facts], bool]) -> Who:
    return Who(name, (_on_facts(name, code, holds),))


# --- who ------------------------------------------------------------------------------------------------------------

NOT_RECUSED = _on_facts("not recused", Refusal.RECUSED, lambda facts: facts.voice is None or not facts.voice.is_recused)
_ON_ROLL = _on_facts("a voice", Refusal.NOT_ON_ROLL, lambda facts: facts.voice is not None)

OF_BODY = _who("anyone of the body", Refusal.NOT_IN_BODY, lambda facts: facts.in_body)
MEMBER = _who("a member", Refusal.NOT_IN_BODY, lambda facts: facts.speaks_for_member)
OWNER = _who("owner", Refusal.NOT_OWNER, lambda facts: facts.is_owner)
CO_OWNER = _who("another owner", Refusal.NOT_OWNER, lambda facts: facts.is_owner and not facts.has_withdrawn)
FACILITATOR = _who("facilitator", Refusal.NOT_FACILITATOR, lambda facts: facts.is_facilitator)
OWNER_OR_FACILITATOR = _who("owner or facilitator", Refusal.NOT_OWNER, lambda facts: facts.is_owner or facts.is_facilitator)
CLOCK_OR_FACILITATOR = _who("the clock or the facilitator", Refusal.NOT_FACILITATOR, lambda facts: facts.is_clock or facts.is_facilitator)
CLOCK = _who("the clock", Refusal.TOO_EARLY, lambda facts: facts.is_clock)
ADOPTION = _who("the adoption of a new proposal", Refusal.NOT_OWNER, lambda facts: facts.is_clock)
VOICE = Who("a voice", (_ON_ROLL,))
VOICE_NOT_RECUSED = Who("a voice, not recused", (_ON_ROLL, NOT_RECUSED))
OBJECTOR = _who(
    "its owner only",
    Refusal.NOT_OBJECTOR,
    lambda facts: facts.voice is not None and facts.target is not None and facts.target.voice_id == facts.voice.id,
)


# --- only if: the world ---------------------------------------------------------------------------------------------

WINDOW_OPEN = _on_facts("window open", Refusal.WINDOW_CLOSED, lambda facts: window_is_open(facts.closes_at, facts.now))
WINDOW_OVER = _on_facts("window over", Refusal.TOO_EARLY, lambda facts: not window_is_open(facts.closes_at, facts.now))
FACILITATOR_NAMED = _on_facts("facilitator named", Refusal.FACILITATOR_MISSING, lambda facts: facts.has_facilitator)
FACILITATOR_NO_OWNER = _on_facts("facilitator is not an owner", Refusal.FACILITATOR_CONFLICTED, lambda facts: not facts.facilitator_owns)
FACILITATOR_FREE = _on_facts(
    "facilitator not conflicted",
    Refusal.FACILITATOR_CONFLICTED,
    # The clock judges nothing, so whose part it would have been does not matter when it acts.
    lambda facts: facts.is_clock or not (facts.facilitator_owns or facts.facilitator_objects),
)
ISSUES_ANSWERED = _on_facts("every issue answered", Refusal.ISSUES_UNANSWERED, lambda facts: facts.issues_unanswered == 0)
LANGUAGES_PRESENT = _on_facts("every required language present", Refusal.LANGUAGE_MISSING, lambda facts: not facts.languages_missing)
NO_OBJECTION_OPEN = _on_facts("no objection open", Refusal.OBJECTION_OPEN, lambda facts: not facts.open_objections)
CALLS_GO_ON = _on_facts("the body may open calls", Refusal.BODY_IN_BREACH, lambda facts: not calls_rest(facts, facts.now))
OBJECTION_STANDS = _on_facts(
    "an objection still stands", Refusal.NOT_NAMED, lambda facts: any(objection.status.is_live for objection in facts.objections)
)
SILENCE_IS_CONSENT = _on_facts("silence is consent", Refusal.WRONG_STAGE, lambda facts: facts.rules.silence.value == "consent")
EVERYONE_SPOKE = _on_facts(
    "every voice has spoken, or the window is over",
    Refusal.TOO_EARLY,
    lambda facts: facts.voices_silent == 0 or not window_is_open(facts.closes_at, facts.now),
)
EXTENSION_LEFT = _on_facts("at most twice per stage", Refusal.EXTENSION_USED, lambda facts: facts.extensions < EXTENSIONS_PER_STAGE)
IDLE = _on_facts("nothing happened for idle_days", Refusal.TOO_EARLY, lambda facts: facts.now >= facts.last_act_at + facts.rules.idle_days)
STATEMENTS_OPEN = _on_facts(
    "within statement_days",
    Refusal.TOO_LATE,
    lambda facts: facts.closed_at is not None and facts.now < facts.closed_at + facts.rules.statement_days,
)
ADOPTED = _on_facts("adopted", Refusal.WRONG_STAGE, lambda facts: facts.is_adopted)
WITHDRAWN = _on_facts("withdrawn", Refusal.WRONG_STAGE, lambda facts: facts.is_withdrawn)
DEFERRED = _on_facts("deferred", Refusal.WRONG_STAGE, lambda facts: facts.comes_back_at is not None)
TAKE_OVER_OPEN = _on_facts(
    "within 30 days", Refusal.TOO_LATE, lambda facts: facts.closed_at is not None and facts.now < facts.closed_at + TAKE_OVER_DAYS
)
NOT_CONTINUED = _on_facts("nothing continues it yet", Refusal.ALREADY_DONE, lambda facts: not facts.is_continued)
DAY_OF_RETURN = _on_facts(
    "the day on which it comes back", Refusal.TOO_EARLY, lambda facts: facts.comes_back_at is not None and facts.now >= facts.comes_back_at
)
NOT_DISSOCIATED = _on_facts("not dissociated yet", Refusal.ALREADY_DONE, lambda facts: not facts.has_dissociated)
NOT_RECUSED_YET = _on_facts("not recused yet", Refusal.ALREADY_DONE, lambda facts: facts.voice is None or not facts.voice.is_recused)
ISSUE_UNANSWERED = _on_facts("the issue has no answer yet", Refusal.ALREADY_DONE, lambda facts: not facts.issue_is_answered)
NO_SENSE_CHECK_OPEN = _on_facts("no sense-check open", Refusal.SENSE_CHECK_OPEN, lambda facts: not facts.sense_check_is_open)
SENSE_CHECK_OPEN = _on_facts("a sense-check open", Refusal.NO_SENSE_CHECK, lambda facts: facts.sense_check_is_open)


# --- only if: the objection that the act is about -------------------------------------------------------------------

TARGET_OPEN = _on_facts(
    "the objection is open", Refusal.ALREADY_DONE, lambda facts: facts.target is not None and facts.target.status is ObjectionStatus.OPEN
)
TARGET_LIVE = _on_facts(
    "the objection still stands", Refusal.ALREADY_DONE, lambda facts: facts.target is not None and facts.target.status.is_live
)
TARGET_IS_BLOCK = _on_facts(
    "the objection is a block", Refusal.NOT_A_BLOCK, lambda facts: facts.target is not None and facts.target.kind is ObjectionKind.BLOCK
)
TARGET_OF_ANOTHER = _on_facts(
    "not its owner",
    Refusal.SELF_SECOND,
    lambda facts: facts.voice is not None and facts.target is not None and facts.target.voice_id != facts.voice.id,
)
NOT_SECONDED_YET = _on_facts(
    "not seconded by this voice yet",
    Refusal.ALREADY_DONE,
    lambda facts: facts.voice is not None and facts.target is not None and facts.voice.id not in facts.target.seconded_by,
)
TARGET_ANSWERED = _on_facts(
    "answered", Refusal.OBJECTION_UNANSWERED, lambda facts: facts.target is not None and facts.target.answered_at is not None
)
RESOLUTION_OVER = _on_facts(
    "resolution_days since the answer",
    Refusal.RESOLUTION_RUNNING,
    lambda facts: (
        facts.target is not None
        and facts.target.answered_at is not None
        and facts.now >= facts.target.answered_at + facts.rules.resolution_days
    ),
)
TARGET_NAMED = _on_facts(
    "a revision named it", Refusal.NOT_NAMED, lambda facts: facts.target is not None and facts.target.named_in_version is not None
)


NO_HEARING_PLANNED = _on_facts(
    "no hearing of it is planned", Refusal.HEARING_PLANNED, lambda facts: facts.target is not None and facts.target.hearing_at is None
)
HEARING_PLANNED = _on_facts(
    "a hearing of it is planned", Refusal.NO_HEARING, lambda facts: facts.target is not None and facts.target.hearing_at is not None
)
HEARING_BEGUN = _on_facts(
    "the hearing has begun",
    Refusal.TOO_EARLY,
    lambda facts: facts.target is not None and facts.target.hearing_at is not None and facts.now >= facts.target.hearing_at,
)


# --- only if: what was sent -----------------------------------------------------------------------------------------


def _reason_is_given(_facts: Facts, sent: Sent) -> bool:
    return bool(sent.reason.strip())


def _is_new_objection(facts: Facts, sent: Sent) -> bool:
    """Whether the position raises an objection of its own instead of standing on one."""
    return sent.position_code in OBJECTING_POSITIONS and stands_on(facts.voice, sent) is None


def _reason_for_position(facts: Facts, sent: Sent) -> bool:
    if sent.position_code not in POSITIONS_WITH_REASON or _reason_is_given(facts, sent):
        return True
    return sent.position_code in OBJECTING_POSITIONS and stands_on(facts.voice, sent) is not None


def _is_not_repeated(facts: Facts, sent: Sent) -> bool:
    if facts.voice is None:
        return True
    return all(
        objection.version_number != facts.version or objection.reason.strip() != sent.reason.strip() for objection in facts.voice.objections
    )


def _is_known_vote(_facts: Facts, sent: Sent) -> bool:
    return sent.vote in {vote.value for vote in VoteCode}


def _into_is_known(_facts: Facts, sent: Sent) -> bool:
    return sent.into in (None, PositionCode.RESERVATION, PositionCode.STAND_ASIDE)


def _is_never_shorter(facts: Facts, sent: Sent) -> bool:
    return sent.until is not None and facts.closes_at is not None and sent.until > max(facts.closes_at, facts.now)


TEXT_GIVEN = _on_sent("text given", Refusal.REASON_REQUIRED, lambda _facts, sent: bool(sent.text.strip()))
REASON_GIVEN = _on_sent("reason given", Refusal.REASON_REQUIRED, _reason_is_given)
GROUND_GIVEN = _on_sent("ground given", Refusal.GROUND_REQUIRED, lambda _facts, sent: bool(sent.ground.strip()))
CURRENT_VERSION = _on_sent("on the current version", Refusal.STALE_VERSION, lambda facts, sent: sent.version in (None, facts.version))
NOT_REPEATED = _on_sent("a new reason, or a new version", Refusal.REPEATED_OBJECTION, _is_not_repeated)
SUPPORT_ALONE = _on_sent("support alone", Refusal.WRONG_STAGE, lambda _facts, sent: sent.position == PositionCode.SUPPORT)
KNOWN_POSITION = _on_sent(
    "a known position", Refusal.UNKNOWN_POSITION, lambda _facts, sent: sent.position_code not in (None, PositionCode.RECUSE)
)
POSITION_REASON = _on_sent("a reason where the position asks for one", Refusal.REASON_REQUIRED, _reason_for_position)
POSITION_GROUND = _on_sent(
    "a ground where the position asks for one",
    Refusal.GROUND_REQUIRED,
    lambda facts, sent: not _is_new_objection(facts, sent) or bool(sent.ground.strip()),
)
POSITION_NOT_REPEATED = _on_sent(
    "a new reason where it raises an objection",
    Refusal.REPEATED_OBJECTION,
    lambda facts, sent: not _is_new_objection(facts, sent) or _is_not_repeated(facts, sent),
)
KNOWN_VOTE = _on_sent("yes, no or abstain", Refusal.VOTE_NOT_ALLOWED, _is_known_vote)
KNOWN_INTO = _on_sent("into reservation or stand_aside, if into anything", Refusal.UNKNOWN_POSITION, _into_is_known)
NAMES_OBJECTIONS = _on_sent("names the objections it means to meet", Refusal.NOT_NAMED, lambda _facts, sent: bool(sent.meets))
NAMES_LIVE_ONES = _on_sent(
    "those still stand", Refusal.ALREADY_DONE, lambda _facts, sent: all(objection.status.is_live for objection in sent.meets)
)
NEVER_SHORTER = _on_sent("never shorter", Refusal.TOO_EARLY, _is_never_shorter)
DATE_AHEAD = _on_sent("a date to come back to", Refusal.TOO_EARLY, lambda facts, sent: sent.until is not None and sent.until > facts.now)
TO_OF_BODY = _on_sent("another person of the body", Refusal.NOT_IN_BODY, lambda _facts, sent: sent.to_in_body)
TO_ANOTHER = _on_sent("who has not got the part", Refusal.ALREADY_DONE, lambda _facts, sent: not sent.to_has_part)
STATEMENT_LENGTH = _on_sent(
    "not longer than 10,000 characters", Refusal.TOO_LONG, lambda _facts, sent: len(sent.text) <= STATEMENT_MAX_CHARACTERS
)
KNOWN_GRADIENT = _on_sent(
    "one of the eight steps", Refusal.UNKNOWN_GRADIENT, lambda _facts, sent: sent.gradient in {step.value for step in Gradient}
)
PLACE_GIVEN = _on_sent("a place or a link", Refusal.PLACE_REQUIRED, lambda _facts, sent: bool(sent.place.strip()))
OTHERS_OPEN = _on_sent(
    "those heard with it are open too",
    Refusal.ALREADY_DONE,
    lambda _facts, sent: all(objection.status is ObjectionStatus.OPEN for objection in sent.heard_with),
)
OTHERS_NOT_PLANNED = _on_sent(
    "no hearing of them is planned", Refusal.HEARING_PLANNED, lambda _facts, sent: all(each.hearing_at is None for each in sent.heard_with)
)
