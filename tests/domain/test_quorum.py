"""When enough of the base spoke, and what is missing. Source: process.md section 5.1."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consensus.domain.classes import ClassRules
from consensus.domain.missing import missing_for_quorum
from consensus.domain.outcome import Ruling, decide_consensus
from consensus.domain.quorum import quorum_lines, turnout
from consensus.domain.ruleset import class_rules
from consensus.domain.tally import OwnObjection, Standing
from consensus.domain.terms import Because, ObjectionKind, ObjectionStatus, Outcome, PositionCode, Stage
from tests.domain.rolls import Roll, roll, standings


def rules(code: str = "work_plan", **settings: object) -> ClassRules:
    return class_rules(code, settings)


def close(voices: Roll, of: ClassRules, *, extended: bool) -> Ruling:
    return decide_consensus(voices, of, returns=0, extended=extended)


NO_BREADTH: Mapping[str, Any] = {"breadth": None}
MOVEMENTS: Mapping[str, Any] = {"include": [{"where": {"kind": "movement"}, "min": 2}]}


@pytest.mark.parametrize(
    ("voices", "settings", "met"),
    [
        # A third of 21 is 7: seven are enough ...
        (standings("7 support, 14 silent"), {}, True),
        # ... and six are not.
        (standings("6 support, 15 silent"), {}, False),
        # Two thirds of 21 is 14, exactly.
        (standings("14 support, 7 silent"), {"quorum": {"share": "2/3"}}, True),
        (standings("13 support, 8 silent"), {"quorum": {"share": "2/3"}}, False),
        # A third of 22 is more than 7.
        (standings("7 support, 15 silent"), {}, False),
        # Somebody must speak, even where no share is asked for.
        (standings("5 silent"), {"quorum": {"share": 0}}, False),
        (standings("1 support, 4 silent"), {"quorum": {"share": 0}}, True),
        # Nobody on the roll is nobody who spoke.
        ((), {}, False),
        (standings("3 recuse"), {}, False),
        # A number is a count of voices, whatever the base.
        (standings("3 support, 270 silent"), {"quorum": {"share": 3}}, True),
        (standings("2 support"), {"quorum": {"share": 3}}, False),
        # Abstaining and standing aside is speaking.
        (standings("1 support, 3 abstain, 3 stand_aside, 14 silent"), {"stand_aside_ceiling": None, "support_floor": 0}, True),
        # The recused are not in the base: 7 of 21, not of 30.
        (standings("7 support, 14 silent, 9 recuse"), {}, True),
        # An unresolved objection speaks, though its owner says nothing more.
        ((*standings("6 support, 14 silent"), Standing({"region": "AFR"}, None, (OwnObjection(ObjectionKind.OBJECTION, ObjectionStatus.UNRESOLVED),))), {}, True),
        # Four regions of six are enough, three are not.
        (roll(A="3 support", B="1 support", C="1 support", D="1 abstain", E="2 silent", F="1 silent"), {}, True),
        (roll(A="6 support", B="1 support", C="1 support", D="1 silent", E="2 silent", F="1 silent"), {}, False),
        # Where there are but three regions, all three must speak.
        (roll(A="6 support", B="1 support", C="1 support"), {}, True),
        (roll(A="6 support", B="1 support", C="1 silent"), {}, False),
        # A region whose voices are all recused is no region of the base.
        (roll(A="6 support", B="1 support", C="3 recuse"), {}, True),
        # With two voices from each region, one is too few.
        (roll(A="6 support", B="1 support, 1 silent"), {"quorum": {"breadth": {"min_each": 2}}}, False),
        (roll(A="6 support", B="2 support"), {"quorum": {"breadth": {"min_each": 2}}}, True),
        # Without breadth one region is enough.
        (roll(A="9 support", B="1 silent", C="1 silent"), {"quorum": NO_BREADTH}, True),
        # Two movements must speak: two do, one does not do, and silence does not count.
        (standings("2 support", kind="movement"), {"quorum": MOVEMENTS}, True),
        ((*standings("1 support", kind="movement"), *standings("9 support", kind="ngo")), {"quorum": MOVEMENTS}, False),
        ((*standings("1 support, 5 silent", kind="movement"), *standings("9 support", kind="ngo")), {"quorum": MOVEMENTS}, False),
        # Other groups than regions may be asked for.
        ((*standings("9 support", kind="movement"), *standings("1 silent", kind="ngo")), {"quorum": {"breadth": {"attribute": "kind"}}}, False),
    ],
)  # fmt: skip
def test_quorum(voices: Roll, settings: dict[str, Any], met: bool) -> None:  # noqa: FBT001 -- a column of the table
    ruling = close(voices, rules(**settings), extended=True)
    assert (ruling.outcome is not Outcome.FAILED_QUORUM) is met
    assert all(line.is_met for line in ruling.working.quorum) is met


@pytest.mark.parametrize("code", ["governance", "work_plan", "urgent"])
def test_without_a_quorum_the_window_is_extended_once(code: str) -> None:
    first = close(standings("40 silent"), rules(code), extended=False)
    second = close(standings("40 silent"), rules(code), extended=True)
    assert (first.next, first.because, first.outcome) == (Stage.CONSENSUS, Because.EXTENDED, None)
    assert (second.next, second.because, second.outcome) == (Stage.CLOSED, None, Outcome.FAILED_QUORUM)


def test_quorum_comes_before_everything_else() -> None:
    voices = standings("1 object open, 1 block unresolved, 90 silent")
    assert close(voices, rules(), extended=True).outcome is Outcome.FAILED_QUORUM


# -- what is missing ---------------------------------------------------------------------------------------------------


def missing(voices: Roll, **quorum: object) -> tuple[int | None, list[str]]:
    found = missing_for_quorum(voices, rules(quorum=quorum).quorum)
    return found.voices, [str(each) for each in found.reasons]


@pytest.mark.parametrize(
    ("voices", "quorum", "expected"),
    [
        # Nothing is missing.
        (standings("7 support, 14 silent"), {}, (0, [])),
        # The share alone.
        (standings("5 support, 16 silent"), {}, (2, ["The quorum still needs 2 voices."])),
        (standings("6 support, 15 silent"), {}, (1, ["The quorum still needs 1 voice."])),
        # The breadth alone: the share is met, and two regions have said nothing.
        (
            roll(AFR="20 support", LAC="1 support", ASIA="1 support", MENA="2 silent", NAM="1 silent"),
            {},
            (1, ["The quorum still needs 1 voice.", "Voices from 1 more region must speak; none has spoken from: MENA, NAM."]),
        ),
        # One voice may serve share and breadth: two more, one of them from a region that is silent.
        (
            roll(AFR="5 support, 10 silent", LAC="1 support", ASIA="1 support", MENA="5 silent", NAM="5 silent"),
            {},
            (2, ["The quorum still needs 2 voices.", "Voices from 1 more region must speak; none has spoken from: MENA, NAM."]),
        ),
        # A movement that is silent in a silent region serves the include and the breadth at once.
        (
            (*roll(AFR="9 support"), *standings("1 silent", region="LAC", kind="movement"), *standings("5 silent", region="LAC")),
            {"include": [{"where": {"kind": "movement"}, "min": 1}]},
            (
                1,
                [
                    "The quorum still needs 1 voice.",
                    "Voices from 1 more region must speak; none has spoken from: LAC.",
                    "1 more voice with the kind movement must speak.",
                ],
            ),
        ),
        # Where the movement is elsewhere it takes two voices.
        (
            (*roll(AFR="9 support"), *standings("1 silent", region="AFR", kind="movement"), *standings("5 silent", region="LAC")),
            {"include": [{"where": {"kind": "movement"}, "min": 1}]},
            (
                2,
                [
                    "The quorum still needs 2 voices.",
                    "Voices from 1 more region must speak; none has spoken from: LAC.",
                    "1 more voice with the kind movement must speak.",
                ],
            ),
        ),
        # A region that spoke with too few must complete its number.
        (
            roll(AFR="9 support", LAC="1 support, 3 silent"),
            {"breadth": {"min_each": 3}},
            (2, ["The quorum still needs 2 voices.", "By region, 1 more group must speak with at least 3 voices; not yet: LAC."]),
        ),
        # A filter of several parts is said as it is.
        (
            (*roll(AFR="9 support"), *standings("1 silent", region="AFR", kind="movement")),
            {"include": [{"where": {"region": "AFR", "not": {"kind": "ngo"}}, "min": 1}]},
            (1, ["The quorum still needs 1 voice.", "1 more voice that matches region: AFR; not (kind: ngo) must speak."]),
        ),
        # A region that has spoken is not asked again, though some of its voices are silent.
        (
            roll(A="9 support", B="1 support, 3 silent", C="1 support", D="2 silent"),
            {},
            (1, ["The quorum still needs 1 voice.", "Voices from 1 more region must speak; none has spoken from: D."]),
        ),
        # Once enough regions spoke, those that did not are not asked for.
        (
            roll(A="1 support, 10 silent", B="1 support", C="1 support", D="1 support", E="2 silent"),
            {},
            (2, ["The quorum still needs 2 voices."]),
        ),
        # Silent voices of a region that has spoken complete no other: B needs its own two.
        (
            roll(A="9 support, 5 silent", B="2 silent"),
            {"breadth": {"min_each": 2}},
            (2, ["The quorum still needs 2 voices.", "By region, 1 more group must speak with at least 2 voices; not yet: B."]),
        ),
        # Nor do voices whose region is undisclosed.
        (
            (*roll(A="9 support", B="2 silent"), *standings("5 silent", region="?")),
            {"breadth": {"min_each": 2}},
            (2, ["The quorum still needs 2 voices.", "By region, 1 more group must speak with at least 2 voices; not yet: B."]),
        ),
        # Of three movements one has spoken: two more.
        (
            (*standings("1 support, 5 silent", kind="movement"), *standings("9 support", kind="ngo")),
            {"include": [{"where": {"kind": "movement"}, "min": 3}]},
            (2, ["The quorum still needs 2 voices.", "2 more voices with the kind movement must speak."]),
        ),
        # One movement is silent where two are needed: the others cannot stand in for it.
        (
            (*standings("1 silent", kind="movement"), *standings("9 support, 9 silent", kind="ngo")),
            {"include": [{"where": {"kind": "movement"}, "min": 2}]},
            (
                None,
                [
                    "Among the voices that spoke, 0 have the kind movement; the quorum needs 2.",
                    "The quorum cannot be met any more, even if every voice that is silent speaks.",
                ],
            ),
        ),
        # What cannot be met any more is said to be so.
        (
            standings("9 support, 3 silent"),
            {"include": [{"where": {"kind": "movement"}, "min": 1}]},
            (
                None,
                [
                    "Among the voices that spoke, 0 have the kind movement; the quorum needs 1.",
                    "The quorum cannot be met any more, even if every voice that is silent speaks.",
                ],
            ),
        ),
        (
            standings("2 silent"),
            {"share": 3},
            (
                None,
                [
                    "0 of 2 voices spoke; the quorum needs 3.",
                    "Voices spoke from 0 of 1 regions; the quorum needs 1.",
                    "The quorum cannot be met any more, even if every voice that is silent speaks.",
                ],
            ),
        ),
    ],
)
def test_what_is_missing(voices: Roll, quorum: dict[str, Any], expected: tuple[int | None, list[str]]) -> None:
    assert missing(voices, **quorum) == expected


def test_breadth_is_said_of_regions_or_of_other_groups() -> None:
    voices = (*standings("9 support", kind="movement"), *standings("1 silent", kind="ngo"))
    (_, by_kind) = quorum_lines(of := rules(quorum={"breadth": {"attribute": "kind"}}).quorum, turnout(voices, of))
    (_, by_region) = quorum_lines(of := rules().quorum, turnout(voices, of))
    assert str(by_kind.sentence) == "By kind, at least 1 of their voices spoke in 1 of 2 groups; the quorum needs 2 groups."
    assert str(by_region.sentence) == "Voices spoke from 1 of 1 regions; the quorum needs 1."


SMALL_ROLL = st.lists(
    st.builds(
        lambda region, kind, spoke, count: Standing({"region": region, "kind": kind}, PositionCode.SUPPORT if spoke else None, count=count),
        st.sampled_from("ABC"),
        st.sampled_from(["ngo", "movement", "academic"]),
        st.booleans(),
        st.integers(0, 2),
    ),
    max_size=6,
)
QUORUMS = st.fixed_dictionaries(
    {
        "share": st.sampled_from([0, 1, 3, "1/3", "2/3", "1/1"]),
        "breadth": st.one_of(
            st.none(),
            st.fixed_dictionaries(
                {"attribute": st.sampled_from(["region", "kind"]), "min_groups": st.integers(0, 3), "min_each": st.integers(1, 2)}
            ),
        ),
        "include": st.lists(
            st.fixed_dictionaries(
                {"where": st.sampled_from([{"kind": "movement"}, {"kind": ["movement", "ngo"]}, {"region": "A"}]), "min": st.integers(0, 3)}
            ),
            max_size=2,
        ),
    }
)


@given(SMALL_ROLL, QUORUMS)
def test_the_missing_number_is_the_least_that_any_choice_of_voices_needs(voices: list[Standing], settings: dict[str, Any]) -> None:
    quorum = rules(quorum=settings).quorum
    silent = [each for each in voices if each.position is None]
    enough = []
    for speaking in product(*(range(each.count + 1) for each in silent)):
        spoken = [Standing(each.attributes, PositionCode.SUPPORT, count=more) for each, more in zip(silent, speaking, strict=True)]
        left = [Standing(each.attributes, count=each.count - more) for each, more in zip(silent, speaking, strict=True)]
        after = [each for each in voices if each.position is not None] + spoken + left
        if all(line.is_met for line in quorum_lines(quorum, turnout(after, quorum))):
            enough.append(sum(speaking))
    assert missing_for_quorum(voices, quorum).voices == min(enough, default=None)


def test_what_is_missing_is_found_in_a_roll_of_many_groups() -> None:
    kinds = ("ngo", "movement", "academic", "grassroots")
    voices = tuple(Standing({"country": f"C{number % 75}", "kind": kinds[number % 4]}) for number in range(280))
    breadth = {"attribute": "country", "min_groups": 40}
    include = [{"where": {"kind": "movement"}, "min": 3}]
    assert missing(voices, share=0, breadth=breadth, include=include)[0] == 40
