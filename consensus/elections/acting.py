"""The frame of every act on an election: who may, the election held until it is done, and afterwards its entry."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from consensus import ledger
from consensus.bodies.models import Body
from consensus.domain.actor import Actor
from consensus.domain.errors import InvalidError, NotFoundError
from consensus.domain.permissions import Permission, demand
from consensus.domain.speech import _
from consensus.elections.models import Candidacy, Election, ElectionSeat, ElectionStage
from consensus.people.queries import network_roles

LONGEST_REASON = 2_000
"""Characters."""


@dataclass(frozen=True, slots=True)
class Contested:
    """The seats of an election by id; whoever holds one of them does so until the election has ended."""

    seats: tuple[int, ...]
    left_vacant: frozenset[int]
    """Those without which nominations were closed."""

    @property
    def to_fill(self) -> tuple[int, ...]:
        """Those that ballots fill."""
        return tuple(seat_id for seat_id in self.seats if seat_id not in self.left_vacant)


@dataclass(frozen=True, slots=True)
class ElectionAct:
    """One act on an election that is held, by somebody who may."""

    session: Session
    actor: Actor
    now: datetime
    election: Election

    @property
    def person_id(self) -> int:
        """The person who acts; the table of permissions lets only people act here."""
        if self.actor.person_id is None:
            raise AssertionError("only a person acts in an election")
        return self.actor.person_id

    def record(self, act: str, data: dict[str, Any]) -> None:
        """Add the act's entry to the ledger; the election's ``row_version`` rises by one, also where only other rows changed."""
        flag_modified(self.election, "title")
        self.append(act, data)

    def append(self, act: str, data: dict[str, Any]) -> None:
        """Add the act's entry to the ledger."""
        self.session.flush()
        body = self.session.get_one(Body, self.election.body_id)
        ledger.append(
            self.session,
            at=self.now,
            actor=self.actor,
            act=act,
            data={"election": self.election.id, **data},
            body=body.code,
            body_id=body.id,
        )


def begin(session: Session, *, actor: Actor, election_id: int, permission: Permission, now: datetime) -> ElectionAct:
    """Hold an election until the transaction ends, for somebody who has ``permission``.

    :raises ForbiddenError: when the actor has not.
    :raises NotFoundError: when there is no such election.
    """
    demand(network_roles(session, actor, now), permission)
    # NO KEY UPDATE: rows that point to it must not wait for us.
    election = session.get(Election, election_id, with_for_update={"key_share": True}, populate_existing=True)
    if election is None:
        raise NotFoundError(_("There is no such election."))
    return ElectionAct(session, actor, now, election)


def reason_of(text: str, otherwise: str | None = None) -> str:
    """Return a reason as it is kept; it may be empty where no sentence is given for that.

    :raises InvalidError: with the sentence ``otherwise`` when nothing is written, or when it is too long.
    """
    reason = text.strip()
    if not reason and otherwise is not None:
        raise InvalidError(otherwise, "reason")
    if len(reason) > LONGEST_REASON:
        raise InvalidError(_("Say it in at most {most} characters.", most=LONGEST_REASON), "reason")
    return reason


def demand_nominations(act: ElectionAct, *, open_still: bool = True) -> None:
    """Do nothing while nominations are going on; with ``open_still`` also their window must be open.

    :raises InvalidError: with a sentence that says what to do instead.
    """
    if act.election.stage is not ElectionStage.NOMINATIONS:
        raise InvalidError(_("Nominations to this election are closed. Look at its page: it shows what can be done now."))
    if open_still and act.now >= act.election.nominations_close_at:
        raise InvalidError(_("The time for nominations is over. Ask the steward, who can extend it."))


def contested_in(session: Session, election_id: int) -> Contested:
    """Return the seats of an election, in the order in which they were made."""
    statement = select(ElectionSeat.seat_id, ElectionSeat.is_left_vacant).where(ElectionSeat.election_id == election_id)
    found = session.execute(statement.order_by(ElectionSeat.seat_id)).tuples().all()
    return Contested(tuple(seat_id for seat_id, _left in found), frozenset(seat_id for seat_id, is_left in found if is_left))


def seats_of(session: Session, election_id: int) -> list[int]:
    """Return the ids of the seats of an election, in the order in which they were made, also those that stay vacant."""
    return list(contested_in(session, election_id).seats)


def candidacy_of(session: Session, election_id: int, person_id: int) -> Candidacy | None:
    """Return somebody's candidacy in an election, whatever they said to it."""
    statement = select(Candidacy).where(Candidacy.election_id == election_id, Candidacy.person_id == person_id)
    return session.scalars(statement.execution_options(populate_existing=True)).one_or_none()
