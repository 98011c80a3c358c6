"""The numbers that a gauge shows: what there is, and between which bounds it may lie."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consensus.domain.composition import Roster, judge, parse_rules
from consensus.domain.composition.gauges import gauges
from consensus.domain.composition.truth import Truth

PEOPLE = (
    {"region": "A", "kind": "movement"},
    {"region": "A", "kind": "ngo"},
    {"region": "B", "kind": "ngo"},
    {"region": "?", "kind": "ngo"},
)
DECLARED = {"region": ["A", "B", "C"]}


def of(rule: dict[str, Any], people: Any = PEOPLE, seats: int = 5) -> list[tuple[Any, ...]]:
    (parsed,) = parse_rules([{"id": "r", **rule}], "rules")
    found = gauges(Roster(tuple(people)), parsed, declared=DECLARED, seats=seats)
    return [("/".join(value for _, value in each.of), each.found.low, each.found.high, each.least, each.most, each.scale) for each in found]


# fmt: off
SHOWN: tuple[tuple[str, dict[str, Any], list[Any]], ...] = (
    ("A size counts everybody.",                             {"kind": "size", "min": 3, "max": 7},                                        [("", 4, 4, 3, 7, 7)]),
    ("A count counts who matches; an undisclosed value widens it.", {"kind": "count", "where": {"region": "A"}, "min": 1},              [("", 2, 3, 1, None, 5)]),
    ("A share becomes whole numbers inside its bounds.",      {"kind": "share", "where": {"kind": "ngo"}, "min": "2/5", "max": "3/5"},    [("", 3, 3, 2, 2, 5)]),
    ("Its rounding is that of the rule.",                     {"kind": "share", "where": {"kind": "ngo"}, "max": "3/5", "rounding": "ceil"}, [("", 3, 3, None, 3, 5)]),
    ("A share of the seats is of all of them.",               {"kind": "share", "where": {"kind": "ngo"}, "base": "seats", "min": "3/5"}, [("", 3, 3, 3, None, 5)]),
    ("A quota has one for each value.",                       {"kind": "quota", "attribute": "region", "seats": {"A": 2, "C": 1}},        [("A", 2, 3, 2, 2, 5), ("C", 0, 1, 1, 1, 5)]),
    ("Groups have one each, empty ones that are declared too.", {"kind": "for_each", "group_by": "region", "over": "declared", "rules": [{"kind": "count", "max": 2}]},
        [("A", 2, 3, None, 2, 5), ("B", 1, 2, None, 2, 5), ("C", 0, 1, None, 2, 5)]),
    ("Of groups that need not be there, those that are.",     {"kind": "for_each", "group_by": "region", "rules": [{"kind": "count", "max": 2}]}, [("A", 2, 3, None, 2, 5), ("B", 1, 2, None, 2, 5)]),
    ("The row for the size of today counts.",                 {"kind": "by_size", "of": {}, "table": [{"from": 1, "to": 3, "rules": [{"kind": "count", "max": 1}]}, {"from": 4, "rules": [{"kind": "count", "where": {"kind": "ngo"}, "max": 2}]}]},
        [("", 3, 3, None, 2, 5)]),
    ("What does not count has none.",                         {"kind": "distinct", "attributes": ["region"]},                             []),
)
# fmt: on


@pytest.mark.parametrize(("rule", "shown"), [row[1:] for row in SHOWN], ids=[row[0] for row in SHOWN])
def test_a_gauge_shows(rule: dict[str, Any], shown: list[Any]) -> None:
    assert of(rule) == shown


RULES = st.sampled_from([row[1] for row in SHOWN if row[1]["kind"] in {"size", "count", "share", "quota"}])
MEMBERS = st.lists(
    st.fixed_dictionaries({"region": st.sampled_from(["A", "B", "C"]), "kind": st.sampled_from(["movement", "ngo"])}), max_size=7
)


@settings(max_examples=200, deadline=None)
@given(RULES, MEMBERS)
def test_a_gauge_and_the_verdict_never_disagree(rule: dict[str, Any], people: list[dict[str, str]]) -> None:
    (parsed,) = parse_rules([{"id": "r", **rule}], "rules")
    roster = Roster(tuple(people))
    found = gauges(roster, parsed, declared=DECLARED, seats=5)
    (judgement,) = judge(roster, [parsed], declared=DECLARED, seats=5).judgements
    if found:
        assert all(each.holds for each in found) == (judgement.truth is Truth.TRUE)
