"""Who may sit together, written over HTTP without scripts: buttons that post and come back, a file, and what it would mean."""

from __future__ import annotations

import json
import re
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from consensus.bodies.default_balance import default_balance
from consensus.cli.balance import balance
from tests.bodies.board import GENDER_CAP, ONE_PER_REGION, board
from tests.bodies.conftest import Browser, Doors
from tests.bodies.fields import fields_in
from tests.bodies.statements import counted_statements
from tests.bodies.test_adopting import ADDRESS, adopt, newest
from tests.bodies.test_keeping import said
from tests.bodies.world import World
from tests.support.browsing import text_of

# What a form makes of what was typed does not depend on the database; the command that it calls is tested on both.
pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)

FILE = "/bodies/BOARD/rules.json"


def pressed(browser: Browser, page: TestResponse, button: str, **typed: str) -> TestResponse:
    """Press a button that changes the form, with everything that stands on the page, and what was typed since."""
    return browser.post(ADDRESS, {**sendable(page), **typed, "change": button})


def sendable(page: TestResponse) -> dict[str, str]:
    return {name: value for name, value in fields_in(text_of(page)).items() if name != "csrf_token"}


def test_the_three_sentences_are_written_by_buttons_and_fields_alone(session: Session, world: World, doors: Doors) -> None:
    """At least one from each region and no more than three; no gender above 60 %; two of the seven from movements."""
    board(session, world, seats=7)
    steward = doors.steward()
    page = steward.get(ADDRESS)
    for example in ("each-region", "gender-cap", "count"):
        page = pressed(steward, page, "add:rule", add__rule=example, reason="Assembly of May")
        assert page.status_code == 200
    assert "At most 60 % of 7 seats: 4." in said(page)
    ids = re.findall(r' id="([^"]+)"', text_of(page))
    assert len(ids) == len(set(ids))
    assert adopt(steward, {**sendable(page), "rule__0__rules__0__max": "2", "rule__2__min": "3"}).status_code == 303
    ruleset = newest(session)
    assert ruleset.composition == [
        {
            "id": "each-region",
            "kind": "for_each",
            "group_by": "region",
            "over": "declared",
            "rules": [{"kind": "count", "min": 1, "max": 2}],
        },
        {"id": "gender-cap", "kind": "for_each", "group_by": "gender", "rules": [{"kind": "share", "max": "3/5", "base": "seats"}]},
        {"id": "count", "kind": "count", "where": {"kind": "movement"}, "min": 3},
    ]
    assert (ruleset.seats, ruleset.reason) == (7, "Assembly of May")
    session.rollback()
    assert "At most 60 % of 7 seats: 4." in said(steward.get("/bodies/BOARD/rules"))


def test_a_button_that_changes_the_form_saves_nothing_and_loses_nothing_that_was_typed(
    session: Session, world: World, doors: Doors
) -> None:
    board(session, world, ONE_PER_REGION, GENDER_CAP)
    steward = doors.steward()
    typed = {"reason": "half a thought", "project__comment_days": "soon", "rule__1__rules__0__max": "several", "seats": "many"}
    page = pressed(steward, steward.get(ADDRESS), "remove:rule__0", **typed)
    fields = fields_in(text_of(page))
    assert (fields["rule__0__id"], fields["rule__0__rules__0__max"]) == ("gender-cap", "several")
    assert "rule__1__id" not in fields
    assert (fields["reason"], fields["project__comment_days"], fields["seats"]) == ("half a thought", "soon", "many")
    assert newest(session).number == 1
    refused = steward.post(ADDRESS, {**sendable(page), "project__comment_days": "3", "step": "look"})
    assert refused.status_code == 422
    for name in ("rule__0__rules__0__max", "seats"):
        assert f'id="{name}-error"' in text_of(refused)


def test_a_mistake_that_the_rules_find_is_shown_at_the_field_of_the_rule(session: Session, world: World, doors: Doors) -> None:
    board(session, world, ONE_PER_REGION, {"id": "size", "kind": "size", "min": 3, "max": 3})
    steward = doors.steward()
    sent = sendable(steward.get(ADDRESS))
    for typed, field, words in (
        ({"rule__1__min": "5"}, "rule__1__min", "Expected a min of at most max"),
        ({"rule__1__id": "one-per-region"}, "rule__1__id", "Expected an id that no other rule has"),
    ):
        answer = steward.post(ADDRESS, {**sent, **typed, "step": "look"})
        assert answer.status_code == 422
        assert f'id="{field}-error"' in text_of(answer)
        assert words in said(answer)


def test_rules_that_nobody_touched_are_exactly_as_they_were(session: Session, world: World, doors: Doors) -> None:
    board(session, world, *default_balance())
    steward = doors.steward()
    assert adopt(steward, {**sendable(steward.get(ADDRESS)), "reason": "the same"}).status_code == 303
    assert newest(session).composition == default_balance()


