"""What follows when the consensus stage closes, as rows with their English above them. Source: process.md section 5."""

from __future__ import annotations

from typing import Any

import pytest

from consensus.domain.classes import ClassRules
from consensus.domain.outcome import Ruling, decide_consensus
from consensus.domain.ruleset import class_rules
from consensus.domain.tally import OwnObjection, Standing
from consensus.domain.terms import Because, ObjectionKind, ObjectionStatus, Outcome, Stage
from tests.domain.rolls import Roll, roll, standings

X, K, J, F = Stage.CLOSED, Stage.CONSENSUS, Stage.OBJECTION, Stage.FALLBACK


def rules(code: str = "work_plan", **settings: object) -> ClassRules:
    return class_rules(code, settings)


def close(voices: Roll, of: ClassRules | None = None, *, returns: int = 0, extended: bool = False) -> Ruling:
    return decide_consensus(voices, of or rules(), returns=returns, extended=extended)


def result(ruling: Ruling) -> Outcome | Because | None:
    return ruling.outcome or ruling.because


# -- steps 2 and 3 -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("voices", "code", "settings", "returns", "next_stage", "expected"),
    [
        # An open objection sends the proposal back ...
        ("9 support, 1 object open", "work_plan", {}, 0, J, Because.OBJECTION_OPEN),
        ("9 support, 1 object open", "work_plan", {}, 1, J, Because.OBJECTION_OPEN),
        # ... but no more often than the class allows: then the stage stays open.
        ("9 support, 1 object open", "work_plan", {}, 2, K, Because.OBJECTION_UNANSWERED),
        ("9 support, 1 object open", "work_plan", {"max_returns": 0}, 0, K, Because.OBJECTION_UNANSWERED),
        # An open objection comes before an unresolved block.
        ("8 support, 1 object open, 1 block unresolved", "work_plan", {}, 0, J, Because.OBJECTION_OPEN),
        # An unresolved block leads to the vote where the class has one.
        ("9 support, 1 block unresolved", "work_plan", {}, 0, F, Because.BLOCK_UNRESOLVED),
        ("9 support, 1 block unresolved", "governance", {}, 0, F, Because.BLOCK_UNRESOLVED),
        # Where it has none, the proposal is blocked.
        ("9 support, 1 block unresolved", "political_position", {}, 0, X, Outcome.BLOCKED),
        ("9 support, 1 block unresolved", "work_plan", {"fallback": None}, 0, X, Outcome.BLOCKED),
        # An unresolved objection is overruled where the class does so.
        ("9 support, 1 object unresolved", "work_plan", {}, 0, X, Outcome.CONSENSUS_WITH_RECORDED_DISSENT),
        # Where it does not, the vote decides, or there is no consensus.
        ("9 support, 1 object unresolved", "governance", {}, 0, F, Because.OBJECTION_UNRESOLVED),
        ("9 support, 1 object unresolved", "political_position", {}, 0, X, Outcome.NO_CONSENSUS_STRONG_SUPPORT),
        ("4 support, 4 abstain, 1 object unresolved", "political_position", {}, 0, X, Outcome.NO_CONSENSUS_DIVERGENCE),
        # A block gives its name to the vote, whoever objects beside it.
        ("8 support, 1 object unresolved, 1 block unresolved", "governance", {}, 0, F, Because.BLOCK_UNRESOLVED),
        # A block without its seconds counts as an objection: overruled, voted on, or no consensus.
        ("9 support, 1 block unresolved 1", "work_plan", {"block_seconds": 2}, 0, X, Outcome.CONSENSUS_WITH_RECORDED_DISSENT),
        ("9 support, 1 block unresolved 1", "governance", {"block_seconds": 2}, 0, F, Because.OBJECTION_UNRESOLVED),
        ("9 support, 1 block unresolved 1", "political_position", {"block_seconds": 2}, 0, X, Outcome.NO_CONSENSUS_STRONG_SUPPORT),
        ("9 support, 1 block unresolved 2", "political_position", {"block_seconds": 2}, 0, X, Outcome.BLOCKED),
        # Returns have nothing to do with it.
        ("9 support, 1 block unresolved", "political_position", {}, 5, X, Outcome.BLOCKED),
        # Step 3 comes before the support floor.
        ("1 block unresolved", "political_position", {}, 0, X, Outcome.BLOCKED),
    ],
)
def test_objections(voices: str, code: str, settings: dict[str, Any], returns: int, next_stage: Stage, expected: Outcome | Because) -> None:
    ruling = close(standings(voices), rules(code, **settings), returns=returns)
    assert (ruling.next, result(ruling)) == (next_stage, expected)


