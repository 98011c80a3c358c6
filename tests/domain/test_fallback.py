"""What follows when the fallback vote closes. Source: process.md section 6."""

from __future__ import annotations

from typing import Any

import pytest

from consensus.domain.classes import ClassRules
from consensus.domain.errors import InvalidError
from consensus.domain.outcome import decide_fallback
from consensus.domain.ruleset import class_rules
from consensus.domain.tally import Ballot
from consensus.domain.terms import Outcome, Stage
from tests.domain.rolls import Roll, ballots, roll, standings, votes

PASSED, NO_QUORUM, BLOCKED = Outcome.ADOPTED_BY_FALLBACK_VOTE, Outcome.FAILED_QUORUM, Outcome.BLOCKED
STRONG, DIVERGENCE = Outcome.NO_CONSENSUS_STRONG_SUPPORT, Outcome.NO_CONSENSUS_DIVERGENCE


def rules(code: str = "work_plan", **settings: object) -> ClassRules:
    return class_rules(code, settings)


OBJECTED = standings("20 support, 1 object unresolved")
SPLIT = standings("10 support, 10 abstain, 1 object unresolved")
STOPPED = standings("20 support, 1 block unresolved 1")


@pytest.mark.parametrize(
    ("voices", "cast", "code", "settings", "expected"),
    [
        # Two thirds of 21 is 14: fourteen yes are enough, thirteen are not.
        (OBJECTED, "14 yes, 7 no", "work_plan", {}, PASSED),
        (OBJECTED, "13 yes, 8 no", "work_plan", {}, STRONG),
        # Abstentions are not in the share, but in the quorum.
        (OBJECTED, "2 yes, 1 no, 18 abstain", "work_plan", {}, PASSED),
        (OBJECTED, "4 yes, 2 no, 1 abstain", "work_plan", {}, PASSED),
        (OBJECTED, "4 yes, 2 no", "work_plan", {}, NO_QUORUM),
        # "More than" half is more than half.
        (OBJECTED, "10 yes, 10 no", "procedural", {}, STRONG),
        (OBJECTED, "11 yes, 10 no", "procedural", {}, PASSED),
        # "At least" half is reached by half.
        (OBJECTED, "10 yes, 10 no", "procedural", {"fallback": {"strict": False}}, PASSED),
        # At least one must say yes, whatever the share.
        (OBJECTED, "21 abstain", "work_plan", {}, STRONG),
        (OBJECTED, "21 abstain", "work_plan", {"fallback": {"share": 0}}, STRONG),
        (OBJECTED, "1 yes, 20 no", "work_plan", {"fallback": {"share": 0}}, PASSED),
        # A number instead of a share is a count of yes.
        (OBJECTED, "5 yes, 16 no", "work_plan", {"fallback": {"share": 5}}, PASSED),
        (OBJECTED, "4 yes, 3 no", "work_plan", {"fallback": {"share": 5}}, STRONG),
        # Nobody voted: no quorum, and no extension.
        (OBJECTED, "", "work_plan", {}, NO_QUORUM),
        # Lost, with a block that is unresolved: blocked.
        (STOPPED, "7 yes, 14 no", "work_plan", {}, BLOCKED),
        # A block without its seconds counts as an objection.
        (STOPPED, "7 yes, 14 no", "work_plan", {"block_seconds": 2}, STRONG),
        # A vote can pass over a block: that is what it is for.
        (STOPPED, "20 yes, 1 no", "work_plan", {}, PASSED),
        # Lost without a block: the positions of the consensus stage say how strong the support was.
        (SPLIT, "7 yes, 14 no", "work_plan", {}, DIVERGENCE),
        # Without a quorum a block changes nothing.
        (STOPPED, "1 no", "work_plan", {}, NO_QUORUM),
    ],
)
def test_the_vote(voices: Roll, cast: str, code: str, settings: dict[str, Any], expected: Outcome) -> None:
    ruling = decide_fallback(voices, votes(cast), rules(code, **settings))
    assert (ruling.next, ruling.outcome) == (Stage.CLOSED, expected)


