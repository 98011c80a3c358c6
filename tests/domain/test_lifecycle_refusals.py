"""Each condition of each row, broken alone and with everything after it: which refusal is named.

The order is: the stage, who, the conditions of the row from left to right, then what was sent. Source: process.md section 2.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest

from consensus.domain.classes import ClassRules
from consensus.domain.errors import Refusal, RefusedError
from consensus.domain.facts import Facts, Sent
from consensus.domain.lifecycle import BESIDE, TABLE, row_of, step
from consensus.domain.ruleset import DEFAULT_CLASSES
from consensus.domain.terms import Action, ObjectionKind, ObjectionStatus, Stage
from tests.domain.acts import ANOTHERS, DAY, MINE, NOW, favourable, objection, right_words, with_target, with_voice

A, R = Action, Refusal
D, C, O, K, F, X = Stage.DRAFTING, Stage.COMMENT, Stage.OBJECTION, Stage.CONSENSUS, Stage.FALLBACK, Stage.CLOSED  # noqa: E741 - the first letters of the stages, consensus apart

Break = Callable[[Facts, Sent], tuple[Facts, Sent]]


def world(**changes: Any) -> Break:
    """Another state of the proposal, or another actor."""
    return lambda facts, sent: (replace(facts, **changes), sent)


def words(**changes: Any) -> Break:
    """Something else is sent."""
    return lambda facts, sent: (facts, replace(sent, **changes))


def voice(**changes: Any) -> Break:
    """Another state of the actor's voice."""
    return lambda facts, sent: (with_voice(facts, **changes) if facts.voice else facts, sent)


def target(**changes: Any) -> Break:
    """Another state of the objection that the act is about."""
    return lambda facts, sent: (with_target(facts, **changes), sent)


ORDINARY: ClassRules = DEFAULT_CLASSES["work_plan"]
NOBODY = world(is_owner=False, is_facilitator=False, in_body=False, speaks_for_member=False, is_clock=False, voice=None)
NO_VOICE = world(voice=None)
RECUSED = voice(is_recused=True)
OVER, RUNNING = world(closes_at=NOW), world(closes_at=NOW + DAY)
OWNS, OBJECTS = world(facilitator_owns=True), world(facilitator_objects=True)
OLD_TEXT, NO_TEXT, NO_REASON, NO_GROUND = words(version=1), words(text=" \n"), words(reason=" "), words(ground="")
AGAIN = voice(objections=(objection(voice_id=MINE, status=ObjectionStatus.WITHDRAWN, reason="A reason that nobody gave before."),))
NEVER = words(until=None)


@dataclass(frozen=True)
class Line:
    """One row of the table in one of its stages, and what breaks it, in the order in which a refusal names it."""

    number: str
    stage: Stage
    action: Action
    broken: tuple[tuple[Refusal, Break], ...]