def test_values_that_are_declared_can_be_chosen_in_the_rules(session: Session, world: World, doors: Doors) -> None:
    board(session, world)
    steward = doors.steward()
    declared = {"attribute__0__name": "constituency", "attribute__0__values": "North, South"}
    page = pressed(steward, steward.get(ADDRESS), "add:rule", add__rule="count", **declared)
    assert 'value="constituency=North"' in text_of(page)
    sent = {**sendable(page), "rule__0__where__0": "constituency=North", "rule__0__min": "1", "reason": "why"}
    assert adopt(steward, sent).status_code == 303
    ruleset = newest(session)
    assert ruleset.attributes == {"constituency": ["North", "South"]}
    assert ruleset.composition == [{"id": "count", "kind": "count", "where": {"constituency": "North"}, "min": 1}]


def test_looking_says_whether_anybody_could_sit_and_what_the_rules_say_of_those_who_do(
    session: Session, world: World, doors: Doors
) -> None:
    a_board = board(session, world)
    a_board.fill(0, world.delegate("Ada", gender="W"))
    steward = doors.steward()
    page = pressed(steward, steward.get(ADDRESS), "add:rule", add__rule="size")
    with counted_statements() as found:
        looked = steward.post(ADDRESS, {**sendable(page), "rule__0__min": "3", "rule__0__max": "3", "step": "look"})
    assert len([each for each in found if not each.startswith("BEGIN")]) <= 12
    assert "The seats can be filled under them." in said(looked)
    assert "This body would be in breach of these rules." in said(looked)
    assert "The body has 1 member; exactly 3 must be there." in said(looked)
    assert newest(session).composition == []


def test_the_rules_are_taken_as_a_file_that_the_program_reads_and_taken_over_into_another_body(
    session: Session, world: World, doors: Doors, tmp_path: Path
) -> None:
    board(session, world, {**ONE_PER_REGION, "over": "declared"}, GENDER_CAP)
    board(session, world, seats=2, code="OTHER")
    steward = doors.steward()
    answer = steward.get(FILE)
    assert answer.headers["Content-Disposition"] == "attachment; filename=rules-BOARD.json"
    (body,) = json.loads(answer.data)["bodies"]
    assert (body["id"], body["seats"], body["rules"][1]) == ("BOARD", 3, GENDER_CAP)
    (tmp_path / "rules.json").write_bytes(answer.data)
    assert CliRunner().invoke(balance, [str(tmp_path / "rules.json")]).exit_code == 0

    address = "/steward/bodies/OTHER/rules"
    sent: dict[str, Any] = {**sendable(steward.get(address)), "change": "import", "file": (BytesIO(answer.data), "rules.json")}
    page = steward.post(address, sent, content_type="multipart/form-data")
    assert "Rules taken over from the file: 2. Nothing is saved yet." in said(page)
    assert adopt(steward, {**sendable(page), "reason": "as the board"}, address).status_code == 303
    ruleset = newest(session)
    assert (ruleset.composition, ruleset.seats, ruleset.attributes) == (body["rules"], 3, {})


def test_a_malformed_file_is_refused_with_its_place_and_the_rules_stay(session: Session, world: World, doors: Doors) -> None:
    board(session, world, ONE_PER_REGION)
    steward = doors.steward()
    answer = pressed(steward, steward.get(ADDRESS), "import", rules_text='[{"id": "x", "kind": "siz"}]')
    assert answer.status_code == 422
    assert "rules[0].kind: expected one of size" in said(answer)
    fields = fields_in(text_of(answer))
    assert (fields["rule__0__id"], fields["rules_text"]) == ("one-per-region", '[{"id": "x", "kind": "siz"}]')


def test_htmx_gets_the_rules_alone(session: Session, world: World, doors: Doors) -> None:
    board(session, world, ONE_PER_REGION)
    steward = doors.steward()
    sent = {**sendable(steward.get(ADDRESS)), "add__rule": "size", "change": "add:rule"}
    answer = steward.post(ADDRESS, sent, headers={"HX-Request": "true"})
    assert text_of(answer).lstrip().startswith('<section id="composition"')
    assert 'name="rule__1__min"' in text_of(answer)


def test_only_the_steward_writes_rules_and_only_the_network_takes_them_as_a_file(session: Session, world: World, doors: Doors) -> None:
    board(session, world, ONE_PER_REGION)
    sent = {"composed": "yes", "change": "add:rule", "add__rule": "size"}
    assert doors.stranger().post(ADDRESS, sent).status_code == 403
    assert doors.stranger().get(FILE).status_code == 403
    assert doors.visitor().get(FILE).status_code == 303
    assert doors.steward().get(f"{FILE}?number=7").status_code == 404