def test_dissent_does_not_lapse_by_silence() -> None:
    silent_blocker = Standing({"region": "AFR"}, None, (OwnObjection(ObjectionKind.BLOCK, ObjectionStatus.UNRESOLVED),))
    ruling = close((*standings("9 support"), silent_blocker), rules("political_position"))
    assert ruling.outcome is Outcome.BLOCKED
    assert ruling.working.as_data()["positions"] == {
        "support": 9,
        "reservation": 0,
        "abstain": 0,
        "stand_aside": 0,
        "object": 0,
        "block": 1,
    }


def test_a_withdrawn_block_stops_nothing() -> None:
    changed = Standing({"region": "AFR"}, None, (OwnObjection(ObjectionKind.BLOCK, ObjectionStatus.WITHDRAWN),))
    assert close((*standings("9 support"), changed), rules("political_position")).outcome is Outcome.FULL_CONSENSUS


# -- step 4 ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("voices", "floor", "met"),
    [
        # A quarter of 20 is 5; reservations are support.
        ("3 support, 2 reservation, 15 abstain", "1/4", True),
        ("2 support, 2 reservation, 16 abstain", "1/4", False),
        # The floor is a share of the base, not of those who spoke.
        ("5 support, 5 abstain, 11 silent", "1/4", False),
        # Two thirds of 21 is 14.
        ("14 support, 7 abstain", "2/3", True),
        ("13 support, 8 abstain", "2/3", False),
        # A number is a count of voices.
        ("2 support, 40 abstain", 2, True),
        ("1 support, 40 abstain", 2, False),
        # Without a floor at least one must agree.
        ("1 reservation, 40 abstain", 0, True),
        ("41 abstain", 0, False),
        ("41 abstain", "0/1", False),
        # The recused are not in the base.
        ("5 support, 15 abstain, 9 recuse", "1/4", True),
    ],
)
def test_support_floor(voices: str, floor: object, met: bool) -> None:  # noqa: FBT001 -- a column of the table
    ruling = close(standings(voices), rules(support_floor=floor))
    assert (ruling.outcome is not Outcome.FAILED_SUPPORT_FLOOR) is met