# fmt: off
LINES = (
    # T2: the owner; nobody else saved in between.
    Line("T2", D, A.EDIT_DRAFT, ((R.NOT_OWNER, NOBODY), (R.STALE_VERSION, OLD_TEXT))),
    # T3: the owner; a facilitator is named, and is not an owner.
    Line("T3", D, A.OPEN_COMMENT, ((R.NOT_OWNER, NOBODY), (R.FACILITATOR_MISSING, world(has_facilitator=False)), (R.FACILITATOR_CONFLICTED, OWNS))),
    # T4: anyone of the body; window open.
    Line("T4", C, A.COMMENT, ((R.NOT_IN_BODY, NOBODY), (R.WINDOW_CLOSED, OVER), (R.REASON_REQUIRED, NO_TEXT))),
    Line("T4", C, A.SUGGEST_AMENDMENT, ((R.NOT_IN_BODY, NOBODY), (R.WINDOW_CLOSED, OVER), (R.REASON_REQUIRED, NO_TEXT))),
    # T5: the owner; once; with words.
    Line("T5", C, A.ANSWER_ISSUE, ((R.NOT_OWNER, NOBODY), (R.ALREADY_DONE, world(issue_is_answered=True)), (R.REASON_REQUIRED, NO_TEXT))),
    # T6: the owner; on the version in front of them.
    Line("T6", C, A.REVISE, ((R.NOT_OWNER, NOBODY), (R.STALE_VERSION, OLD_TEXT), (R.REASON_REQUIRED, NO_TEXT))),
    # T7: the owner or the facilitator; with a reason.
    Line("T7", C, A.RETURN_TO_DRAFTING, ((R.NOT_OWNER, NOBODY), (R.REASON_REQUIRED, NO_REASON))),
    # T8: the facilitator; window over; every issue answered; every required language present; facilitator not conflicted.
    Line("T8", C, A.CALL_FOR_OBJECTIONS, (
        (R.NOT_FACILITATOR, NOBODY), (R.TOO_EARLY, RUNNING), (R.ISSUES_UNANSWERED, world(issues_unanswered=1)),
        (R.LANGUAGE_MISSING, world(languages_missing=("es",))), (R.FACILITATOR_CONFLICTED, OWNS),
    )),
    # T9: a voice, not recused; window open; reason and ground given; on the current version; not the same again.
    Line("T9", O, A.RAISE_OBJECTION, (
        (R.NOT_ON_ROLL, NO_VOICE), (R.RECUSED, RECUSED), (R.WINDOW_CLOSED, OVER), (R.REASON_REQUIRED, NO_REASON), (R.GROUND_REQUIRED, NO_GROUND),
        (R.STALE_VERSION, OLD_TEXT), (R.REPEATED_OBJECTION, AGAIN),
    )),
    # T10: another voice; the objection is a block; not its owner; still open; once for each voice.
    Line("T10", O, A.SECOND_BLOCK, (
        (R.NOT_ON_ROLL, NO_VOICE), (R.RECUSED, RECUSED), (R.NOT_A_BLOCK, target(kind=ObjectionKind.OBJECTION)), (R.SELF_SECOND, target(voice_id=MINE)),
        (R.ALREADY_DONE, target(status=ObjectionStatus.WITHDRAWN)),
    )),
    Line("T10", O, A.SECOND_BLOCK, ((R.ALREADY_DONE, target(seconded_by=frozenset({MINE}))),)),
    # T11: the owner or the facilitator; the objection is open.
    Line("T11", O, A.ANSWER_OBJECTION, ((R.NOT_OWNER, NOBODY), (R.ALREADY_DONE, target(status=ObjectionStatus.UNRESOLVED)), (R.REASON_REQUIRED, NO_TEXT))),
    # T12: the owner; names the objections it means to meet.
    Line("T12", O, A.REVISE, (
        (R.NOT_OWNER, NOBODY), (R.NOT_NAMED, words(meets=())), (R.STALE_VERSION, OLD_TEXT), (R.REASON_REQUIRED, NO_TEXT),
    )),
    Line("T12", O, A.REVISE, ((R.ALREADY_DONE, words(meets=(objection(status=ObjectionStatus.WITHDRAWN),))),)),
    Line("T12", O, A.REVISE, ((R.NOT_NAMED, world(objections=())),)),
    # T13: its owner only; a revision named it.
    Line("T13", K, A.CONFIRM_MET, ((R.NOT_OBJECTOR, target(voice_id=ANOTHERS)), (R.NOT_NAMED, target(named_in_version=None)))),
    Line("T13", O, A.CONFIRM_MET, ((R.NOT_OBJECTOR, NO_VOICE), (R.ALREADY_DONE, target(status=ObjectionStatus.ACCOMMODATED)))),
    # T14: its owner only; into a reservation or a stand-aside, if into anything.
    Line("T14", O, A.WITHDRAW_OBJECTION, (
        (R.NOT_OBJECTOR, target(voice_id=ANOTHERS)), (R.ALREADY_DONE, target(status=ObjectionStatus.WITHDRAWN)), (R.UNKNOWN_POSITION, words(into="support")),
    )),
    # T15: the facilitator, not conflicted; answered, and resolution_days since the answer.
    Line("T15", O, A.DECLARE_UNRESOLVED, (
        (R.NOT_FACILITATOR, NOBODY), (R.ALREADY_DONE, target(status=ObjectionStatus.WITHDRAWN)), (R.FACILITATOR_CONFLICTED, OBJECTS),
        (R.OBJECTION_UNANSWERED, target(answered_at=None)),
    )),
    Line("T15", K, A.DECLARE_UNRESOLVED, ((R.RESOLUTION_RUNNING, target(answered_at=NOW - 6.999 * DAY)),)),
    # T16: the facilitator; window over; no objection open; facilitator not conflicted; the body may open calls.
    Line("T16", O, A.CALL_FOR_CONSENSUS, (
        (R.NOT_FACILITATOR, NOBODY), (R.TOO_EARLY, RUNNING), (R.OBJECTION_OPEN, world(objections=(objection(),))), (R.FACILITATOR_CONFLICTED, OBJECTS),
        (R.BODY_IN_BREACH, world(calls_stop_at=NOW)),
    )),
    # T17: a voice, not recused; window open; on the current version; a position that exists, with a reason where it asks for one.
    Line("T17", K, A.TAKE_POSITION, (
        (R.NOT_ON_ROLL, NO_VOICE), (R.RECUSED, RECUSED), (R.WINDOW_CLOSED, OVER), (R.STALE_VERSION, OLD_TEXT), (R.UNKNOWN_POSITION, words(position="maybe")),
    )),
    Line("T17", K, A.TAKE_POSITION, ((R.UNKNOWN_POSITION, words(position="recuse")), (R.REASON_REQUIRED, words(position="reservation", reason="")))),
    Line("T17", K, A.TAKE_POSITION, ((R.REASON_REQUIRED, words(position="stand_aside", reason="")),)),
    Line("T17", K, A.TAKE_POSITION, ((R.REASON_REQUIRED, words(position="object", reason="")), (R.GROUND_REQUIRED, words(position="object", ground="")))),
    Line("T17", K, A.TAKE_POSITION, ((R.GROUND_REQUIRED, words(position="block", ground=" ")),)),
    # T17 in objection: the stage is the class's whose silence consents, and support alone; that comes before who.
    Line("T17", O, A.TAKE_POSITION, ((R.WRONG_STAGE, world(rules=ORDINARY)), (R.NOT_ON_ROLL, NO_VOICE), (R.RECUSED, RECUSED), (R.WINDOW_CLOSED, OVER), (R.STALE_VERSION, OLD_TEXT))),
    Line("T17", O, A.TAKE_POSITION, ((R.WRONG_STAGE, words(position="reservation")), (R.NOT_ON_ROLL, NO_VOICE))),
    # T18: a voice; once; with a reason.
    Line("T18", K, A.RECUSE, ((R.NOT_ON_ROLL, NO_VOICE), (R.ALREADY_DONE, RECUSED), (R.REASON_REQUIRED, NO_REASON))),
    # T19: the clock; or the facilitator once every voice on the roll has spoken.
    Line("T19", K, A.CLOSE, ((R.NOT_FACILITATOR, NOBODY), (R.TOO_EARLY, lambda facts, sent: (replace(facts, closes_at=NOW + DAY, voices_silent=1), sent)))),
    # T20: a voice, not recused; window open; yes, no or abstain.
    Line("T20", F, A.CAST_VOTE, ((R.NOT_ON_ROLL, NO_VOICE), (R.RECUSED, RECUSED), (R.WINDOW_CLOSED, OVER), (R.VOTE_NOT_ALLOWED, words(vote="block")))),
    # T21: the clock, and nobody else, the facilitator included.
    Line("T21", F, A.CLOSE, ((R.TOO_EARLY, world(is_clock=False)),)),
    Line("T21", F, A.CLOSE, ((R.TOO_EARLY, RUNNING),)),
    # T22: the owner; with a reason.
    Line("T22", D, A.WITHDRAW_PROPOSAL, ((R.NOT_OWNER, NOBODY), (R.REASON_REQUIRED, NO_REASON))),
    # T22: what was closed is withdrawn, which is part of the stage; an owner, but not the one who withdrew it; within 30 days; once.
    Line("T22", X, A.TAKE_OVER, (
        (R.WRONG_STAGE, world(is_withdrawn=False)), (R.NOT_OWNER, NOBODY), (R.TOO_LATE, world(closed_at=NOW - 30 * DAY)),
        (R.ALREADY_DONE, world(is_continued=True)),
    )),
    Line("T22", X, A.TAKE_OVER, ((R.NOT_OWNER, world(has_withdrawn=True)),)),
    # T23: the facilitator; a date to come back to.
    Line("T23", O, A.DEFER, ((R.NOT_FACILITATOR, NOBODY), (R.TOO_EARLY, NEVER))),
    Line("T23", C, A.DEFER, ((R.TOO_EARLY, words(until=NOW)),)),
    # T23: what was closed is deferred, which is part of the stage; the clock; on its day; once.
    Line("T23", X, A.COME_BACK, (
        (R.WRONG_STAGE, world(comes_back_at=None)), (R.TOO_EARLY, world(is_clock=False)), (R.TOO_EARLY, world(comes_back_at=NOW + DAY)),
        (R.ALREADY_DONE, world(is_continued=True)),
    )),
    # T24: the facilitator; reason; never shorter; at most twice per stage.
    Line("T24", K, A.EXTEND_WINDOW, (
        (R.NOT_FACILITATOR, NOBODY), (R.REASON_REQUIRED, NO_REASON), (R.TOO_EARLY, words(until=NOW + DAY)), (R.EXTENSION_USED, world(extensions=2)),
    )),
    Line("T24", C, A.EXTEND_WINDOW, ((R.TOO_EARLY, lambda facts, sent: (replace(facts, closes_at=NOW - 2 * DAY), replace(sent, until=NOW - DAY))),)),
    # T25: the clock; nothing happened for idle_days.
    Line("T25", C, A.LAPSE, ((R.TOO_EARLY, world(is_clock=False)),)),
    Line("T25", F, A.LAPSE, ((R.TOO_EARLY, world(last_act_at=NOW - 179.999 * DAY)),)),
    # T26: the owner; another person of the body.
    Line("T26", K, A.HAND_OVER, ((R.NOT_OWNER, NOBODY), (R.NOT_IN_BODY, words(to_in_body=False)), (R.ALREADY_DONE, words(to_has_part=True)))),
    # T27: a voice of the roll; within statement_days; not longer than 10,000 characters.
    Line("T27", X, A.ADD_STATEMENT, (
        (R.NOT_ON_ROLL, NO_VOICE), (R.TOO_LATE, world(closed_at=NOW - 14 * DAY)), (R.TOO_LONG, words(text="x" * 10_001)),
    )),
    Line("T27", X, A.ADD_STATEMENT, ((R.REASON_REQUIRED, NO_TEXT),)),
    # T28: what was closed is adopted, which is part of the stage; a member; once.
    Line("T28", X, A.DISSOCIATE, ((R.WRONG_STAGE, world(is_adopted=False)), (R.NOT_IN_BODY, NOBODY), (R.ALREADY_DONE, world(has_dissociated=True)))),
    # T29: what was closed is adopted; only the adoption of a new proposal does it.
    Line("T29", X, A.SUPERSEDE, ((R.WRONG_STAGE, world(is_adopted=False)), (R.NOT_OWNER, world(is_clock=False)))),
)
# fmt: on


