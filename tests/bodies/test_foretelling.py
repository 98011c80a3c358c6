"""What a change of members would do to bodies is told before it is made, by the rule that decides when it is made."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from consensus.domain.actor import OPERATOR
from consensus.people.changes import Foretold, Outlook
from consensus.people.commands import import_members
from consensus.people.models import Member
from consensus.people.queries.whole import Sheet, plan_of
from consensus.people.register_keys import Keys
from tests.bodies.board import GENDER_CAP, ONE_PER_REGION, Board, board
from tests.bodies.world import NOW, World, entries

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)

AT_LEAST_TWO = {"id": "two", "kind": "size", "min": 2}


def two_on(session: Session, world: World, *rules: Any) -> Board:
    made = board(session, world, *rules)
    made.fill(0, world.delegate("Ada", "AFR", gender="W"), reason="Known.")
    made.fill(1, world.delegate("Bo", "LAC", gender="M"), reason="Known.")
    return made


def sheet(ada: str = "AFR,ngo,active", bo: str = "LAC,ngo,active") -> Sheet:
    text = f"name,country,region,kind,status\nAda's organisation,KE,{ada}\nBo's organisation,KE,{bo}\n"
    return Sheet(text, Keys(b""))


def outlooks(found: tuple[Foretold, ...]) -> list[tuple[Outlook, tuple[str, ...]]]:
    return [(each.outlook, each.rules) for each in found]


@pytest.mark.parametrize(
    ("ada", "bo", "rules"),
    [
        ("LAC,ngo,active", "LAC,ngo,active", ["one-per-region"]),
        ("AFR,ngo,left", "LAC,ngo,active", ["two"]),
        ("AFR,ngo,suspended", "LAC,ngo,active", ["two"]),
        # each takes the other's region: neither step alone would hold, both together do
        ("LAC,ngo,active", "AFR,ngo,active", []),
        ("AFR,academic,active", "LAC,ngo,active", []),
    ],
)
def test_what_is_foretold_is_what_comes(session: Session, world: World, ada: str, bo: str, rules: list[str]) -> None:
    two_on(session, world, AT_LEAST_TWO, ONE_PER_REGION)
    file = sheet(ada, bo)
    plan = plan_of(session, file, NOW)
    assert outlooks(plan.foretold) == ([(Outlook.BREAKS, tuple(rules))] if rules else [])
    import_members(session, actor=OPERATOR, sheet=file, seen=plan.seal, now=NOW)
    began = entries(session, "breach_began")
    assert [each["data"]["rules"] for each in began] == ([rules] if rules else [])
    assert [each["data"]["reasons"] for each in began] == [[str(said) for said in each.sentences] for each in plan.foretold]
    if rules:
        assert outlooks(plan_of(session, sheet(), NOW).foretold) == [(Outlook.HOLDS, ())]


def test_nobody_learns_by_a_look_what_people_keep_to_themselves(session: Session, world: World) -> None:
    two_on(session, world, {"id": "a-woman", "kind": "count", "where": {"gender": "W"}, "min": 1})
    for file in (sheet(ada="AFR,ngo,suspended"), sheet(bo="LAC,ngo,suspended")):
        assert outlooks(plan_of(session, file, NOW).foretold) == [(Outlook.UNTOLD, ())]
    import_members(session, actor=OPERATOR, sheet=sheet(ada="AFR,ngo,suspended"), now=NOW)
    assert [each["data"]["rules"] for each in entries(session, "breach_began")] == [["a-woman"]]
    assert outlooks(plan_of(session, sheet(), NOW).foretold) == [(Outlook.UNTOLD, ())]


def test_of_a_change_that_no_rule_sees_nothing_is_told(session: Session, world: World) -> None:
    two_on(session, world, GENDER_CAP)
    keys = Keys(b"")
    bo = session.scalars(select(Member.id).where(Member.name == "Bo's organisation")).one()
    plan = plan_of(session, Sheet(f"name,country,region,kind,member_id\nRenamed,KE,LAC,ngo,{keys.of_member(bo)}\n", keys), NOW)
    assert ([fact.name for change in plan.changed for fact in change.facts], plan.foretold) == (["name"], ())
