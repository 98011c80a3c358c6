"""The page and the server cannot disagree: a button is shown exactly where something can be sent that is not refused.

Facts and words are drawn at random; whatever the combination, ``open_actions`` and ``step`` give one answer.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consensus.domain.errors import RefusedError
from consensus.domain.facts import Facts, ObjectionFacts, Sent, VoiceFacts
from consensus.domain.lifecycle import ABOUT_AN_OBJECTION, open_actions, step, what_blocks, what_is_due
from consensus.domain.ruleset import DEFAULT_CLASSES
from consensus.domain.terms import Action, AnyAct, ObjectionKind, ObjectionStatus, PositionCode, Stage, VoteCode
from tests.domain.acts import ANOTHERS, DAY, MINE, NOW, right_words

REASONS = ("It misses its aim.", "It does harm.", "")
DAYS = st.sampled_from((-200, -180, -14, -7, -5, -1, 0, 1, 7)).map(lambda days: NOW + days * DAY)


@st.composite
def objections(draw: st.DrawFn, number: int) -> ObjectionFacts:
    raised_at = draw(DAYS.filter(lambda at: at <= NOW))
    status = draw(st.sampled_from(ObjectionStatus))
    return ObjectionFacts(
        id=number,
        voice_id=draw(st.sampled_from((MINE, ANOTHERS))),
        kind=draw(st.sampled_from(ObjectionKind)),
        status=status,
        version_number=draw(st.integers(1, 2)),
        reason=draw(st.sampled_from(REASONS)),
        raised_at=raised_at,
        settled_at=None if status is ObjectionStatus.OPEN else raised_at + DAY,
        answered_at=draw(st.none() | DAYS),
        named_in_version=draw(st.none() | st.just(2)),
        seconded_by=draw(st.sampled_from((frozenset[int](), frozenset({MINE})))),
    )


@st.composite
def worlds(draw: st.DrawFn) -> Facts:
    """Facts as the rows may give them: a stage with a window has one, a target is one of the objections."""
    stage = draw(st.sampled_from(Stage))
    raised = tuple(draw(objections(number)) for number in range(draw(st.integers(0, 3))))
    has_voice = draw(st.booleans())
    voice: VoiceFacts | None = None
    if has_voice:
        voice = VoiceFacts(id=MINE, is_recused=draw(st.booleans()), objections=tuple(each for each in raised if each.voice_id == MINE))
    return Facts(
        now=NOW,
        stage=stage,
        rules=DEFAULT_CLASSES[draw(st.sampled_from(sorted(DEFAULT_CLASSES)))],
        version=2,
        last_act_at=draw(DAYS.filter(lambda at: at <= NOW)),
        closes_at=draw(DAYS) if stage not in (Stage.DRAFTING, Stage.CLOSED) else None,
        closed_at=draw(DAYS) if stage is Stage.CLOSED else None,
        is_adopted=stage is Stage.CLOSED and draw(st.booleans()),
        is_withdrawn=stage is Stage.CLOSED and draw(st.booleans()),
        is_continued=stage is Stage.CLOSED and draw(st.booleans()),
        comes_back_at=draw(st.none() | DAYS) if stage is Stage.CLOSED else None,
        extensions=draw(st.integers(0, 2)),
        held_at=draw(st.none() | DAYS) if stage is Stage.CONSENSUS else None,
        was_objected=bool(raised),
        issues_unanswered=draw(st.integers(0, 1)),
        languages_missing=draw(st.sampled_from(((), ("es",)))),
        objections=raised,
        voices_silent=draw(st.integers(0, 1)),
        has_facilitator=draw(st.booleans()),
        facilitator_owns=draw(st.booleans()),
        facilitator_objects=draw(st.booleans()),
        is_clock=draw(st.booleans()),
        is_owner=draw(st.booleans()),
        has_withdrawn=draw(st.booleans()),
        is_facilitator=draw(st.booleans()),
        in_body=draw(st.booleans()),
        speaks_for_member=draw(st.booleans()),
        voice=voice,
        has_dissociated=draw(st.booleans()),
        target=draw(st.sampled_from((None, *raised))),
        issue_is_answered=draw(st.booleans()),
    )


WORDS = st.builds(
    Sent,
    text=st.sampled_from(("", "A text.", "x" * 10_001)),
    reason=st.sampled_from((*REASONS, "Something new.")),
    ground=st.sampled_from(("", "aim")),
    position=st.sampled_from((None, "perhaps", *PositionCode)),
    vote=st.sampled_from((None, "perhaps", *VoteCode)),
    into=st.sampled_from((None, "support", "reservation", "stand_aside")),
    version=st.sampled_from((None, 1, 2)),
    seen_stage=st.sampled_from((None, *Stage)),
    until=st.none() | DAYS,
    to_in_body=st.booleans(),
    to_has_part=st.booleans(),
)


def happens(facts: Facts, action: AnyAct, sent: Sent) -> bool:
    try:
        step(facts, action, sent)
    except RefusedError:
        return False
    return True


@given(worlds(), st.sampled_from(Action))
def test_where_the_button_is_shown_there_are_words_with_which_the_act_happens(facts: Facts, action: Action) -> None:
    if action in open_actions(facts):
        assert happens(facts, action, right_words(facts, action))


@given(worlds(), st.sampled_from(Action), WORDS)
def test_where_the_button_is_absent_no_words_make_the_act_happen(facts: Facts, action: Action, sent: Sent) -> None:
    sent = replace(sent, meets=tuple(each for each in facts.objections if each.status.is_live))
    if action not in open_actions(facts):
        assert not happens(facts, action, sent)


@given(worlds(), st.sampled_from(Action))
def test_the_sentence_beside_an_absent_button_is_the_one_of_the_refusal(facts: Facts, action: Action) -> None:
    blocks = what_blocks(facts, action)

    assert (blocks is None) == (action in open_actions(facts))
    if blocks is not None:
        with pytest.raises(RefusedError) as refused:
            step(facts, action, replace(right_words(facts, action), seen_stage=None))
        assert refused.value.code is blocks


@given(worlds())
def test_an_act_about_an_objection_is_closed_while_none_is_chosen(facts: Facts) -> None:
    nothing_chosen = replace(facts, target=None)

    assert not ABOUT_AN_OBJECTION & set(open_actions(nothing_chosen))


@given(worlds())
def test_what_the_clock_finds_due_the_table_lets_it_do_at_the_instant_when_it_fell_due(facts: Facts) -> None:
    ends = facts.closes_at or facts.now
    facts = replace(
        facts,
        is_clock=True,
        # As it can happen: nothing is raised once the window is over, and a stage is held from the end of its window on.
        objections=tuple(each for each in facts.objections if each.raised_at < ends),
        held_at=None if facts.held_at is None else max(facts.held_at, ends),
    )
    due = what_is_due(facts)

    if due is not None:
        assert due.at <= facts.now
        assert happens(replace(facts, now=due.at), due.action, Sent())


@given(worlds(), st.integers(0, 400))
def test_what_is_due_stays_due_until_it_is_done(facts: Facts, days: int) -> None:
    due = what_is_due(facts)
    later = what_is_due(replace(facts, now=facts.now + timedelta(days=days)))

    assert due is None or later == due


@given(worlds())
def test_nobody_but_the_clock_and_adoption_does_what_only_they_do(facts: Facts) -> None:
    by_a_person = replace(facts, is_clock=False)

    assert not {Action.LAPSE, Action.SUPERSEDE, Action.COME_BACK} & set(open_actions(by_a_person))
