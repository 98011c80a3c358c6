"""What the components of a proposal are shown with: one of each state."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from consensus.domain.reasons import Reason
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
)
from consensus.domain.working import Line
from consensus.pages.course import Course, Turn, drawn
from consensus.pages.proposal_parts import CommentView, DecisionView, RailStep, RegionView, RollView, VoiceView
from consensus.pages.said_parts import AnswerView, ObjectionView, SecondView
from consensus.pages.sense import SenseView
from consensus.pages.standing import Standing

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)

REGIONS = {"AFR": "Africa", "LAC": "Latin America and the Caribbean", "MENA": "Middle East and North Africa"}

_ON_RAIL = (Stage.DRAFTING, Stage.COMMENT, Stage.OBJECTION, Stage.CONSENSUS, Stage.CLOSED)


def rail(present: Stage, *, closes_at: datetime | None = None, last: Stage | None = None) -> tuple[RailStep, ...]:
    """Return the stages with ``present`` as the present one; ``last`` is the last stage before it was decided."""
    place = _ON_RAIL.index(Stage.CONSENSUS if present is Stage.FALLBACK else present)
    reached = place if last is None else _ON_RAIL.index(last)
    steps = []
    for index, stage in enumerate(_ON_RAIL):
        state = "present" if index == place else "ahead" if index > place else "past" if index <= reached else "skipped"
        began_at = NOW - (place - index + 1) * 10 * DAY if state in {"past", "present"} else None
        shown = present if state == "present" else stage
        steps.append(RailStep(shown, state, began_at, closes_at if state == "present" else None))
    return tuple(steps)


def decision(outcome: Outcome, status: DecisionStatus, *, has_dissent: bool = False, lapses_at: datetime | None = None) -> DecisionView:
    """Return what a closed proposal came to."""
    return DecisionView(1, "WATER/2026/004", outcome, None, status, has_dissent, NOW - 2 * DAY, lapses_at)


_SAID = (
    (PositionCode.SUPPORT, 9, ""),
    (PositionCode.RESERVATION, 3, "Half is a floor, and will be read as a ceiling."),
    (PositionCode.ABSTAIN, 2, ""),
    (PositionCode.STAND_ASIDE, 2, "We have nobody to carry it out."),
    (PositionCode.OBJECT, 1, "It names villages that are watched."),
    (PositionCode.BLOCK, 1, "هذا يعرّض من يتكلّمون للخطر."),
    (PositionCode.RECUSE, 1, ""),
    (None, 5, ""),
)


def _voices(*, is_asked: bool) -> tuple[VoiceView, ...]:
    kinds = tuple(MemberKind)
    found: list[VoiceView] = []
    for code, count, reason in _SAID:
        for _each in range(count):
            number = len(found) + 1
            region, kind = tuple(REGIONS)[number % len(REGIONS)], kinds[number % len(kinds)]
            position = code if is_asked else None
            said_at = NOW - DAY if position else None
            found.append(VoiceView(number, number, f"Example group {number}", region, kind, position, reason, None, said_at, None))
    return tuple(found)


def roll(*, is_asked: bool, is_met: bool = False) -> RollView:
    """Return a roll of 24 voices: asked where they stand, or not yet."""
    voices = _voices(is_asked=is_asked)
    codes = [code for code, _count, _reason in _SAID]

    def counts(of: list[VoiceView]) -> tuple[tuple[PositionCode | None, int], ...]:
        return tuple((code, sum(voice.position is code for voice in of)) for code in codes)

    regions = []
    for region in REGIONS:
        here = [voice for voice in voices if voice.region == region]
        heard = sum(voice.position not in {None, PositionCode.RECUSE} for voice in here)
        regions.append(RegionView(region, len(here), counts(here) if is_asked else (), heard))
    spoke = Reason(
        "{n} of {of} voices spoke; the quorum needs {bound} ({share} of the base).", {"n": 18, "of": 23, "bound": 8, "share": "1/3"}
    )
    few = Reason(
        "{n} of {of} voices spoke; the quorum needs {bound} ({share} of the base).", {"n": 18, "of": 23, "bound": 20, "share": "5/6"}
    )
    aside = Reason("{asides} of {spoke} voices that spoke stand aside; the ceiling is {most}.", {"asides": 7, "spoke": 18, "most": 6})
    lines = (
        Line("quorum.share", 18, 8 if is_met else 20, 23, is_met, spoke if is_met else few),
        Line("stand_aside_ceiling.overall", 7, 6, 18, False, aside),
    )
    missing = "" if is_met else str(Reason("The quorum still needs {n} voice.", {"n": 2}, "The quorum still needs {n} voices."))
    return RollView(24, 23, voices, counts(list(voices)), tuple(regions), lines if is_asked else (), missing if is_asked else "", ())


def standing(stage: Stage, *, is_asked: bool, is_met: bool = False, is_inside: bool = True) -> Standing:
    """Return who stands where."""
    return Standing(
        proposal_id=7,
        roll=roll(is_asked=is_asked, is_met=is_met),
        stage=stage,
        is_decided=stage is Stage.CLOSED,
        is_inside=is_inside,
        language="en",
        regions=tuple(REGIONS.items()),
    )


def _objection(number: int, status: ObjectionStatus, kind: ObjectionKind = ObjectionKind.OBJECTION, **other: Any) -> ObjectionView:
    plain: dict[str, Any] = {
        "objection_id": number,
        "key": f"key-{number}",
        "by": f"Example group {number}",
        "person": f"Example person {number}",
        "kind": kind,
        "ground": "members" if kind is ObjectionKind.BLOCK else "harm",
        "reason": "Whoever reads the map knows where to look for those who measured.",
        "remedy": "Publish regions, not villages.",
        "whom": "",
        "passage": "",
        "version_number": 1,
        "raised_at": NOW - 5 * DAY,
        "status": status,
        "settled_at": None if status is ObjectionStatus.OPEN else NOW - DAY,
        "named_in_version": None,
        "answers": (),
        "resolves_at": None,
        "seconds": (),
        "seconds_given": 0,
        "seconds_needed": 0,
        "attribution": Attribution.NAMED,
        "voice_id": number,
        "is_mine": False,
    }
    return ObjectionView(**(plain | other))


_ANSWER = AnswerView("Example person 9", NOW - 2 * DAY, Disposition.PARTLY_ACCEPTED, "We can name regions. Does this meet it?")


def objections() -> tuple[tuple[str, ObjectionView], ...]:
    """Return an objection of each fate, with what is shown by it."""
    seconded = tuple(SecondView(f"Example group {number}", NOW - 3 * DAY) for number in (11, 12))
    unnamed: dict[str, Any] = {
        "objection_id": None,
        "key": "",
        "by": "A social movement from Africa",
        "person": "",
        "version_number": None,
        "raised_at": None,
        "settled_at": None,
    }
    return (
        ("Open, without an answer", _objection(1, ObjectionStatus.OPEN, passage="published with the names of the villages")),
        (
            "Open, answered, in the time in which it should be resolved",
            _objection(2, ObjectionStatus.OPEN, answers=(_ANSWER,), resolves_at=NOW + 3 * DAY),
        ),
        (
            "Open, and a new version is meant to meet it; the reader's own",
            _objection(3, ObjectionStatus.OPEN, answers=(_ANSWER,), named_in_version=2, is_mine=True),
        ),
        (
            "A block, seconded",
            _objection(
                4,
                ObjectionStatus.OPEN,
                ObjectionKind.BLOCK,
                seconds=seconded,
                seconds_given=2,
                seconds_needed=2,
                whom="Those who carry the instruments.",
            ),
        ),
        ("Met by a new version", _objection(5, ObjectionStatus.ACCOMMODATED, named_in_version=2, answers=(_ANSWER,))),
        ("Withdrawn", _objection(6, ObjectionStatus.WITHDRAWN)),
        ("On the record as dissent", _objection(7, ObjectionStatus.UNRESOLVED, answers=(_ANSWER,))),
        ("As a reader outside the body sees one that is not named", _objection(8, ObjectionStatus.UNRESOLVED, **unnamed)),
    )


def _comment(number: int, html: str, **other: Any) -> CommentView:
    plain: dict[str, Any] = {
        "comment_id": number,
        "by": f"Example person {number}",
        "speaks_as": f"Example group {number}",
        "at": NOW - 6 * DAY,
        "version_number": 1,
        "html": html,
        "is_issue": False,
        "passage": None,
        "amendment": None,
        "disposition": None,
        "answer_html": "",
        "answered_by": "",
        "answered_at": None,
        "taken_over_in": None,
    }
    return CommentView(**(plain | other))


def comments() -> tuple[tuple[str, CommentView], ...]:
    """Return a comment of each kind."""
    answered = {
        "disposition": Disposition.ACCEPTED,
        "answer_html": "<p>The budget has a line for it.</p>",
        "answered_by": "Example person 9",
        "answered_at": NOW - 4 * DAY,
    }
    return (
        ("A comment", _comment(21, "<p>Long overdue.</p>")),
        ("An issue that waits for an answer", _comment(22, "<p>Who pays for their visas?</p>", is_issue=True)),
        ("An issue with its answer", _comment(23, "<p>Who pays for their visas?</p>", is_issue=True, **answered)),
        (
            "An amendment",
            _comment(
                24,
                "<p>Half can be read as a ceiling.</p>",
                is_issue=True,
                passage="half of the people",
                amendment="at least half of the people",
            ),
        ),
    )


def sense_check() -> SenseView:
    """Return a sense-check that is over."""
    counts = tuple(zip(Gradient, (7, 4, 5, 2, 0, 2, 0, 1), strict=True))
    return SenseView(
        question="How warm are you to measuring the air ourselves?",
        version_number=1,
        is_by_name=False,
        asked_at=NOW - 9 * DAY,
        is_open=False,
        voices=21,
        counts=counts,
        labels=None,
        is_answered=False,
    )


def course() -> Course:
    """Return the course of a proposal that went back once."""
    days = (
        (60, Stage.DRAFTING),
        (55, Stage.COMMENT),
        (30, Stage.OBJECTION),
        (20, Stage.CONSENSUS),
        (13, Stage.OBJECTION),
        (6, Stage.CONSENSUS),
    )
    turns = [Turn(NOW - ago * DAY, stage, NOW + 4 * DAY) for ago, stage in days]
    return drawn(turns, [(False, NOW - 40 * DAY), (True, NOW - 26 * DAY), (False, NOW - 11 * DAY)], NOW)
