"""Rules made of rules, and the verdict on a roster as a whole.

Source: composition.md, "Verdict: three values" and the table of kinds.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import pytest

from consensus.domain.composition import Result, Truth, hard_failures, hard_undetermined
from tests.domain.composition.people import roster, truth_of, verdict_on

TRUE = {"kind": "count", "where": {"gender": "W"}, "min": 1}
FALSE = {"kind": "count", "where": {"gender": "W"}, "max": 0}
OPEN = {"kind": "count", "where": {"gender": "W"}, "min": 2}
WHO = roster("gender", "W ?")

T, F, U = Truth.TRUE, Truth.FALSE, Truth.UNKNOWN
RULES = {T: TRUE, F: FALSE, U: OPEN}
SAID = {T: "holds", F: "fails", U: "open"}


def test_the_parts_are_what_they_are_called() -> None:
    assert [truth_of(rule, WHO) for rule in (TRUE, FALSE, OPEN)] == ["holds", "fails", "open"]


@pytest.mark.parametrize("parts", [*product(Truth, repeat=2), *product(Truth, repeat=3)], ids=str)
def test_a_conjunction_is_false_if_any_part_is_else_unknown_if_any_is(parts: Sequence[Truth]) -> None:
    expected = F if F in parts else U if U in parts else T

    assert truth_of({"kind": "all_of", "rules": [RULES[part] for part in parts]}, WHO) == SAID[expected]


@pytest.mark.parametrize("parts", [*product(Truth, repeat=2), *product(Truth, repeat=3)], ids=str)
def test_a_disjunction_is_true_if_any_part_is_else_unknown_if_any_is(parts: Sequence[Truth]) -> None:
    expected = T if T in parts else U if U in parts else F

    assert truth_of({"kind": "any_of", "rules": [RULES[part] for part in parts]}, WHO) == SAID[expected]


@pytest.mark.parametrize(
    ("when", "then", "truth"),
    [
        # It is asked, and done.
        ([TRUE], [TRUE], "holds"),
        # It is asked, and not done.
        ([TRUE], [FALSE], "fails"),
        # It is asked, and open whether it is done.
        ([TRUE], [OPEN], "open"),
        # It is not asked.
        ([FALSE], [FALSE], "holds"),
        ([FALSE], [OPEN], "holds"),
        # Whether it is asked is open, and it is done anyway.
        ([OPEN], [TRUE], "holds"),
        # Whether it is asked is open, and it is not done.
        ([OPEN], [FALSE], "open"),
        ([OPEN], [OPEN], "open"),
        # One condition that does not hold is enough for it not to be asked.
        ([TRUE, FALSE, OPEN], [FALSE], "holds"),
        # All of what is asked must be done.
        ([TRUE], [TRUE, FALSE], "fails"),
    ],
)
def test_if(when: list[dict[str, object]], then: list[dict[str, object]], truth: str) -> None:
    assert truth_of({"kind": "if", "when": when, "then": then}, WHO) == truth


@pytest.mark.parametrize(
    ("line", "truth"),
    [
        # Two members: no row.
        ("M*2", "holds"),
        # Three to four members may have two men.
        ("W M*2", "holds"),
        ("W M*3", "fails"),
        # Five and more may have three.
        ("W*2 M*3", "holds"),
        ("W*2 M*4", "fails"),
        # Three with one who did not disclose.
        ("M*2 ?", "open"),
    ],
)
def test_by_size(line: str, truth: str) -> None:
    table = [
        {"from": 3, "to": 4, "rules": [{"kind": "count", "where": {"gender": "M"}, "max": 2}]},
        {"from": 5, "rules": [{"kind": "count", "where": {"gender": "M"}, "max": 3}]},
    ]

    assert truth_of({"kind": "by_size", "table": table}, roster("gender", line)) == truth


@pytest.mark.parametrize(
    ("line", "truth"),
    [
        # Two ngos: a woman must be there.
        ("M/ngo*2 W/movement", "holds"),
        ("M/ngo*2", "fails"),
        # One ngo: nothing is asked.
        ("M/ngo M/movement", "holds"),
        # Only those that surely match make the size, so nothing is asked here either.
        ("M/ngo M/?", "holds"),
        # Up to one row from nobody on.
        ("M/movement", "holds"),
    ],
)
def test_by_size_of_those_that_surely_match(line: str, truth: str) -> None:
    table = [{"to": 1, "rules": []}, {"from": 2, "to": 9, "rules": [{"kind": "count", "where": {"gender": "W"}, "min": 1}]}]

    assert truth_of({"kind": "by_size", "of": {"kind": "ngo"}, "table": table}, roster("gender/kind", line)) == truth


def test_a_failure_wins_over_what_is_open_and_both_are_named() -> None:
    verdict = verdict_on(WHO, {"id": "c", **OPEN}, {"id": "b", **FALSE}, {"id": "a", **TRUE})

    assert verdict.value is Result.FAIL
    assert verdict.violates == ("b",)
    assert verdict.undetermined == ("c",)


def test_no_rules_are_kept_by_everybody() -> None:
    assert verdict_on(WHO).value is Result.PASS


def test_a_target_counts_for_the_verdict_and_refuses_nothing() -> None:
    verdict = verdict_on(WHO, {"id": "aim", "severity": "target", **FALSE}, {"id": "rule", "severity": "hard", **TRUE})

    assert verdict.value is Result.FAIL
    assert verdict.violates == ("aim",)
    assert hard_failures(verdict) == ()


def test_a_hard_rule_that_fails_or_is_open_is_told_from_a_target() -> None:
    verdict = verdict_on(WHO, FALSE, OPEN, {"severity": "target", **FALSE}, {"severity": "target", **OPEN})

    assert [each.rule_id for each in hard_failures(verdict)] == ["r0"]
    assert [each.rule_id for each in hard_undetermined(verdict)] == ["r1"]


def test_a_judgement_names_every_attribute_that_the_rule_looks_at() -> None:
    inner = {"kind": "share", "where": {"gender": "W", "not": {"kind": "ngo"}}, "of": {"country": "ZA"}, "min": "1/2"}
    rule = {"kind": "for_each", "group_by": "region", "exempt": {"seat": "president"}, "rules": [inner]}
    verdict = verdict_on(WHO, {"kind": "any_of", "rules": [{"kind": "if", "when": [rule], "then": [OPEN]}]})

    assert verdict.judgements[0].attributes == {"gender", "kind", "country", "region", "seat"}
