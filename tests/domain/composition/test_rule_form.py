"""How rules are read from JSON and written back, and what is refused with its place and what was expected.

Source: composition.md, the table of kinds.
"""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings

from consensus.domain.composition import FailureStep, Severity, attributes_of, parse_rules, rules_as_data
from consensus.domain.errors import InputError
from tests.domain.composition.test_disclosures import rules as any_rule

COUNT = {"kind": "count", "max": 1}


@settings(max_examples=100, deadline=None)
@given(any_rule)
def test_rules_are_read_again_as_they_were_written(rule: dict[str, Any]) -> None:
    rules = parse_rules([{"id": "r", **rule}])

    written = json.loads(json.dumps(rules_as_data(rules)))

    assert parse_rules(written) == rules
    assert rules_as_data(parse_rules(written)) == written


def test_what_describes_a_rule_is_kept() -> None:
    data = {
        "id": "women",
        "kind": "count",
        "where": {"gender": "W"},
        "min": 2,
        "text": {"en": "At least two women.", "es": "Al menos dos mujeres."},
        "source": ["By-law 12", "By-law 13"],
        "severity": "target",
        "on_failure": ["next_eligible", "seat_vacant"],
        "notes": {"since": 2014},
    }

    (rule,) = parse_rules([data])

    assert rule.text["es"] == "Al menos dos mujeres."
    assert rule.source == ("By-law 12", "By-law 13")
    assert rule.severity is Severity.TARGET
    assert rule.on_failure == (FailureStep.NEXT_ELIGIBLE, FailureStep.SEAT_VACANT)
    assert rules_as_data([rule]) == [data]


@pytest.mark.parametrize(
    "described",
    [
        # One text, in no particular language.
        {"text": "At most one."},
        # One source.
        {"source": "By-law 12"},
        # A policy in another form than a list of steps.
        {"on_failure": {"policy": ["RERUN_GROUP"], "text": "The group elects again."}},
        # Whatever else describes the rule.
        {"name": "n", "confidence": "high", "term": {"years": 3}, "notes": ["a", "b"]},
        {"source": {"url": "by-law"}, "text": 7},
    ],
)
def test_descriptions_are_kept_in_any_form(described: dict[str, Any]) -> None:
    data = {"id": "r", **COUNT, **described}

    rules = parse_rules([data])

    assert rules_as_data(rules) == [data]
    assert parse_rules(rules_as_data(rules)) == rules


def test_what_is_expected_of_a_rule_is_for_the_test_alone() -> None:
    assert rules_as_data(parse_rules([{"id": "r", **COUNT, "expect": "pass", "expect_error": "x"}])) == [{"id": "r", **COUNT}]


def test_rules_inside_may_have_an_id_and_need_none() -> None:
    (rule,) = parse_rules([{"id": "r", "kind": "all_of", "rules": [{"id": "r", **COUNT}, COUNT]}])

    assert attributes_of(rule) == frozenset()


def test_a_body_may_have_no_rules() -> None:
    assert parse_rules([]) == ()


