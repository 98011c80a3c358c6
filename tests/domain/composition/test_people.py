"""What people are: ``distinct``, ``bound`` and ``rotation``, with and without undisclosed values.

Source: composition.md, the table of kinds.
"""

from __future__ import annotations

import pytest

from consensus.domain.composition import Roster
from tests.domain.composition.people import people, roster, truth_of


@pytest.mark.parametrize(
    ("rule", "line", "truth"),
    [
        # All differ.
        ({"attributes": ["region"]}, "AFR/W LAC/W", "holds"),
        # Two are alike.
        ({"attributes": ["region"]}, "AFR/W AFR/M LAC/W", "fails"),
        # They must differ in each attribute, not only in one.
        ({"attributes": ["region", "gender"]}, "AFR/W LAC/W", "fails"),
        # One undisclosed value among several.
        ({"attributes": ["region"]}, "AFR/W ?/M", "open"),
        # ... is no excuse for two that are alike.
        ({"attributes": ["region"]}, "AFR/W AFR/M ?/M", "fails"),
        # One alone is like nobody.
        ({"attributes": ["region"]}, "?/W", "holds"),
        # Two who do not disclose may be alike.
        ({"attributes": ["region"]}, "?/W*2", "open"),
        # Nobody.
        ({"attributes": ["region"]}, "", "holds"),
        # Who has no such attribute is like nobody.
        ({"attributes": ["region"]}, "-/W -/M AFR/W", "holds"),
        ({"attributes": ["region"]}, "-/W ?/M", "holds"),
        # Only those that match are compared.
        ({"attributes": ["region"], "where": {"gender": "W"}}, "AFR/W AFR/M", "holds"),
        # One who may match, and would be alike.
        ({"attributes": ["region"], "where": {"gender": "W"}}, "AFR/W AFR/?", "open"),
        # One who may match, and differs anyway.
        ({"attributes": ["region"], "where": {"gender": "W"}}, "AFR/W LAC/?", "holds"),
    ],
)
def test_distinct(rule: dict[str, object], line: str, truth: str) -> None:
    assert truth_of({"kind": "distinct", **rule}, roster("region/gender", line)) == truth


@pytest.mark.parametrize(
    ("rule", "line", "truth"),
    [
        # Everybody is within the bound, which may be reached.
        ({}, "1/vp 2/vp", "holds"),
        # Somebody is above it.
        ({}, "1/vp 3/vp", "fails"),
        # Who has no number is left out.
        ({}, "1/vp -/vp", "holds"),
        # A number that is not disclosed.
        ({}, "1/vp ?/vp", "open"),
        # ... is no excuse for one that is too high.
        ({}, "3/vp ?/vp", "fails"),
        # The exempt are left out, whatever their number.
        ({"exempt": {"seat": "president"}}, "9/president ?/president 1/vp", "holds"),
        # Whether the one above the bound is exempt is not disclosed.
        ({"exempt": {"seat": "president"}}, "9/? 1/vp", "open"),
        # Whether one within the bound is exempt does not matter.
        ({"exempt": {"seat": "president"}}, "1/?", "holds"),
        # What is no number cannot be compared.
        ({}, "many/vp", "open"),
    ],
)
def test_bound(rule: dict[str, object], line: str, truth: str) -> None:
    bound = {"kind": "bound", "attribute": "terms", "max": 2, **rule}

    assert truth_of(bound, roster("terms/seat", line)) == truth


@pytest.mark.parametrize(
    ("within", "line", "past", "truth"),
    [
        # A region that has not been in the chair.
        (3, "AFR/chair LAC/-", ["LAC", "MENA"], "holds"),
        # The one before.
        (3, "MENA/chair", ["LAC", "MENA"], "fails"),
        # Two before.
        (3, "LAC/chair", ["LAC", "MENA"], "fails"),
        # Three before, which is long enough ago: the oldest stands first.
        (3, "AFR/chair", ["AFR", "LAC", "MENA"], "holds"),
        # Within one turn nothing repeats.
        (1, "MENA/chair", ["MENA"], "holds"),
        # Nobody was in the chair yet.
        (3, "MENA/chair", [], "holds"),
        # Nobody is in the chair.
        (3, "MENA/- LAC/-", ["MENA"], "holds"),
        # The region of the chair is not disclosed.
        (3, "?/chair", ["MENA"], "open"),
        # ... nor is that of an earlier chair: two undisclosed values need not be the same.
        (3, "?/chair", ["?"], "open"),
        # ... and does not matter where there is nothing to repeat.
        (3, "?/chair", [], "holds"),
        # Who is in the chair is not disclosed.
        (3, "MENA/? LAC/?", ["MENA"], "open"),
        (3, "LAC/? AFR/?", ["MENA"], "holds"),
        # An earlier region is not disclosed.
        (3, "LAC/chair", ["?", "MENA"], "open"),
        (3, "MENA/chair", ["?", "MENA"], "fails"),
        # The chair has no region.
        (3, "-/chair", ["MENA"], "holds"),
        # One of two chairs repeats.
        (3, "AFR/chair MENA/chair", ["MENA"], "fails"),
    ],
)
def test_rotation(within: int, line: str, past: list[str], truth: str) -> None:
    rule = {"kind": "rotation", "where": {"role": "chair"}, "attribute": "region", "history": "chairs", "no_repeat_within": within}

    assert truth_of(rule, roster("region/role", line, history={"chairs": past})) == truth


def test_a_history_that_is_not_there_is_empty() -> None:
    rule = {"kind": "rotation", "attribute": "region", "history": "chairs", "no_repeat_within": 3}

    assert truth_of(rule, Roster(people("region", "AFR"))) == "holds"
