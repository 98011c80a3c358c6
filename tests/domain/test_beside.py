"""The acts beside the table of process.md section 2: in which stages, by whom, only if what; button and server agree on them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consensus.domain.errors import Refusal, RefusedError, WrongStageError
from consensus.domain.facts import Facts, Sent
from consensus.domain.lifecycle import BESIDE, TABLE, open_actions, step, what_blocks
from consensus.domain.terms import Action, Beside, ObjectionStatus, Stage
from tests.domain.acts import DAY, NOW, favourable, objection, right_words, with_target
from tests.domain.test_lifecycle_agreement import WORDS, happens, worlds

B, R = Beside, Refusal
D, C, O, K, F, X = Stage.DRAFTING, Stage.COMMENT, Stage.OBJECTION, Stage.CONSENSUS, Stage.FALLBACK, Stage.CLOSED  # noqa: E741 - the first letters of the stages

STAGES = {
    # the temperature is asked for while the text is commented on
    B.ASK_SENSE_CHECK: {C},
    B.ANSWER_SENSE_CHECK: {C},
    B.CLOSE_SENSE_CHECK: {C},
    # an open objection is heard while it can still be met
    B.INVITE_TO_BE_HEARD: {O, K},
    B.ANSWER_INVITATION: {O, K},
    # what was said is written down also when a vote has begun meanwhile
    B.RECORD_HEARING: {O, K, F},
    B.CALL_OFF_HEARING: {O, K, F},
}

CELLS = [(stage, act) for act in Beside for stage in Stage]


@pytest.mark.parametrize(("stage", "act"), CELLS, ids=[f"{stage}-{act}" for stage, act in CELLS])
def test_an_act_happens_in_its_stages_and_in_no_other_and_so_does_its_button(stage: Stage, act: Beside) -> None:
    facts = favourable(stage, act)
    assert (act in open_actions(facts)) is (stage in STAGES[act])
    if stage in STAGES[act]:
        assert step(facts, act, right_words(facts, act)).to == (), "it moves no proposal"
    else:
        with pytest.raises(WrongStageError):
            step(facts, act, right_words(facts, act))


def test_no_act_stands_in_both_tables() -> None:
    assert not {str(row.action) for row in TABLE} & {str(row.action) for row in BESIDE}
    assert {row.action for row in BESIDE} == set(Beside)
    assert not {act.value for act in Action} & {act.value for act in Beside}


Change = Callable[[Facts, Sent], tuple[Facts, Sent]]


def world(**changes: Any) -> Change:
    return lambda facts, sent: (replace(facts, **changes), sent)


def words(**changes: Any) -> Change:
    return lambda facts, sent: (facts, replace(sent, **changes))


def target(**changes: Any) -> Change:
    return lambda facts, sent: (with_target(facts, **changes), sent)


REFUSALS: tuple[tuple[Stage, Beside, Change, Refusal], ...] = (
    # Only the facilitator asks for the temperature, and closes it; anyone of the body answers.
    (C, B.ASK_SENSE_CHECK, world(is_facilitator=False), R.NOT_FACILITATOR),
    (C, B.CLOSE_SENSE_CHECK, world(is_facilitator=False), R.NOT_FACILITATOR),
    (C, B.ANSWER_SENSE_CHECK, world(in_body=False), R.NOT_IN_BODY),
    # It ends with the comment window.
    (C, B.ASK_SENSE_CHECK, world(closes_at=NOW), R.WINDOW_CLOSED),
    (C, B.ANSWER_SENSE_CHECK, world(closes_at=NOW), R.WINDOW_CLOSED),
    # One at a time.
    (C, B.ASK_SENSE_CHECK, world(sense_check_is_open=True), R.SENSE_CHECK_OPEN),
    (C, B.ANSWER_SENSE_CHECK, world(sense_check_is_open=False), R.NO_SENSE_CHECK),
    (C, B.CLOSE_SENSE_CHECK, world(sense_check_is_open=False), R.NO_SENSE_CHECK),
    # A question, and one of eight steps.
    (C, B.ASK_SENSE_CHECK, words(text=" "), R.REASON_REQUIRED),
    (C, B.ANSWER_SENSE_CHECK, words(gradient="hot"), R.UNKNOWN_GRADIENT),
    # The facilitator invites the owner of an open objection, to one hearing at a time, at a later time, somewhere.
    (O, B.INVITE_TO_BE_HEARD, world(is_facilitator=False), R.NOT_FACILITATOR),
    (O, B.INVITE_TO_BE_HEARD, target(status=ObjectionStatus.WITHDRAWN, settled_at=NOW), R.ALREADY_DONE),
    (O, B.INVITE_TO_BE_HEARD, target(hearing_at=NOW + DAY), R.HEARING_PLANNED),
    (O, B.INVITE_TO_BE_HEARD, words(until=NOW), R.TOO_EARLY),
    (O, B.INVITE_TO_BE_HEARD, words(place=""), R.PLACE_REQUIRED),
    # The same holds for those that are heard together with it.
    (O, B.INVITE_TO_BE_HEARD, words(heard_with=(objection(status=ObjectionStatus.UNRESOLVED, settled_at=NOW),)), R.ALREADY_DONE),
    (O, B.INVITE_TO_BE_HEARD, words(heard_with=(objection(hearing_at=NOW + DAY),)), R.HEARING_PLANNED),
    # Its owner alone answers; the facilitator alone writes down how it ended.
    (O, B.ANSWER_INVITATION, world(voice=None), R.NOT_OBJECTOR),
    (O, B.ANSWER_INVITATION, target(hearing_at=None), R.NO_HEARING),
    (K, B.RECORD_HEARING, world(is_facilitator=False), R.NOT_FACILITATOR),
    (K, B.RECORD_HEARING, target(hearing_at=None), R.NO_HEARING),
    # What has not begun was not held.
    (K, B.RECORD_HEARING, target(hearing_at=NOW + DAY), R.TOO_EARLY),
    (K, B.RECORD_HEARING, words(text=""), R.REASON_REQUIRED),
    (F, B.CALL_OFF_HEARING, world(is_facilitator=False), R.NOT_FACILITATOR),
    (F, B.CALL_OFF_HEARING, target(hearing_at=None), R.NO_HEARING),
    (F, B.CALL_OFF_HEARING, words(reason=" "), R.REASON_REQUIRED),
)


@pytest.mark.parametrize(("stage", "act", "change", "code"), REFUSALS, ids=[f"{row[1]}-{row[3]}" for row in REFUSALS])
def test_a_refused_act_names_the_condition(stage: Stage, act: Beside, change: Change, code: Refusal) -> None:
    facts = favourable(stage, act)
    facts, sent = change(facts, right_words(facts, act))
    with pytest.raises(RefusedError) as refused:
        step(facts, act, sent)
    assert refused.value.code is code


def test_every_code_of_the_acts_beside_the_table_is_named_above() -> None:
    ordinary = {condition.code for row in TABLE for condition in row.conditions}
    beside = {condition.code for row in BESIDE for condition in row.conditions}
    assert beside - ordinary <= {code for *_, code in REFUSALS}


@given(worlds(), st.sampled_from(Beside), WORDS)
def test_page_and_server_agree(facts: Facts, act: Beside, sent: Sent) -> None:
    if act in open_actions(facts):
        assert what_blocks(facts, act) is None
        assert happens(facts, act, right_words(facts, act))
    else:
        assert what_blocks(facts, act) is not None
        assert not happens(facts, act, sent)