FIVE = roll(A="4 support, 1 object unresolved", B="4 support", C="4 support", D="4 support", E="4 support")


@pytest.mark.parametrize(
    ("cast", "expected"),
    [
        # More yes than no in four regions of five, and three quarters of all: passed.
        (ballots(A="4 yes", B="4 yes", C="4 yes", D="4 yes", E="4 no"), PASSED),
        # Three quarters of all, but in three regions alone.
        (ballots(A="4 yes", B="4 yes", C="4 yes", D="2 yes, 2 no"), STRONG),
        # As many yes as no is not more.
        (ballots(A="4 yes", B="4 yes", C="4 yes", D="1 yes, 1 no", E="1 no"), STRONG),
        # A region in which everyone abstains is not for it.
        (ballots(A="4 yes", B="4 yes", C="4 yes", D="4 abstain"), STRONG),
        # One yes is more than no no.
        (ballots(A="4 yes", B="4 yes", C="4 yes", D="1 yes"), PASSED),
        # Four regions for it, but not three quarters of the votes.
        (ballots(A="3 yes", B="3 yes", C="2 yes", D="1 yes", E="4 no"), STRONG),
    ],
)
def test_a_governance_vote_needs_regions_too(cast: tuple[Ballot, ...], expected: Outcome) -> None:
    assert decide_fallback(FIVE, cast, rules("governance")).outcome is expected


def test_the_quorum_of_a_vote_asks_for_regions_of_the_base() -> None:
    cast = ballots(A="4 yes", B="4 yes", C="1 yes")
    ruling = decide_fallback(FIVE, cast, rules())
    assert ruling.outcome is NO_QUORUM
    assert [str(each) for each in ruling.reasons] == [
        "Voices voted from 3 of 5 regions; the quorum needs 4.",
        "The vote has no quorum, and its window is not extended.",
    ]


def test_the_quorum_of_a_vote_asks_who_voted_and_not_who_spoke_before() -> None:
    with_movement = rules(quorum={"include": [{"where": {"kind": "movement"}, "min": 1}]})
    spoke = (*standings("5 support", kind="movement"), *standings("5 support, 1 object unresolved", kind="ngo"))
    assert decide_fallback(spoke, votes("9 yes", kind="ngo"), with_movement).outcome is NO_QUORUM
    assert decide_fallback(spoke, (*votes("8 yes"), *votes("1 abstain", kind="movement")), with_movement).outcome is PASSED


def test_the_recused_are_not_in_the_base_of_a_vote() -> None:
    voices = standings("20 support, 1 object unresolved, 30 recuse")
    assert decide_fallback(voices, votes("7 yes"), rules()).outcome is PASSED


def test_a_vote_is_named_a_vote_with_its_numbers() -> None:
    ruling = decide_fallback(OBJECTED, votes("14 yes, 7 no"), rules())
    assert [str(each) for each in ruling.reasons][-2:] == [
        "14 of 21 yes and no votes are yes; 14 are needed (2/3 of them).",
        "The fallback vote has passed. It is a vote, not a consensus.",
    ]
    data = ruling.working.as_data()
    assert (data["votes"], data["votes_by_region"]) == ({"yes": 14, "no": 7, "abstain": 0}, {"AFR": {"yes": 14, "no": 7, "abstain": 0}})


def test_a_vote_in_a_provisional_class_is_provisional_and_keeps_its_name() -> None:
    ruling = decide_fallback(OBJECTED, votes("14 yes, 7 no"), rules("urgent", fallback={"share": "2/3"}))
    assert (ruling.outcome, ruling.label) == (Outcome.ADOPTED_PROVISIONAL, PASSED)


def test_no_vote_is_held_over_an_open_objection() -> None:
    with pytest.raises(InvalidError, match="open"):
        decide_fallback(standings("20 support, 1 object open"), votes("21 yes"), rules())


def test_no_vote_is_held_in_a_class_without_one() -> None:
    with pytest.raises(InvalidError, match="no fallback vote"):
        decide_fallback(OBJECTED, votes("21 yes"), rules("political_position"))
