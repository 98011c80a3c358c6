"""The same race between processes, as web workers and the clock are: what lands while the window closes counts or is refused."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from consensus.domain.actor import Actor
from consensus.domain.errors import RefusedError
from consensus.domain.terms import ObjectionKind, Stage
from consensus.proposals.models import Proposal
from consensus.voting import commands as voting
from consensus.voting.models import Objection
from tests.support.databases import Database
from tests.voting.crowd import Crowd, crowd_on
from tests.voting.story import Network

pytestmark = pytest.mark.slow

ROUNDS = 12


@dataclass(frozen=True)
class Race:
    """One proposal whose window ends."""

    proposal_id: int
    ends: datetime


@pytest.fixture
def crowd(database: Database) -> Iterator[Crowd]:
    """A connection for the one who looks on."""
    with crowd_on(database) as made:
        yield made


def objecting(database: Database, person_id: int, races: list[Race], wait: Callable[[], object]) -> list[str]:
    """A web worker: object at the last moment, and say what came of each."""
    said = []
    with crowd_on(database) as crowd, crowd.session() as session:
        for race in races:
            wait()
            try:
                voting.raise_objection(
                    session,
                    actor=Actor(person_id=person_id),
                    proposal_id=race.proposal_id,
                    kind=ObjectionKind.BLOCK,
                    ground="harm",
                    reason="It does harm.",
                    seen_stage=Stage.OBJECTION,
                    now=race.ends - timedelta(microseconds=1),
                )
                said.append("counted")
            except RefusedError as refused:
                said.append(refused.code.value)
    return said


def ticking(database: Database, races: list[Race], wait: Callable[[], object]) -> list[int]:
    """A clock: do what is due, and say how much that was."""
    with crowd_on(database) as crowd, crowd.session() as session:
        done = []
        for race in races:
            wait()
            done.append(voting.advance(session, proposal_id=race.proposal_id, now=race.ends))
        return done


def test_between_processes_a_block_counts_or_is_refused_and_only_one_clock_acts(crowd: Crowd, database: Database) -> None:
    races, people = [], []
    with crowd.session() as session:
        network = Network(session, classes={"project": {"comment_days": 0, "objection_days": 1}})
        network.voices("Ada", "Bea", "Cem", "Dov")
        people = [network.people["Bea"].id]
        for _ in range(ROUNDS):
            story = network.propose("Ada").commented()
            voting.call_for_objections(session, actor=story.facilitator, proposal_id=story.id, now=network.now)
            ends = session.get_one(Proposal, story.id).closes_at
            assert ends is not None
            races.append(Race(story.id, ends))
        session.rollback()

    # Started afresh, not forked: a fork would share the connections of its parent.
    context = multiprocessing.get_context("spawn")
    with context.Manager() as manager, ProcessPoolExecutor(3, mp_context=context) as pool:
        wait = manager.Barrier(3).wait
        workers = [pool.submit(objecting, database, person, races, wait) for person in people]
        clocks = [pool.submit(ticking, database, races, wait) for _ in range(2)]
        said = [worker.result(120) for worker in workers]
        done = [clock.result(120) for clock in clocks]

    for number, race in enumerate(races):
        counted = [each[number] for each in said].count("counted")
        with crowd.session() as session:
            raised = session.scalar(select(func.count()).select_from(Objection).where(Objection.proposal_id == race.proposal_id))
            stage = session.get_one(Proposal, race.proposal_id).stage
        assert {each[number] for each in said} <= {"counted", "window_closed"}
        assert raised == counted
        assert stage is (Stage.OBJECTION if counted else Stage.CONSENSUS)
        assert sum(each[number] for each in done) == (0 if counted else 1)
    assert crowd.problems() == ()