def _ids(lines: tuple[Line, ...]) -> list[str]:
    return [f"{line.number}-{line.stage}-{line.action}-{line.broken[0][0]}" for line in lines]


def _code(facts: Facts, action: Action, sent: Sent) -> Refusal:
    with pytest.raises(RefusedError) as refused:
        step(facts, action, sent)
    return refused.value.code


@pytest.mark.parametrize("line", LINES, ids=_ids(LINES))
def test_each_condition_broken_alone_is_the_one_that_is_named(line: Line) -> None:
    facts = favourable(line.stage, line.action)
    sent = right_words(facts, line.action)
    assert step(facts, line.action, sent).number == line.number

    for code, breaks in line.broken:
        assert _code(*_acting(breaks(facts, sent), line.action)) is code


@pytest.mark.parametrize("line", LINES, ids=_ids(LINES))
def test_of_several_broken_conditions_the_first_of_the_row_is_named(line: Line) -> None:
    facts = favourable(line.stage, line.action)
    sent = right_words(facts, line.action)

    for code, breaks in reversed(line.broken):
        facts, sent = breaks(facts, sent)
        assert _code(*_acting((facts, sent), line.action)) is code


def _acting(broken: tuple[Facts, Sent], action: Action) -> tuple[Facts, Action, Sent]:
    return broken[0], action, broken[1]