# -- step 5 ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("voices", "settings", "within"),
    [
        # A third of 21 that spoke may stand aside: 7 may ...
        (standings("14 support, 7 stand_aside"), {}, True),
        # ... and 8 of 21 may not.
        (standings("13 support, 8 stand_aside"), {}, False),
        # The silent are not counted: 7 of 20 that spoke are too many.
        (standings("13 support, 7 stand_aside, 5 silent"), {}, False),
        # Half of a region may stand aside, and no more, where at least three of it spoke.
        (roll(A="20 support", B="2 support, 2 stand_aside"), {}, True),
        (roll(A="20 support", B="1 support, 2 stand_aside"), {}, False),
        # In a region of two the bound is not asked.
        (roll(A="20 support", B="2 stand_aside"), {}, True),
        # ... unless the class asks from two on.
        (roll(A="20 support", B="2 stand_aside"), {"stand_aside_ceiling": {"within_from": 2}}, False),
        # Silent voices do not make a region of three.
        (roll(A="20 support", B="2 stand_aside, 5 silent"), {}, True),
        # Other groups than regions may be asked.
        ((*standings("20 support", kind="ngo"), *standings("1 support, 3 stand_aside", kind="movement")), {"stand_aside_ceiling": {"within": {"kind": "1/2"}}}, False),
        # Where the groups are replaced, regions are asked no more.
        (roll(A="20 support", B="1 support, 2 stand_aside"), {"stand_aside_ceiling": {"within": {"kind": "1/2"}}}, True),
        # A number is a count of voices.
        (standings("20 support, 3 stand_aside"), {"stand_aside_ceiling": {"overall": 3}}, True),
        (standings("20 support, 4 stand_aside"), {"stand_aside_ceiling": {"overall": 3}}, False),
        # Without a ceiling any number may.
        (standings("5 support, 9 stand_aside"), {"stand_aside_ceiling": None}, True),
    ],
)  # fmt: skip
def test_stand_aside_ceiling(voices: Roll, settings: dict[str, Any], within: bool) -> None:  # noqa: FBT001 -- a column of the table
    ruling = close(voices, rules(**settings))
    assert (result(ruling) is not Because.STAND_ASIDE_CEILING) is within
    assert (ruling.outcome is Outcome.CONSENSUS_WITH_STAND_ASIDES) is within


@pytest.mark.parametrize(
    ("voices", "returns", "next_stage", "expected"),
    [
        # Too many send the proposal back ...
        ("5 support, 5 stand_aside", 1, J, Because.STAND_ASIDE_CEILING),
        # ... until no return is left: then there is no consensus, with strong support or without.
        ("6 support, 5 stand_aside", 2, X, Outcome.NO_CONSENSUS_STRONG_SUPPORT),
        # Exactly half of those who spoke is not strong support.
        ("5 support, 5 stand_aside", 2, X, Outcome.NO_CONSENSUS_DIVERGENCE),
        # Reservations are support; the silent are not asked.
        ("3 support, 3 reservation, 5 stand_aside, 8 silent", 2, X, Outcome.NO_CONSENSUS_STRONG_SUPPORT),
    ],
)
def test_a_passed_ceiling(voices: str, returns: int, next_stage: Stage, expected: Outcome | Because) -> None:
    ruling = close(standings(voices), returns=returns)
    assert (ruling.next, result(ruling)) == (next_stage, expected)


@pytest.mark.parametrize(
    ("voices", "returns", "sentence"),
    [
        # The first return is return 1.
        (
            "5 support, 5 stand_aside",
            0,
            "Too many stand aside, so the proposal goes back to the objection stage; this is return 1 of at most 2.",
        ),
        ("9 support, 1 object open", 1, "The proposal goes back to the objection stage; this is return 2 of at most 2."),
        # Once both are used none is left.
        ("6 support, 5 stand_aside", 2, "Too many stand aside, and no return to the objection stage is left (2 of 2 used)."),
    ],
)
def test_a_return_is_counted_aloud(voices: str, returns: int, sentence: str) -> None:
    assert sentence in [str(each) for each in close(standings(voices), returns=returns).reasons]


# -- step 6 ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("voices", "expected"),
    [
        # Every voice of the base agrees.
        ("9 support", Outcome.UNANIMITY),
        # The recused are not of the base.
        ("9 support, 2 recuse", Outcome.UNANIMITY),
        # One silent voice is not agreement.
        ("9 support, 1 silent", Outcome.FULL_CONSENSUS),
        # Nor is an abstention.
        ("9 support, 1 abstain", Outcome.FULL_CONSENSUS),
        # The weakest thing present names the outcome.
        ("9 support, 1 reservation", Outcome.CONSENSUS_WITH_RESERVATIONS),
        ("9 reservation", Outcome.CONSENSUS_WITH_RESERVATIONS),
        ("9 support, 1 reservation, 1 stand_aside", Outcome.CONSENSUS_WITH_STAND_ASIDES),
        ("9 support, 1 reservation, 1 stand_aside, 1 object unresolved", Outcome.CONSENSUS_WITH_RECORDED_DISSENT),
    ],
)
def test_the_label_is_the_weakest_thing_present(voices: str, expected: Outcome) -> None:
    ruling = close(standings(voices))
    assert (ruling.next, ruling.outcome, ruling.label) == (X, expected, None)


