"""How many statements the page of an election and that of its steps take, in each stage: few."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from consensus.domain.actor import Actor
from consensus.elections import commands
from tests.bodies.conftest import Doors
from tests.bodies.statements import counted_statements
from tests.bodies.world import NOW
from tests.elections.poll import CLOSE, END, Poll, voted
from tests.pages.test_statements import MOST

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


def nominations(_made: Poll) -> datetime:
    return NOW


def too_few(made: Poll) -> datetime:
    """The time for nominations is over, and those who stand still cannot fill the seats."""
    for person, _ in made.people[1:]:
        commands.withdraw_candidacy(made.session, actor=Actor(person_id=person.id), election_id=made.id, now=NOW)
    return CLOSE


def voting(made: Poll) -> datetime:
    made.close()
    return CLOSE


def counted(made: Poll) -> datetime:
    voted(made)
    made.count()
    return END


def taken(doors: Doors, person_id: int, address: str) -> int:
    browser = doors.of(person_id)
    browser.get(address)
    with counted_statements() as found:
        answer = browser.get(address)
    assert answer.status_code == 200
    return len([each for each in found if not each.startswith("BEGIN")])


@pytest.mark.parametrize("stage", [nominations, too_few, voting, counted])
def test_the_pages_of_an_election_take_few(simple: Poll, doors: Doors, stage: Callable[[Poll], datetime]) -> None:
    instant = stage(simple)
    doors.app.config["CLOCK"] = lambda: instant
    steward, voter = simple.world.steward.person_id or 0, simple.voters[0][0].id
    for page in ("", "/steps", "/stand") if stage is nominations else ("", "/steps"):
        for person_id in (steward, voter):
            assert taken(doors, person_id, f"/elections/{simple.id}{page}") <= MOST, (page, person_id == steward)
