"""One election as its page shows it: what it is about, who stands, who has a ballot, and what the reader can do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Self

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from consensus.bodies.models import Body
from consensus.domain.actor import Actor
from consensus.domain.errors import NotFoundError
from consensus.domain.speech import _
from consensus.domain.terms import MemberKind
from consensus.elections.counting import Method
from consensus.elections.models import Election, ElectionAnew, ElectionCount, ElectionStage, Secrecy, Standing
from consensus.elections.queries.people import CandidateRow, Mine, Voter, candidates_of, mine_in, voters_of
from consensus.elections.queries.seats import ContestedSeat, contested_seats


@dataclass(frozen=True, slots=True)
class ElectionPage:
    """What stands on the page of an election."""

    election_id: int
    title: str
    about: str
    body_id: int
    body_name: str
    body_code: str
    method: Method
    secrecy: Secrecy
    stage: ElectionStage
    voter_kinds: tuple[MemberKind, ...]
    stander_kinds: tuple[MemberKind, ...]
    term_ends_on: date | None
    nominations_close_at: datetime
    voting_days: int
    called_at: datetime
    ruleset_number: int | None
    voting_opened_at: datetime | None
    voting_closes_at: datetime | None
    ended_at: datetime | None
    end_reason: str | None
    seats: tuple[ContestedSeat, ...]
    candidates: tuple[CandidateRow, ...]
    """By number where they have one, else by name: never in the order in which they stood."""
    voters: tuple[Voter, ...]
    """By name; empty until voting opens."""
    counts: int
    """How often the ballots were counted."""
    own: CandidateRow | None
    """The reader's own candidacy."""
    mine: tuple[Mine, ...]
    """The members for which the reader speaks here."""
    earlier_id: int | None
    """The election that left these seats unfilled, if this one was called because of that."""
    earlier_title: str
    row_version: int
    now: datetime

    @property
    def standing(self) -> tuple[CandidateRow, ...]:
        """Those who stand."""
        return tuple(each for each in self.candidates if each.standing is Standing.STANDS)

    @property
    def nominated(self) -> tuple[CandidateRow, ...]:
        """Those who have not answered."""
        return tuple(each for each in self.candidates if each.standing is Standing.NOMINATED)

    @property
    def nominations_are_open(self) -> bool:
        """Whether somebody can be nominated now."""
        return self.stage is ElectionStage.NOMINATIONS and self.now < self.nominations_close_at

    @property
    def voting_is_open(self) -> bool:
        """Whether ballots can be cast now."""
        return self.stage is ElectionStage.VOTING and self.voting_closes_at is not None and self.now < self.voting_closes_at

    @property
    def to_fill(self) -> tuple[ContestedSeat, ...]:
        """The seats that ballots fill."""
        return tuple(seat for seat in self.seats if not seat.is_left_vacant)

    @property
    def left_vacant(self) -> tuple[ContestedSeat, ...]:
        """The seats that nobody holds although those elected sit."""
        return tuple(seat for seat in self.seats if seat.holder is None) if self.stage is ElectionStage.APPOINTED else ()

    @property
    def have_voted(self) -> int:
        """How many ballots were cast."""
        return sum(voter.has_voted for voter in self.voters)

    @property
    def may_stand_for(self) -> tuple[Mine, ...]:
        """The members of the reader's for which they may stand."""
        return tuple(each for each in self.mine if each.kind in self.stander_kinds)

    @property
    def owes(self) -> tuple[Voter, ...]:
        """The members of the reader's whose ballot is not cast."""
        mine = {each.member_id for each in self.mine}
        return tuple(voter for voter in self.voters if voter.member_id in mine and not voter.has_voted)

    @property
    def has_cast(self) -> tuple[Voter, ...]:
        """The members of the reader's whose ballot is cast."""
        mine = {each.member_id for each in self.mine}
        return tuple(voter for voter in self.voters if voter.member_id in mine and voter.has_voted)


@dataclass(frozen=True, slots=True)
class ElectionFrame:
    """What stands above every page about an election."""

    election_id: int
    title: str
    stage: ElectionStage
    body_name: str
    body_code: str

    @classmethod
    def of(cls, election: Election, body: Body) -> Self:
        """What stands above the pages of this one."""
        return cls(election.id, election.title, election.stage, body.name, body.code)


def election_frame(session: Session, election_id: int) -> ElectionFrame:
    """Return what stands above a page about an election. One statement.

    :raises NotFoundError: when there is no such election.
    """
    return ElectionFrame.of(*framed(session, election_id))


def framed(session: Session, election_id: int) -> tuple[Election, Body]:
    """Return an election and its body, for queries that go on from there.

    :raises NotFoundError: when there is no such election.
    """
    found = session.execute(select(Election, Body).join(Body, Body.id == Election.body_id).where(Election.id == election_id)).one_or_none()
    if found is None:
        raise NotFoundError(_("There is no such election."))
    election, body = found
    return election, body


def election_page(session: Session, election_id: int, actor: Actor, now: datetime) -> ElectionPage:
    """Return an election for a reader of the network. Five statements, four while nominations are open.

    :raises NotFoundError: when there is no such election.
    """
    earlier = aliased(Election)
    counts = select(func.count()).where(ElectionCount.election_id == Election.id).correlate(Election).scalar_subquery()
    found = session.execute(
        select(Election, Body, earlier.id, earlier.title, counts)
        .join(Body, Body.id == Election.body_id)
        .outerjoin(ElectionAnew, ElectionAnew.election_id == Election.id)
        .outerjoin(earlier, earlier.id == ElectionAnew.earlier_id)
        .where(Election.id == election_id)
    ).one_or_none()
    if found is None:
        raise NotFoundError(_("There is no such election."))
    election, body, earlier_id, earlier_title, counted = found
    candidates = candidates_of(session, election_id)
    return ElectionPage(
        election_id=election.id,
        title=election.title,
        about=election.about,
        body_id=election.body_id,
        body_name=body.name,
        body_code=body.code,
        method=election.method,
        secrecy=election.secrecy,
        stage=election.stage,
        voter_kinds=tuple(MemberKind(kind) for kind in election.voter_kinds),
        stander_kinds=tuple(MemberKind(kind) for kind in election.stander_kinds),
        term_ends_on=election.term_ends_on,
        nominations_close_at=election.nominations_close_at,
        voting_days=election.voting_days,
        called_at=election.called_at,
        ruleset_number=election.ruleset_number,
        voting_opened_at=election.voting_opened_at,
        voting_closes_at=election.voting_closes_at,
        ended_at=election.ended_at,
        end_reason=election.end_reason,
        seats=contested_seats(session, election_id),
        candidates=candidates,
        voters=() if election.stage is ElectionStage.NOMINATIONS else voters_of(session, election_id),
        counts=counted,
        own=next((each for each in candidates if each.person_id == actor.person_id), None),
        mine=mine_in(session, actor, election.body_id, now),
        earlier_id=earlier_id,
        earlier_title=earlier_title or "",
        row_version=election.row_version,
        now=now,
    )
