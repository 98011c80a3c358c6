"""An election in the tests: a board, people who stand, members who vote; told through the program's own commands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from consensus.bodies.queries import BodyVerdict
from consensus.domain.actor import Actor
from consensus.elections import commands
from consensus.elections.commands import Call
from consensus.elections.models import Election, ElectionStage
from consensus.elections.queries import ElectionPage, election_page
from tests.bodies.board import Board, Delegate, board
from tests.bodies.world import DAY, NOW, World

CLOSE = NOW + 14 * DAY
"""When nominations close."""

END = CLOSE + 7 * DAY
"""When voting closes, if nominations are closed at once."""


MOVEMENT = {
    "id": "movement",
    "kind": "count",
    "where": {"kind": "movement"},
    "min": 1,
    "text": {"en": "At least one from a movement."},
}


@dataclass
class Poll:
    """An election to all seats of a board, and who takes part in it."""

    session: Session
    world: World
    board: Board
    id: int
    people: list[Delegate] = field(default_factory=list)
    """Those who stand, in the order in which they did."""
    voters: list[Delegate] = field(default_factory=list)

    def stands(self, name: str, region: str = "AFR", **more: Any) -> Delegate:
        """Let somebody new stand, for a member of their own."""
        delegate = self.world.delegate(name, region, **more)
        self.says(delegate)
        return delegate

    def says(self, delegate: Delegate, statement: str = "I stand for us all.", now: datetime = NOW) -> None:
        person, member = delegate
        commands.stand(
            self.session,
            actor=Actor(person_id=person.id),
            election_id=self.id,
            member_id=member.id,
            statement=statement,
            consents=True,
            now=now,
        )
        self.people.append(delegate)

    def electors(self, number: int) -> None:
        """Let so many more members have a ballot."""
        first = len(self.voters)
        self.voters += [self.world.delegate(f"Voter {first + one}") for one in range(number)]

    def close(self, now: datetime = CLOSE) -> None:
        commands.close_nominations(self.session, actor=self.world.steward, election_id=self.id, now=now)

    def number(self, name: str) -> int:
        """By which number ballots name somebody."""
        return next(each.number or 0 for each in self.page().candidates if each.name == name)

    def votes(self, voter: Delegate, *names: str, now: datetime = CLOSE) -> str | None:
        person, member = voter
        wanted: Sequence[int] = [self.number(name) for name in names]
        return commands.cast_ballot(
            self.session, actor=Actor(person_id=person.id), election_id=self.id, member_id=member.id, preferences=wanted, now=now
        )

    def count(self, now: datetime = END) -> int:
        return commands.count_election(self.session, actor=self.world.steward, election_id=self.id, now=now)

    def appoint(self, *names: str, now: datetime = END, **more: Any) -> BodyVerdict:
        seats = dict(zip(self.board.seats, [self.number(name) for name in names], strict=False))
        return commands.appoint_elected(self.session, actor=self.world.steward, election_id=self.id, seats=seats, now=now, **more)

    def page(self) -> ElectionPage:
        return election_page(self.session, self.id, self.world.steward, NOW)

    @property
    def stage(self) -> ElectionStage:
        self.session.rollback()
        return self.session.get_one(Election, self.id, populate_existing=True).stage


def poll(session: Session, world: World, *rules: Any, seats: int = 2, **call: Any) -> Poll:
    """Call an election to all seats of a new board under these composition rules."""
    made = board(session, world, *rules, seats=seats)
    told = {"title": "Election of the board", "seat_ids": made.seats, "nominations_close_at": CLOSE, "voting_days": 7, **call}
    election_id = commands.call_election(session, actor=world.steward, body_id=made.body_id, call=Call(**told), now=NOW)
    return Poll(session, world, made, election_id)


def voted(made: Poll) -> None:
    """Close nominations; everybody who votes prefers Ada and Bo."""
    made.close()
    for voter in made.voters:
        made.votes(voter, "Ada", "Bo")
