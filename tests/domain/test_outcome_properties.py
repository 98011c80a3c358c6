"""What holds for every roll, whatever the rules: order, grouping, recusal, silence, open objections; and exact arithmetic."""

from __future__ import annotations

import ast
from collections import Counter
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import consensus.domain
from consensus.domain.classes import ClassRules
from consensus.domain.outcome import Ruling, decide_consensus, decide_end_of_objection, decide_fallback
from consensus.domain.ruleset import DEFAULT_CLASSES, class_rules
from consensus.domain.shares import Count, Threshold
from consensus.domain.tally import Ballot, OwnObjection, Standing
from consensus.domain.terms import Because, ObjectionKind, ObjectionStatus, Outcome, PositionCode, Silence, Stage, VoteCode
from tests.domain.settings_of_classes import SETTINGS

ATTRIBUTES = st.fixed_dictionaries({"region": st.sampled_from("ABCDE"), "kind": st.sampled_from(["ngo", "movement"])})
OBJECTIONS = st.lists(
    st.builds(OwnObjection, st.sampled_from(ObjectionKind), st.sampled_from(ObjectionStatus), st.integers(0, 3)), max_size=2
).map(tuple)
STANDINGS = st.one_of(
    st.builds(Standing, ATTRIBUTES, st.sampled_from([None, *list(PositionCode)[:4]]), count=st.integers(0, 6)),
    st.builds(Standing, ATTRIBUTES, st.one_of(st.none(), st.sampled_from(PositionCode)), OBJECTIONS, st.integers(0, 2)),
)
ROLLS = st.lists(STANDINGS, max_size=12)
RULES = st.builds(class_rules, st.sampled_from(list(DEFAULT_CLASSES)), SETTINGS)
RETURNS = st.integers(0, 3)
BALLOTS = st.lists(st.builds(Ballot, ATTRIBUTES, st.sampled_from(VoteCode), st.integers(0, 6)), max_size=8)


def close(roll: list[Standing], rules: ClassRules, returns: int, *, extended: bool) -> Ruling:
    return decide_consensus(roll, rules, returns=returns, extended=extended)


def ones(roll: list[Standing]) -> list[Standing]:
    return [replace(each, count=1) for each in roll for _ in range(each.count)]


@given(ROLLS, RULES, RETURNS, st.booleans(), st.randoms(use_true_random=False))
def test_the_order_of_the_roll_does_not_matter(roll: list[Standing], rules: ClassRules, returns: int, extended: bool, chance: Any) -> None:  # noqa: FBT001
    shuffled = chance.sample(roll, len(roll))
    assert close(roll, rules, returns, extended=extended).as_data() == close(shuffled, rules, returns, extended=extended).as_data()


@given(ROLLS, RULES, RETURNS, st.booleans())
def test_a_group_is_as_many_single_voices(roll: list[Standing], rules: ClassRules, returns: int, extended: bool) -> None:  # noqa: FBT001
    grouped, single = close(roll, rules, returns, extended=extended), close(ones(roll), rules, returns, extended=extended)
    assert (grouped.as_data(), grouped.working.as_data()) == (single.as_data(), single.working.as_data())


@given(ROLLS, ATTRIBUTES, OBJECTIONS, st.integers(0, 9), RULES, RETURNS, st.booleans())
def test_the_recused_never_matter(
    roll: list[Standing],
    attributes: dict[str, str],
    objections: tuple[OwnObjection, ...],
    count: int,
    rules: ClassRules,
    returns: int,
    extended: bool,  # noqa: FBT001
) -> None:
    recused = Standing(attributes, PositionCode.RECUSE, objections, count)
    with_them = close([*roll, recused], rules, returns, extended=extended)
    assert with_them.as_data() == close(roll, rules, returns, extended=extended).as_data()


@given(ROLLS, RULES, RETURNS, st.booleans())
def test_nothing_is_adopted_over_an_open_objection(roll: list[Standing], rules: ClassRules, returns: int, extended: bool) -> None:  # noqa: FBT001
    is_open = any(each.has_open_objection and each.count for each in roll)
    for ruling in (
        close(roll, rules, returns, extended=extended),
        decide_end_of_objection(roll, rules, objected=False),
    ):
        adopted = ruling.outcome is not None and ruling.outcome.is_adopted
        assert not (is_open and adopted)


