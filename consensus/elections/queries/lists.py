"""The elections of a body, and those that concern somebody now, for home."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from consensus.bodies.models import Body
from consensus.bodies.queries.voices import mandate_holds
from consensus.domain.actor import Actor
from consensus.domain.speech import _
from consensus.elections.models import Candidacy, Election, ElectionSeat, ElectionStage, Elector, Standing
from consensus.people.models import Mandate

UNDER_WAY = (ElectionStage.NOMINATIONS, ElectionStage.VOTING, ElectionStage.COUNTED)


@dataclass(frozen=True, slots=True)
class ListedElection:
    """One line of a list."""

    election_id: int
    title: str
    body_name: str
    body_code: str
    stage: ElectionStage
    seats: int
    nominations_close_at: datetime
    voting_closes_at: datetime | None
    asks: str = ""
    """What it asks of the reader; empty where nothing."""


def elections_of(session: Session, body_id: int) -> tuple[ListedElection, ...]:
    """Return the elections of a body, the newest first."""
    rows = session.execute(_LISTED.where(Election.body_id == body_id).order_by(Election.id.desc()))
    return tuple(ListedElection(*row) for row in rows)


def home_elections(session: Session, actor: Actor, now: datetime) -> tuple[ListedElection, ...]:
    """Return the elections in which something waits for somebody: a ballot, an answer to a nomination, or the next step of a steward."""
    if actor.person_id is None:
        return ()
    mine = select(Mandate.member_id).where(Mandate.person_id == actor.person_id, mandate_holds(now))
    has_ballot = exists().where(Elector.election_id == Election.id, Elector.member_id.in_(mine), Elector.has_voted.is_(False))
    is_asked = exists().where(
        Candidacy.election_id == Election.id, Candidacy.person_id == actor.person_id, Candidacy.standing == Standing.NOMINATED
    )
    statement = _LISTED.add_columns(has_ballot.label("has_ballot"), is_asked.label("is_asked"))
    rows = session.execute(statement.where(Election.stage.in_(UNDER_WAY)).order_by(Election.id))
    found = []
    for *listed, ballot, asked in rows:
        each = ListedElection(*listed)
        asks = _asks(each, has_ballot=ballot, is_asked=asked, is_steward=actor.is_steward, now=now)
        if asks:
            found.append(replace(each, asks=asks))
    return tuple(found)


def _asks(each: ListedElection, *, has_ballot: bool, is_asked: bool, is_steward: bool, now: datetime) -> str:
    is_over = now >= (each.voting_closes_at or each.nominations_close_at)
    if each.stage is ElectionStage.NOMINATIONS:
        if is_over:
            return _("Nominations are over: close them.") if is_steward else ""
        return _("You were nominated. Say whether you stand.") if is_asked else _("Nominations are open.")
    if each.stage is ElectionStage.VOTING:
        if is_over:
            return _("Voting is over: count the ballots.") if is_steward else ""
        return _("Cast your ballot.") if has_ballot else ""
    return _("The result is declared: seat those elected.") if is_steward else ""


_SEATS = (
    select(func.count())
    .where(ElectionSeat.election_id == Election.id, ElectionSeat.is_left_vacant.is_(False))
    .correlate(Election)
    .scalar_subquery()
)
_LISTED = select(
    Election.id,
    Election.title,
    Body.name,
    Body.code,
    Election.stage,
    _SEATS.label("seats"),
    Election.nominations_close_at,
    Election.voting_closes_at,
).join(Body, Body.id == Election.body_id)
