"""A new ruleset over HTTP: numbers in fields, composition rules as data, mistakes at their place, nothing lost."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from consensus.bodies.commands import RulesetDraft, adopt_ruleset, found_body
from consensus.bodies.forms.rulesets import NUMBERS
from consensus.bodies.models import Ruleset
from consensus.domain.ruleset import DEFAULT_CLASSES
from consensus.domain.terms import BodyKind
from tests.bodies.board import ONE_PER_REGION, board
from tests.bodies.conftest import Doors
from tests.bodies.fields import fields_in
from tests.bodies.test_keeping import said
from tests.bodies.world import NOW, World
from tests.support.browsing import text_of

# What a form makes of what was typed does not depend on the database; the command that it calls is tested on both.
pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)

ADDRESS = "/steward/bodies/BOARD/rules"


def newest(session: Session) -> Ruleset:
    """The newest ruleset as it is stored; the transaction that read it is over."""
    session.rollback()
    row = session.scalars(select(Ruleset).order_by(Ruleset.number.desc()).limit(1)).one()
    session.expunge(row)
    session.rollback()
    return row


def test_a_number_that_is_typed_becomes_a_rule_of_the_network(session: Session, world: World, doors: Doors) -> None:
    board(session, world, ONE_PER_REGION)
    answer = doors.steward().post(
        ADDRESS,
        {
            "follows": "1",
            "reason": "Assembly of May",
            "project__comment_days": "1/2",
            "project__quorum__share": "5",
            "project__overrule": "no",
            "governance__fallback__share": "none",
            "urgent__fallback__share": "2/3",
            "work_plan__quorum__breadth__min_groups": "none",
        },
    )
    assert answer.status_code == 303
    ruleset = newest(session)
    assert ruleset.classes == {
        "project": {"comment_days": "1/2", "quorum": {"share": 5}, "overrule": False},
        "governance": {"fallback": None},
        "urgent": {"fallback": {"share": "2/3"}},
        "work_plan": {"quorum": {"breadth": None}},
    }
    assert (ruleset.number, ruleset.composition, ruleset.seats) == (2, [ONE_PER_REGION], 3)


def test_what_the_form_shows_and_sends_back_untouched_changes_nothing(session: Session, world: World, doors: Doors) -> None:
    """Every field as it stands, those included for which there is no field, and a class that the network invented."""
    classes: dict[str, Any] = {
        "project": {"comment_days": 21, "quorum": {"count": 4, "include": [{"where": {"kind": "movement"}, "min": 1}]}},
        "governance": {"fallback": None, "stand_aside_ceiling": None},
        "political_position": {"quorum": {"breadth": None}, "stand_aside_ceiling": {"within": {"kind": "1/2"}}},
        "admission": {"comment_days": "3/2", "silence": "consent", "overrule": True},
    }
    a_board = board(session, world, ONE_PER_REGION)
    draft = RulesetDraft(
        classes=classes, composition=[ONE_PER_REGION], attributes={"role": ["chair"]}, seats={"min": 3, "max": 4}, reason="first"
    )
    adopt_ruleset(session, actor=world.steward, body_id=a_board.body_id, ruleset=draft, now=NOW)
    steward = doors.steward()
    page = text_of(steward.get(ADDRESS))
    sent = {"follows": "2", "reason": "nothing new", **_fields_in(page)}
    assert steward.post(ADDRESS, sent).status_code == 303
    ruleset = newest(session)
    expected = {**classes, "project": {**classes["project"], "quorum": {"share": 4, "include": classes["project"]["quorum"]["include"]}}}
    assert ruleset.classes == expected
    assert (ruleset.composition, ruleset.attributes, ruleset.seats) == ([ONE_PER_REGION], {"role": ["chair"]}, {"min": 3, "max": 4})


def _fields_in(page: str) -> dict[str, str]:
    return {name: value for name, value in fields_in(page).items() if name not in {"csrf_token", "follows", "reason"}}


def test_a_field_that_is_emptied_returns_to_the_default_of_the_software(session: Session, world: World, doors: Doors) -> None:
    a_board = board(session, world)
    draft = RulesetDraft(classes={"project": {"comment_days": 21, "quorum": {"share": "1/2"}}}, reason="first")
    adopt_ruleset(session, actor=world.steward, body_id=a_board.body_id, ruleset=draft, now=NOW)
    doors.steward().post(ADDRESS, {"follows": "2", "reason": "back", "project__comment_days": "", "project__quorum__share": ""})
    assert newest(session).classes == {}


WRONG: list[tuple[dict[str, str], str, str]] = [
    ({"project__comment_days": "soon"}, "project__comment_days-error", "Expected a number of days"),
    ({"project__quorum__share": "4/3"}, "project__quorum__share-error", "Expected a fraction"),
    ({"composition": '[{"id": "x", "kind": "siz"}]'}, "composition-error", "composition[0].kind"),
    ({"composition": "[{"}, "composition-error", "line 1, column 3"),
    ({"composition": "[" * 5_000}, "composition-error", "not JSON"),
    ({"composition": '{"id": "x"}'}, "composition-error", "expected a list"),
    ({"attributes": '{"region": "AFR"}'}, "attributes-error", "attributes.region"),
    ({"seats": "seven"}, "seats-error", "not JSON"),
    ({"seats": "-1"}, "seats-error", "seats: expected"),
    ({"reason": ""}, "reason-error", "Say why"),
]


@pytest.mark.parametrize(("wrong", "field", "words"), WRONG)
def test_a_mistake_is_shown_at_its_place_and_nothing_typed_is_lost(
    session: Session, world: World, doors: Doors, wrong: dict[str, str], field: str, words: str
) -> None:
    board(session, world, ONE_PER_REGION)
    answer = doors.steward().post(ADDRESS, {"follows": "1", "reason": "kept reason", "governance__comment_days": "33", **wrong})
    assert answer.status_code == 422
    text = text_of(answer)
    assert f'id="{field}"' in text
    assert words in said(answer)
    assert 'value="33"' in text
    for name, value in wrong.items():
        if name not in {"composition", "attributes"} and value:
            assert f'value="{value}"' in text
    assert newest(session).number == 1


def test_a_ruleset_adopted_in_the_meantime_is_said_and_nothing_typed_is_lost(session: Session, world: World, doors: Doors) -> None:
    a_board = board(session, world)
    steward = doors.steward()
    adopt_ruleset(session, actor=world.steward, body_id=a_board.body_id, ruleset=RulesetDraft(reason="quicker"), now=NOW)
    session.rollback()
    sent = {"follows": "1", "reason": "mine", "project__comment_days": "9"}
    answer = steward.post(ADDRESS, sent)
    assert answer.status_code == 409
    assert "Ruleset 2 was adopted in the meantime" in said(answer)
    assert 'value="9"' in text_of(answer)
    assert newest(session).number == 2
    assert steward.post(ADDRESS, {**sent, "follows": "2"}).status_code == 303


def test_a_body_without_seats_is_not_asked_about_composition_and_keeps_what_it_has(session: Session, world: World, doors: Doors) -> None:
    draft = RulesetDraft(composition=[ONE_PER_REGION], reason="first")
    found_body(session, actor=world.steward, code="WG", kind=BodyKind.WORKING_GROUP, name="Water", languages=["en"], ruleset=draft, now=NOW)
    steward = doors.steward()
    assert "Composition rules" not in said(steward.get("/steward/bodies/WG/rules"))
    assert steward.post("/steward/bodies/WG/rules", {"follows": "1", "reason": "why"}).status_code == 303
    assert newest(session).composition == [ONE_PER_REGION]


def test_every_class_has_a_field_for_every_number_with_the_default_beside_it(session: Session, world: World, doors: Doors) -> None:
    board(session, world)
    text = text_of(doors.steward().get(ADDRESS))
    for code in DEFAULT_CLASSES:
        for number in NUMBERS:
            assert f'name="{code}__{number.path.replace(".", "__")}"' in text
    assert "Empty: 3/4, the default of the software." in text
