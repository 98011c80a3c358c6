"""What follows when the objection stage ends. Source: process.md sections 2 (T16) and 5.7."""

from __future__ import annotations

import pytest

from consensus.domain.classes import ClassRules
from consensus.domain.outcome import Ruling, decide_end_of_objection
from consensus.domain.ruleset import class_rules
from consensus.domain.terms import Because, Outcome, Stage
from tests.domain.rolls import standings

X, K, J = Stage.CLOSED, Stage.CONSENSUS, Stage.OBJECTION


def rules(code: str = "work_plan", **settings: object) -> ClassRules:
    return class_rules(code, settings)


def result(ruling: Ruling) -> Outcome | Because | None:
    return ruling.outcome or ruling.because


@pytest.mark.parametrize(
    ("voices", "code", "objected", "next_stage", "expected"),
    [
        # Nobody ever objected and two said that they agree: adopted by silence.
        ("2 support, 50 silent", "procedural", False, X, Outcome.ADOPTED_BY_SILENCE),
        # The support floor is met by voices that said support; one is too few, and a reservation is not the word.
        ("1 support, 50 silent", "procedural", False, K, Because.WINDOW_OVER),
        ("1 support, 1 reservation, 50 silent", "procedural", False, K, Because.WINDOW_OVER),
        ("52 silent", "procedural", False, K, Because.WINDOW_OVER),
        # An objection that was raised and withdrawn was raised.
        ("50 support", "procedural", True, K, Because.WINDOW_OVER),
        # An unresolved one shows that one was raised, whatever is said about it.
        ("50 support, 1 object unresolved", "procedural", False, K, Because.WINDOW_OVER),
        # In a class where silence is no consent, everyone agreeing is not enough.
        ("50 support", "work_plan", False, K, Because.WINDOW_OVER),
        # An open objection holds the stage, in every class.
        ("50 support, 1 object open", "procedural", True, J, Because.OBJECTION_OPEN),
        ("50 support, 1 object open", "work_plan", True, J, Because.OBJECTION_OPEN),
        # The recused say nothing: neither agreement nor objection.
        ("1 support, 5 recuse", "procedural", False, K, Because.WINDOW_OVER),
    ],
)
def test_end_of_objection(
    voices: str,
    code: str,
    objected: bool,  # noqa: FBT001 -- a column of the table
    next_stage: Stage,
    expected: Outcome | Because,
) -> None:
    ruling = decide_end_of_objection(standings(voices), rules(code), objected=objected)
    assert (ruling.next, result(ruling)) == (next_stage, expected)


def test_adoption_by_silence_needs_one_voice_even_without_a_floor() -> None:
    ruling = decide_end_of_objection(standings("9 silent"), rules("procedural", support_floor=0), objected=False)
    assert result(ruling) is Because.WINDOW_OVER


def test_silence_in_a_provisional_class_adopts_provisionally() -> None:
    ruling = decide_end_of_objection(standings("9 support"), rules("procedural", provisional_days=14), objected=False)
    assert (ruling.outcome, ruling.label) == (Outcome.ADOPTED_PROVISIONAL, Outcome.ADOPTED_BY_SILENCE)


@pytest.mark.parametrize(("untold", "expected"), [(0, Outcome.ADOPTED_BY_SILENCE), (1, Because.WINDOW_OVER)])
def test_silence_counts_only_where_every_voice_was_told(untold: int, expected: Outcome | Because) -> None:
    ruling = decide_end_of_objection(standings("3 support, 9 silent"), rules("procedural"), objected=False, untold=untold)
    assert result(ruling) is expected


def test_who_was_not_told_is_named_as_a_number_among_the_reasons() -> None:
    ruling = decide_end_of_objection(standings("3 support, 9 silent"), rules("procedural"), objected=False, untold=2)
    assert "2 voices were not" in " ".join(str(each.render()) for each in ruling.reasons)
