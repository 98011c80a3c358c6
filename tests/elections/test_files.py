"""The files of ``consensus count``, ``balance feasible`` and ``balance fill``: what is not of the form gets one sentence."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from consensus.cli import main
from consensus.domain.errors import InputError
from consensus.elections.blt import parse_blt

GOOD = '3 2\n-3\n4 1 2 0\n# a remark\n2 2 0\n0\n"Ada"\n"Bo"\n"Cy"\n"Board"\n'


def run(*arguments: str, given: Any = None) -> Result:
    return CliRunner().invoke(main, list(arguments), input=None if given is None else json.dumps(given))


def test_a_file_of_ballots() -> None:
    found = parse_blt("\ufeff" + GOOD, "board.blt")
    assert [(each.papers, each.preferences) for each in found.ballots] == [(4, (1, 2)), (2, (2,))]
    assert (found.seats, found.withdrawn, found.names, found.title) == (2, frozenset({3}), ("Ada", "Bo", "Cy"), "Board")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "an empty file"),
        ("3\n", "line 1: expected the numbers of candidates and seats"),
        ("3 2\n1 1 0\n", "expected a line 0 after the ballots"),
        ("3 2\n1 4 0\n0\n", "line 2: expected candidates from 1 to 3, found 4"),
        ("3 2\n1 1 1 0\n0\n", "line 2: expected each candidate once on a ballot, found 1 twice"),
        ("3 2\n1 1\n0\n", "line 2: expected a number of papers, candidates, and 0 at the end"),
        ("3 2\n1 1=2 0\n0\n", "line 2: expected whole numbers, found '1=2'"),
        ('3 2\n"Ada"\n', "line 2: expected ballots up to a line 0, found a name"),
        ("3 2\n-4\n0\n", "line 2: expected withdrawn candidates as -1 to -3, found -4"),
    ],
)
def test_what_is_no_file_of_ballots_is_said_with_its_line(text: str, said: str) -> None:
    with pytest.raises(InputError, match=r"board\.blt") as refused:
        parse_blt(text, "board.blt")
    assert said in str(refused.value)


def test_elections_are_counted_with_ballots_beside_them_and_in_them(tmp_path: Path) -> None:
    (tmp_path / "board.blt").write_text(GOOD, encoding="utf-8")
    plain = {"id": "a", "method": "scottish", "seats": 1, "ballots": "board.blt", "rules": []}
    inside = {"id": "b", "method": "meek", "seats": 1, "ballots": [[4, [1, 2]], [5, [2]]], "rules": []}
    (tmp_path / "elections.json").write_text(json.dumps([plain, inside]), encoding="utf-8")

    first, second = (json.loads(line) for line in run("count", str(tmp_path / "elections.json")).stdout.splitlines())
    assert list(first) == ["id", "elected", "order", "quota", "rounds", "guarded", "doomed", "ties"]
    assert (first["id"], first["elected"], first["quota"]) == ("a", [1], "4")
    assert first["rounds"][0] == {"act": "first_preferences", "votes": {"1": "4", "2": "2"}}
    assert (second["id"], second["elected"]) == ("b", [2])


ELECTION = {"id": "a", "method": "scottish", "seats": 1, "ballots": [[1, [1]]], "rules": []}


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"method": "borda"}, "[0].method"),
        ({"seats": 0}, "[0].seats"),
        ({"ballots": "missing.blt"}, "[0].ballots: expected the path of a .blt file"),
        ({"ballots": [[1, [1, 1]]]}, "[0].ballots[0]: expected each candidate once"),
        ({"ballots": [[1]]}, "[0].ballots[0]"),
        ({"ballots": [[-1, [1]]]}, "[0].ballots[0][0]"),
        ({"candidates": [{}], "ballots": [[1, [2]]]}, "[0].ballots[0]: expected candidates from 1 to 1"),
        ({"rules": [{"id": "x", "kind": "unheard"}]}, "[0].rules[0]"),
    ],
)
def test_an_election_that_is_not_of_the_form(changed: dict[str, Any], said: str) -> None:
    result = run("count", "-", given=[{**ELECTION, **changed}])
    assert result.exit_code == 2
    assert said in result.stderr
    assert result.stdout == ""


BODY = {"id": "b", "seats": 1, "attributes": {}, "rules": [], "pool": [{"name": "p"}], "sitting": []}


@pytest.mark.parametrize("command", ["feasible", "fill"])
@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"seats": -1}, "bodies[0].seats"),
        ({"pool": [{}]}, "bodies[0].pool[0]"),
        ({"pool": [{"name": "p"}, {"name": "p"}]}, "bodies[0].pool[1].name: expected a name of its own"),
        ({"rules": [{"id": "x", "kind": "bound", "attribute": "name", "max": 1}]}, "bodies[0].pool[0].name"),
        ({"rules": {}}, "bodies[0].rules"),
    ],
)
def test_a_body_that_is_not_of_the_form(command: str, changed: dict[str, Any], said: str) -> None:
    result = run("balance", command, "-", given={"bodies": [{**BODY, **changed}]})
    assert result.exit_code == 2
    assert said in result.stderr


def test_a_body_without_rules_takes_whoever_is_there() -> None:
    answer = json.loads(run("balance", "feasible", "-", given={"bodies": [BODY]}).stdout)
    assert answer == {"body": "b", "feasible": True, "witness": ["p"]}
    answer = json.loads(run("balance", "fill", "-", given={"bodies": [BODY]}).stdout)
    assert answer == {"body": "b", "open": 1, "could_fill": ["p"], "values": {}}
