"""A new ruleset over HTTP: numbers in fields, mistakes at their place, nothing lost. Composition rules: ``test_composing.py``."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from consensus.bodies.commands import RulesetDraft, adopt_ruleset, found_body
from consensus.bodies.forms.ruleset_fields import NUMBERS, included, shown
from consensus.bodies.models import Ruleset
from consensus.domain.ruleset import DEFAULT_CLASSES
from consensus.domain.ruleset_form import FIELDS
from consensus.domain.terms import BodyKind
from tests.bodies.board import ONE_PER_REGION, board
from tests.bodies.conftest import Browser, Doors
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


def adopt(browser: Browser, sent: dict[str, str], address: str = ADDRESS) -> TestResponse:
    """Look at what the rules would have meant, as the page asks, and put them in force."""
    looked = browser.post(address, {**sent, "step": "look"})
    assert looked.status_code == 200
    return browser.post(address, {**sent, "step": "adopt", "looked_at": fields_in(text_of(looked))["looked_at"]})


def test_a_number_that_is_typed_becomes_a_rule_of_the_network(session: Session, world: World, doors: Doors) -> None:
    board(session, world, ONE_PER_REGION)
    answer = adopt(
        doors.steward(),
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
    assert adopt(steward, sent).status_code == 303
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
    adopt(doors.steward(), {"follows": "2", "reason": "back", "project__comment_days": "", "project__quorum__share": ""})
    assert newest(session).classes == {}


WRONG: list[tuple[dict[str, str], str, str]] = [
    ({"project__comment_days": "soon"}, "project__comment_days-error", "Expected a number of days"),
    ({"project__quorum__share": "4/3"}, "project__quorum__share-error", "Expected a fraction"),
    ({"composed": "yes", "seats": "seven"}, "seats-error", "Expected a number such as 7"),
    ({"composed": "yes", "seats": "8 to 4"}, "seats-error", "Expected a number such as 7"),
    ({"composed": "yes", "rules_text": "[]"}, "rules_text-error", "Take this text over into the rules first"),
    ({"composed": "yes", "attribute__0__name": "", "attribute__0__values": "A, B"}, "attribute__0__name-error", "Expected a name"),
    ({"project__block_seconds": "-1"}, "project__block_seconds-error", "Expected a whole number"),
    ({"urgent__fallback__strict": "yes"}, "urgent__fallback__share-error", "Expected a share"),
    ({"project__stand_aside_ceiling__within__kind": "most"}, "project__stand_aside_ceiling__within__kind-error", "Expected a fraction"),
    ({"project__quorum__breadth__min_each": "0"}, "project__quorum__breadth__min_each-error", "1 or more"),
    ({"project__quorum__include__1__min": "2"}, "project__quorum__include__1__values-error", "Expected"),
    (
        {
            "project__quorum__include__0__min": "2",
            "project__quorum__include__0__attribute": "kind",
            "project__quorum__include__0__values": "birds",
        },
        "project__quorum__include__0__values-error",
        "Expected one of movement",
    ),
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
        if name != "rules_text" and value:
            assert f'value="{value}"' in text or f'<option selected value="{value}"' in text
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
    assert adopt(steward, {**sent, "follows": "2"}).status_code == 303


def test_a_ruleset_adopted_between_looking_and_adopting_is_said(session: Session, world: World, doors: Doors) -> None:
    a_board = board(session, world)
    steward = doors.steward()
    sent = {"follows": "1", "reason": "mine", "project__comment_days": "9"}
    mark = fields_in(text_of(steward.post(ADDRESS, {**sent, "step": "look"})))["looked_at"]
    adopt_ruleset(session, actor=world.steward, body_id=a_board.body_id, ruleset=RulesetDraft(reason="quicker"), now=NOW)
    session.rollback()
    answer = steward.post(ADDRESS, {**sent, "step": "adopt", "looked_at": mark})
    assert answer.status_code == 409
    assert newest(session).number == 2


def test_rules_are_looked_at_before_they_are_put_in_force(session: Session, world: World, doors: Doors) -> None:
    board(session, world)
    steward = doors.steward()
    sent = {"follows": "1", "reason": "Assembly of May", "project__comment_days": "9"}
    answer = steward.post(ADDRESS, {**sent, "step": "adopt"})
    assert "What it would have meant" in said(answer)
    assert "The comment window is open for 9 days." in said(answer)
    assert newest(session).number == 1


def test_what_was_changed_after_looking_is_looked_at_again(session: Session, world: World, doors: Doors) -> None:
    board(session, world)
    steward = doors.steward()
    sent = {"follows": "1", "reason": "Assembly of May", "project__comment_days": "9"}
    mark = fields_in(text_of(steward.post(ADDRESS, {**sent, "step": "look"})))["looked_at"]
    answer = steward.post(ADDRESS, {**sent, "project__comment_days": "8", "step": "adopt", "looked_at": mark})
    assert "You changed the rules after you looked at them" in said(answer)
    assert newest(session).number == 1


def test_without_a_reason_nothing_is_put_in_force_and_nothing_typed_is_lost(session: Session, world: World, doors: Doors) -> None:
    board(session, world)
    answer = adopt(doors.steward(), {"follows": "1", "reason": " ", "project__comment_days": "9"})
    assert answer.status_code == 422
    assert 'id="reason-error"' in text_of(answer)
    assert 'value="9"' in text_of(answer)
    assert newest(session).number == 1


def test_several_mistakes_are_each_shown_at_their_field(session: Session, world: World, doors: Doors) -> None:
    board(session, world)
    answer = doors.steward().post(
        ADDRESS, {"follows": "1", "project__comment_days": "soon", "urgent__support_floor": "7/5", "composed": "yes", "seats": "-1"}
    )
    text = text_of(answer)
    for field in ("project__comment_days", "urgent__support_floor", "seats"):
        assert f'id="{field}-error"' in text


def test_a_class_is_reset_to_the_defaults_of_the_software_and_the_others_keep_what_was_typed(
    session: Session, world: World, doors: Doors
) -> None:
    a_board = board(session, world)
    draft = RulesetDraft(classes={"project": {"comment_days": 21}, "urgent": {"fallback": {"share": "2/3"}}}, reason="first")
    adopt_ruleset(session, actor=world.steward, body_id=a_board.body_id, ruleset=draft, now=NOW)
    steward = doors.steward()
    text = text_of(steward.post(ADDRESS, {"follows": "2", "reason": "back", "governance__idle_days": "200", "reset": "project"}))
    fields = fields_in(text)
    assert (fields["project__comment_days"], fields["governance__idle_days"], fields["urgent__fallback__share"]) == ("", "200", "2/3")
    assert newest(session).number == 2
    sent = {name: value for name, value in fields.items() if name not in {"csrf_token", "looked_at"}}
    adopt(steward, sent)
    assert newest(session).classes == {"governance": {"idle_days": 200}, "urgent": {"fallback": {"share": "2/3"}}}


EVERY_SETTING: dict[str, Any] = {
    "electorate": "organisations",
    "comment_days": 3,
    "objection_days": "1/2",
    "consensus_days": 5,
    "resolution_days": 1,
    "fallback_days": 4,
    "overrule": False,
    "silence": "consent",
    "block_seconds": 2,
    "max_returns": 1,
    "extension_days": 6,
    "statement_days": 9,
    "idle_days": 90,
    "quorum": {
        "share": "1/2",
        "breadth": {"attribute": "kind", "min_groups": 2, "min_each": 3},
        "include": [
            {"where": {"kind": ["movement", "ngo"]}, "min": 1},
            {"where": {"region": "AFR"}, "min": 2},
            {"where": {"not": {"kind": "ngo"}}, "min": 1},
        ],
    },
    "support_floor": 4,
    "stand_aside_ceiling": {"overall": "1/5", "within": {"region": "1/3", "kind": 2}, "within_from": 5},
    "fallback": {"share": "3/5", "strict": True, "regions_for": 2},
    "provisional_days": 30,
}


def test_every_setting_of_a_class_can_be_typed(session: Session, world: World, doors: Doors) -> None:
    """Source: process.md section 4, "A class as data"."""
    assert set(EVERY_SETTING) == set(FIELDS)
    board(session, world)
    typed = {f"political_position__{path.replace('.', '__')}": text for path, text in shown(EVERY_SETTING).items()}
    for row, each in enumerate(included(EVERY_SETTING)):
        name = f"political_position__quorum__include__{row}__"
        typed |= {f"{name}min": each.min, f"{name}attribute": each.attribute, f"{name}values": each.values}
    assert adopt(doors.steward(), {"follows": "1", "reason": "all of it", **typed}).status_code == 303
    assert newest(session).classes == {"political_position": EVERY_SETTING}


def test_a_ceiling_within_a_group_is_added_beside_the_default_and_taken_away(session: Session, world: World, doors: Doors) -> None:
    board(session, world)
    steward, within = doors.steward(), "project__stand_aside_ceiling__within__"
    adopt(steward, {"follows": "1", "reason": "kinds too", f"{within}kind": "1/3"})
    assert newest(session).classes == {"project": {"stand_aside_ceiling": {"within": {"region": "1/2", "kind": "1/3"}}}}
    none = dict.fromkeys((f"{within}region", f"{within}kind", f"{within}country"), "none")
    adopt(steward, {"follows": "2", "reason": "no groups", **none})
    assert newest(session).classes == {"project": {"stand_aside_ceiling": {"within": {}}}}


def test_a_body_without_seats_is_not_asked_about_composition_and_keeps_what_it_has(session: Session, world: World, doors: Doors) -> None:
    draft = RulesetDraft(composition=[ONE_PER_REGION], reason="first")
    found_body(session, actor=world.steward, code="WG", kind=BodyKind.WORKING_GROUP, name="Water", languages=["en"], ruleset=draft, now=NOW)
    steward = doors.steward()
    assert "Who may sit together" not in said(steward.get("/steward/bodies/WG/rules"))
    assert adopt(steward, {"follows": "1", "reason": "why"}, "/steward/bodies/WG/rules").status_code == 303
    assert newest(session).composition == [ONE_PER_REGION]


def test_every_class_has_a_field_for_every_number_with_the_default_beside_it(session: Session, world: World, doors: Doors) -> None:
    board(session, world)
    text = text_of(doors.steward().get(ADDRESS))
    for code in DEFAULT_CLASSES:
        for number in NUMBERS:
            assert f'name="{code}__{number.path.replace(".", "__")}"' in text
    assert "Default of the software: 3/4" in text


def test_a_default_of_the_software_is_marked_and_a_number_of_the_network_is_not(session: Session, world: World, doors: Doors) -> None:
    """Source: process.md section 8.11."""
    a_board = board(session, world)
    draft = RulesetDraft(classes={"project": {"comment_days": 14}}, reason="first")
    adopt_ruleset(session, actor=world.steward, body_id=a_board.body_id, ruleset=draft, now=NOW)
    text = text_of(doors.steward().get(ADDRESS))
    own = re.search(r'id="project__comment_days-help">([^<]*)<', text)
    default = re.search(r'id="project__objection_days-help">([^<]*)<', text)
    assert own is not None
    assert default is not None
    assert own[1].startswith("The network's own")
    assert default[1] == "Default of the software: 7"


def test_rules_that_are_at_odds_are_named_before_they_are_adopted_and_can_be_adopted_by_name(
    session: Session, world: World, doors: Doors
) -> None:
    board(session, world)
    steward = doors.steward()
    two_of_one = {"id": "two", "kind": "count", "where": {"region": "AFR"}, "min": 2, "text": "Africa has two seats."}
    written = {"composed": "yes", "seats": "3", "change": "import", "rules_text": json.dumps([ONE_PER_REGION, two_of_one])}
    typed = {**fields_in(text_of(steward.post(ADDRESS, {"follows": "1", "reason": "why", **written}))), "reason": "why"}

    looked = steward.post(ADDRESS, {**typed, "step": "look"})
    assert "Nobody can meet these rules together" in text_of(looked)
    assert "Africa has two seats." in text_of(looked)
    refused = adopt(steward, typed)
    assert refused.status_code == 422
    assert "Africa has two seats." in text_of(refused)
    assert adopt(steward, {**typed, "despite": "The assembly did."}).status_code == 303
