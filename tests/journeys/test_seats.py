"""Seats of a steering body: a vacancy that only somebody of two regions can cure, an alternate who stands in there with one voice
while too few stand for two more seats, and an election from its call to the seats.

Each is gone over HTTP alone, as with scripts turned off, and with a browser.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from config import Settings
from consensus.bodies.commands import Filling, RulesetDraft, add_seat, fill_seats, found_body
from consensus.bodies.models import Body
from consensus.db import db
from consensus.domain.actor import Actor
from consensus.domain.terms import BodyKind
from consensus.people.models import Mandate
from tests.journeys.drivers import Driver, HttpDriver
from tests.journeys.journey import BEGINNING, Journey, journey_network, people_at

if TYPE_CHECKING:
    from playwright.sync_api import Browser

BOARD = "BOARD"
WEST = {
    "id": "west",
    "kind": "count",
    "where": {"region": ["MENA", "NAM"]},
    "min": 1,
    "text": {"en": "At least one from the Middle East or North America."},
}
MOVEMENT = {
    "id": "movement",
    "kind": "count",
    "where": {"kind": "movement"},
    "min": 1,
    "text": {"en": "At least one from a movement."},
}


def found_board(journey: Journey, holders: list[str], *rules: object, seats: int) -> None:
    """Found a board with seats, on which some sit."""
    steward = Actor(person_id=journey.people["steward"].person_id, is_steward=True)
    with journey.app.app_context():
        session = db.session()
        draft = RulesetDraft(composition=rules, seats=seats, reason="The rules of the journey.")
        body_id = found_body(
            session, actor=steward, code=BOARD, kind=BodyKind.STEERING, name="The board", languages=["en"], ruleset=draft, now=BEGINNING
        )
        made = [
            add_seat(session, actor=steward, body_id=body_id, label=f"Seat {number}", kind="regional", now=BEGINNING)
            for number in range(1, seats + 1)
        ]
        people = [journey.people[key].person_id for key in holders]
        mandates = {row.person_id: row.member_id for row in session.query(Mandate)}
        fillings = [Filling(seat_id, person_id, mandates[person_id]) for seat_id, person_id in zip(made, people, strict=False)]
        if fillings:
            fill_seats(session, actor=steward, body_id=body_id, fillings=fillings, now=BEGINNING)
        db.session.remove()


def choice(driver: Driver, name: str) -> str:
    """Return the value under which a page offers somebody."""
    found = re.search(rf'value="(\d+:\d+)"[^>]*>{re.escape(name)}', driver.source())
    assert found is not None, f"{name} is not offered"
    return found[1]


def cure_a_vacancy(journey: Journey) -> None:
    """Somebody leaves; the body is in breach; who could cure it is said; others are refused."""
    journey.day(0)
    found_board(journey, ["owner", "objector", "blocker"], WEST, seats=3)
    leaver = journey.of("blocker")
    leaver.open(f"/bodies/{BOARD}/seats/3/leave")
    leaver.send("Leave the seat", reason="I move to another work.")
    steward = journey.of("steward")
    steward.open(f"/bodies/{BOARD}")
    steward.sees("In breach of its own rules")
    steward.open(f"/bodies/{BOARD}/vacancies")
    steward.sees("Middle East, North America")
    steward.sees("Fill this seat")
    steward.open(f"/steward/bodies/{BOARD}/seats/3/fill")
    steward.send("Fill the seat", person=choice(steward, "Invented commenter"))
    steward.sees("The seats would break a rule of this body")
    steward.sees("Seat 3")
    steward.send("Fill the seat", person=choice(steward, "Invented reserved"))
    steward.open(f"/bodies/{BOARD}/breaches")
    steward.sees("Cured")
    reader = journey.of("second")
    reader.open(f"/bodies/{BOARD}")
    assert "In breach of its own rules" not in reader.text()
    reader.sees("Invented reserved")
    stand_in_with_one_voice(journey)


def stand_in_with_one_voice(journey: Journey) -> None:
    """An alternate acts for a holder in a call; meanwhile one person stands for two seats, and a step leaves one vacant."""
    steward = journey.of("steward")
    steward.open(f"/steward/bodies/{BOARD}/seats/1/alternate")
    steward.send("Name the alternate", person=choice(steward, "Invented facilitator"), reason="The holder travels much.")
    holder = journey.of("owner")
    holder.open(f"/bodies/{BOARD}/seats/1/stand-in")
    holder.send("Let them stand in", reason="I am away until the rains.")
    holder.sees("The alternate acts for the seat from now on.")
    holder.fits_a_telephone()
    call_with_one_for_two_seats(journey)

    proposer = journey.of("objector")
    proposer.open(f"/bodies/{BOARD}/proposals/new")
    whom = str(journey.people["reserved"].person_id)
    question = "Shall the board meet in the valley?"
    proposer.send("Save the draft", question=question, text="We meet there.", class_code="project", facilitator=whom, visibility="network")
    proposer.open("/proposals/1")
    proposer.follow("Open for comment", within="panel")
    proposer.send("Open for comment")

    leave_one_vacant(journey)

    journey.day(15)
    facilitator = journey.of("reserved")
    facilitator.open("/proposals/1")
    facilitator.follow("Call for objections", within="panel")
    facilitator.send("Call for objections")
    alternate = journey.of("facilitator")
    alternate.open("/proposals/1")
    alternate.sees("You speak for Seat 1")
    alternate.sees("3 voices are on the roll.")
    holder = journey.of("owner")
    holder.open("/proposals/1")
    assert "You speak for Seat 1" not in holder.text(), "a seat has one voice"


def call_with_one_for_two_seats(journey: Journey) -> None:
    """The board gets two more seats, for which only one person stands."""
    with journey.app.app_context():
        session = db.session()
        body_id = session.scalars(select(Body.id).where(Body.code == BOARD)).one()
        for number in (4, 5):
            by = Actor(person_id=journey.people["steward"].person_id, is_steward=True)
            add_seat(session, actor=by, body_id=body_id, label=f"Seat {number}", kind="regional", now=BEGINNING)
        db.session.remove()
    steward = journey.of("steward")
    steward.open(f"/bodies/{BOARD}/elections/new")
    steward.send("Call the election", title="Two more seats", nominations_close_at="2026-03-09T09:00", voting_days="7")
    person = journey.of("eighth")
    person.open("/elections/1/stand")
    person.send("Stand for election", statement="I stand for all of us.", consents=True)


def leave_one_vacant(journey: Journey) -> None:
    """The steps of the election: more time is left out with a reason, and the vote opens for one of two seats."""
    journey.day(8)
    steward = journey.of("steward")
    steward.open("/elections/1")
    steward.follow("See which step follows")
    steward.sees("1 stand for 2 seats.")
    steward.fits_a_telephone()
    steward.follow("Leave it out")
    steward.fits_a_telephone()
    steward.send("Leave this step out", reason="Everybody was asked twice.")
    steward.sees("Everybody was asked twice.")
    steward.open("/elections/1/leave-vacant")
    steward.fits_a_telephone()
    steward.send("Leave vacant, and open the vote", reason="The members decide about it next year.")
    steward.sees("Voting is open for the other seats.")
    steward.sees("Seat 4 (stays vacant)")


def elect(journey: Journey) -> None:
    """From the call to the seats: rules change who is elected, and the page says so."""
    journey.day(0)
    found_board(journey, [], MOVEMENT, seats=2)
    steward = journey.of("steward")
    steward.open(f"/bodies/{BOARD}/elections")
    steward.follow("Call an election")
    steward.send("Call the election", title="Election of the first board", nominations_close_at="2026-03-09T09:00", voting_days="7")
    steward.sees("Nominations are open until")
    steward.sees("0 stand for 2 seats.")
    for key in ("owner", "facilitator", "second"):
        person = journey.of(key)
        person.open("/elections/1")
        person.follow("Stand for election")
        person.send("Stand for election", statement=f"I, {key}, stand for all of us.", consents=True)
        person.sees("You stand in this election.")
    steward.open("/elections/1")
    steward.sees("A rightful result exists")

    journey.day(8)
    steward = journey.of("steward")
    steward.open("/elections/1")
    steward.send("Close nominations and open the vote")
    steward.sees("Voting is open.")
    numbers = {key: re.search(rf"(\d)\. Invented {key}", steward.text()) for key in ("owner", "facilitator", "second")}
    wanted = {f"candidate_{found[1]}": str(place) for place, found in enumerate(numbers.values(), start=1) if found}
    for key in ("owner", "facilitator", "commenter", "objector", "blocker", "reserved"):
        voter = journey.of(key)
        voter.open("/")
        voter.sees("Cast your ballot.")
        voter.follow("Election of the first board")
        voter.follow("Cast a ballot")
        voter.send("Look at your ballot", **wanted)
        voter.sees("Once it is cast it cannot be changed.")
        voter.send("Cast this ballot")
        voter.sees("Your ballot is cast.")

    journey.day(16)
    steward = journey.of("steward")
    steward.open("/elections/1")
    steward.sees("6 of 8 ballots are cast.")
    steward.send("Count the ballots")
    steward.sees("By votes alone Invented facilitator would have been elected instead of Invented second.")
    steward.follow("The count sheet: every round, and the ballots to count again")
    steward.sees("At least one from a movement.")
    steward.open("/elections/1")
    steward.follow("Seat those elected")
    steward.send("Seat those elected")
    steward.sees("Those elected sit.")
    reader = journey.of("eighth")
    reader.open(f"/bodies/{BOARD}")
    reader.sees("Invented owner")
    reader.sees("Invented second")


JOURNEYS = pytest.mark.parametrize("tell", [cure_a_vacancy, elect], ids=lambda each: each.__name__)


@JOURNEYS
def test_over_http_without_a_browser(settings: Settings, tmp_path: Path, tell: Callable[[Journey], None]) -> None:
    with journey_network(settings, tmp_path) as (server, app, clock_file, people):
        tell(Journey(app, clock_file, people, lambda: HttpDriver(server.url)))


@pytest.mark.browser
@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
@JOURNEYS
def test_in_a_browser(settings: Settings, tmp_path: Path, chromium: Browser, tell: Callable[[Journey], None]) -> None:
    with journey_network(settings, tmp_path) as (server, app, clock_file, people), people_at(chromium, server.url) as person:
        tell(Journey(app, clock_file, people, person))
