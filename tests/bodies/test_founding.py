"""Founding and changing bodies, and who takes part in them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consensus.bodies.commands import (
    RulesetDraft,
    change_body,
    found_body,
    join_body,
    leave_body,
    name_facilitators,
)
from consensus.bodies.models import Body, BodyMember, FacilitatorPool, Ruleset
from consensus.domain.errors import ForbiddenError, InputError, InvalidError, NotFoundError, RefusedError
from consensus.domain.terms import BodyKind, MemberStatus
from tests.bodies.world import DAY, NOW, World, entries


def found(session: Session, world: World, **more: Any) -> int:
    wanted: dict[str, Any] = {"actor": world.steward, "code": "WG-WATER", "kind": BodyKind.WORKING_GROUP, "name": "Water"}
    return found_body(session, **{**wanted, "languages": ["en", "es"], "now": NOW, **more})


def test_a_body_is_founded_with_ruleset_1_and_one_entry(session: Session, world: World) -> None:
    draft = RulesetDraft(classes={"work_plan": {"comment_days": 10}}, reason="decided by the assembly")
    body_id = found(session, world, purpose="Water for all", required_languages=["es"], ruleset=draft)
    ruleset = session.scalars(select(Ruleset).where(Ruleset.body_id == body_id)).one()
    assert (ruleset.number, ruleset.classes) == (1, {"work_plan": {"comment_days": 10}})
    (entry,) = entries(session, "found_body")
    assert entry["body"] == "WG-WATER"
    assert entry["data"]["required_languages"] == ["es"]
    assert entry["data"]["ruleset"]["number"] == 1


def test_a_body_without_a_ruleset_of_its_own_has_the_defaults_of_the_software(session: Session, world: World) -> None:
    body_id = found(session, world)
    ruleset = session.scalars(select(Ruleset).where(Ruleset.body_id == body_id)).one()
    assert (ruleset.classes, ruleset.composition) == ({}, [])


REFUSED: list[tuple[str, dict[str, Any], str | None]] = [
    ("a code with a small letter", {"code": "Wg"}, "code"),
    ("a code with a slash", {"code": "WG/1"}, "code"),
    ("a code that is too long", {"code": "W" * 21}, "code"),
    ("no code", {"code": ""}, "code"),
    ("no name", {"name": "  "}, "name"),
    ("a name that is too long", {"name": "x" * 201}, "name"),
    ("no language", {"languages": []}, "languages"),
    ("a word that is no language", {"languages": ["English"]}, "languages"),
    ("a required language that is no working language", {"required_languages": ["fr"]}, "required_languages"),
]


@pytest.mark.parametrize(("what", "wrong", "field"), REFUSED, ids=[row[0] for row in REFUSED])
def test_what_is_not_of_its_form_founds_nothing(session: Session, world: World, what: str, wrong: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidError) as refusal:
        found(session, world, **wrong)
    assert refusal.value.field == field
    assert session.scalar(select(func.count()).select_from(Body)) == 0
    assert entries(session, "found_body") == []


def test_a_ruleset_that_is_not_of_its_form_founds_nothing(session: Session, world: World) -> None:
    with pytest.raises(InputError, match=r"classes\.work_plan"):
        found(session, world, ruleset=RulesetDraft(classes={"work_plan": {"coment_days": 3}}))
    assert session.scalar(select(func.count()).select_from(Body)) == 0


def test_a_code_is_never_used_twice(session: Session, world: World) -> None:
    found(session, world)
    with pytest.raises(InvalidError, match="has this code"):
        found(session, world)


def test_a_change_keeps_what_stood_before_in_the_ledger(session: Session, world: World) -> None:
    body_id = found(session, world)
    change_body(session, actor=world.steward, body_id=body_id, name="Water and land", purpose="Both", languages=["en"], now=NOW + DAY)
    body = session.get_one(Body, body_id)
    assert (body.name, body.languages, body.row_version) == ("Water and land", ["en"], 2)
    (entry,) = entries(session, "change_body")
    assert (entry["data"]["before"]["name"], entry["data"]["after"]["name"]) == ("Water", "Water and land")


def test_members_join_and_leave_a_working_group_and_may_come_back(session: Session, world: World) -> None:
    body_id, member = found(session, world), world.member("Org")
    for day in (1, 3):
        join_body(session, actor=world.steward, body_id=body_id, member_id=member.id, now=NOW + day * DAY)
        leave_body(session, actor=world.steward, body_id=body_id, member_id=member.id, reason="too busy", now=NOW + (day + 1) * DAY)
    rows = session.scalars(select(BodyMember).order_by(BodyMember.id)).all()
    assert [(row.joined_at, row.left_at) for row in rows] == [(NOW + DAY, NOW + 2 * DAY), (NOW + 3 * DAY, NOW + 4 * DAY)]
    assert [entry["data"] for entry in entries(session, "leave_body")] == [{"member": member.id, "reason": "too busy"}] * 2


def test_a_member_joins_once(session: Session, world: World) -> None:
    body_id, member = found(session, world), world.member("Org")
    join_body(session, actor=world.steward, body_id=body_id, member_id=member.id, now=NOW)
    with pytest.raises(RefusedError):
        join_body(session, actor=world.steward, body_id=body_id, member_id=member.id, now=NOW)
    assert len(entries(session, "join_body")) == 1


@pytest.mark.parametrize("kind", [BodyKind.ASSEMBLY, BodyKind.STEERING])
def test_members_join_working_groups_alone(session: Session, world: World, kind: BodyKind) -> None:
    body_id, member = found(session, world, kind=kind), world.member("Org")
    with pytest.raises(InvalidError):
        join_body(session, actor=world.steward, body_id=body_id, member_id=member.id, now=NOW)


def test_a_member_that_is_not_active_cannot_join(session: Session, world: World) -> None:
    body_id, member = found(session, world), world.member("Org", status=MemberStatus.SUSPENDED)
    with pytest.raises(InvalidError):
        join_body(session, actor=world.steward, body_id=body_id, member_id=member.id, now=NOW)


def test_who_does_not_take_part_cannot_leave(session: Session, world: World) -> None:
    body_id, member = found(session, world), world.member("Org")
    with pytest.raises(NotFoundError):
        leave_body(session, actor=world.steward, body_id=body_id, member_id=member.id, now=NOW)


def test_the_pool_of_facilitators_is_named_as_a_whole(session: Session, world: World) -> None:
    body_id = found(session, world)
    first, second = world.person("Fay"), world.person("Gus")
    name_facilitators(session, actor=world.steward, body_id=body_id, person_ids=[first.id, second.id], now=NOW)
    name_facilitators(session, actor=world.steward, body_id=body_id, person_ids=[second.id], now=NOW)
    assert session.scalars(select(FacilitatorPool.person_id)).all() == [second.id]
    assert entries(session, "name_facilitators")[-1]["data"] == {"before": [first.id, second.id], "after": [second.id]}


def test_nobody_unknown_is_offered_as_facilitator(session: Session, world: World) -> None:
    body_id, gone = found(session, world), world.person("Gone")
    gone.is_active = False
    session.commit()
    for person_id in (gone.id, 4711):
        with pytest.raises(InvalidError):
            name_facilitators(session, actor=world.steward, body_id=body_id, person_ids=[person_id], now=NOW)


def test_nobody_but_the_steward_keeps_bodies(session: Session, world: World) -> None:
    body_id, member = found(session, world), world.member("Org")
    acts: list[Callable[[], object]] = [
        lambda: found(session, world, actor=world.stranger, code="MINE"),
        lambda: change_body(session, actor=world.stranger, body_id=body_id, name="x", purpose="", languages=["en"], now=NOW),
        lambda: join_body(session, actor=world.stranger, body_id=body_id, member_id=member.id, now=NOW),
        lambda: leave_body(session, actor=world.stranger, body_id=body_id, member_id=member.id, now=NOW),
        lambda: name_facilitators(session, actor=world.stranger, body_id=body_id, person_ids=[], now=NOW),
    ]
    for act in acts:
        with pytest.raises(ForbiddenError):
            act()