def test_the_lines_name_every_row_of_the_table() -> None:
    named = {(line.number, line.action) for line in LINES}

    assert named == {(row.number, row.action) for row in TABLE}


def test_every_code_of_the_process_is_named_by_a_line_or_by_a_rule_below() -> None:
    named = {code for line in LINES for code, _ in line.broken}

    # Those of the acts beside the table: see test_beside.py.
    beside = {condition.code for row in BESIDE for condition in row.conditions}
    assert set(Refusal) - named <= beside


@pytest.mark.parametrize("action", [A.RAISE_OBJECTION, A.TAKE_POSITION, A.CAST_VOTE], ids=str)
def test_who_had_a_stage_in_front_of_them_that_is_over_is_told_that_its_window_is_closed(action: Action) -> None:
    seen = {A.RAISE_OBJECTION: O, A.TAKE_POSITION: K, A.CAST_VOTE: F}[action]
    facts = favourable(X, action)

    assert _code(facts, action, Sent(seen_stage=seen)) is R.WINDOW_CLOSED


def test_who_never_had_the_stage_of_the_act_in_front_of_them_is_told_that_the_stage_is_wrong() -> None:
    assert _code(favourable(K, A.RAISE_OBJECTION), A.RAISE_OBJECTION, Sent(seen_stage=C)) is R.WRONG_STAGE


