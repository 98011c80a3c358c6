"""Filling a board step by step: what a body in breach may do, and what only several seats together can do."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from consensus.bodies.commands import Filling, fill_seats
from consensus.bodies.default_balance import default_balance
from consensus.domain.errors import CompositionError
from consensus.domain.terms import MemberKind
from tests.bodies.board import GENDER_CAP, ONE_PER_REGION, SIZE_THREE, board
from tests.bodies.world import NOW, World, entries


def test_an_empty_board_is_filled_one_by_one_though_its_size_rule_fails_until_the_last(session: Session, world: World) -> None:
    a_board = board(session, world, SIZE_THREE, ONE_PER_REGION)
    values = [a_board.fill(number, world.delegate(f"P{number}", region)).value for number, region in enumerate(("AFR", "LAC", "MENA"))]
    assert values == ["fail", "fail", "pass"]


def test_while_a_board_is_in_breach_a_step_that_breaks_a_rule_that_held_is_refused(session: Session, world: World) -> None:
    a_board = board(session, world, SIZE_THREE, ONE_PER_REGION)
    a_board.fill(0, world.delegate("Ada", "AFR"))
    with pytest.raises(CompositionError):
        a_board.fill(1, world.delegate("Bea", "AFR"))


def test_a_board_of_seven_is_filled_one_by_one_under_the_rules_of_a_real_one(session: Session, world: World) -> None:
    """Size, two of a region at most and one at least, a cap on each gender, one of a country and of an organisation."""
    rules = [
        {"id": "size", "kind": "size", "min": 7, "max": 7},
        {
            "id": "region-each",
            "kind": "for_each",
            "group_by": "region",
            "over": "declared",
            "rules": [{"kind": "count", "min": 1, "max": 2}],
        },
        {"id": "gender-cap", "kind": "for_each", "group_by": "gender", "rules": [{"kind": "count", "max": 4}]},
        {"id": "movements", "kind": "count", "where": {"kind": "movement"}, "min": 2},
        {"id": "one-per-org", "kind": "for_each", "group_by": "org", "rules": [{"kind": "count", "max": 1}]},
        {"id": "one-per-country", "kind": "for_each", "group_by": "country", "rules": [{"kind": "count", "max": 1}]},
    ]
    a_board = board(session, world, *rules, seats=7)
    people = zip(
        ("MENA", "ASIA_PAC", "EUR_CA", "ASIA_PAC", "LAC", "NAM", "AFR"),
        ("W", "M", "W", "W", "W", "M", "M"),
        ("PS", "TH", "ES", "MY", "MX", "US", "KE"),
        strict=True,
    )
    values = []
    for number, (region, gender, country) in enumerate(people):
        kind = MemberKind.MOVEMENT if number in {1, 5} else MemberKind.NGO
        someone = world.delegate(f"P{number}", region, gender=gender, country=country, kind=kind)
        values.append(a_board.fill(number, someone).value)
    assert values == ["fail"] * 6 + ["pass"]


def test_the_balance_that_the_software_suggests_is_met_one_by_one_and_caps_one_gender(session: Session, world: World) -> None:
    a_board = board(session, world, *default_balance(), seats=7)
    for number in range(4):
        assert a_board.fill(number, world.delegate(f"W{number}", gender="W")).value == "pass"
    with pytest.raises(CompositionError):
        a_board.fill(4, world.delegate("W4", gender="W"))
    for number in range(4, 7):
        assert a_board.fill(number, world.delegate(f"M{number}", gender="M")).value == "pass"


def test_while_in_breach_a_step_that_misses_a_target_is_not_refused(session: Session, world: World) -> None:
    a_board = board(session, world, SIZE_THREE, {**ONE_PER_REGION, "severity": "target"})
    a_board.fill(0, world.delegate("Ada", "AFR"))
    verdict = a_board.fill(1, world.delegate("Bea", "AFR"))
    assert (verdict.violates, [rule.rule_id for rule in verdict.broken]) == (("size", "one-per-region"), ["size"])


def test_while_in_breach_an_undisclosed_value_that_leaves_a_rule_open_still_needs_a_reason(session: Session, world: World) -> None:
    a_board = board(session, world, SIZE_THREE, GENDER_CAP)
    a_board.fill(0, world.delegate("Ada", gender="W"))
    unknown = world.delegate("Uma", gender=None)
    with pytest.raises(CompositionError, match="undisclosed"):
        a_board.fill(1, unknown)
    assert a_board.fill(1, unknown, reason="elected").value == "fail"


def test_a_step_that_leaves_a_breach_as_it_is_is_no_improvement(session: Session, world: World) -> None:
    a_board = board(session, world, {"id": "two-from-africa", "kind": "count", "where": {"region": "AFR"}, "min": 2})
    with pytest.raises(CompositionError):
        a_board.fill(0, world.delegate("Ada", "LAC"))
    a_board.fill(0, world.delegate("Bea", "AFR"))


def test_seats_that_only_together_meet_the_rules_are_filled_together(session: Session, world: World) -> None:
    """A share of the filled seats: one alone is always the whole."""
    cap = {"id": "cap", "kind": "share", "where": {"region": "AFR"}, "max": "1/2"}
    a_board = board(session, world, cap)
    first, second = world.delegate("Ada", "AFR"), world.delegate("Bea", "LAC")
    with pytest.raises(CompositionError):
        a_board.fill(0, first)
    fillings = [Filling(a_board.seats[n], person.id, member.id) for n, (person, member) in enumerate((first, second))]
    verdict = fill_seats(session, actor=world.steward, body_id=a_board.body_id, fillings=fillings, now=NOW)
    assert verdict.value == "pass"
    (entry,) = entries(session, "fill_seats")
    assert [each["label"] for each in entry["data"]["seated"]] == ["Seat 1", "Seat 2"]


def test_when_one_of_several_cannot_be_seated_none_is(session: Session, world: World) -> None:
    a_board = board(session, world, ONE_PER_REGION)
    people = [world.delegate(name, "AFR") for name in ("Ada", "Bea")]
    fillings = [Filling(a_board.seats[n], person.id, member.id) for n, (person, member) in enumerate(people)]
    with pytest.raises(CompositionError):
        fill_seats(session, actor=world.steward, body_id=a_board.body_id, fillings=fillings, now=NOW)
    assert a_board.sitting() == 0
    assert entries(session, "fill_seats") == []