@given(ROLLS, ATTRIBUTES, RULES, RETURNS)
def test_a_silent_voice_more_never_helps_the_quorum(
    roll: list[Standing], attributes: dict[str, str], rules: ClassRules, returns: int
) -> None:
    before = close(roll, rules, returns, extended=True)
    after = close([*roll, Standing(attributes)], rules, returns, extended=True)
    assert after.outcome is Outcome.FAILED_QUORUM or before.outcome is not Outcome.FAILED_QUORUM


@given(ROLLS, ATTRIBUTES, RULES)
def test_a_silent_voice_more_never_helps_an_adoption_by_silence(
    roll: list[Standing], attributes: dict[str, str], rules: ClassRules
) -> None:
    before = decide_end_of_objection(roll, rules, objected=False)
    after = decide_end_of_objection([*roll, Standing(attributes)], rules, objected=False)
    assert before.next is Stage.CLOSED or after.next is not Stage.CLOSED


@given(ROLLS, RULES, RETURNS, st.booleans())
def test_every_ruling_closes_with_an_outcome_or_goes_on_because_of_something(
    roll: list[Standing],
    rules: ClassRules,
    returns: int,
    extended: bool,  # noqa: FBT001
) -> None:
    for ruling in (close(roll, rules, returns, extended=extended), decide_end_of_objection(roll, rules, objected=extended)):
        assert (ruling.next is Stage.CLOSED) is (ruling.outcome is not None) is (ruling.because is None)
        assert ruling.reasons
        assert all(str(each).endswith(".") and "{" not in str(each) for each in ruling.reasons)


@given(ROLLS, BALLOTS, RULES.filter(lambda rules: rules.fallback is not None))
def test_a_vote_always_closes(roll: list[Standing], ballots: list[Ballot], rules: ClassRules) -> None:
    settled = [each for each in roll if not each.has_open_objection]
    ruling = decide_fallback(settled, ballots, rules)
    single = decide_fallback(ones(settled), [replace(each, count=1) for each in ballots for _ in range(each.count)][::-1], rules)
    assert ruling.next is Stage.CLOSED
    assert ruling.as_data() == single.as_data()


# -- a second reading of section 5, voice by voice and in fractions ----------------------------------------------------


def at_least(have: int, threshold: Threshold, of: int) -> bool:
    return have >= threshold.voices if isinstance(threshold, Count) else Fraction(have) >= threshold.value * of


def more_than(have: int, threshold: Threshold, of: int) -> bool:
    return have > threshold.voices if isinstance(threshold, Count) else Fraction(have) > threshold.value * of


def second_reading(voices: list[Standing], rules: ClassRules, returns: int, *, extended: bool) -> Outcome | Because:  # noqa: C901 -- the section is one list of steps
    base = [each for each in voices if each.position is not PositionCode.RECUSE]
    spoke = [each for each in base if each.counts_as is not None]
    positions = Counter(each.counts_as for each in spoke)
    agree = positions[PositionCode.SUPPORT] + positions[PositionCode.RESERVATION]
    no_consensus = Outcome.NO_CONSENSUS_STRONG_SUPPORT if agree > Fraction(len(spoke), 2) else Outcome.NO_CONSENSUS_DIVERGENCE
    # 1
    quorum = rules.quorum
    enough = bool(spoke) and at_least(len(spoke), quorum.share, len(base))
    if quorum.breadth:
        by_group = Counter(each.attributes[quorum.breadth.attribute] for each in spoke)
        groups = {each.attributes[quorum.breadth.attribute] for each in base}
        enough &= sum(count >= quorum.breadth.min_each for count in by_group.values()) >= min(quorum.breadth.min_groups, len(groups))
    for include in quorum.include:
        enough &= sum(matching(include.where, each.attributes) for each in spoke) >= include.min
    if not enough:
        return Outcome.FAILED_QUORUM if extended else Because.EXTENDED
    # 2
    if any(each.has_open_objection for each in base):
        return Because.OBJECTION_OPEN if returns < rules.max_returns else Because.OBJECTION_UNANSWERED
    # 3
    unresolved = [each for each in base if each.is_unresolved]
    blocks = [each for each in unresolved if each.blocks(rules.block_seconds)]
    if blocks:
        return Because.BLOCK_UNRESOLVED if rules.fallback else Outcome.BLOCKED
    if unresolved and not rules.overrule:
        return Because.OBJECTION_UNRESOLVED if rules.fallback else no_consensus
    # 4
    if not (agree and at_least(agree, rules.support_floor, len(base))):
        return Outcome.FAILED_SUPPORT_FLOOR
    # 5
    ceiling = rules.stand_aside_ceiling
    aside = [each for each in spoke if each.counts_as is PositionCode.STAND_ASIDE]
    passed = ceiling.overall is not None and more_than(len(aside), ceiling.overall, len(spoke))
    for attribute, share in ceiling.within.items():
        for value in {each.attributes[attribute] for each in spoke}:
            group = [each for each in spoke if each.attributes[attribute] == value]
            passed |= len(group) >= ceiling.within_from and more_than(sum(each in aside for each in group), share, len(group))
    if passed:
        return Because.STAND_ASIDE_CEILING if returns < rules.max_returns else no_consensus
    # 6
    if unresolved:
        return Outcome.CONSENSUS_WITH_RECORDED_DISSENT
    if aside:
        return Outcome.CONSENSUS_WITH_STAND_ASIDES
    if positions[PositionCode.RESERVATION]:
        return Outcome.CONSENSUS_WITH_RESERVATIONS
    return Outcome.UNANIMITY if positions[PositionCode.SUPPORT] == len(base) else Outcome.FULL_CONSENSUS