def test_taking_the_same_objecting_position_again_needs_no_new_words() -> None:
    own = objection(voice_id=MINE, reason="It misses its aim.")
    facts = with_voice(favourable(K, A.TAKE_POSITION), objections=(own,))

    assert step(facts, A.TAKE_POSITION, Sent(position="object", reason="It misses its aim.")).number == "T17"


def test_a_voice_stands_on_its_own_unresolved_objection_without_a_word() -> None:
    own = objection(voice_id=MINE, status=ObjectionStatus.UNRESOLVED)
    facts = with_voice(favourable(K, A.TAKE_POSITION), objections=(own,))

    assert step(facts, A.TAKE_POSITION, Sent(position="object")).number == "T17"


def test_an_objection_withdrawn_before_is_not_raised_again_with_the_same_words_by_a_position() -> None:
    own = objection(voice_id=MINE, status=ObjectionStatus.WITHDRAWN)
    facts = with_voice(favourable(K, A.TAKE_POSITION), objections=(own,))

    assert _code(facts, A.TAKE_POSITION, Sent(position="object", reason=own.reason, ground="aim")) is R.REPEATED_OBJECTION


def test_the_same_reason_on_a_new_version_is_no_repetition() -> None:
    own = objection(voice_id=MINE, status=ObjectionStatus.WITHDRAWN, version_number=1)
    facts = with_voice(favourable(O, A.RAISE_OBJECTION), objections=(own,))

    assert step(facts, A.RAISE_OBJECTION, Sent(reason=own.reason, ground="aim")).number == "T9"


def test_the_clock_calls_for_consensus_whoever_the_facilitator_is() -> None:
    facts = replace(favourable(O, A.CALL_FOR_CONSENSUS), is_clock=True, is_facilitator=False, facilitator_objects=True)

    assert step(facts, A.CALL_FOR_CONSENSUS).number == "T16"


def test_a_statement_may_have_exactly_ten_thousand_characters() -> None:
    facts = favourable(X, A.ADD_STATEMENT)

    assert step(facts, A.ADD_STATEMENT, Sent(text="x" * 10_000)).number == "T27"


def test_every_cell_has_at_most_one_row() -> None:
    cells = [(stage, row.action) for row in TABLE for stage in row.stages]

    assert len(cells) == len(set(cells))
    assert all(row_of(stage, action) for stage, action in cells)
