"""``consensus balance FILE``: a line for each roster, or one sentence and exit code 2. Source: cases/README.md, "balance"."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st

from consensus.cli import main

FILE = Path(__file__).parents[1] / "cases" / "composition.json"
DATA: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))


def balance(*arguments: str, given: Any = None) -> Result:
    """Run the command, with ``given`` as JSON on standard input."""
    return CliRunner().invoke(main, ["balance", *arguments], input=None if given is None else json.dumps(given))


def lines(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def body(**changes: Any) -> dict[str, Any]:
    """A file with one body, with some keys changed or, where they are None, left out."""
    whole = {
        "id": "b",
        "seats": 2,
        "attributes": {"region": ["AFR", "LAC"]},
        "rules": [{"id": "cap", "kind": "count", "where": {"gender": "W"}, "max": 1}],
        "rosters": [{"name": "r", "members": [{"gender": "W", "region": "AFR"}]}],
        **changes,
    }
    return {"bodies": [{key: value for key, value in whole.items() if value is not None}]}


def roster(**changes: Any) -> dict[str, Any]:
    """A file with one body that has one roster, with some keys changed."""
    rules = [{"id": "terms", "kind": "bound", "attribute": "terms", "max": 2}]
    return body(rules=rules, rosters=[{"name": "r", "members": [{"gender": "W"}], **changes}])


def test_each_roster_of_the_real_bodies_gets_its_line_in_the_order_of_the_file() -> None:
    result = balance(str(FILE))

    expected = [(body["id"], roster) for body in DATA["bodies"] for roster in body["rosters"]]
    assert result.exit_code == 0
    assert result.stderr == ""
    assert len(expected) == 49
    for line, (code, roster) in zip(lines(result), expected, strict=True):
        assert list(line) == ["body", "roster", "verdict", "violates", "undetermined", "reasons"]
        assert (line["body"], line["roster"], line["verdict"]) == (code, roster["name"], roster["expect"])
        assert line["violates"] == sorted(roster.get("violates", []))
        assert line["undetermined"] == sorted(roster.get("undetermined", []))


def test_standard_input_is_judged_for_a_dash() -> None:
    result = balance("-", given=body(rosters=[{"name": "ü", "members": [{"gender": "W", "n": 2}]}]))

    assert result.exit_code == 0
    assert result.stdout == (
        '{"body": "b", "roster": "ü", "verdict": "fail", "violates": ["cap"], "undetermined": [], '
        '"reasons": ["The body has 2 members of the gender W; at most 1 may be there."]}\n'
    )


def test_ids_are_sorted_whatever_the_order_of_the_rules() -> None:
    rules = [{"id": name, "kind": "size", "max": 0} for name in ("c", "a")] + [
        {"id": name, "kind": "count", "where": {"gender": "W"}, "min": 1} for name in ("z", "y")
    ]

    (line,) = lines(balance("-", given=body(rules=rules, rosters=[{"name": "r", "members": [{"gender": "?"}]}])))

    assert (line["violates"], line["undetermined"]) == (["a", "c"], ["y", "z"])


@pytest.mark.parametrize(
    "given",
    [
        # No bodies.
        {"bodies": []},
        # A body without rosters to judge.
        body(rosters=[]),
        # A body without rules.
        body(rules=[]),
        # Without attributes, and without seats, where no rule needs them.
        body(attributes=None, seats=None),
        # Bounds for the number of seats.
        body(seats={"min": 1}),
        # None alike.
        roster(members=[{"gender": "W", "n": 0}]),
        # Everything that only describes.
        {
            "name": "x",
            **body(name="A board", source=["here"], confidence="low", notes="n", term={"years": 3}, on_failure={"policy": []}, expect={}),
        },
        roster(expect="fail", violates=["terms"], expect_reasons=3, notes=["n"], source={"a": 1}),
        roster(members=[{"gender": "W", "name": "p1", "notes": ["n"], "expect": {}}]),
        # An undisclosed number.
        roster(members=[{"terms": "?"}]),
        # A number as text.
        roster(members=[{"terms": "2"}]),
    ],
)
def test_what_can_be_judged_is_judged(given: dict[str, Any]) -> None:
    result = balance("-", given=given)

    assert (result.exit_code, result.stderr) == (0, "")
    assert len(lines(result)) == sum(len(body["rosters"]) for body in given["bodies"])


MALFORMED: list[tuple[Any, str, str]] = [
    # The document
    ([], "the document: ", 'an object with "bodies"'),
    ({}, "the document: ", '"bodies", which is missing'),
    ({"bodies": {}}, "bodies: ", "a list of bodies"),
    ({"bodies": [1]}, "bodies[0]: ", 'an object with "id"'),
    # A body
    (body(id=None), "bodies[0]: ", '"id", which is missing'),
    (body(id=7), "bodies[0].id: ", "text"),
    (body(rules=None), "bodies[0]: ", '"rules", which is missing'),
    (body(rosters=None), "bodies[0]: ", '"rosters", which is missing'),
    (body(rosters={}), "bodies[0].rosters: ", "a list of rosters"),
    (body(rosters=["r"]), "bodies[0].rosters[0]: ", 'an object with "name"'),
    # Its seats
    (body(seats="seven"), "bodies[0].seats: ", "a whole number"),
    (body(seats=-1), "bodies[0].seats: ", "a whole number"),
    (body(seats=[7]), "bodies[0].seats: ", "a whole number"),
    (body(seats={}), "bodies[0].seats: ", '"min" or "max"'),
    (body(seats={"min": 8, "max": 4}), "bodies[0].seats: ", "a min of at most max"),
    (body(seats={"min": "x"}), "bodies[0].seats.min: ", "a whole number"),
    # Its attributes
    (body(attributes=["region"]), "bodies[0].attributes: ", "an object such as"),
    (body(attributes={"region": "AFR"}), "bodies[0].attributes.region: ", "a list"),
    (body(attributes={"region": [None]}), "bodies[0].attributes.region[0]: ", "a value"),
    (body(attributes={"region": ["?"]}), "bodies[0].attributes.region[0]: ", "undisclosed"),
    # Its rules
    (body(rules={"id": "a"}), "bodies[0].rules: ", "a list of rules"),
    (body(rules=[{"id": "a", "kind": "parity"}]), "bodies[0].rules[0].kind: ", "one of size, count"),
    (body(rules=[{"id": "a", "kind": "share", "where": {"gender": "W"}, "min": "40 %"}]), "bodies[0].rules[0].min: ", 'such as "2/5", found "40 %"'),
    (body(rules=[{"id": "a", "kind": "size", "min": 3, "max": 2}]), "bodies[0].rules[0]: ", "a min of at most max, found 3 above 2"),
    (body(rules=[{"id": "a", "kind": "size", "min": 1}, {"id": "a", "kind": "size", "max": 9}]), "bodies[0].rules[1].id: ", "no other rule has"),
    (body(rules=[{"kind": "size", "min": 1}]), "bodies[0].rules[0]: ", '"id", which is missing'),
    (body(rules=[{"id": "a", "kind": "for_each", "group_by": "org", "over": "declared", "rules": [{"kind": "count", "max": 1}]}]), "bodies[0].rules[0]: ", 'the declared values of "org"'),
    (body(attributes={"org": []}, rules=[{"id": "a", "kind": "for_each", "group_by": "org", "over": "declared", "rules": [{"kind": "count", "max": 1}]}]), "bodies[0].rules[0]: ", 'the declared values of "org"'),
    (body(seats=None, rules=[{"id": "a", "kind": "any_of", "rules": [{"kind": "share", "where": {}, "base": "seats", "min": "1/2"}]}]), "bodies[0].rules[0]: ", '"seats" of the body'),
    # A roster
    (roster(name=None), "bodies[0].rosters[0].name: ", "text"),
    (body(rosters=[{"name": "r"}]), "bodies[0].rosters[0]: ", '"members", which is missing'),
    (roster(members={}), "bodies[0].rosters[0].members: ", "a list"),
    (roster(members=["W"]), "bodies[0].rosters[0].members[0]: ", "an object"),
    (roster(members=[{"gender": None}]), "bodies[0].rosters[0].members[0].gender: ", 'or "?" for undisclosed'),
    (roster(members=[{"gender": ["W"]}]), "bodies[0].rosters[0].members[0].gender: ", "text or a number"),
    (roster(members=[{"n": -1}]), "bodies[0].rosters[0].members[0].n: ", "a whole number from 0"),
    (roster(members=[{"n": "2"}]), "bodies[0].rosters[0].members[0].n: ", "a whole number"),
    (roster(members=[{"n": 1.5}]), "bodies[0].rosters[0].members[0].n: ", "a whole number"),
    (roster(members=[{"n": True}]), "bodies[0].rosters[0].members[0].n: ", "a whole number"),
    (roster(members=[{"n": 10**12}]), "bodies[0].rosters[0].members[0].n: ", "a whole number from 0 to 100000"),
    (roster(members=[{"terms": 1}, {"terms": "many"}]), "bodies[0].rosters[0].members[1].terms: ", "a number"),
    (roster(members=[{"terms": True}]), "bodies[0].rosters[0].members[0].terms: ", "a number"),
    (roster(vacant=2), "bodies[0].rosters[0].vacant: ", "a list"),
    (roster(vacant=[{"n": -2}]), "bodies[0].rosters[0].vacant[0].n: ", "a whole number"),
    (roster(history=["AFR"]), "bodies[0].rosters[0].history: ", "an object such as"),
    (roster(history={"chairs": "AFR"}), "bodies[0].rosters[0].history.chairs: ", "a list of values, the oldest first"),
    (roster(history={"chairs": [None]}), "bodies[0].rosters[0].history.chairs[0]: ", "text or a number"),
]  # fmt: skip


@pytest.mark.parametrize(("given", "place", "expected"), MALFORMED, ids=lambda value: json.dumps(value)[:60])
def test_a_malformed_file_gets_one_sentence_and_exit_code_2(given: Any, place: str, expected: str) -> None:
    result = balance("-", given=given)

    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.startswith(f"consensus: {place}")
    assert expected in result.stderr
    assert result.stderr.count("\n") == 1


def test_nothing_is_printed_when_a_later_body_is_malformed() -> None:
    result = balance("-", given={"bodies": [*body()["bodies"], {"id": "c"}]})

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("consensus: bodies[1]: ")


def test_a_missing_file_gets_one_sentence() -> None:
    result = balance("nowhere.json")

    assert (result.exit_code, result.stderr) == (
        2,
        "consensus: nowhere.json: expected a file that can be read (No such file or directory).\n",
    )


def test_the_command_explains_itself() -> None:
    assert "FILE" in balance("--help").output
    assert balance().exit_code == 2
    assert balance("one.json", "two.json").exit_code == 2


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The place of every value in the document."""
    yield path
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in inner:
        yield from places(each, (*path, key))


