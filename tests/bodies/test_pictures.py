"""The page of a steering body: a dot for each seat, a gauge for each count that may be shown, the terms on a time axis."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy.orm import Session

from consensus.bodies.commands import suspend_seat
from consensus.bodies.queries import seats_with_terms
from consensus.bodies.term_chart import term_chart
from tests.bodies.board import GENDER_CAP, ONE_PER_REGION, Board, board
from tests.bodies.conftest import Doors
from tests.bodies.world import DAY, NOW, World
from tests.support.browsing import text_of
from tests.support.remembered import told_once


@pytest.fixture
@told_once
def two(session: Session, world: World) -> Board:
    """A board of three seats on which two sit, under a rule about regions and one about gender."""
    made = board(session, world, ONE_PER_REGION, GENDER_CAP)
    made.fill(0, world.delegate("Ada", "AFR", gender="W"), ends_on=date(2027, 3, 1))
    made.fill(1, world.delegate("Bo", "LAC", gender="M"), ends_on=date(2028, 3, 1))
    return made


def test_each_seat_is_a_dot_that_says_what_it_is(session: Session, world: World, two: Board, doors: Doors) -> None:
    suspend_seat(session, actor=world.steward, seat_id=two.seats[1], reason="On leave.", now=NOW)
    page = text_of(doors.steward().get("/bodies/BOARD"))
    assert "Seat 1: held by Ada" in page
    assert "Seat 2: suspended" in page
    assert "Seat 3: vacant" in page


def test_a_rule_that_counts_has_its_gauge_and_one_about_gender_has_none(two: Board, doors: Doors) -> None:
    page = text_of(doors.steward().get("/bodies/BOARD"))
    assert page.count('class="gauge"') == 2
    assert "Region AFR: <strong>1</strong>" in page
    assert "Woman" not in page


def test_the_words_of_a_gauge_name_its_bounds(session: Session, world: World, doors: Doors) -> None:
    board(session, world, {"id": "m", "kind": "count", "where": {"kind": "movement"}, "min": 2}, {"id": "s", "kind": "size", "max": 3})
    page = text_of(doors.steward().get("/bodies/BOARD"))
    assert '<strong>0</strong> <span class="soft">of at least 2</span>' in page
    assert '<strong>0</strong> <span class="soft">of at most 3</span>' in page
    assert "gauge--off" in page


def test_terms_stand_on_one_axis(session: Session, two: Board) -> None:
    two.vacate(0, now=NOW + 100 * DAY)
    chart = term_chart(seats_with_terms(session, two.body_id), (NOW + 200 * DAY).date())
    assert chart is not None
    (past,), (present,), never = [row.bars for row in chart.rows]
    assert (past.start, past.ahead_from) == (0, None)
    assert (present.start, present.width, present.ahead_from) == (0, 100, chart.today)
    assert past.width < chart.today < 50
    assert never == ()
    assert [year for year, _ in chart.ticks] == [2027, 2028]


def test_a_body_in_which_nobody_ever_sat_has_no_chart(session: Session, world: World, doors: Doors) -> None:
    board(session, world)
    assert 'id="terms"' not in text_of(doors.steward().get("/bodies/BOARD"))
