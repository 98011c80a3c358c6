"""Every cell of stage and act: what the table of process.md section 2 lets happen, and nothing else."""

from __future__ import annotations

import pytest

from consensus.domain.errors import Refusal, WrongStageError
from consensus.domain.lifecycle import open_actions, step, what_blocks
from consensus.domain.terms import Action, Stage
from tests.domain.acts import favourable, right_words

A = Action
STAGES = (Stage.DRAFTING, Stage.COMMENT, Stage.OBJECTION, Stage.CONSENSUS, Stage.FALLBACK, Stage.CLOSED)

# fmt: off
CELLS: dict[Action, tuple[str, str, str, str, str, str]] = {
    # act                    drafting comment objection consensus fallback closed
    # A proposal that exists is not created again.
    A.CREATE:              ("",      "",     "",       "",       "",      ""),
    # T2: the owner writes a new version of a draft.
    A.EDIT_DRAFT:          ("T2",    "",     "",       "",       "",      ""),
    # T3: the owner opens a draft for comment.
    A.OPEN_COMMENT:        ("T3",    "",     "",       "",       "",      ""),
    # T4: anyone of the body says something.
    A.COMMENT:             ("",      "T4",   "",       "",       "",      ""),
    # T4: anyone of the body suggests an amendment, which always is an issue.
    A.SUGGEST_AMENDMENT:   ("",      "T4",   "",       "",       "",      ""),
    # T5: the owner gives an issue its disposition.
    A.ANSWER_ISSUE:        ("",      "T5",   "",       "",       "",      ""),
    # T6 and T12: the owner writes a new version, in objection to meet objections.
    A.REVISE:              ("",      "T6",   "T12",    "",       "",      ""),
    # T7: the owner or the facilitator takes it back.
    A.RETURN_TO_DRAFTING:  ("",      "T7",   "",       "",       "",      ""),
    # T8: the facilitator calls for objections.
    A.CALL_FOR_OBJECTIONS: ("",      "T8",   "",       "",       "",      ""),
    # T9: a voice objects or blocks.
    A.RAISE_OBJECTION:     ("",      "",     "T9",     "",       "",      ""),
    # T10: another voice seconds a block.
    A.SECOND_BLOCK:        ("",      "",     "T10",    "",       "",      ""),
    # T11: the owner or the facilitator answers an objection.
    A.ANSWER_OBJECTION:    ("",      "",     "T11",    "T11",    "",      ""),
    # T13: its owner alone says that an objection is met.
    A.CONFIRM_MET:         ("",      "",     "T13",    "T13",    "",      ""),
    # T14: its owner alone takes an objection back.
    A.WITHDRAW_OBJECTION:  ("",      "",     "T14",    "T14",    "",      ""),
    # T15: the facilitator declares an objection unresolved: dissent on the record.
    A.DECLARE_UNRESOLVED:  ("",      "",     "T15",    "T15",    "",      ""),
    # T16: the facilitator (or the clock) calls for consensus.
    A.CALL_FOR_CONSENSUS:  ("",      "",     "T16",    "",       "",      ""),
    # T17: a voice takes a position; support alone in objection where silence consents.
    A.TAKE_POSITION:       ("",      "",     "T17",    "T17",    "",      ""),
    # T18: a voice leaves the base of every count.
    A.RECUSE:              ("",      "",     "T18",    "T18",    "",      ""),
    # T19 and T21: the clock closes; the facilitator too once every voice has spoken, but never a vote.
    A.CLOSE:               ("",      "",     "",       "T19",    "T21",   ""),
    # T20: a voice votes.
    A.CAST_VOTE:           ("",      "",     "",       "",       "T20",   ""),
    # T22: the owner withdraws the proposal.
    A.WITHDRAW_PROPOSAL:   ("T22",   "T22",  "T22",    "",       "",      ""),
    # T23: the facilitator defers it.
    A.DEFER:               ("T23",   "T23",  "T23",    "",       "",      ""),
    # T22: another owner takes over what was withdrawn.
    A.TAKE_OVER:           ("",      "",     "",       "",       "",      "T22"),
    # T23: the clock brings back what was deferred.
    A.COME_BACK:           ("",      "",     "",       "",       "",      "T23"),
    # T24: the facilitator extends the window.
    A.EXTEND_WINDOW:       ("",      "T24",  "T24",    "T24",    "",      ""),
    # T25: the clock lets it lapse.
    A.LAPSE:               ("T25",   "T25",  "T25",    "T25",    "T25",   ""),
    # T26: the owner hands a part over.
    A.HAND_OVER:           ("T26",   "T26",  "T26",    "T26",    "T26",   ""),
    # T27: a voice of the roll annexes a statement.
    A.ADD_STATEMENT:       ("",      "",     "",       "",       "",      "T27"),
    # T28: a member dissociates from what was adopted.
    A.DISSOCIATE:          ("",      "",     "",       "",       "",      "T28"),
    # T29: a new decision takes the place of this one.
    A.SUPERSEDE:           ("",      "",     "",       "",       "",      "T29"),
}
# fmt: on

ALL = [(stage, action, row) for action, rows in CELLS.items() for stage, row in zip(STAGES, rows, strict=True)]


def test_the_grid_names_every_act() -> None:
    assert set(CELLS) == set(Action)


@pytest.mark.parametrize(("stage", "action", "number"), [pytest.param(*cell, id=f"{cell[0]}-{cell[1]}") for cell in ALL])
def test_an_act_happens_in_its_stages_and_in_no_other(stage: Stage, action: Action, number: str) -> None:
    facts = favourable(stage, action)
    if number:
        assert step(facts, action, right_words(facts, action)).number == number
    else:
        with pytest.raises(WrongStageError):
            step(facts, action, right_words(facts, action))


@pytest.mark.parametrize(("stage", "action", "number"), [pytest.param(*cell, id=f"{cell[0]}-{cell[1]}") for cell in ALL])
def test_the_button_is_there_where_the_act_can_happen(stage: Stage, action: Action, number: str) -> None:
    facts = favourable(stage, action)

    assert (action in open_actions(facts)) == bool(number)
    assert what_blocks(facts, action) is (None if number else Refusal.WRONG_STAGE)
