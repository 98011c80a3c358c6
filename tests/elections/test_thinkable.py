"""Whether rules can hold together at all, whoever sits: asked of the real bodies, and of rules that are at odds."""

from __future__ import annotations

import json
from typing import Any

import pytest

from consensus.domain.composition import Roster, judge, parse_declared, parse_rules, parse_seats
from consensus.domain.composition.words import Result
from consensus.seating.thinkable import conflict_of_rules, thinkable_roster
from tests.elections.cases import CASES

BODIES = json.loads((CASES / "composition.json").read_text(encoding="utf-8"))["bodies"]


def conflict(rules: list[dict[str, Any]], seats: Any, declared: dict[str, list[str]] | None = None) -> tuple[str, ...]:
    named = [{"id": f"r{number}", **rule} for number, rule in enumerate(rules)]
    return conflict_of_rules(parse_rules(named, "rules"), declared=declared or {}, seats=parse_seats(seats))


@pytest.mark.parametrize("body", [body for body in BODIES if "seats" in body], ids=lambda body: body["id"])
def test_the_rules_of_real_bodies_can_hold_together(body: dict[str, Any]) -> None:
    rules, declared = parse_rules(body["rules"], "rules"), parse_declared(body.get("attributes", {}))
    seats = parse_seats(body["seats"])
    assert conflict_of_rules(rules, declared=declared, seats=seats) == ()
    example = thinkable_roster(rules, declared=declared, seats=seats)
    assert example is not None
    size = sum(n for _, n in example)
    people = tuple(one for one, n in example for _ in range(n))
    assert judge(Roster(people), rules, declared=declared, seats=size).value is Result.PASS


GENDERS = {"gender": ["W", "M"]}


def each_gender(least: str, most: str) -> list[dict[str, Any]]:
    return [{"kind": "share", "where": {"gender": gender}, "min": least, "max": most} for gender in GENDERS["gender"]]


def test_where_nobody_can_meet_the_rules_there_is_no_example() -> None:
    rules = parse_rules([{"id": "a", "kind": "size", "max": 2}], "rules")
    assert thinkable_roster(rules, declared={}, seats=3) is None


@pytest.mark.parametrize(("seats", "possible"), [(3, False), (5, True), (8, True)])
def test_a_percentage_that_no_number_of_people_meets(seats: int, possible: bool) -> None:  # noqa: FBT001  # a case of the table
    assert (conflict(each_gender("2/5", "3/5"), seats, GENDERS) == ()) is possible


def test_the_conflict_names_no_rule_that_is_innocent() -> None:
    rules: list[dict[str, Any]] = [
        {"kind": "count", "where": {"region": "A"}, "min": 2},
        {"kind": "count", "where": {"kind": "m"}, "min": 1},
        {"kind": "for_each", "group_by": "region", "rules": [{"kind": "count", "max": 1}]},
    ]
    assert conflict(rules, 3, {"region": ["A", "B"]}) in (("r0", "r2"), ("r2",))
    assert conflict(rules, 2, {"region": ["A", "B"]}) == ("r0", "r2")


def test_people_may_have_values_that_no_rule_names() -> None:
    assert conflict([{"kind": "distinct", "attributes": ["country"]}, {"kind": "count", "where": {"country": "k1"}, "max": 0}], 9) == ()


def test_any_size_within_the_bounds_will_do() -> None:
    assert conflict(each_gender("1/2", "1/2"), {"min": 3, "max": 4}, GENDERS) == ()
    assert conflict(each_gender("1/2", "1/2"), {"min": 3, "max": 3}, GENDERS) != ()


def test_a_target_is_in_nobody_s_way() -> None:
    assert conflict([{"kind": "size", "max": 1, "severity": "target"}], 3) == ()
