"""How a ruleset's entry is read strictly and written whole."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consensus.domain.errors import InputError
from consensus.domain.ruleset import DEFAULT_CLASSES, as_data, chosen_fields, class_rules, differs_from_default, parse_class
from consensus.domain.ruleset_form import FIELDS, read_class
from tests.domain.settings_of_classes import SETTINGS

CODES = tuple(DEFAULT_CLASSES)

MALFORMED: tuple[tuple[object, str], ...] = (
    ([], "x: expected an object."),
    (None, "x: expected an object."),
    ({"comment_day": 3}, 'x: expected one of electorate, comment_days,.*not "comment_day"'),
    ({"days": 3}, "x: expected one of"),
    ({"electorate": "everyone"}, "x.electorate: expected one of organisations, all"),
    ({"electorate": None}, "x.electorate: expected one of"),
    ({"electorate": ["all"]}, "x.electorate: expected one of"),
    ({"comment_days": -1}, "x.comment_days: expected a number of days from 0"),
    ({"comment_days": "3 days"}, "x.comment_days: expected a number of days"),
    ({"comment_days": "1/0"}, "x.comment_days: expected a number of days"),
    ({"comment_days": True}, "x.comment_days: expected a number of days"),
    ({"comment_days": None}, "x.comment_days: expected a number of days"),
    ({"comment_days": 10**9}, "x.comment_days: expected a number of days from 0 to 36500"),
    ({"comment_days": float("nan")}, "x.comment_days: expected a number of days"),
    ({"comment_days": float("inf")}, "x.comment_days: expected a number of days"),
    ({"comment_days": "1/7"}, "x.comment_days: expected days that make a whole number of microseconds"),
    ({"idle_days": 0}, "x.idle_days: expected more than 0 days"),
    ({"provisional_days": 0}, "x.provisional_days: expected more than 0 days"),
    ({"overrule": "yes"}, "x.overrule: expected true or false"),
    ({"overrule": 1}, "x.overrule: expected true or false"),
    ({"silence": "assent"}, "x.silence: expected one of none, consent"),
    ({"block_seconds": -1}, "x.block_seconds: expected a whole number, 0 or more"),
    ({"block_seconds": True}, "x.block_seconds: expected a whole number"),
    ({"max_returns": "2"}, "x.max_returns: expected a whole number"),
    ({"max_returns": 1.0}, "x.max_returns: expected a whole number"),
    ({"quorum": None}, "x.quorum: expected an object"),
    ({"quorum": {"shares": "1/2"}}, 'x.quorum: expected one of share, count, breadth, include, not "shares"'),
    ({"quorum": {"share": "3/2"}}, "x.quorum.share: expected a fraction in text between 0 and 1"),
    ({"quorum": {"share": 0.5}}, "x.quorum.share: expected a fraction in text"),
    ({"quorum": {"share": "1/3", "count": 3}}, "x.quorum: expected either share or count, not both"),
    ({"quorum": {"count": "1/3"}}, "x.quorum.count: expected a whole number"),
    ({"quorum": {"breadth": {"groups": 4}}}, "x.quorum.breadth: expected one of attribute, min_groups, min_each"),
    ({"quorum": {"breadth": {"attribute": ""}}}, "x.quorum.breadth.attribute: expected the name of an attribute"),
    ({"quorum": {"breadth": {"min_each": 0}}}, "x.quorum.breadth.min_each: expected a whole number, 1 or more"),
    ({"quorum": {"include": {"where": {"kind": "ngo"}, "min": 1}}}, "x.quorum.include: expected a list"),
    ({"quorum": {"include": [{"where": {"kind": "ngo"}}]}}, r"x.quorum.include\[0\]: expected both where and min"),
    ({"quorum": {"include": [{"where": {}, "min": 1}]}}, r"x.quorum.include\[0\].where: expected an object such as"),
    (
        {"quorum": {"include": [{"where": {"kind": "movment"}, "min": 1}]}},
        r'x.quorum.include\[0\].where.kind: expected one of movement.*not "movment"',
    ),
    ({"quorum": {"include": [{"where": {"kind": []}, "min": 1}]}}, r"x.quorum.include\[0\].where.kind: expected a value in text"),
    ({"quorum": {"include": [{"where": {"not": "ngo"}, "min": 1}]}}, r"x.quorum.include\[0\].where.not: expected an object"),
    ({"quorum": {"include": [{"where": {"region": 3}, "min": 1}]}}, r"x.quorum.include\[0\].where.region: expected a value in text"),
    ({"support_floor": None}, "x.support_floor: expected a fraction in text"),
    ({"support_floor": -1}, "x.support_floor: expected a fraction in text"),
    ({"stand_aside_ceiling": {"over": "1/3"}}, "x.stand_aside_ceiling: expected one of overall, within, within_from"),
    ({"stand_aside_ceiling": {"within": "1/2"}}, "x.stand_aside_ceiling.within: expected an object such as"),
    ({"stand_aside_ceiling": {"within": {"region": "2"}}}, "x.stand_aside_ceiling.within.region: expected a fraction in text"),
    ({"stand_aside_ceiling": {"within": {"": "1/2"}}}, "x.stand_aside_ceiling.within: expected the name of an attribute"),
    ({"fallback": "2/3"}, "x.fallback: expected an object"),
    ({"fallback": {"share": "2/3", "strict": "no"}}, "x.fallback.strict: expected true or false"),
    ({"fallback": {"regions": 4}}, "x.fallback: expected one of share, strict, regions_for"),
    ({"fallback": {"regions_for": -1}}, "x.fallback.regions_for: expected a whole number"),
)


@pytest.mark.parametrize(("data", "complaint"), MALFORMED)
def test_what_is_not_of_the_form_is_refused_with_its_place(data: object, complaint: str) -> None:
    with pytest.raises(InputError, match=f"^{complaint}"):
        parse_class("work_plan", data, "x")


def test_a_fallback_without_a_share_is_refused_where_the_class_has_none() -> None:
    with pytest.raises(InputError, match=r"^x\.fallback: expected a share"):
        parse_class("urgent", {"fallback": {"strict": True}}, "x")


def test_a_breadth_without_a_number_is_refused_where_the_class_has_none() -> None:
    base = DEFAULT_CLASSES["work_plan"]
    without = replace(base, quorum=replace(base.quorum, breadth=None))
    with pytest.raises(InputError, match=r"^x\.quorum\.breadth: expected min_groups"):
        read_class(without, {"quorum": {"breadth": {"attribute": "kind"}}}, "x")


@given(st.sampled_from([*CODES, "budget"]), SETTINGS)
def test_what_is_written_whole_is_read_back_the_same(code: str, settings: dict[str, Any]) -> None:
    rules = class_rules(code, settings)
    assert parse_class(code, json.loads(json.dumps(as_data(rules))), "x") == rules


@given(st.sampled_from(CODES), SETTINGS)
def test_only_what_a_ruleset_names_can_differ_from_the_default(code: str, settings: dict[str, Any]) -> None:
    chosen = {field.split(".")[0] for field in chosen_fields(settings)}
    assert {field.split(".")[0] for field in differs_from_default(code, class_rules(code, settings))} <= chosen


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 3) | st.sampled_from(["1/2", "region", "", "consent"]) | st.floats(),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["where", "min", "share", "kind"]), inner, max_size=2),
    max_leaves=4,
)


@given(st.dictionaries(st.sampled_from([*FIELDS, "x"]), ANYTHING, max_size=3))
def test_whatever_is_sent_is_read_or_refused_in_a_sentence(data: dict[str, Any]) -> None:
    assert re.fullmatch(r"|classes\.work_plan[^\n]*: expected [^\n]*\.", complaint_about(data))


def complaint_about(data: object) -> str:
    try:
        parse_class("work_plan", data, "classes.work_plan")
    except InputError as error:
        return str(error)
    return ""
