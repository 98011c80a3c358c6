"""The known cases: who can be seated, which rules stand in the way, who could fill a seat, and who is elected."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import pytest
from click.testing import CliRunner

from consensus.cli import main
from tests.elections.cases import BALLOTS, CASES, COUNTS, bodies, counts


@cache
def answers(*arguments: str) -> dict[str, dict[str, Any]]:
    """Run a command and return its lines by what they are about."""
    result = CliRunner().invoke(main, list(arguments))
    assert result.exit_code == 0, result.stderr
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    return {line.get("body", line.get("id")): line for line in lines}


@pytest.mark.parametrize("case", bodies("feasible.json"), ids=lambda case: case["id"])
def test_whether_seats_can_be_filled(case: dict[str, Any]) -> None:
    answer, expected = answers("balance", "feasible", str(CASES / "feasible.json"))[case["id"]], case["expect"]
    assert answer["feasible"] is expected["feasible"]
    if expected["feasible"]:
        assert set(answer["witness"]) <= {member["name"] for member in case["pool"]}
        assert len(answer["witness"]) == case["seats"] - len(case["sitting"])
    else:
        assert answer["conflict"] in expected["conflicts"]


@pytest.mark.parametrize("case", bodies("fill.json"), ids=lambda case: case["id"])
def test_who_could_fill_a_seat(case: dict[str, Any]) -> None:
    answer = answers("balance", "fill", str(CASES / "fill.json"))[case["id"]]
    assert (answer["open"], answer["could_fill"]) == (case["expect"]["open"], sorted(case["expect"]["could_fill"]))


@pytest.mark.parametrize("case", json.loads((CASES / "elections.json").read_text(encoding="utf-8")), ids=lambda case: case["id"])
def test_who_is_elected(case: dict[str, Any]) -> None:
    assert answers("count", str(CASES / "elections.json"))[case["id"]]["elected"] == case["expect"]["elected"]


@pytest.mark.skipif(not COUNTS.exists(), reason=f"The ballots of real elections are no part of the repository and not in {BALLOTS}.")
@pytest.mark.parametrize("case", counts(), ids=lambda case: case["id"])
def test_who_is_elected_with_real_ballots(case: dict[str, Any]) -> None:
    assert answers("count", str(COUNTS))[case["id"]]["elected"] == case["expect"]["elected"]
