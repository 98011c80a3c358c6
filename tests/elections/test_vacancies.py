"""Who could sit on each vacant seat: the same as trying everybody thinkable. Source: composition.md, "When a rule acts", 2."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consensus.domain.composition import Roster, judge, parse_rules
from consensus.domain.composition.verdict import hard_failures
from consensus.seating.feasibility import Seating
from consensus.seating.vacancies import who_could_sit

DECLARED = {"region": ["A", "B", "C"], "gender": ["W", "M"]}
EACH_REGION: dict[str, Any] = {
    "id": "each",
    "kind": "for_each",
    "group_by": "region",
    "over": "declared",
    "rules": [{"kind": "count", "min": 1}],
}
CAP = {"id": "cap", "kind": "for_each", "group_by": "gender", "rules": [{"kind": "count", "max": 2}]}
WOMAN_OF_C = {"id": "woman-of-c", "kind": "count", "where": {"region": "C", "gender": "W"}, "min": 1}
PAIR = {
    "id": "pair",
    "kind": "if",
    "when": [{"kind": "count", "where": {"region": "A"}, "min": 2}],
    "then": [{"kind": "count", "where": {"region": "B"}, "max": 0}],
}
ONE_ORG = {"id": "org", "kind": "for_each", "group_by": "org", "rules": [{"kind": "count", "max": 1}]}
OFFICER = {"id": "officer", "kind": "count", "where": {"seat": "officer", "gender": "M"}, "max": 0}

people = st.fixed_dictionaries({"region": st.sampled_from("ABC"), "gender": st.sampled_from("WM")})


def by_trying(rules: Any, sitting: list[dict[str, str]], vacancies: dict[int, dict[str, str]]) -> dict[int, set[tuple[str, str]]]:
    """Try every mix on every seat."""
    found: dict[int, set[tuple[str, str]]] = {seat: set() for seat in vacancies}
    parsed = parse_rules(rules, "rules")
    for mixes in product(product("ABC", "WM"), repeat=len(vacancies)):
        new = [
            {**fixed, "region": region, "gender": gender, "org": f"new {seat}"}
            for (seat, fixed), (region, gender) in zip(vacancies.items(), mixes, strict=True)
        ]
        verdict = judge(Roster((*sitting, *new)), parsed, declared=DECLARED, seats=len(sitting) + len(new))
        if not hard_failures(verdict):
            for seat, mix in zip(vacancies, mixes, strict=True):
                found[seat].add(mix)
    return found


@settings(max_examples=40)
@given(
    st.lists(people, min_size=1, max_size=3),
    st.lists(st.sampled_from([EACH_REGION, CAP, WOMAN_OF_C, PAIR, ONE_ORG, OFFICER]), max_size=3, unique_by=lambda rule: str(rule["id"])),
    st.lists(st.sampled_from(["officer", "regional"]), min_size=1, max_size=2),
)
def test_the_same_as_trying_everybody(sitting: list[dict[str, str]], rules: list[Any], kinds: list[str]) -> None:
    sitting = [{**one, "org": str(number), "seat": "regional"} for number, one in enumerate(sitting)]
    vacancies = {10 + number: {"seat": kind} for number, kind in enumerate(kinds)}
    # Every mix is told apart by region and gender, whether or not the other rules look at them.
    looks = [*rules, {"id": "looks", "kind": "count", "where": {"region": "A", "gender": "W"}, "min": 0}]
    answer = who_could_sit(Seating(len(sitting), parse_rules(looks, "rules"), sitting, (), DECLARED), vacancies)
    expected = by_trying(looks, sitting, vacancies)
    assert {seat: {(mix["region"], mix["gender"]) for mix in mixes} for seat, mixes in answer.mixes.items()} == expected
    assert bool(answer.at_odds) is not any(expected.values())


def test_what_one_of_several_must_have_is_said() -> None:
    sitting = [{"region": "A", "gender": "M"}, {"region": "B", "gender": "W"}]
    seating = Seating(2, parse_rules([EACH_REGION, CAP], "rules"), sitting, (), DECLARED)
    answer = who_could_sit(seating, {1: {}, 2: {}})
    assert set(answer.needed) == {("gender", "W"), ("gender", "M"), ("region", "C")}
    assert {mix["region"] for mix in answer.mixes[1]} == {"A", "B", "C"}


def test_where_nobody_could_the_rules_that_stand_in_the_way_are_named() -> None:
    sitting = [{"region": "A", "gender": "M"}, {"region": "A", "gender": "W"}]
    seating = Seating(2, parse_rules([EACH_REGION, CAP], "rules"), sitting, (), DECLARED)
    answer = who_could_sit(seating, {1: {}})
    assert answer.at_odds == ("each",)
    assert answer.mixes == {1: ()}


@pytest.mark.parametrize(("kind", "genders"), [("officer", {"W"}), ("regional", {"W", "M"})])
def test_a_seat_gives_what_it_stands_for(kind: str, genders: set[str]) -> None:
    seating = Seating(0, parse_rules([OFFICER], "rules"), (), (), DECLARED)
    answer = who_could_sit(seating, {1: {"seat": kind}})
    assert {mix["gender"] for mix in answer.mixes[1]} == genders
