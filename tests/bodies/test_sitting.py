"""Who sits where and who sat there: terms in a row, vacancies, histories, and what the rules are told."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy.orm import Session

from consensus.bodies.commands import abolish_seat, add_seat, fill_seat, suspend_seat
from consensus.bodies.queries import roster_of, seats_with_terms, verdict_of
from consensus.domain.errors import CompositionError
from consensus.domain.terms import MemberKind, MemberStatus
from tests.bodies.board import board
from tests.bodies.world import DAY, NOW, World

TWO_TERMS = {"id": "terms", "kind": "bound", "attribute": "consecutive_terms", "max": 2}


def test_the_rules_are_told_what_belongs_to_the_member_the_person_and_the_seat(session: Session, world: World) -> None:
    a_board = board(session, world, seats=1)
    person, member = world.delegate("Ada", "LAC", gender="W", kind=MemberKind.MOVEMENT, country="PE")
    a_board.fill(0, (person, member))
    (sitting,) = roster_of(session, a_board.body_id).members
    assert sitting == {
        "region": "LAC",
        "country": "PE",
        "kind": "movement",
        "org": str(member.id),
        "gender": "W",
        "seat": "regional",
        "consecutive_terms": 1,
    }


def test_an_undisclosed_gender_stays_undisclosed(session: Session, world: World) -> None:
    a_board = board(session, world, seats=1)
    a_board.fill(0, world.delegate("Uma", gender=None))
    assert roster_of(session, a_board.body_id).members[0]["gender"] == "?"


def test_what_a_seat_stands_for_yields_to_what_belongs_to_the_one_who_sits_there(session: Session, world: World) -> None:
    a_board = board(session, world, seats=0)
    seat = add_seat(
        session,
        actor=world.steward,
        body_id=a_board.body_id,
        label="Africa",
        kind="regional",
        attributes={"region": "AFR", "constituency": "LDC"},
        now=NOW,
    )
    assert roster_of(session, a_board.body_id).vacant == ({"region": "AFR", "constituency": "LDC", "seat": "regional"},)
    person, member = world.delegate("Ada", "LAC")
    fill_seat(session, actor=world.steward, seat_id=seat, person_id=person.id, member_id=member.id, now=NOW)
    (sitting,) = roster_of(session, a_board.body_id).members
    assert (sitting["region"], sitting["constituency"]) == ("LAC", "LDC")


@pytest.mark.parametrize("why", ["suspended seat", "suspended member", "member that left"])
def test_a_seat_that_is_not_filled_counts_as_a_vacancy(session: Session, world: World, why: str) -> None:
    a_board = board(session, world, seats=1)
    person, member = world.delegate("Ada")
    a_board.fill(0, (person, member))
    if why == "suspended seat":
        suspend_seat(session, actor=world.steward, seat_id=a_board.seats[0], reason="why", now=NOW)
    else:
        member.status = MemberStatus.SUSPENDED if why == "suspended member" else MemberStatus.LEFT
        session.commit()
    roster = roster_of(session, a_board.body_id)
    assert (roster.members, roster.vacant) == ((), ({"seat": "regional"},))


def test_a_changed_region_of_a_member_is_judged_when_it_is_read(session: Session, world: World) -> None:
    a_board = board(session, world, {"id": "africa", "kind": "count", "where": {"region": "AFR"}, "min": 1})
    person, member = world.delegate("Ada", "AFR")
    a_board.fill(0, (person, member))
    member.region = "LAC"
    session.commit()
    assert verdict_of(session, a_board.body_id).violates == ("africa",)


def test_a_seat_that_was_given_up_is_no_vacancy_but_its_history_stays(session: Session, world: World) -> None:
    a_board = board(session, world, seats=1)
    a_board.fill(0, world.delegate("Ada"))
    a_board.vacate(0, now=NOW + DAY)
    abolish_seat(session, actor=world.steward, seat_id=a_board.seats[0], reason="fewer seats", now=NOW + 2 * DAY)
    assert roster_of(session, a_board.body_id).vacant == ()
    (seat,) = seats_with_terms(session, a_board.body_id)
    assert [(term.person_name, term.end_reason) for term in seat.terms] == [("Ada", "The term was over.")]
    assert seat.vacant_since == NOW + DAY


def test_everybody_who_held_a_seat_stands_in_its_history(session: Session, world: World) -> None:
    a_board = board(session, world, seats=1)
    for year, name in enumerate(("Ada", "Bea", "Cleo")):
        a_board.fill(0, world.delegate(name), now=NOW + year * 365 * DAY)
        if name != "Cleo":
            a_board.vacate(0, now=NOW + (year * 365 + 300) * DAY)
    (seat,) = seats_with_terms(session, a_board.body_id)
    assert [term.person_name for term in seat.terms] == ["Ada", "Bea", "Cleo"]
    assert seat.holder == seat.terms[-1]
    assert seat.vacant_since is None


TERMS = [
    # Each row: how long after the end of the last term the next begins, and whether a third term in a row is refused.
    (0, True),
    (100, True),
    # A year away from the body begins a new count.
    (365, False),
]


@pytest.mark.parametrize(("days", "refused"), TERMS)
def test_terms_in_a_row_are_counted_over_a_short_absence(session: Session, world: World, *, days: int, refused: bool) -> None:
    a_board = board(session, world, TWO_TERMS, seats=1)
    ada = world.delegate("Ada")
    begin = NOW - 1500 * DAY
    for year in (0, 1):
        world_day = begin + year * (400 + days) * DAY
        a_board.fill(0, ada, now=world_day, ends_on=(world_day + 400 * DAY).date())
        a_board.vacate(0, now=world_day + 400 * DAY)
    third = begin + 2 * (400 + days) * DAY
    if refused:
        with pytest.raises(CompositionError, match="break a rule"):
            a_board.fill(0, ada, now=third)
    else:
        a_board.fill(0, ada, now=third)
        assert roster_of(session, a_board.body_id).members[0]["consecutive_terms"] == 1


def test_a_move_to_another_seat_within_one_agreed_term_is_not_a_new_term(session: Session, world: World) -> None:
    a_board = board(session, world, seats=2)
    ada = world.delegate("Ada")
    a_board.fill(0, ada, now=NOW - 100 * DAY, ends_on=date(2028, 1, 1))
    a_board.vacate(0, now=NOW)
    a_board.fill(1, ada, now=NOW, ends_on=date(2028, 1, 1))
    assert roster_of(session, a_board.body_id).members[0]["consecutive_terms"] == 1


def test_a_chair_that_must_rotate_between_regions_may_not_come_back_too_soon(session: Session, world: World) -> None:
    rule = {
        "id": "chair-rotates",
        "kind": "rotation",
        "where": {"role": "chair"},
        "attribute": "region",
        "history": "chair_region",
        "no_repeat_within": 3,
    }
    a_board = board(session, world, rule, seats=0)
    chair = add_seat(
        session, actor=world.steward, body_id=a_board.body_id, label="Chair", kind="officer", attributes={"role": "chair"}, now=NOW
    )
    a_board.seats = [chair]
    for year, region in enumerate(("AFR", "LAC")):
        a_board.fill(0, world.delegate(f"Chair {region}", region), now=NOW + year * 400 * DAY)
        a_board.vacate(0, now=NOW + (year * 400 + 399) * DAY)
    with pytest.raises(CompositionError):
        a_board.fill(0, world.delegate("Another from Africa", "AFR"), now=NOW + 800 * DAY)
    a_board.fill(0, world.delegate("One from MENA", "MENA"), now=NOW + 800 * DAY)