def matching(where: Any, attributes: Any) -> bool:
    return all(
        not matching(wanted, attributes) if name == "not" else attributes.get(name) in (wanted if isinstance(wanted, list) else [wanted])
        for name, wanted in where.items()
    )


@given(ROLLS, RULES, RETURNS, st.booleans())
def test_a_second_reading_of_the_section_comes_to_the_same(roll: list[Standing], rules: ClassRules, returns: int, extended: bool) -> None:  # noqa: FBT001
    ruling = close(roll, rules, returns, extended=extended)
    assert (ruling.label or ruling.outcome or ruling.because) is second_reading(ones(roll), rules, returns, extended=extended)
    provisional = ruling.outcome is Outcome.ADOPTED_PROVISIONAL
    assert provisional is (ruling.label is not None)
    assert not provisional or rules.provisional_days is not None


@given(ROLLS, RULES, st.booleans())
def test_silence_adopts_only_where_it_may(roll: list[Standing], rules: ClassRules, objected: bool) -> None:  # noqa: FBT001
    ruling = decide_end_of_objection(roll, rules, objected=objected)
    voices = [each for each in ones(roll) if not each.is_recused]
    said = sum(each.counts_as is PositionCode.SUPPORT for each in voices)
    may = (
        rules.silence is Silence.CONSENT
        and not objected
        and not any(each.has_open_objection or each.is_unresolved for each in voices)
        and said > 0
        and at_least(said, rules.support_floor, len(voices))
    )
    assert (ruling.next is Stage.CLOSED) is may


# -- exact arithmetic --------------------------------------------------------------------------------------------------

COUNTING = ("shares", "tally", "quorum", "missing", "ruling", "outcome", "fallback", "working", "ruleset", "classes")


@pytest.mark.parametrize("name", COUNTING)
def test_nothing_is_counted_in_floating_point(name: str) -> None:
    tree = ast.parse((Path(consensus.domain.__path__[0]) / f"{name}.py").read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        assert not (isinstance(node, ast.Constant) and isinstance(node.value, float)), node.lineno
        assert not (isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div)), node.lineno
        assert not (isinstance(node, ast.Name) and node.id in ("float", "round")), node.lineno


@given(st.integers(1, 10**6), st.integers(1, 10**6), st.integers(1, 10**15))
def test_a_share_of_a_large_base_is_exact(numerator: int, denominator: int, base: int) -> None:
    low, high = sorted((numerator, denominator))
    rules = class_rules("work_plan", {"support_floor": f"{low}/{high}", "quorum": {"share": 0}})
    needed = -(-low * base // high)
    region = {"region": "A"}
    for support, met in ((needed, True), (needed - 1, False)):
        roll = [Standing(region, PositionCode.SUPPORT, count=support), Standing(region, PositionCode.ABSTAIN, count=base - support)]
        assert (close(roll, rules, 0, extended=False).outcome is not Outcome.FAILED_SUPPORT_FLOOR) is met