def test_an_urgent_adoption_is_provisional_and_keeps_its_label() -> None:
    ruling = close(roll(A="3 support", B="1 reservation"), rules("urgent"))
    assert (ruling.outcome, ruling.label) == (Outcome.ADOPTED_PROVISIONAL, Outcome.CONSENSUS_WITH_RESERVATIONS)


def test_an_urgent_class_that_is_not_provisional_adopts_plainly() -> None:
    ruling = close(roll(A="3 support", B="1 reservation"), rules("urgent", provisional_days=None))
    assert (ruling.outcome, ruling.label) == (Outcome.CONSENSUS_WITH_RESERVATIONS, None)


# -- reasons and working -----------------------------------------------------------------------------------------------


def test_reasons_carry_the_numbers() -> None:
    ruling = close(roll(AFR="4 support, 1 stand_aside", LAC="1 block unresolved 0, 3 silent"), rules(block_seconds=1))
    assert [str(each) for each in ruling.reasons] == [
        "6 of 9 voices spoke; the quorum needs 3 (1/3 of the base).",
        "Voices spoke from 2 of 2 regions; the quorum needs 2.",
        "4 of 9 voices agree; the support floor is 3 (1/4 of the base).",
        "1 of 6 voices that spoke stand aside; the ceiling is 2.",
        "In AFR, 1 of 5 voices that spoke stand aside; the ceiling is 2.",
        "The objection of 1 voice is unresolved and stays on the record.",
        "1 of them is a block that too few other voices seconded (needed: 1), so it counts as an objection.",
    ]


def test_the_working_is_whole_numbers_and_words() -> None:
    ruling = close(roll(AFR="4 support, 1 stand_aside", LAC="1 object unresolved, 3 silent, 2 recuse"))
    assert ruling.working.as_data() == {
        "base": 9,
        "recused": 2,
        "spoke": 6,
        "positions": {"support": 4, "reservation": 0, "abstain": 0, "stand_aside": 1, "object": 1, "block": 0},
        "regions": {
            "AFR": {"base": 5, "spoke": 5, "positions": {"support": 4, "stand_aside": 1}},
            "LAC": {"base": 4, "spoke": 1, "positions": {"object": 1}},
        },
        "open_objections": 0,
        "unresolved_objections": 1,
        "unresolved_blocks": 0,
        "unseconded_blocks": 0,
        "quorum": [
            {"rule": "quorum.share", "have": 6, "bound": 3, "of": 9, "met": True, "sentence": "6 of 9 voices spoke; the quorum needs 3 (1/3 of the base)."},
            {"rule": "quorum.breadth", "have": 2, "bound": 2, "of": 2, "met": True, "sentence": "Voices spoke from 2 of 2 regions; the quorum needs 2."},
        ],
        "support_floor": {"rule": "support_floor", "have": 4, "bound": 3, "of": 9, "met": True, "sentence": "4 of 9 voices agree; the support floor is 3 (1/4 of the base)."},
        "stand_aside_ceiling": [
            {"rule": "stand_aside_ceiling.overall", "have": 1, "bound": 2, "of": 6, "met": True, "sentence": "1 of 6 voices that spoke stand aside; the ceiling is 2."},
            {"rule": "stand_aside_ceiling.within", "have": 1, "bound": 2, "of": 5, "met": True, "sentence": "In AFR, 1 of 5 voices that spoke stand aside; the ceiling is 2."},
        ],
        "votes": None,
        "votes_by_region": None,
        "fallback": [],
    }  # fmt: skip