MALFORMED: list[tuple[Any, str, str]] = [
    # -- every rule
    ({}, "rules: ", "a list of rules"),
    (["size"], "rules[0]: ", "an object"),
    ([{"kind": "size", "min": 1}], "rules[0]: ", 'expected "id", which is missing'),
    ([{"id": "", "kind": "size", "min": 1}], "rules[0].id: ", "text that is not empty"),
    ([{"id": 3, "kind": "size", "min": 1}], "rules[0].id: ", "text"),
    ([{"id": "a", **COUNT}, {"id": "a", **COUNT}], "rules[1].id: ", "no other rule has"),
    ([{"id": "a"}], "rules[0]: ", 'expected "kind", which is missing'),
    ([{"id": "a", "kind": "parity"}], "rules[0].kind: ", "one of size, count, share"),
    ([{"id": "a", "kind": None}], "rules[0].kind: ", "one of size"),
    ([{"id": "a", "kind": ["size"]}], "rules[0].kind: ", "one of size"),
    ([{"id": "a", **COUNT, "severity": "soft"}], "rules[0].severity: ", "one of hard, target"),
    ([{"id": "a", **COUNT, "on_failure": ["pray"]}], "rules[0].on_failure[0]: ", "one of next_eligible"),
    ([{"id": "a", **COUNT, "maximum": 2}], "rules[0]: ", 'no keys but id, kind, text, source, severity, on_failure, where, min, max, found "maximum"'),
    # -- size and count
    ([{"id": "a", "kind": "size"}], "rules[0]: ", '"min" or "max"'),
    ([{"id": "a", "kind": "size", "min": "7"}], "rules[0].min: ", "a whole number"),
    ([{"id": "a", "kind": "size", "min": -1}], "rules[0].min: ", "a whole number"),
    ([{"id": "a", "kind": "size", "min": True}], "rules[0].min: ", "a whole number"),
    ([{"id": "a", "kind": "size", "min": 3, "max": 2}], "rules[0]: ", "a min of at most max"),
    ([{"id": "a", "kind": "size", "where": {}, "max": 2}], "rules[0]: ", "no keys but"),
    ([{"id": "a", "kind": "count", "max": 10**9}], "rules[0].max: ", "a whole number from 0 to 100000"),
    # -- filters
    ([{"id": "a", **COUNT, "where": "W"}], "rules[0].where: ", "a filter"),
    ([{"id": "a", **COUNT, "where": {"gender": None}}], "rules[0].where.gender: ", "a value"),
    ([{"id": "a", **COUNT, "where": {"gender": {"is": "W"}}}], "rules[0].where.gender: ", "a value"),
    ([{"id": "a", **COUNT, "where": {"gender": []}}], "rules[0].where.gender: ", "at least one value"),
    ([{"id": "a", **COUNT, "where": {"gender": ["W", ["M"]]}}], "rules[0].where.gender[1]: ", "a value"),
    ([{"id": "a", **COUNT, "where": {"gender": "?"}}], "rules[0].where.gender: ", "undisclosed"),
    ([{"id": "a", **COUNT, "where": {"not": "W"}}], "rules[0].where.not: ", "a filter"),
    ([{"id": "a", **COUNT, "where": {"not": {"not": {"gender": []}}}}], "rules[0].where.not.not.gender: ", "at least one value"),
    # -- share
    ([{"id": "a", "kind": "share", "where": {}, "min": "40 %"}], "rules[0].min: ", 'a fraction in text from 0 to 1 such as "2/5", found "40 %"'),
    ([{"id": "a", "kind": "share", "where": {}, "min": 0.4}], "rules[0].min: ", "a fraction in text"),
    ([{"id": "a", "kind": "share", "where": {}, "min": "0.4"}], "rules[0].min: ", "a fraction in text"),
    ([{"id": "a", "kind": "share", "where": {}, "min": "1/0"}], "rules[0].min: ", "a fraction in text"),
    ([{"id": "a", "kind": "share", "where": {}, "min": "3/2"}], "rules[0].min: ", "from 0 to 1"),
    ([{"id": "a", "kind": "share", "where": {}, "min": "-1/2"}], "rules[0].min: ", "from 0 to 1"),
    ([{"id": "a", "kind": "share", "where": {}, "min": "3/5", "max": "2/5"}], "rules[0]: ", "a min of at most max, found 3/5 above 2/5"),
    ([{"id": "a", "kind": "share", "where": {}, "min": "1/2", "rounding": "up"}], "rules[0].rounding: ", "one of exact, ceil, floor, nearest"),
    ([{"id": "a", "kind": "share", "where": {}, "min": "1/2", "rounding": "closest<=x"}], "rules[0].rounding: ", "closest<="),
    ([{"id": "a", "kind": "share", "where": {}, "min": "1/2", "rounding": 1}], "rules[0].rounding: ", "one of exact"),
    ([{"id": "a", "kind": "share", "where": {}, "min": "1/2", "base": "people"}], "rules[0].base: ", '"seats"'),
    ([{"id": "a", "kind": "share", "where": {}, "min": "1/2", "base": "seats", "of": {}}], "rules[0]: ", 'either "of" or "base"'),
    # -- by_size
    ([{"id": "a", "kind": "by_size"}], "rules[0]: ", '"table", which is missing'),
    ([{"id": "a", "kind": "by_size", "table": []}], "rules[0].table: ", "at least one"),
    ([{"id": "a", "kind": "by_size", "table": [{"rules": []}]}], "rules[0].table[0]: ", '"from" or "to"'),
    ([{"id": "a", "kind": "by_size", "table": [{"from": 1}]}], "rules[0].table[0]: ", '"rules", which is missing'),
    ([{"id": "a", "kind": "by_size", "table": [{"from": 3, "to": 2, "rules": []}]}], "rules[0].table[0]: ", '"from" of at most "to"'),
    ([{"id": "a", "kind": "by_size", "table": [{"from": 1, "to": 3, "rules": []}, {"from": 3, "rules": []}]}], "rules[0].table[1]: ", "rows that do not overlap"),
    ([{"id": "a", "kind": "by_size", "table": [{"from": 5, "rules": []}, {"from": 9, "to": 9, "rules": []}]}], "rules[0].table[1]: ", "rows that do not overlap"),
    ([{"id": "a", "kind": "by_size", "table": [{"from": 1, "till": 3, "rules": []}]}], "rules[0].table[0]: ", "no keys but from, to, rules"),
    # -- for_each
    ([{"id": "a", "kind": "for_each", "rules": [COUNT]}], "rules[0]: ", '"group_by", which is missing'),
    ([{"id": "a", "kind": "for_each", "group_by": "region"}], "rules[0]: ", '"rules", which is missing'),
    ([{"id": "a", "kind": "for_each", "group_by": "region", "rules": []}], "rules[0].rules: ", "at least one"),
    ([{"id": "a", "kind": "for_each", "group_by": "region", "rules": [{"kind": "coont"}]}], "rules[0].rules[0].kind: ", "one of size"),
    ([{"id": "a", "kind": "for_each", "group_by": "region", "over": "all", "rules": [COUNT]}], "rules[0].over: ", "one of declared, present"),
    ([{"id": "a", "kind": "for_each", "group_by": "region", "values": "AFR", "rules": [COUNT]}], "rules[0].values: ", "a list"),
    # -- quota
    ([{"id": "a", "kind": "quota", "attribute": "region"}], "rules[0]: ", '"seats", which is missing'),
    ([{"id": "a", "kind": "quota", "attribute": "region", "seats": {}}], "rules[0].seats: ", 'such as {"AFR": 2}'),
    ([{"id": "a", "kind": "quota", "attribute": "region", "seats": {"AFR": -2}}], "rules[0].seats.AFR: ", "a whole number"),
    ([{"id": "a", "kind": "quota", "attribute": "region", "seats": {"AFR": 2}, "mode": "about"}], "rules[0].mode: ", "one of exact, at_least, at_most"),
    ([{"id": "a", "kind": "quota", "attribute": "region", "seats": {"AFR": 2}, "vacant_ok": "yes"}], "rules[0].vacant_ok: ", "true or false"),
    # -- distinct, bound, rotation
    ([{"id": "a", "kind": "distinct", "attributes": "region"}], "rules[0].attributes: ", "a list"),
    ([{"id": "a", "kind": "distinct", "attributes": []}], "rules[0].attributes: ", "at least one"),
    ([{"id": "a", "kind": "distinct", "attributes": [1]}], "rules[0].attributes[0]: ", "the name of an attribute"),
    ([{"id": "a", "kind": "bound", "attribute": "terms"}], "rules[0]: ", '"max", which is missing'),
    ([{"id": "a", "kind": "bound", "max": 2}], "rules[0]: ", '"attribute", which is missing'),
    ([{"id": "a", "kind": "rotation", "attribute": "region", "history": "h"}], "rules[0]: ", '"no_repeat_within", which is missing'),
    ([{"id": "a", "kind": "rotation", "attribute": "region", "history": "h", "no_repeat_within": 0}], "rules[0].no_repeat_within: ", "a whole number from 1"),
    ([{"id": "a", "kind": "rotation", "attribute": "region", "no_repeat_within": 2}], "rules[0]: ", '"history", which is missing'),
    # -- if, any_of, all_of
    ([{"id": "a", "kind": "if", "when": [COUNT]}], "rules[0]: ", '"then", which is missing'),
    ([{"id": "a", "kind": "if", "when": COUNT, "then": [COUNT]}], "rules[0].when: ", "a list of rules"),
    ([{"id": "a", "kind": "any_of", "rules": []}], "rules[0].rules: ", "at least one"),
    ([{"id": "a", "kind": "all_of"}], "rules[0]: ", '"rules", which is missing'),
]  # fmt: skip


