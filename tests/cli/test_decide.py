"""``consensus decide FILE``: the cases that are known, and every way in which a file may not be of the form."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from consensus.cli import main

CASES = Path(__file__).parents[1] / "cases" / "outcomes.json"
KNOWN: list[dict[str, Any]] = json.loads(CASES.read_text(encoding="utf-8"))


def decide(text: str, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["decide", *(arguments or ("-",))], input=text)


def lines(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


@pytest.mark.parametrize("case", KNOWN, ids=lambda case: case["id"])
def test_a_known_case_comes_out_as_expected(case: dict[str, Any]) -> None:
    result = decide(json.dumps([case]))
    (answer,) = lines(result)
    assert result.exit_code == 0
    assert answer["reasons"]
    assert {key: value for key, value in answer.items() if key not in ("id", "reasons")} == case["expect"]


def test_the_file_is_answered_a_line_for_each_case_in_its_order() -> None:
    result = decide("", str(CASES))
    assert [answer["id"] for answer in lines(result)] == [case["id"] for case in KNOWN]
    assert list(lines(result)[0]) == ["id", "next", "outcome", "reasons"]


def test_an_empty_list_is_answered_with_nothing() -> None:
    result = decide("[]")
    assert (result.exit_code, result.stdout) == (0, "")


def test_letters_of_every_script_stay_readable() -> None:
    result = decide(json.dumps([case(id="قرار")]))
    assert '"قرار"' in result.stdout


# -- what may be left out or added -------------------------------------------------------------------------------------


def group(position: str | None = "support", count: object = 9, **more: object) -> dict[str, Any]:
    return {"region": "AFR", "kind": "ngo", "position": position, "count": count, **more}


def voted(vote: object = "yes", count: object = 9, **more: object) -> dict[str, Any]:
    return {"region": "AFR", "kind": "ngo", "vote": vote, "count": count, **more}


def case(**changes: object) -> dict[str, Any]:
    base: dict[str, Any] = {"id": "x", "class": "work_plan", "returns": 0, "extended": False, "roll": [group()]}
    return {key: value for key, value in (base | changes).items() if value is not ...}


def answer_to(**changes: object) -> dict[str, Any]:
    result = decide(json.dumps([case(**changes)]))
    assert result.exit_code == 0, result.stderr
    return lines(result)[0]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        # It never went back and was never extended, unless the case says so.
        ({"returns": ..., "extended": ..., "roll": [group(None)]}, "extended"),
        # What is expected, and remarks, are for others.
        ({"expected_by": "hand", "expect_outcome": 3, "note": 7, "source": None, "provenance": {"page": 1}}, "unanimity"),
        # A group of nobody is nobody.
        ({"roll": [group(), group(None, 0, region="LAC")]}, "unanimity"),
        # Seconds may be left out: nobody seconded.
        ({"roll": [group(), group("block", 1, objection="unresolved")], "settings": {"block_seconds": 1}}, "consensus_with_recorded_dissent"),
        ({"roll": [group(), group("block", 1, objection="unresolved", seconds=1)], "settings": {"block_seconds": 1}}, "block_unresolved"),
        # Whether an objection was raised is no question when the consensus stage closes.
        ({"objected": True}, "unanimity"),
        # An objection on the roll was raised, whatever the case says.
        ({"class": "procedural", "moment": "end_of_objection", "objected": False, "roll": [group(), group("object", 1, objection="unresolved")]}, "window_over"),
        ({"class": "procedural", "moment": "end_of_objection", "objected": False}, "adopted_by_silence"),
        # A vote in which nobody voted has no quorum.
        ({"vote": []}, "failed_quorum"),
        ({"vote": [voted()]}, "adopted_by_fallback_vote"),
        # Rules may ask for attributes that a group names beside region and kind.
        ({"settings": {"quorum": {"include": [{"where": {"language": "ar"}, "min": 9}]}}, "roll": [group(language="ar")]}, "unanimity"),
        ({"settings": {"quorum": {"include": [{"where": {"language": "ar"}, "min": 9}]}}, "roll": [group()]}, "extended"),
        ({"settings": {"quorum": {"include": [{"where": {"not": {"language": "ar"}}, "min": 9}]}}, "roll": [group()]}, "unanimity"),
    ],
)  # fmt: skip
def test_what_the_form_allows(changes: dict[str, Any], expected: str) -> None:
    answer = answer_to(**changes)
    assert (answer.get("outcome") or answer.get("because")) == expected


# -- what is not of the form -------------------------------------------------------------------------------------------

MALFORMED: tuple[tuple[object, str], ...] = (
    ({"id": "x"}, "the file: expected a list of cases"),
    (3, "the file: expected a list of cases"),
    (["x"], "case 1: expected an object"),
    ([case(), None], "case 2: expected an object"),
    ([case(id=...)], 'case 1: expected "id" with a text'),
    ([case(id=7)], 'case 1: expected "id" with a text'),
    ([case(id=" ")], 'case 1: expected "id" with a text'),
    ([case(**{"class": "projct"})], 'case 1 ("x").class: expected one of governance'),
    ([case(**{"class": ...})], 'case 1 ("x").class: expected one of governance'),
    ([case(**{"class": ["project"]})], 'case 1 ("x").class: expected one of governance'),
    ([case(settings=[])], 'case 1 ("x").settings: expected an object'),
    ([case(settings={"suport_floor": 2})], 'case 1 ("x").settings: expected one of electorate'),
    ([case(settings={"quorum": {"share": 0.5}})], 'case 1 ("x").settings.quorum.share: expected a fraction in text'),
    ([case(settings={"quorum": {"include": [{"where": {"kind": "movment"}, "min": 1}]}})], 'case 1 ("x").settings.quorum.include[0].where.kind: expected one of'),
    ([case(returns=-1)], 'case 1 ("x").returns: expected a whole number'),
    ([case(returns="1")], 'case 1 ("x").returns: expected a whole number'),
    ([case(returns=None)], 'case 1 ("x").returns: expected a whole number'),
    ([case(extended=1)], 'case 1 ("x").extended: expected true or false'),
    ([case(retuns=1)], 'case 1 ("x"): expected "returns", not "retuns"'),
    ([case(extend=True)], 'case 1 ("x"): expected "extended", not "extend"'),
    ([case(votes=[])], 'case 1 ("x"): expected "vote", not "votes"'),
    ([case(setings={})], 'case 1 ("x"): expected "settings", not "setings"'),
    ([case(Moment="end_of_objection")], 'case 1 ("x"): expected "moment", not "Moment"'),
    ([case(moment="end_of_consensus", objected=False)], 'case 1 ("x").moment: expected "end_of_objection"'),
    ([case(moment=None, objected=False)], 'case 1 ("x").moment: expected "end_of_objection"'),
    ([case(moment="end_of_objection")], 'case 1 ("x"): expected "objected"'),
    ([case(moment="end_of_objection", objected="no")], 'case 1 ("x").objected: expected true or false'),
    ([case(moment="end_of_objection", objected=False, vote=[])], 'case 1 ("x"): expected either a moment or a vote'),
    ([case(roll=...)], 'case 1 ("x"): expected "roll"'),
    ([case(roll={})], 'case 1 ("x").roll: expected a list of groups'),
    ([case(roll=[[]])], 'case 1 ("x").roll[0]: expected an object'),
    ([case(roll=[group("agree")])], 'case 1 ("x").roll[0].position: expected one of support, reservation'),
    ([case(roll=[group(3)])], 'case 1 ("x").roll[0].position: expected one of'),  # type: ignore[arg-type]  # what a file may hold
    ([case(roll=[group(), {"region": "AFR", "kind": "ngo", "count": 1}])], 'case 1 ("x").roll[1]: expected "position"'),
    ([case(roll=[{"kind": "ngo", "position": None, "count": 1}])], 'case 1 ("x").roll[0]: expected "region"'),
    ([case(roll=[{"region": "AFR", "position": None, "count": 1}])], 'case 1 ("x").roll[0]: expected "kind"'),
    ([case(roll=[{"region": "AFR", "kind": "ngo", "position": None}])], 'case 1 ("x").roll[0]: expected "count"'),
    ([case(roll=[group(region="")])], 'case 1 ("x").roll[0].region: expected a text'),
    ([case(roll=[group(region=4)])], 'case 1 ("x").roll[0].region: expected a text'),
    ([case(roll=[group(kind="party")])], 'case 1 ("x").roll[0].kind: expected one of movement'),
    ([case(roll=[group(count=-1)])], 'case 1 ("x").roll[0].count: expected a whole number'),
    ([case(roll=[group(count=True)])], 'case 1 ("x").roll[0].count: expected a whole number'),
    ([case(roll=[group(count=1.0)])], 'case 1 ("x").roll[0].count: expected a whole number'),
    ([case(roll=[group(count="9")])], 'case 1 ("x").roll[0].count: expected a whole number'),
    ([case(roll=[group(posiion="block")])], 'case 1 ("x").roll[0]: expected "position", not "posiion"'),
    ([case(roll=[group("block", objecton="open")])], 'case 1 ("x").roll[0]: expected "objection", not "objecton"'),
    ([case(roll=[group("object")])], 'case 1 ("x").roll[0].objection: expected "open" or "unresolved" beside the position object'),
    ([case(roll=[group("block", objection="withdrawn")])], 'case 1 ("x").roll[0].objection: expected "open" or "unresolved"'),
    ([case(roll=[group("block", objection=None)])], 'case 1 ("x").roll[0].objection: expected "open" or "unresolved"'),
    ([case(roll=[group("support", objection="open")])], 'case 1 ("x").roll[0].objection: expected this key beside the positions object and block'),
    ([case(roll=[group(None, objection="unresolved")])], 'case 1 ("x").roll[0].objection: expected this key beside'),
    ([case(roll=[group("stand_aside", seconds=1)])], 'case 1 ("x").roll[0].seconds: expected this key beside'),
    ([case(roll=[group("block", objection="open", seconds=-1)])], 'case 1 ("x").roll[0].seconds: expected a whole number'),
    ([case(roll=[group("block", objection="open", seconds=None)])], 'case 1 ("x").roll[0].seconds: expected a whole number'),
    ([case(vote={})], 'case 1 ("x").vote: expected a list of groups'),
    ([case(vote=None)], 'case 1 ("x").vote: expected a list of groups'),
    ([case(vote=[voted("maybe")])], 'case 1 ("x").vote[0].vote: expected one of yes, no, abstain'),
    ([case(vote=[voted(None)])], 'case 1 ("x").vote[0].vote: expected one of yes, no, abstain'),
    ([case(vote=[voted(count=-1)])], 'case 1 ("x").vote[0].count: expected a whole number'),
    ([case(vote=[{"region": "AFR", "vote": "yes", "count": 1}])], 'case 1 ("x").vote[0]: expected "kind"'),
    ([case(vote=[voted(count=10)])], 'case 1 ("x").vote: expected at most 9 votes from AFR'),
    ([case(vote=[voted(region="LAC")])], 'case 1 ("x").vote: expected at most 0 votes from LAC'),
    ([case(vote=[voted()], **{"class": "urgent"})], 'case 1 ("x").vote: expected no vote, since the class urgent has no fallback'),
    ([case(vote=[], roll=[group("object", objection="open")])], 'case 1 ("x").vote: expected no vote, since an objection of the roll is open'),
)  # fmt: skip


@pytest.mark.parametrize(("data", "complaint"), MALFORMED)
def test_a_file_that_is_not_of_the_form_gets_one_sentence(data: object, complaint: str) -> None:
    result = decide(json.dumps(data))
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(f"consensus: {complaint}")
    assert result.stderr.endswith(".\n")
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize("text", ["", "{", "[{]", '[{"id": "x", "id": "y"}]', "[NaN]", "\ufeff[", '["\\ud800"]', "[" * 5000])
def test_what_is_not_json_gets_one_sentence(text: str) -> None:
    result = decide(text)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("consensus: standard input: expected ")


def test_nothing_is_answered_when_a_later_case_is_not_of_the_form() -> None:
    result = decide(json.dumps([*KNOWN, case(roll=3)]))
    assert (result.exit_code, result.stdout) == (2, "")


def test_a_file_that_is_not_there_gets_one_sentence(tmp_path: Path) -> None:
    result = decide("", str(tmp_path / "none.json"))
    assert result.exit_code == 2
    assert "none.json: expected a file that can be read" in result.stderr


# -- whatever is sent --------------------------------------------------------------------------------------------------

STRANGE: tuple[object, ...] = (None, True, -1, 0, 10**17, "", "x", "1/0", "block", "open", [], {}, [None], {"x": 1}, 1.5)


def places_in(value: object, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = enumerate(value) if isinstance(value, list) else value.items() if isinstance(value, dict) else ()
    return [path, *(each for key, part in inner for each in places_in(part, (*path, key)))]


def mutated(data: Any, chance: random.Random) -> Any:
    """The data with a part replaced, removed, doubled or renamed."""
    path = chance.choice(places_in(data)[1:])
    parent = data
    for key in path[:-1]:
        parent = parent[key]
    change: Callable[[], object] = chance.choice(
        [
            lambda: parent.__setitem__(path[-1], chance.choice(STRANGE)),
            lambda: parent.__delitem__(path[-1]),
            lambda: parent.append(deepcopy(parent[path[-1]])) if isinstance(parent, list) else parent.__setitem__(f"{path[-1]}s", 1),
        ]
    )
    change()
    return data


@pytest.mark.parametrize("seed", range(40))
def test_a_damaged_file_is_judged_or_refused_and_never_a_crash(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(25):
        data = deepcopy(chance.sample(KNOWN, 2))
        for _ in range(chance.randint(1, 3)):
            data = mutated(data, chance)
        result = decide(json.dumps(data))
        assert result.exit_code in (0, 2), result.output
        assert result.exception is None or isinstance(result.exception, SystemExit)
        assert len(result.stdout.splitlines()) == (len(data) if result.exit_code == 0 else 0)
        assert bool(result.stderr) is (result.exit_code == 2)
