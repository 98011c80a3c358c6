"""``for_each``: which groups there are, who is in them, and what an undisclosed group leaves open.

Source: composition.md, the table of kinds: "A member whose group is undisclosed may belong to any".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from tests.domain.composition.people import DECLARED, roster, truth_of

ONE_EACH = [{"kind": "count", "min": 1}]
AT_MOST_TWO = [{"kind": "count", "max": 2}]
AT_LEAST_TWO = [{"kind": "count", "min": 2}]


@pytest.mark.parametrize(
    ("rule", "line", "truth"),
    [
        # Every declared region has somebody.
        ({"over": "declared", "rules": ONE_EACH}, "AFR LAC MENA", "holds"),
        # A declared region has nobody.
        ({"over": "declared", "rules": ONE_EACH}, "AFR LAC LAC", "fails"),
        # Only regions that are present are asked.
        ({"over": "present", "rules": ONE_EACH}, "AFR LAC LAC", "holds"),
        # Present is what is meant where nothing is said.
        ({"rules": ONE_EACH}, "AFR", "holds"),
        # Listed values are asked whether present or not, and others are not asked.
        ({"values": ["AFR", "LAC"], "rules": ONE_EACH}, "AFR MENA", "fails"),
        ({"values": ["AFR"], "rules": AT_MOST_TWO}, "AFR MENA*3", "holds"),
        # Listed values win over declared ones.
        ({"values": ["AFR"], "over": "declared", "rules": ONE_EACH}, "AFR", "holds"),
        # A value that was never declared is in none of the declared groups, and in a group of those present.
        ({"over": "declared", "rules": AT_MOST_TWO}, "XX*3", "holds"),
        ({"over": "present", "rules": AT_MOST_TWO}, "XX*3", "fails"),
        # Who has no region is in no group.
        ({"over": "present", "rules": AT_MOST_TWO}, "-*3", "holds"),
        # The undisclosed one may be the missing one.
        ({"over": "declared", "rules": ONE_EACH}, "AFR LAC ?", "open"),
        # Each of two groups may get the one undisclosed member: both are open, though both cannot be filled.
        ({"over": "declared", "rules": ONE_EACH}, "AFR ?", "open"),
        # The undisclosed one may be one too many in a full group.
        ({"over": "present", "rules": AT_MOST_TWO}, "AFR*2 ?", "open"),
        # There is room in every group.
        ({"over": "present", "rules": AT_MOST_TWO}, "AFR LAC ?", "holds"),
        # A group that is too large fails whatever the others disclose.
        ({"over": "present", "rules": AT_MOST_TWO}, "AFR*3 ?", "fails"),
        # Nobody discloses a region: three of them may be one group.
        ({"over": "present", "rules": AT_MOST_TWO}, "?*3", "open"),
        # Two of them cannot be too many of anything.
        ({"over": "present", "rules": AT_MOST_TWO}, "?*2", "holds"),
        # The undisclosed one may be alone in a region that is not represented otherwise.
        ({"over": "present", "rules": AT_LEAST_TWO}, "AFR*2 LAC*2 MENA*2 ?", "holds"),
        ({"over": "present", "rules": AT_LEAST_TWO}, "AFR*2 LAC*2 ?", "open"),
        # A group that is there has at least the one who makes it be there.
        ({"over": "present", "rules": ONE_EACH}, "AFR ?*2", "holds"),
    ],
)
def test_groups_of_a_declared_attribute(rule: dict[str, object], line: str, truth: str) -> None:
    assert truth_of({"kind": "for_each", "group_by": "region", **rule}, roster("region", line)) == truth


@pytest.mark.parametrize(
    ("rules", "line", "truth"),
    [
        # One organisation with two, and another with one.
        (AT_MOST_TWO, "o1*2 o2", "holds"),
        # An undisclosed organisation may be the one that has two.
        (AT_MOST_TWO, "o1*2 ?", "open"),
        # An undisclosed organisation may be one that nobody named.
        (AT_LEAST_TWO, "o1*2 ?", "open"),
        # Three who do not disclose may be of one organisation.
        (AT_MOST_TWO, "?*3", "open"),
    ],
)
def test_groups_of_an_attribute_without_declared_values(rules: Sequence[Mapping[str, object]], line: str, truth: str) -> None:
    assert truth_of({"kind": "for_each", "group_by": "org", "rules": list(rules)}, roster("org", line)) == truth


def test_declared_values_that_were_never_declared_leave_the_rule_open() -> None:
    rule = {"kind": "for_each", "group_by": "region", "over": "declared", "rules": ONE_EACH}

    assert truth_of(rule, roster("region", "AFR"), declared={}) == "open"


@pytest.mark.parametrize(
    ("line", "truth"),
    [
        # The president is left out, so two are left.
        ("AFR/president AFR/vp AFR/vp", "holds"),
        # Three are left.
        ("AFR/president AFR/vp*3", "fails"),
        # Whether the third is exempt is not disclosed.
        ("AFR/? AFR/vp*2", "open"),
        # Neither seat nor region is disclosed.
        ("?/? AFR/vp*2", "open"),
        # One who has no seat is not exempt.
        ("AFR/- AFR/vp*2", "fails"),
    ],
)
def test_the_exempt_are_left_out(line: str, truth: str) -> None:
    rule = {"kind": "for_each", "group_by": "region", "exempt": {"seat": "president"}, "rules": AT_MOST_TWO}

    assert truth_of(rule, roster("region/seat", line)) == truth


def test_a_group_of_the_exempt_alone_is_not_there() -> None:
    rule = {"kind": "for_each", "group_by": "region", "exempt": {"seat": "president"}, "rules": AT_LEAST_TWO}

    assert truth_of(rule, roster("region/seat", "LAC/president AFR/vp*2")) == "holds"


@pytest.mark.parametrize(
    ("inner", "line", "truth"),
    [
        # A share in a group is of the members of the group.
        ({"kind": "share", "where": {"gender": "W"}, "min": "1/2"}, "AFR/W AFR/M LAC/W", "holds"),
        ({"kind": "share", "where": {"gender": "W"}, "min": "1/2"}, "AFR/W AFR/W LAC/M", "fails"),
        # A man of an undisclosed region may spoil the half of either.
        ({"kind": "share", "where": {"gender": "W"}, "min": "1/2"}, "AFR/W AFR/M LAC/W ?/M", "open"),
        # ... and a woman cannot, in any region.
        ({"kind": "share", "where": {"gender": "W"}, "min": "1/2"}, "AFR/W AFR/M LAC/W ?/W", "holds"),
        # A pair that differs.
        ({"kind": "distinct", "attributes": ["gender"]}, "AFR/W AFR/M LAC/W", "holds"),
        # A pair that does not.
        ({"kind": "distinct", "attributes": ["gender"]}, "AFR/W AFR/W LAC/W", "fails"),
        # One who may make a pair alike.
        ({"kind": "distinct", "attributes": ["gender"]}, "AFR/W LAC/M ?/W", "open"),
        # One who differs from everybody they may meet.
        ({"kind": "distinct", "attributes": ["gender"]}, "AFR/W LAC/W ?/M", "holds"),
        # Two who may be of one region and are alike.
        ({"kind": "distinct", "attributes": ["gender"]}, "?/M ?/M", "open"),
        # One woman and one man in each.
        ({"kind": "quota", "attribute": "gender", "seats": {"W": 1, "M": 1}}, "AFR/W AFR/M", "holds"),
        ({"kind": "quota", "attribute": "gender", "seats": {"W": 1, "M": 1}}, "AFR/W AFR/M LAC/M", "fails"),
        # The woman who is missing may be the one of an undisclosed region.
        ({"kind": "quota", "attribute": "gender", "seats": {"W": 1, "M": 1}}, "AFR/M ?/W", "open"),
        # The size of a group decides what is asked of it.
        ({"kind": "by_size", "table": [{"from": 2, "rules": [{"kind": "count", "where": {"gender": "W"}, "min": 1}]}]}, "AFR/M LAC/W LAC/M", "holds"),
        ({"kind": "by_size", "table": [{"from": 2, "rules": [{"kind": "count", "where": {"gender": "W"}, "min": 1}]}]}, "AFR/M AFR/M", "fails"),
        # Whether a second man makes a group large enough to be asked for a woman is open.
        ({"kind": "by_size", "table": [{"from": 2, "rules": [{"kind": "count", "where": {"gender": "W"}, "min": 1}]}]}, "AFR/M ?/M", "open"),
        # Where the woman is already, a second member does no harm.
        ({"kind": "by_size", "table": [{"from": 2, "rules": [{"kind": "count", "where": {"gender": "W"}, "min": 1}]}]}, "AFR/W ?/M", "holds"),
        # The members of a row are not told apart by who makes the size: open, although the woman would do no harm.
        ({"kind": "by_size", "table": [{"from": 2, "rules": [{"kind": "count", "where": {"gender": "W"}, "min": 1}]}]}, "AFR/M ?/W", "open"),
        # The size of a group.
        ({"kind": "size", "max": 2}, "AFR/W AFR/M ?/W", "open"),
        # Either alternative would do, and one group meets neither.
        ({"kind": "any_of", "rules": [{"kind": "size", "max": 1}, {"kind": "count", "where": {"gender": "W"}, "min": 1}]}, "AFR/M AFR/M LAC/W LAC/W", "fails"),
        # Only a group of two or more is asked for a woman.
        ({"kind": "if", "when": [{"kind": "size", "min": 2}], "then": [{"kind": "count", "where": {"gender": "W"}, "min": 1}]}, "AFR/M LAC/W LAC/M", "holds"),
        # A group in a group.
        ({"kind": "for_each", "group_by": "gender", "rules": [{"kind": "count", "max": 1}]}, "AFR/W AFR/M LAC/W", "holds"),
        ({"kind": "for_each", "group_by": "gender", "rules": [{"kind": "count", "max": 1}]}, "AFR/W AFR/W LAC/W", "fails"),
        ({"kind": "for_each", "group_by": "gender", "rules": [{"kind": "count", "max": 1}]}, "AFR/W AFR/? LAC/W", "open"),
        # A filter on the attribute of the groups: whoever is in the group has its value.
        ({"kind": "count", "where": {"region": ["AFR", "LAC"]}, "min": 1}, "AFR/W ?/M", "open"),
        ({"kind": "count", "where": {"region": ["AFR", "LAC", "MENA"]}, "min": 1}, "AFR/W ?/M", "holds"),
    ],
)  # fmt: skip
def test_rules_inside_judge_the_group_as_their_roster(inner: dict[str, object], line: str, truth: str) -> None:
    rule = {"kind": "for_each", "group_by": "region", "rules": [inner]}

    assert truth_of(rule, roster("region/gender", line)) == truth


def test_vacancies_are_those_of_the_group() -> None:
    pair = {"kind": "quota", "attribute": "gender", "seats": {"W": 1, "M": 1}, "vacant_ok": True}
    rule = {"kind": "for_each", "group_by": "region", "over": "declared", "rules": [pair]}
    line = "AFR/W AFR/M LAC/W LAC/M MENA/W"

    assert truth_of(rule, roster("region/gender", line, vacant="MENA/M")) == "holds"
    assert truth_of(rule, roster("region/gender", line, vacant="AFR/M")) == "fails"
    assert truth_of(rule, roster("region/gender", line, vacant="?/M")) == "open"


def test_a_share_of_the_seats_is_of_those_of_the_body_in_every_group() -> None:
    rule = {"kind": "for_each", "group_by": "region", "rules": [{"kind": "share", "base": "seats", "max": "2/5"}]}

    assert truth_of(rule, roster("region", "AFR*2 LAC"), declared=DECLARED, seats=5) == "holds"
    assert truth_of(rule, roster("region", "AFR*3 LAC"), declared=DECLARED, seats=5) == "fails"
