"""The page that says who could fill the vacant seats: values, and members that could propose somebody; never a person."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy.orm import Session

from consensus.bodies.commands import RulesetDraft, adopt_ruleset
from consensus.domain.terms import MemberKind
from tests.bodies.board import Board, board
from tests.bodies.conftest import Doors
from tests.bodies.world import NOW, World
from tests.support.browsing import text_of
from tests.support.remembered import told_once

FROM_BOTH = {
    "id": "both",
    "kind": "all_of",
    "rules": [
        {"kind": "count", "where": {"region": "MENA"}, "min": 1},
        {"kind": "count", "where": {"kind": "movement"}, "min": 1},
    ],
    "text": {"en": "Somebody from MENA, and somebody from a movement."},
}
CAP = {"id": "cap", "kind": "for_each", "group_by": "gender", "rules": [{"kind": "count", "max": 2}]}


@pytest.fixture
@told_once
def two(session: Session, world: World) -> Board:
    """A board of three on which two sit; it has no rules yet."""
    made = board(session, world)
    made.fill(0, world.delegate("Ada", "AFR", gender="M"))
    made.fill(1, world.delegate("Bo", "LAC", gender="M"))
    return made


def adopts(made: Board, *rules: Any) -> None:
    draft = RulesetDraft(composition=rules, seats=3, reason="We want balance.")
    adopt_ruleset(made.session, actor=made.world.steward, body_id=made.body_id, ruleset=draft, now=NOW)


def test_the_values_that_restore_every_rule_and_who_could_propose(world: World, two: Board, doors: Doors) -> None:
    adopts(two, FROM_BOTH, CAP)
    world.delegate("Cleo", "MENA", gender="W", kind=MemberKind.MOVEMENT)
    world.delegate("Dan", "MENA", gender="M", kind=MemberKind.NGO)
    page = text_of(doors.steward().get("/bodies/BOARD/vacancies"))
    assert "Seat 3" in page
    assert "any but Man" in page
    assert "<dd>Region MENA</dd>" in page
    assert "<dd>social movement</dd>" in page
    assert "1 member could propose somebody" in page
    assert "Cleo&#39;s organisation" in page
    assert "Dan" not in page
    assert "Cleo<" not in page


def test_a_full_body_has_nothing_to_fill(world: World, two: Board, doors: Doors) -> None:
    two.fill(2, world.delegate("Cleo", "MENA"))
    assert "No seat of this body is vacant." in text_of(doors.steward().get("/bodies/BOARD/vacancies"))


def test_what_nobody_could_mend_names_the_rules_that_stand_in_the_way(two: Board, doors: Doors) -> None:
    adopts(two, {"id": "two", "kind": "count", "where": {"region": "MENA"}, "min": 2}, CAP)
    page = text_of(doors.steward().get("/bodies/BOARD/vacancies"))
    before_the_rules = page[: page.index("The rules as the body is now")]
    assert "Nobody could." in before_the_rules
    assert "at least 2 members from Region MENA" in before_the_rules
    assert "gender" not in before_the_rules


def test_the_page_of_a_body_in_breach_leads_there(two: Board, doors: Doors) -> None:
    adopts(two, FROM_BOTH)
    assert "/bodies/BOARD/vacancies" in text_of(doors.steward().get("/bodies/BOARD"))
