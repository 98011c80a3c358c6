"""``consensus rehearse``: whole proposals come out as they must, and a file that is not of the form is refused in one sentence."""

from __future__ import annotations

import gc
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from consensus.cli import main
from consensus.domain.errors import BESIDE_THE_TABLE, InputError, Refusal
from consensus.domain.terms import Action
from consensus.rehearsal import Scratch, parse_rehearsals, play

TESTS = Path(__file__).parents[1]
FILES = sorted((TESTS / "cases" / "rehearsals").glob("*.json")) + sorted((TESTS / "voting" / "rehearsals").glob("*.json"))

KEYS = [
    "id",
    "stage",
    "outcome",
    "label",
    "status",
    "number",
    "version",
    "counts",
    "dissent",
    "objections",
    "parties",
    "refused",
    "unexpected",
]


def _all() -> Iterator[dict[str, Any]]:
    for path in FILES:
        data = json.loads(path.read_text(encoding="utf-8"))
        yield from data if isinstance(data, list) else [data]


ALL = {each["id"]: each for each in _all()}


@pytest.fixture(scope="module")
def scratch() -> Scratch:
    """The scratch database, made once."""
    return Scratch()


def played(rehearsal: Mapping[str, Any], scratch: Scratch) -> dict[str, Any]:
    """What becomes of one rehearsal."""
    (parsed,) = parse_rehearsals(rehearsal, "file")
    return play(parsed, scratch)


def test_proposals_are_closed_in_one_scratch_database_after_another() -> None:
    """A trigger that took JSON apart once ended the process here: in a second database, replaced under its connection."""
    for _ in range(3):
        scratch = Scratch()
        for name in ("blocked-political-position", "fallback-vote", "blocked-political-position"):
            assert played(ALL[name], scratch)["stage"] == "closed"
        del scratch
        gc.collect()


@pytest.mark.parametrize("rehearsal", ALL.values(), ids=ALL.keys())
def test_a_rehearsal_comes_out_as_it_must(rehearsal: dict[str, Any], scratch: Scratch) -> None:
    found = played(rehearsal, scratch)

    assert list(found) == KEYS
    assert {key: found[key] for key in rehearsal["expect"]} == rehearsal["expect"]


def test_no_two_rehearsals_have_one_name() -> None:
    assert len(ALL) == len(list(_all()))


def test_every_code_is_refused_somewhere() -> None:
    refused = {step["expect_error"] for each in ALL.values() for step in each["steps"] if "expect_error" in step}

    # A text that is too long is long to read: see below. What stands beside the table is no act of a rehearsal.
    assert refused == set(Refusal) - {Refusal.TOO_LONG} - BESIDE_THE_TABLE


def test_every_act_of_a_person_happens_somewhere() -> None:
    done = {step["do"] for each in ALL.values() for step in each["steps"] if "expect_error" not in step}

    # A rehearsal has one owner, and nobody takes over from themselves.
    nobodys = {Action.CREATE, Action.LAPSE, Action.SUPERSEDE, Action.COME_BACK, Action.TAKE_OVER}
    assert done - {"tick"} == set(Action) - nobodys


def test_a_statement_has_at_most_ten_thousand_characters(scratch: Scratch) -> None:
    rehearsal = ALL["nothing-was-said"]
    statement = {"day": 6, "who": "c1", "do": "add_statement"}
    steps = [
        *rehearsal["steps"],
        {**statement, "text": "é" * 10_001, "expect_error": "too_long"},
        {**statement, "text": "é" * 10_000},
    ]

    found = played({**rehearsal, "steps": steps}, scratch)

    assert found["unexpected"] == []
    assert found["dissent"] == ["c1"]


# --- what is reported ------------------------------------------------------------------------------------------------

SMALL: dict[str, Any] = {
    "id": "small",
    "body": {"kind": "working_group", "classes": {"project": {"comment_days": 1}}},
    "members": [{"id": "m", "region": "AFR", "kind": "ngo", "count": 3}],
    "proposal": {"class": "project", "title": "A question", "text": "A text.", "owner": "m1", "facilitator": "m2"},
    "steps": [],
}


