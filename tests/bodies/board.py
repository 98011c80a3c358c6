"""A steering body with some seats, for the tests of seats: founded and filled by the program's own commands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consensus.bodies.commands import RulesetDraft, add_seat, fill_seat, found_body, leave_seat
from consensus.bodies.models import SeatTerm
from consensus.bodies.queries import BodyVerdict
from consensus.domain.terms import BodyKind
from consensus.people.models import Member, Person
from tests.bodies.world import DAY, NOW, World

ONE_PER_REGION = {"id": "one-per-region", "kind": "for_each", "group_by": "region", "rules": [{"kind": "count", "max": 1}]}
GENDER_CAP = {"id": "gender-cap", "kind": "for_each", "group_by": "gender", "rules": [{"kind": "count", "max": 1}]}
SIZE_THREE = {"id": "size", "kind": "size", "min": 3, "max": 3}

Delegate = tuple[Person, Member]


@dataclass
class Board:
    """A steering body with some seats."""

    session: Session
    world: World
    body_id: int
    seats: list[int]

    def fill(self, number: int, delegate: Delegate, **more: Any) -> BodyVerdict:
        """Seat somebody on a seat, by its place in ``seats``."""
        person, member = delegate
        options = {"actor": self.world.steward, "now": NOW, **more}
        return fill_seat(self.session, seat_id=self.seats[number], person_id=person.id, member_id=member.id, **options)

    def vacate(self, number: int, **more: Any) -> BodyVerdict:
        """Let whoever sits on a seat leave it."""
        options = {"actor": self.world.steward, "reason": "The term was over.", "now": NOW, **more}
        return leave_seat(self.session, seat_id=self.seats[number], **options)

    def sitting(self) -> int:
        """Return how many seats are held."""
        return self.session.scalar(select(func.count()).select_from(SeatTerm).where(SeatTerm.ended_at.is_(None))) or 0


def board(session: Session, world: World, *rules: Any, seats: int = 3, code: str = "BOARD", **draft: Any) -> Board:
    """Found a steering body under these composition rules, long ago, with so many vacant seats."""
    body_id = found_body(
        session,
        actor=world.steward,
        code=code,
        kind=BodyKind.STEERING,
        name="The board",
        languages=["en"],
        ruleset=RulesetDraft(**{"composition": rules, "seats": seats, "reason": "founding", **draft}),
        now=NOW - 3000 * DAY,
    )
    made = [
        add_seat(session, actor=world.steward, body_id=body_id, label=f"Seat {number}", kind="regional", now=NOW - 3000 * DAY)
        for number in range(1, seats + 1)
    ]
    return Board(session, world, body_id, made)
