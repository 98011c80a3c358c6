"""Filling seats: what the rules refuse, what they leave open, and what is an improvement."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy.orm import Session

from consensus.bodies.commands import (
    Filling,
    abolish_seat,
    add_seat,
    fill_seat,
    fill_seats,
    found_body,
    leave_seat,
    restore_seat,
    suspend_seat,
)
from consensus.bodies.models import Body
from consensus.bodies.queries import verdict_of
from consensus.domain.actor import Actor
from consensus.domain.errors import CompositionError, ForbiddenError, InvalidError, NotFoundError, RefusedError
from consensus.domain.terms import BodyKind, MemberKind, MemberStatus
from tests.bodies.board import GENDER_CAP, ONE_PER_REGION, board
from tests.bodies.world import DAY, NOW, World, entries


def test_a_person_takes_a_vacant_seat_and_the_ledger_says_so(session: Session, world: World) -> None:
    a_board = board(session, world)
    person, member = world.delegate("Ada")
    verdict = a_board.fill(0, (person, member), ends_on=date(2028, 3, 1))
    assert verdict.value == "pass"
    (entry,) = entries(session, "fill_seat")
    assert entry["data"]["seated"] == [
        {"seat": a_board.seats[0], "label": "Seat 1", "person": person.id, "member": member.id, "ends_on": "2028-03-01"}
        | {"filled_by": "appointed", "decision": None}
    ]
    assert entry["data"]["verdict"] == "pass"


def test_a_roster_that_breaks_a_cap_is_refused_with_the_reasons_and_nothing_changes(session: Session, world: World) -> None:
    a_board = board(session, world, ONE_PER_REGION)
    a_board.fill(0, world.delegate("Ada", "AFR"))
    version = session.get_one(Body, a_board.body_id).row_version
    with pytest.raises(CompositionError) as refusal:
        a_board.fill(1, world.delegate("Bea", "AFR"))
    assert refusal.value.reasons
    assert a_board.sitting() == 1
    assert len(entries(session, "fill_seat")) == 1
    assert session.get_one(Body, a_board.body_id).row_version == version


def test_a_target_rule_never_refuses_but_its_breach_is_recorded(session: Session, world: World) -> None:
    a_board = board(session, world, {**ONE_PER_REGION, "severity": "target"})
    a_board.fill(0, world.delegate("Ada", "AFR"))
    verdict = a_board.fill(1, world.delegate("Bea", "AFR"))
    assert [rule.rule_id for rule in verdict.missed] == ["one-per-region"]
    assert not verdict.broken
    data = entries(session, "fill_seat")[-1]["data"]
    assert data["violates"] == ["one-per-region"]
    assert data["reasons"]


def test_an_undisclosed_value_that_leaves_a_rule_open_needs_the_stewards_reason(session: Session, world: World) -> None:
    a_board = board(session, world, GENDER_CAP)
    a_board.fill(0, world.delegate("Ada", gender="W"))
    unknown = world.delegate("Uma", gender=None)
    with pytest.raises(CompositionError) as refusal:
        a_board.fill(1, unknown)
    assert a_board.sitting() == 1
    assert refusal.value.reasons
    verdict = a_board.fill(1, unknown, reason="Uma was chosen by the assembly.")
    assert verdict.value == "indeterminate"
    data = entries(session, "fill_seat")[-1]["data"]
    assert (data["verdict"], data["undetermined"], data["reason"]) == ("indeterminate", ["gender-cap"], "Uma was chosen by the assembly.")


def test_a_reason_does_not_open_the_way_past_a_broken_hard_rule(session: Session, world: World) -> None:
    a_board = board(session, world, ONE_PER_REGION)
    a_board.fill(0, world.delegate("Ada", "AFR"))
    with pytest.raises(CompositionError):
        a_board.fill(1, world.delegate("Bea", "AFR"), reason="I want it.")


def test_a_suspended_seat_leaves_the_roster_and_may_come_back_if_the_rules_still_hold(session: Session, world: World) -> None:
    a_board = board(session, world, ONE_PER_REGION)
    a_board.fill(0, world.delegate("Ada", "AFR"))
    suspend_seat(session, actor=world.steward, seat_id=a_board.seats[0], reason="The board decided so.", now=NOW)
    a_board.fill(1, world.delegate("Bea", "AFR"))
    with pytest.raises(CompositionError):
        restore_seat(session, actor=world.steward, seat_id=a_board.seats[0], reason="Over.", now=NOW + DAY)
    leave_seat(session, actor=world.steward, seat_id=a_board.seats[1], reason="resigned", now=NOW + DAY)
    verdict = restore_seat(session, actor=world.steward, seat_id=a_board.seats[0], reason="Over.", now=NOW + 2 * DAY)
    assert verdict.value == "pass"


def test_leaving_is_never_refused_and_the_breach_that_follows_is_recorded(session: Session, world: World) -> None:
    a_board = board(session, world, {"id": "size", "kind": "size", "min": 1}, seats=1)
    person, member = world.delegate("Ada")
    a_board.fill(0, (person, member))
    verdict = leave_seat(session, actor=world.steward, seat_id=a_board.seats[0], reason="moved away", now=NOW + DAY)
    assert verdict.violates == ("size",)
    data = entries(session, "leave_seat")[-1]["data"]
    assert (data["person"], data["verdict"], data["violates"], data["reason"]) == (person.id, "fail", ["size"], "moved away")


def test_holders_resign_by_themselves_and_others_cannot_remove_them(session: Session, world: World) -> None:
    a_board = board(session, world)
    person, member = world.delegate("Ada")
    a_board.fill(0, (person, member))
    with pytest.raises(ForbiddenError):
        leave_seat(session, actor=world.stranger, seat_id=a_board.seats[0], reason="out", now=NOW + DAY)
    leave_seat(session, actor=Actor(person_id=person.id), seat_id=a_board.seats[0], reason="I resign.", now=NOW + DAY)
    assert a_board.sitting() == 0


NOT_ELIGIBLE = [
    "no mandate",
    "mandate that is over",
    "mandate for another body",
    "member left",
    "person gone",
    "sits already",
    "term over before it begins",
]


@pytest.mark.parametrize("why", NOT_ELIGIBLE)
def test_who_cannot_sit_is_refused_in_words(session: Session, world: World, why: str) -> None:
    a_board = board(session, world)
    person, member = world.person("Ada"), world.member("Org")
    more: dict[str, Any] = {}
    if why == "mandate for another body":
        other = found_body(
            session, actor=world.steward, code="OTHER", kind=BodyKind.ASSEMBLY, name="Other", languages=["en"], now=NOW - 400 * DAY
        )
        world.mandate(person, member, body_id=other)
    elif why == "mandate that is over":
        world.mandate(person, member, ends_at=NOW)
    elif why != "no mandate":
        world.mandate(person, member)
    if why == "member left":
        member.status = MemberStatus.LEFT
    if why == "person gone":
        person.is_active = False
    session.commit()
    if why == "sits already":
        a_board.fill(1, (person, member))
    if why == "term over before it begins":
        more = {"ends_on": date(2020, 1, 1)}
    before = a_board.sitting()
    with pytest.raises(InvalidError):
        a_board.fill(0, (person, member), **more)
    assert a_board.sitting() == before


def test_a_seat_that_is_held_is_not_filled_again(session: Session, world: World) -> None:
    a_board = board(session, world)
    a_board.fill(0, world.delegate("Ada"))
    with pytest.raises(InvalidError, match="holds this seat already"):
        a_board.fill(0, world.delegate("Bea"))


def test_a_seat_that_is_vacant_is_neither_left_nor_suspended_nor_restored(session: Session, world: World) -> None:
    a_board = board(session, world)
    for act in (leave_seat, suspend_seat, restore_seat):
        with pytest.raises(InvalidError, match="Nobody holds"):
            act(session, actor=world.steward, seat_id=a_board.seats[0], reason="why", now=NOW)


def test_suspending_twice_or_restoring_what_is_not_suspended_is_said_to_be_done(session: Session, world: World) -> None:
    a_board = board(session, world)
    a_board.fill(0, world.delegate("Ada"))
    with pytest.raises(RefusedError):
        restore_seat(session, actor=world.steward, seat_id=a_board.seats[0], reason="why", now=NOW)
    suspend_seat(session, actor=world.steward, seat_id=a_board.seats[0], reason="why", now=NOW)
    with pytest.raises(RefusedError):
        suspend_seat(session, actor=world.steward, seat_id=a_board.seats[0], reason="why", now=NOW)


def test_a_seat_is_given_up_only_when_vacant_and_is_gone_then(session: Session, world: World) -> None:
    a_board = board(session, world)
    a_board.fill(0, world.delegate("Ada"))
    with pytest.raises(InvalidError):
        abolish_seat(session, actor=world.steward, seat_id=a_board.seats[0], reason="fewer seats", now=NOW)
    abolish_seat(session, actor=world.steward, seat_id=a_board.seats[1], reason="fewer seats", now=NOW)
    with pytest.raises(NotFoundError):
        a_board.fill(1, world.delegate("Bea"))


def test_leaving_suspending_restoring_and_giving_up_need_a_reason(session: Session, world: World) -> None:
    a_board = board(session, world)
    a_board.fill(0, world.delegate("Ada"))
    for act in (leave_seat, suspend_seat, restore_seat, abolish_seat):
        with pytest.raises(InvalidError) as refusal:
            act(session, actor=world.steward, seat_id=a_board.seats[0], reason="  ", now=NOW + DAY)
        assert refusal.value.field == "reason"


def test_nobody_but_the_steward_fills_adds_or_gives_up_seats(session: Session, world: World) -> None:
    a_board = board(session, world)
    person, member = world.delegate("Ada")
    a_board.fill(1, world.delegate("Bea"))
    acts: list[Callable[[], object]] = [
        lambda: a_board.fill(0, (person, member), actor=world.stranger),
        lambda: fill_seats(
            session, actor=world.stranger, body_id=a_board.body_id, fillings=[Filling(a_board.seats[0], person.id, member.id)], now=NOW
        ),
        lambda: add_seat(session, actor=world.stranger, body_id=a_board.body_id, label="x", kind="y", now=NOW),
        lambda: abolish_seat(session, actor=world.stranger, seat_id=a_board.seats[0], reason="why", now=NOW),
        lambda: suspend_seat(session, actor=world.stranger, seat_id=a_board.seats[1], reason="why", now=NOW),
        lambda: restore_seat(session, actor=world.stranger, seat_id=a_board.seats[1], reason="why", now=NOW),
    ]
    for act in acts:
        with pytest.raises(ForbiddenError):
            act()


def test_only_a_steering_body_has_seats(session: Session, world: World) -> None:
    body_id = found_body(session, actor=world.steward, code="ALL", kind=BodyKind.ASSEMBLY, name="All", languages=["en"], now=NOW)
    with pytest.raises(InvalidError):
        add_seat(session, actor=world.steward, body_id=body_id, label="Seat", kind="regional", now=NOW)


def test_a_seat_cannot_stand_for_what_belongs_to_the_one_who_sits_there(session: Session, world: World) -> None:
    a_board = board(session, world)
    with pytest.raises(InvalidError):
        add_seat(session, actor=world.steward, body_id=a_board.body_id, label="Chair", kind="officer", attributes={"gender": "W"}, now=NOW)


def test_no_gender_stands_in_the_ledger_the_log_or_a_refusal(session: Session, world: World, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, logger="consensus")
    a_board = board(session, world, {**GENDER_CAP, "id": "balance"}, seats=3)
    a_board.fill(0, world.delegate("Ada", gender="GENDER-ONE"))
    with pytest.raises(CompositionError) as broken:
        a_board.fill(1, world.delegate("Bea", gender="GENDER-ONE"))
    with pytest.raises(CompositionError) as left_open:
        a_board.fill(1, world.delegate("Uma", gender=None))
    a_board.fill(1, world.delegate("Ulla", gender=None), reason="chosen by the assembly")
    suspend_seat(session, actor=world.steward, seat_id=a_board.seats[0], reason="why", now=NOW)
    leave_seat(session, actor=world.steward, seat_id=a_board.seats[0], reason="why", now=NOW)
    said = [str(error.value) + " ".join(error.value.reasons) for error in (broken, left_open)]
    said += [json.dumps(entry, default=str) for act in ("fill_seat", "leave_seat", "suspend_seat") for entry in entries(session, act)]
    said.append(caplog.text)
    said.append(repr(verdict_of(session, a_board.body_id)))
    assert not [text for text in said if "GENDER-ONE" in text]


def test_the_kind_of_the_seat_and_what_it_stands_for_are_seen_by_the_rules(session: Session, world: World) -> None:
    chairs = {"id": "chairs", "kind": "quota", "attribute": "role", "seats": {"chair": 1}}
    a_board = board(session, world, chairs, seats=1)
    chair = add_seat(
        session, actor=world.steward, body_id=a_board.body_id, label="Chair", kind="officer", attributes={"role": "chair"}, now=NOW
    )
    person, member = world.delegate("Bea", kind=MemberKind.MOVEMENT)
    verdict = fill_seat(session, actor=world.steward, seat_id=chair, person_id=person.id, member_id=member.id, now=NOW)
    assert verdict.value == "pass"
