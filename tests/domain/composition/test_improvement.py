"""When a body in breach may take a step although it still fails. Source: composition.md, "When a rule acts", 1."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from consensus.domain.composition import is_improvement
from tests.domain.composition.people import roster, verdict_on

SIZE = {"id": "size", "kind": "size", "min": 5}
EACH_REGION = {"id": "each", "kind": "for_each", "group_by": "region", "over": "declared", "rules": [{"kind": "count", "min": 1, "max": 2}]}
MEN = {"id": "men", "kind": "count", "where": {"gender": "M"}, "max": 2}


@pytest.mark.parametrize(
    ("rules", "before", "after", "is_better"),
    [
        # One of two empty seats is filled.
        ([SIZE], "AFR/W AFR/W LAC/W", "AFR/W AFR/W LAC/W LAC/W", True),
        # Nothing changes.
        ([SIZE], "AFR/W AFR/W LAC/W", "AFR/W AFR/W LAC/W", False),
        # One exchanged for another.
        ([SIZE], "AFR/W AFR/W LAC/W", "AFR/W AFR/W LAC/M", False),
        # It becomes worse.
        ([SIZE], "AFR/W AFR/W LAC/W", "AFR/W AFR/W", False),
        # A seat is filled, and the cap on men, which held, is broken by it.
        ([SIZE, MEN], "AFR/M AFR/M LAC/W", "AFR/M AFR/M LAC/W LAC/M", False),
        # A seat is filled, and the cap on men, which was broken before, stays so.
        ([SIZE, MEN], "AFR/M*3", "AFR/M*3 LAC/W", True),
        # A missing region gets somebody; another is still missing.
        ([EACH_REGION], "AFR/W", "AFR/W LAC/W", True),
        # A missing region gets somebody, taken from another that is missing then: no region is nearer in all.
        ([EACH_REGION], "AFR/W LAC/W", "AFR/W MENA/W", False),
        # The cap on men becomes open, which is not broken; the steward's reason is asked for elsewhere.
        ([SIZE, MEN], "AFR/M AFR/M LAC/W", "AFR/M AFR/M LAC/W LAC/?", True),
        # A cap that was open becomes broken.
        ([SIZE, MEN], "AFR/M AFR/M LAC/?", "AFR/M AFR/M LAC/M LAC/W", False),
        # Somebody of an undisclosed region is of a missing one only perhaps.
        ([EACH_REGION], "AFR/W", "AFR/W ?/W", False),
        # With somebody of an undisclosed region there before and after, a missing region surely gets somebody.
        ([EACH_REGION], "AFR/W*3 ?/W", "AFR/W*2 ?/W", True),
        # Somebody who perhaps was one too many leaves.
        ([MEN], "AFR/M*3 LAC/?", "AFR/M*3", False),
        # All rules hold after it.
        ([SIZE, MEN], "AFR/W*4", "AFR/W*5", True),
    ],
)
def test_an_improvement(rules: list[Mapping[str, object]], before: str, after: str, *, is_better: bool) -> None:
    was, now = (verdict_on(roster("region/gender", line), *rules) for line in (before, after))

    assert is_improvement(was, now) is is_better


def test_a_target_that_comes_nearer_is_no_reason_to_break_a_hard_rule() -> None:
    rules = [{**SIZE, "severity": "target"}, MEN]
    was, now = (verdict_on(roster("gender", line), *rules) for line in ("M*3", "M*3 W"))

    assert not is_improvement(was, now)


def test_a_target_that_held_may_not_be_broken_by_an_improvement() -> None:
    rules = [SIZE, {**MEN, "severity": "target"}]
    was, now = (verdict_on(roster("gender", line), *rules) for line in ("M*2", "M*3"))

    assert not is_improvement(was, now)


@pytest.mark.parametrize(
    ("rule", "before", "after", "is_better"),
    [
        # An alternative comes nearer.
        (
            {"kind": "any_of", "rules": [{"kind": "size", "min": 9}, {"kind": "count", "where": {"gender": "W"}, "min": 3}]},
            "W M",
            "W*2 M",
            True,
        ),
        # Only the alternative that is farther off comes nearer.
        (
            {"kind": "any_of", "rules": [{"kind": "size", "min": 9}, {"kind": "count", "where": {"gender": "W"}, "min": 3}]},
            "W*2 M",
            "W*2 M*2",
            False,
        ),
        # A share comes nearer by a fraction.
        ({"kind": "share", "where": {"gender": "W"}, "min": "2/3"}, "W M*5", "W*2 M*5", True),
        # Three of one gender become two.
        ({"kind": "distinct", "attributes": ["gender"]}, "W*3", "W*2", True),
    ],
)
def test_nearer_by_kind(rule: dict[str, object], before: str, after: str, *, is_better: bool) -> None:
    was, now = (verdict_on(roster("gender", line), rule) for line in (before, after))

    assert is_improvement(was, now) is is_better