def small(*steps: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """The smallest rehearsal, with these steps."""
    return {**SMALL, "steps": list(steps), **changes}


def test_a_step_that_is_refused_unexpectedly_is_reported(scratch: Scratch) -> None:
    found = played(small({"day": 0, "who": "m3", "do": "open_comment"}), scratch)

    assert found["refused"] == [{"step": 1, "error": "not_owner"}]
    assert found["unexpected"] == [{"step": 1, "error": "not_owner"}]


def test_a_step_that_should_be_refused_and_is_not_is_reported(scratch: Scratch) -> None:
    found = played(small({"day": 0, "do": "tick"}, {"day": 0, "who": "m1", "do": "open_comment", "expect_error": "not_owner"}), scratch)

    assert found["refused"] == []
    assert found["unexpected"] == [{"step": 2, "error": None}]


def test_a_step_that_is_refused_for_another_reason_is_reported(scratch: Scratch) -> None:
    found = played(small({"day": 0, "who": "m3", "do": "open_comment", "expect_error": "wrong_stage"}), scratch)

    assert found["unexpected"] == [{"step": 1, "error": "not_owner"}]


def test_of_a_list_the_earlier_ones_have_acted_when_one_is_refused(scratch: Scratch) -> None:
    steps = (
        {"day": 0, "who": "m1", "do": "open_comment"},
        {"day": 1, "do": "call_for_objections"},
        {"day": 2, "who": "m3", "do": "recuse", "reason": "It is about us."},
        {"day": 2, "who": "m1-m3", "do": "recuse", "reason": "About us too.", "expect_error": "already_done"},
        {"day": 2, "who": ["m2", "m1"], "do": "recuse", "reason": "Again.", "expect_error": "already_done"},
        {"day": 8, "do": "tick"},
        {"day": 15, "do": "tick"},
        {"day": 22, "do": "tick"},
    )
    found = played(small(*steps), scratch)

    assert found["refused"] == [{"step": 4, "error": "already_done"}, {"step": 5, "error": "already_done"}]
    assert found["counts"] == {"recuse": 3}


def test_what_a_refused_step_would_have_made_cannot_be_named(scratch: Scratch) -> None:
    steps = (
        {"day": 0, "who": "m1", "do": "open_comment"},
        {"day": 1, "who": "m3", "do": "comment", "text": "Too late.", "issue": True, "as": "i1", "expect_error": "window_closed"},
        {"day": 1, "who": "m1", "do": "answer_issue", "issue": "i1", "disposition": "accepted", "text": "Thanks."},
    )
    found = played(small(*steps), scratch)

    assert found["unexpected"] == [{"step": 3, "error": "not_found"}]


def test_what_no_command_takes_is_noted_too(scratch: Scratch) -> None:
    found = played(small({"day": 0, "who": "m1", "do": "edit_draft", "text": " "}), scratch)

    assert found["unexpected"] == [{"step": 1, "error": "invalid"}]


def test_a_window_is_not_extended_by_less_than_nothing(scratch: Scratch) -> None:
    extension = {"day": 0, "do": "extend_window", "days": -1, "reason": "In a hurry.", "expect_error": "too_early"}

    assert played(small({"day": 0, "do": "open_comment"}, extension), scratch)["unexpected"] == []


def test_a_date_to_come_back_to_may_be_a_day_of_the_calendar(scratch: Scratch) -> None:
    steps = (
        {"day": 0, "do": "defer", "until": "2020-01-01", "expect_error": "too_early"},
        {"day": 0, "do": "defer", "until": "2031-05-01"},
    )

    found = played(small(*steps), scratch)

    assert (found["unexpected"], found["outcome"]) == ([], "deferred")


def test_a_proposal_may_have_several_owners_and_no_title(scratch: Scratch) -> None:
    proposal = {"class": "project", "text": "A text.", "owner": ["m1", "m3"], "facilitator": "m2"}

    found = played(small({"day": 0, "who": "m3", "do": "open_comment"}, proposal=proposal), scratch)

    assert (found["unexpected"], found["stage"]) == ([], "comment")


def test_without_who_the_facilitator_acts_or_where_only_an_owner_may_the_owner(scratch: Scratch) -> None:
    found = played(small({"day": 0, "do": "open_comment"}, {"day": 1, "do": "call_for_objections"}), scratch)

    assert found["unexpected"] == []
    assert found["stage"] == "objection"


def test_one_rehearsal_leaves_nothing_to_the_next(scratch: Scratch) -> None:
    rehearsal = ALL["nothing-was-said"]

    assert played(rehearsal, scratch) == played(rehearsal, scratch)


def test_what_is_expected_is_not_looked_at(scratch: Scratch) -> None:
    rehearsal = ALL["nothing-was-said"]

    assert played({**rehearsal, "expect": {"outcome": "blocked"}}, scratch) == played(rehearsal, scratch)


# --- what is refused -------------------------------------------------------------------------------------------------

OPEN = {"day": 0, "who": "m1", "do": "open_comment"}

MALFORMED = (
    ("A file is a rehearsal or a list of them.", 7, "file: expected a rehearsal, or a list of rehearsals, found 7."),
    ("It has a name.", {**SMALL, "id": " "}, "file: rehearsal.id: expected text"),
    ("It has a body.", {key: SMALL[key] for key in SMALL if key != "body"}, 'file: rehearsal "small": expected "body"'),
    ("The kind of body is known.", small(body={"kind": "club"}), '"small".body.kind: expected one of assembly, working_group, steering, found "club"'),
    ("A class is of the form.", small(body={"kind": "assembly", "classes": {"project": {"comment_days": -1}}}), ".body.classes.project.comment_days: expected"),
    ("A rule is of the form.", small(body={"kind": "assembly", "rules": [{"id": "r", "kind": "magic"}]}), ".body.rules[0].kind: expected one of"),
    ("There are members.", small(members=[]), '"small".members: expected a list with at least one group'),
    ("A group says its kind.", small(members=[{"id": "m", "region": "AFR"}]), '.members[0]: expected "kind"'),
    ("No name is given twice.", small(members=[{"id": "m", "region": "AFR", "kind": "ngo"}] * 2), 'expected a name for each member alone, found "m" twice'),
    ("Who has a seat is said plainly.", small(members=[{**SMALL["members"][0], "seats": 3}]), ".members[0].seats: expected true or false, found 3"),
    ("The class is known.", small(proposal={**SMALL["proposal"], "class": "whim"}), ".proposal.class: expected one of governance"),
    ("The owner is somebody.", small(proposal={**SMALL["proposal"], "owner": "x"}), '.proposal.owner: expected somebody\'s name, such as m1, found "x"'),
    ("The owner is of the body.", small(body={"kind": "steering"}, members=[{**SMALL["members"][0], "seats": False}]), "the proposal cannot be created on day 0: Only people who speak"),
    ("A key is not nearly a known one.", small({"day": 0, "whom": "m1", "do": "open_comment"}), 'step 1: expected "who", found "whom"'),
    ("A step has a day.", small({"who": "m1", "do": "open_comment"}), 'step 1: expected "day"'),
    ("A day is a number.", small({**OPEN, "day": "soon"}), "step 1.day: expected a number of days up to"),
    ("A day is not before creation.", small({**OPEN, "day": -1}), "step 1.day: expected a number of days from 0"),
    ("Days never go back.", small({**OPEN, "day": 2}, {"day": 1, "do": "tick"}), "step 2.day: expected a day that is not before the one of step 1."),
    ("An act is known.", small({**OPEN, "do": "dance"}), "step 1.do: expected one of create, edit_draft"),
    ("A person is known.", small({**OPEN, "who": "m4"}), "step 1.who: expected somebody's name"),
    ("A range is of one group.", small({**OPEN, "who": "m1-m9"}), 'step 1.who: expected a range within one group, such as m1-m8, found "m1-m9"'),
    ("A range does not go back.", small({**OPEN, "who": "m3-m1"}), "step 1.who: expected a range within one group"),
    ("A list names somebody.", small({**OPEN, "who": []}), "step 1.who: expected a list with at least one name"),
    ("A position is somebody's.", small({"day": 0, "do": "take_position", "position": "support"}), 'step 1: expected "who", since neither the facilitator nor an owner does'),
    ("An issue was named before.", small({**OPEN, "do": "answer_issue", "issue": "i1", "text": "x"}), "step 1.issue: expected the name that an earlier step gave an issue"),
    ("An objection is no issue.", small(OPEN, {"day": 0, "who": "m3", "do": "comment", "text": "x", "as": "i1"}, {"day": 0, "do": "declare_unresolved", "objection": "i1"}), "step 3.objection: expected the name that an earlier step gave an objection"),
    ("An objection is named.", small({**OPEN, "do": "confirm_met"}), 'step 1: expected "objection"'),
    ("What is met was named before.", small({**OPEN, "do": "revise", "text": "x", "meets": ["o1"]}), "step 1.meets[0]: expected the name"),
    ("A disposition is known.", small({**OPEN, "do": "comment", "disposition": "maybe"}), "step 1.disposition: expected one of accepted"),
    ("A kind of objection is known.", small({**OPEN, "do": "raise_objection", "kind": "veto"}), "step 1.kind: expected one of objection, block"),
    ("A part is known.", small({**OPEN, "do": "hand_over", "to": "m2", "part": "hat"}), "step 1.part: expected one of owner, facilitator"),
    ("Somebody is handed it.", small({**OPEN, "do": "hand_over", "part": "owner"}), 'step 1: expected "to"'),
    ("A text is text.", small({**OPEN, "do": "comment", "text": 7}), "step 1.text: expected text, found 7."),
)  # fmt: skip


@pytest.mark.parametrize(("english", "data", "sentence"), MALFORMED, ids=[each[0] for each in MALFORMED])
def test_what_is_not_of_the_form_is_refused_with_its_place(english: str, data: Any, sentence: str, scratch: Scratch) -> None:
    with pytest.raises(InputError) as refused:
        [play(rehearsal, scratch) for rehearsal in parse_rehearsals(data, "file")]

    assert sentence in str(refused.value)


# --- the command -----------------------------------------------------------------------------------------------------


def test_the_command_prints_a_line_for_each_rehearsal_of_each_file(tmp_path: Path) -> None:
    one, several = tmp_path / "one.json", tmp_path / "several.json"
    one.write_text(json.dumps(small(OPEN)), encoding="utf-8")
    several.write_text(json.dumps([small(id="ünö"), small(id="dos")]), encoding="utf-8")

    ended = CliRunner().invoke(main, ["rehearse", str(one), str(several)])

    assert ended.exit_code == 0
    lines = [json.loads(line) for line in ended.stdout.splitlines()]
    assert [line["id"] for line in lines] == ["small", "ünö", "dos"]
    assert [line["stage"] for line in lines] == ["comment", "drafting", "drafting"]


def test_the_command_reads_standard_input() -> None:
    ended = CliRunner().invoke(main, ["rehearse", "-"], input=json.dumps(small({**OPEN, "day": 0.5})))

    assert json.loads(ended.stdout)["unexpected"] == []


def test_the_command_ends_with_2_and_one_sentence_that_names_file_and_place(tmp_path: Path) -> None:
    file = tmp_path / "bad.json"
    file.write_text(json.dumps([small(), small({**OPEN, "do": "dance"})]), encoding="utf-8")

    ended = CliRunner().invoke(main, ["rehearse", str(file)])

    assert ended.exit_code == 2
    assert ended.stdout == ""
    assert ended.stderr.count("\n") == 1
    assert f'{file}: rehearsal 2 "small" step 1.do: expected one of' in ended.stderr


def test_the_command_asks_for_a_file() -> None:
    assert CliRunner().invoke(main, ["rehearse"]).exit_code == 2


def test_the_example_of_the_documentation_comes_out_as_it_says(scratch: Scratch) -> None:
    page = (TESTS.parent / "docs" / "format" / "rehearsal.md").read_text(encoding="utf-8")
    example = json.loads(page.partition("```json")[2].partition("```")[0])

    found = played(example, scratch)

    assert {key: found[key] for key in example["expect"]} == example["expect"]
    assert found["refused"] == [{"step": 4, "error": "too_early"}]