@pytest.mark.parametrize(("data", "place", "expected"), MALFORMED, ids=lambda value: json.dumps(value)[:60])
def test_a_malformed_rule_is_refused_with_its_place_and_what_was_expected(data: Any, place: str, expected: str) -> None:
    with pytest.raises(InputError) as refused:
        parse_rules(data)

    sentence = str(refused.value)
    assert sentence.startswith(place)
    assert expected in sentence
    assert sentence.endswith(".")
    assert "\n" not in sentence


def test_rules_are_not_read_however_deep() -> None:
    deep: dict[str, Any] = dict(COUNT)
    for _ in range(11):
        deep = {"kind": "all_of", "rules": [deep]}

    with pytest.raises(InputError, match="at most 10 rules within one another"):
        parse_rules([{"id": "r", **deep}])


def test_filters_are_not_read_however_deep() -> None:
    deep: dict[str, Any] = {"gender": "W"}
    for _ in range(12):
        deep = {"not": deep}

    with pytest.raises(InputError, match="at most 10 filters within one another"):
        parse_rules([{"id": "r", **COUNT, "where": deep}])


def test_groups_are_not_read_however_deep() -> None:
    deep: dict[str, Any] = dict(COUNT)
    for name in ("region", "gender", "kind", "org"):
        deep = {"kind": "for_each", "group_by": name, "rules": [deep]}

    with pytest.raises(InputError, match=r'rules\[0\]: expected at most 3 "for_each" within one another'):
        parse_rules([{"id": "r", "kind": "all_of", "rules": [COUNT, deep]}])
    assert len(parse_rules([{"id": "r", **deep["rules"][0]}])) == 1
