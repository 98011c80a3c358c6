"""The rules of twelve real bodies give the verdicts that their rosters must get."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from consensus.domain.composition import judge, parse_rules, rules_as_data
from consensus.domain.composition.bodies import parse_bodies

FILE = Path(__file__).parents[2] / "cases" / "composition.json"
DATA: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
ROSTERS = [
    pytest.param(body, number, id=f"{body['id']}: {roster['name']}")
    for body in DATA["bodies"]
    for number, roster in enumerate(body["rosters"])
]


def test_all_rosters_are_here() -> None:
    assert len(ROSTERS) == 49


@pytest.mark.parametrize(("body", "number"), ROSTERS)
def test_a_real_body_gets_its_verdict(body: dict[str, Any], number: int) -> None:
    expected = body["rosters"][number]
    (read,) = parse_bodies({"bodies": [body]})

    verdict = judge(read.rosters[number].roster, read.rules, declared=read.declared, seats=read.seats)

    assert verdict.value == expected["expect"]
    assert sorted(verdict.violates) == sorted(expected.get("violates", []))
    assert sorted(verdict.undetermined) == sorted(expected.get("undetermined", []))
    assert bool(verdict.reasons) == (expected["expect"] != "pass")


@pytest.mark.parametrize("body", DATA["bodies"], ids=lambda body: body["id"])
def test_the_rules_of_a_real_body_are_read_again_as_they_were_written(body: dict[str, Any]) -> None:
    rules = parse_rules(body["rules"])

    assert parse_rules(json.loads(json.dumps(rules_as_data(rules)))) == rules
