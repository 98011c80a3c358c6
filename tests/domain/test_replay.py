"""What other rules would have made of a decision, as rows with their English above them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consensus.domain.classes import ClassRules
from consensus.domain.outcome import decide_consensus
from consensus.domain.replay import Meaning, Past, replay
from consensus.domain.ruleset import class_rules
from consensus.domain.tally import Ballot
from consensus.domain.terms import Outcome
from tests.domain.rolls import Roll, ballots, roll

EVERYWHERE = {"AFR": "3 support", "LAC": "3 support", "MENA": "3 support", "NAM": "1 support, 2 silent"}


def rules(code: str = "work_plan", **settings: object) -> ClassRules:
    return class_rules(code, settings)


def past(outcome: Outcome, standings: Roll, votes: tuple[Ballot, ...] = (), **other: Any) -> Past:
    given: dict[str, Any] = {
        "rules": rules(),
        "label": None,
        "agreed_early": frozenset(),
        "returns": 0,
        "is_extended": False,
        "is_steering": False,
    }
    return Past(outcome=outcome, standings=standings, ballots=votes, **{**given, **other})


FULL = past(Outcome.FULL_CONSENSUS, roll(**EVERYWHERE))
ASIDES = past(Outcome.CONSENSUS_WITH_STAND_ASIDES, roll(**{**EVERYWHERE, "MENA": "2 support, 1 stand_aside"}))
NO_QUORUM = past(Outcome.FAILED_QUORUM, roll(AFR="3 support", LAC="9 silent"), is_extended=True)
BLOCKED = past(Outcome.BLOCKED, roll(**EVERYWHERE, EUR="1 block unresolved"), rules=rules(fallback=None))
VOTED = past(
    Outcome.ADOPTED_BY_FALLBACK_VOTE,
    roll(**EVERYWHERE, EUR="1 block unresolved"),
    ballots(AFR="3 yes", LAC="2 yes", MENA="3 yes", EUR="3 no"),
)
SILENT = past(Outcome.ADOPTED_BY_SILENCE, roll(AFR="2 support, 9 silent"), rules=rules("procedural"), agreed_early=frozenset({0}))


@pytest.mark.parametrize(
    ("decision", "code", "settings", "meaning", "outcome"),
    [
        # Under the rules of then it ends as it did.
        (FULL, "work_plan", {}, Meaning.SAME, Outcome.FULL_CONSENSUS),
        (ASIDES, "work_plan", {}, Meaning.SAME, Outcome.CONSENSUS_WITH_STAND_ASIDES),
        (NO_QUORUM, "work_plan", {}, Meaning.SAME, Outcome.FAILED_QUORUM),
        (VOTED, "work_plan", {}, Meaning.SAME, Outcome.ADOPTED_BY_FALLBACK_VOTE),
        (SILENT, "procedural", {}, Meaning.SAME, Outcome.ADOPTED_BY_SILENCE),
        # A higher quorum would have extended the window, and then nobody knows.
        (FULL, "work_plan", {"quorum": {"share": "11/12"}}, Meaning.GOES_ON, None),
        # A window that was extended already would have failed.
        (replace(FULL, is_extended=True), "work_plan", {"quorum": {"share": "11/12"}}, Meaning.OTHER, Outcome.FAILED_QUORUM),
        # A lower quorum would have adopted what failed.
        (NO_QUORUM, "work_plan", {"quorum": {"share": "1/4", "breadth": None}}, Meaning.OTHER, Outcome.FULL_CONSENSUS),
        # A higher support floor.
        (FULL, "work_plan", {"support_floor": "11/12"}, Meaning.OTHER, Outcome.FAILED_SUPPORT_FLOOR),
        # No stand-aside allowed: it would have gone back, or where it may not, there is no consensus.
        (ASIDES, "work_plan", {"stand_aside_ceiling": {"overall": 0}}, Meaning.GOES_ON, None),
        (ASIDES, "work_plan", {"stand_aside_ceiling": {"overall": 0}, "max_returns": 0}, Meaning.OTHER, Outcome.NO_CONSENSUS_STRONG_SUPPORT),
        # A vote that was not held has no result.
        (BLOCKED, "work_plan", {}, Meaning.GOES_ON, None),
        # Without enough seconds the block counts as an objection, which this class overrules.
        (BLOCKED, "work_plan", {"fallback": None, "block_seconds": 1}, Meaning.OTHER, Outcome.CONSENSUS_WITH_RECORDED_DISSENT),
        # A vote that was held is counted again.
        (VOTED, "work_plan", {"fallback": {"share": "3/4"}}, Meaning.OTHER, Outcome.BLOCKED),
        (VOTED, "work_plan", {"fallback": None}, Meaning.OTHER, Outcome.BLOCKED),
        # Where silence does not consent, it would have gone on to positions.
        (SILENT, "procedural", {"silence": "none"}, Meaning.GOES_ON, None),
        (SILENT, "procedural", {"support_floor": 3}, Meaning.GOES_ON, None),
        # Provisional rules make another outcome of the same counts.
        (FULL, "work_plan", {"provisional_days": 14}, Meaning.OTHER, Outcome.ADOPTED_PROVISIONAL),
        # More returns than the rules allow cannot be decided again, nor can a wider electorate, nor what nobody ruled on.
        (replace(FULL, returns=2), "work_plan", {"max_returns": 1}, Meaning.UNKNOWN, None),
        (replace(FULL, rules=rules(electorate="organisations")), "work_plan", {}, Meaning.UNKNOWN, None),
        (replace(FULL, outcome=Outcome.WITHDRAWN), "work_plan", {}, Meaning.UNKNOWN, None),
        # A steering body asks every filled seat, whatever the electorate.
        (replace(FULL, rules=rules(electorate="organisations"), is_steering=True), "work_plan", {}, Meaning.SAME, Outcome.FULL_CONSENSUS),
    ],
)  # fmt: skip
def test_a_decision_is_decided_again(
    decision: Past, code: str, settings: dict[str, Any], meaning: Meaning, outcome: Outcome | None
) -> None:
    replayed = replay(decision, rules(code, **settings))
    assert (replayed.meaning, replayed.outcome) == (meaning, outcome)
    assert replayed.reasons


def test_where_silence_would_have_consented_the_voices_that_agreed_early_decide() -> None:
    decision = past(Outcome.FULL_CONSENSUS, roll(**EVERYWHERE), rules=rules("procedural", support_floor=4), agreed_early=frozenset({0}))
    assert replay(decision, rules("procedural", support_floor=4)).outcome is Outcome.FULL_CONSENSUS
    assert replay(decision, rules("procedural", support_floor=3)).outcome is Outcome.ADOPTED_BY_SILENCE


def test_individual_members_are_left_out_where_only_organisations_would_have_been_asked() -> None:
    individuals = tuple(replace(each, attributes={**each.attributes, "kind": "individual"}) for each in roll(AFR="2 stand_aside"))
    decision = past(Outcome.CONSENSUS_WITH_STAND_ASIDES, (*roll(**EVERYWHERE), *individuals))
    replayed = replay(decision, rules(electorate="organisations"))
    assert replayed.outcome is Outcome.FULL_CONSENSUS
    assert [str(each) for each in replayed.caveats] == ["2 individual members, who had a voice then, are left out."]


@pytest.mark.parametrize(
    ("decision", "settings", "words"),
    [
        (FULL, {"comment_days": 3}, "windows would have been of another length"),
        (replace(FULL, is_extended=True), {"quorum": {"share": "1/4"}}, "might have closed before all had spoken"),
        (replace(FULL, returns=1), {"support_floor": 1}, "only its last closing"),
        (BLOCKED, {"fallback": None, "block_seconds": 1}, "might have seconded"),
    ],
)
def test_what_the_roll_cannot_tell_is_said(decision: Past, settings: dict[str, Any], words: str) -> None:
    assert any(words in str(caveat) for caveat in replay(decision, rules(**settings)).caveats)


POSITIONS = st.sampled_from(
    ["support", "reservation", "abstain", "stand_aside", "silent", "block unresolved", "object unresolved", "recuse"]
)


@given(st.lists(st.tuples(st.sampled_from(["AFR", "LAC", "MENA", "NAM"]), POSITIONS), min_size=1, max_size=12), st.booleans())
def test_the_rules_of_then_lead_to_the_outcome_of_then(said: list[tuple[str, str]], extended: bool) -> None:  # noqa: FBT001 - drawn
    voices = tuple(each for region, position in said for each in roll(**{region: f"1 {position}"}))
    of = rules(fallback=None)
    ruling = decide_consensus(voices, of, returns=2, extended=extended)
    if ruling.outcome is None:
        return
    decision = past(ruling.outcome, voices, rules=of, returns=2, is_extended=extended, label=ruling.label)
    assert replay(decision, of).meaning is Meaning.SAME
