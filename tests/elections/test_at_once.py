"""Two at the same instant in an election, with real connections on both databases: one ballot, one count, whoever is faster."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import func, select

from consensus.domain.actor import Actor
from consensus.domain.errors import InvalidError
from consensus.elections import commands
from consensus.elections.models import CastBallot, ElectionCount, ElectionStage
from tests.bodies.world import World
from tests.elections.poll import CLOSE, END, MOVEMENT, Poll, poll, voted
from tests.support.databases import Database
from tests.voting.crowd import Crowd, crowd_on

pytestmark = pytest.mark.slow


@pytest.fixture
def held(database: Database) -> Iterator[tuple[Crowd, Poll]]:
    """An election in which people act in threads with connections of their own."""
    with crowd_on(database) as crowd, crowd.session() as session:
        world = World(session)
        made = poll(session, world, {**MOVEMENT, "min": 0})
        for name in ("Ada", "Bo", "Cy"):
            made.stands(name)
        made.electors(2)
        yield crowd, made


def rows(made: Poll, table: type) -> int:
    made.session.rollback()
    found = made.session.scalars(select(func.count()).select_from(table)).one()
    made.session.rollback()
    return found


def test_a_ballot_that_is_cast_four_times_at_once_lies_there_once(held: tuple[Crowd, Poll]) -> None:
    crowd, made = held
    made.close()
    person, member = made.voters[0]
    actor, election_id, member_id = Actor(person_id=person.id), made.id, member.id
    made.session.rollback()
    came = crowd.at_once(
        *[
            lambda session: commands.cast_ballot(
                session, actor=actor, election_id=election_id, member_id=member_id, preferences=[1], now=CLOSE
            )
        ]
        * 4
    )
    assert sum(isinstance(each, InvalidError) for each in came) == 3, came
    assert rows(made, CastBallot) == 1


def test_two_stewards_count_at_once_and_one_of_them_ends_it_meanwhile(held: tuple[Crowd, Poll]) -> None:
    crowd, made = held
    voted(made)
    steward, election_id = made.world.steward, made.id
    made.session.rollback()
    came = crowd.at_once(
        *[lambda session: commands.count_election(session, actor=steward, election_id=election_id, now=END)] * 2,
        lambda session: commands.call_off_election(session, actor=steward, election_id=election_id, reason="The rules change.", now=END),
    )
    counted = rows(made, ElectionCount)
    assert sum(isinstance(each, int) for each in came) == counted <= 1, came
    assert made.stage is ElectionStage.CALLED_OFF, came
    assert (rows(made, CastBallot) == 0) is (counted == 1), "the box is emptied by the count and by nothing else"
    assert not crowd.problems()