def changed(data: Any, path: tuple[Any, ...], change: Callable[[Any], Any]) -> Any:
    """The document with one value changed."""
    if not path:
        return change(data)
    whole = copy.deepcopy(data)
    into = whole
    for key in path[:-1]:
        into = into[key]
    into[path[-1]] = change(into[path[-1]])
    return whole


SMALL = {"bodies": [{**body, "rosters": body["rosters"][-1:]} for body in DATA["bodies"]]}
PLACES = list(places(SMALL))
ODD: list[Any] = [
    None,
    True,
    False,
    0,
    -1,
    3,
    10**15,
    1.5,
    "",
    "?",
    "size",
    "2/5",
    "AFR",
    [],
    {},
    [[]],
    [None],
    {"not": {}},
    {"a": []},
    ["?"],
    [{"kind": "size"}],
]


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(PLACES), st.sampled_from(ODD))
def test_a_file_with_anything_anywhere_is_judged_or_refused(path: tuple[Any, ...], odd: Any) -> None:
    check(balance("-", given=changed(SMALL, path, lambda _: odd)))


@settings(max_examples=150, deadline=None)
@given(st.sampled_from([path for path in PLACES if path]))
def test_a_file_from_which_anything_is_missing_is_judged_or_refused(path: tuple[Any, ...]) -> None:
    def without(parent: Any) -> Any:
        if isinstance(parent, dict):
            return {key: value for key, value in parent.items() if key != path[-1]}
        return parent[: path[-1]] + parent[path[-1] + 1 :]

    check(balance("-", given=changed(SMALL, path[:-1], without)))


def check(result: Result) -> None:
    """Either every roster has its line, or there is one sentence and nothing else."""
    assert result.exit_code in (0, 2), result.exception
    if result.exit_code:
        assert result.stdout == ""
        assert result.stderr.startswith("consensus: ")
        assert result.stderr.count("\n") == 1
    else:
        assert result.stderr == ""
        assert all(line["verdict"] in ("pass", "fail", "indeterminate") for line in lines(result))
