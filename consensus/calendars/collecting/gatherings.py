"""When people come together or are elected: meetings, the ends of nominations and of voting, hearings."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, exists, literal, or_, select, true
from sqlalchemy.orm import Session

from consensus.bodies.models import Body
from consensus.bodies.queries.voices import mandate_holds
from consensus.calendars.collecting.scope import Scope
from consensus.calendars.dated import LATELY, MOST_OF_A_KIND, Dated, Kind
from consensus.elections.models import Candidacy, Election, ElectionStage, Elector, Standing
from consensus.ledger.models import DATED, LedgerEntry, of_acts
from consensus.meetings.models import Meeting
from consensus.people.models import Mandate
from consensus.proposals.models import Proposal
from consensus.voting.facts import spoken_voices
from consensus.voting.models import Objection
from consensus.voting.models_hearing import Hearing, HearingEnd, Invitation, InvitationAnswer


@dataclass(slots=True)
class History:
    """How often the day of something was moved, and when it last was."""

    moves: int = 0
    at: datetime | None = None


Histories = dict[tuple[str, int], History]
"""By what it is, ``meeting`` or ``election``, and its id."""

_MOVES = {"change_meeting": "meeting", "extend_nominations": "election"}


def gatherings_of(session: Session, scope: Scope, now: datetime) -> list[Dated]:
    """Return the meetings and elections that concern a reader."""
    meetings, elections = _meetings(session, scope, now), _elections(session, scope, now)
    bodies = {row.body_id for row in (*meetings, *elections)}
    histories = _histories(session, bodies) if bodies else {}
    found = [_of_meeting(row, histories.get(("meeting", row.id), History())) for row in meetings]
    for row in elections:
        found += _of_election(row, histories.get(("election", row.id), History()))
    return [each for each in found if not isinstance(each.at, datetime) or each.at > now - LATELY]


def _histories(session: Session, body_ids: Collection[int]) -> Histories:
    found: defaultdict[tuple[str, int], History] = defaultdict(History)
    statement = select(LedgerEntry.act, LedgerEntry.at, LedgerEntry.entry).where(of_acts(DATED), LedgerEntry.body_id.in_(body_ids))
    for act, at, entry in session.execute(statement.order_by(LedgerEntry.index)):
        if act in _MOVES and entry is not None:
            what = _MOVES[act]
            history = found[what, json.loads(entry)["data"][what]]
            history.moves, history.at = history.moves + 1, at
    return dict(found)


def meetings_where(which: ColumnElement[bool], now: datetime) -> Select[Any]:
    """Return a statement over the meetings ``which`` meets, that are ahead or not long over."""
    columns = (Meeting.id, Meeting.title, Meeting.place, Meeting.planned_at, Meeting.called_at, Meeting.started_at, Meeting.ended_at)
    statement = select(*columns, Meeting.body_id, Body.name.label("body_name")).join(Body, Body.id == Meeting.body_id)
    return statement.where(Meeting.planned_at > now - LATELY, which).order_by(Meeting.planned_at, Meeting.id).limit(MOST_OF_A_KIND)


def _meetings(session: Session, scope: Scope, now: datetime) -> Sequence[Row[Any]]:
    mine: ColumnElement[bool] = Meeting.body_id.in_(scope.own_bodies)
    if scope.only_body_id is None:
        mine = or_(mine, Meeting.secretary_id == scope.person_id)
    return session.execute(meetings_where(mine, now)).all()


def _of_meeting(row: Row[Any], history: History) -> Dated:
    was_held = row.started_at is not None
    is_off = row.ended_at is not None and not was_held
    return Dated(
        kind=Kind.MEETING,
        key=f"meeting:{row.id}",
        at=row.planned_at,
        # Before it has ended nobody knows how long it takes.
        until=row.ended_at if was_held and row.ended_at is not None and row.ended_at > row.planned_at else None,
        what=row.title,
        body_name=row.body_name,
        path=f"/meetings/{row.id}",
        place=row.place,
        changes=history.moves + (row.ended_at is not None),
        changed_at=max(at for at in (row.called_at, history.at, row.ended_at) if at is not None),
        is_off=is_off,
    )


def meeting_by_id(session: Session, meeting_id: int, now: datetime) -> Dated | None:
    """Return the date of one meeting, for whoever may read it; None where it is long over."""
    row = session.execute(meetings_where(Meeting.id == meeting_id, now)).one_or_none()
    return None if row is None else _of_meeting(row, _histories(session, [row.body_id]).get(("meeting", row.id), History()))


def election_by_id(session: Session, election_id: int, person_id: int, now: datetime) -> list[Dated]:
    """Return the ends of nominations and of voting of one election, for whoever may read it, with what the person owes."""
    row = session.execute(_elections_where(Election.id == election_id, person_id, now)).one_or_none()
    if row is None:
        return []
    return _of_election(row, _histories(session, [row.body_id]).get(("election", row.id), History()))


def _elections(session: Session, scope: Scope, now: datetime) -> Sequence[Row[Any]]:
    if not scope.in_network:
        return ()
    here = true() if scope.only_body_id is None else Election.body_id == scope.only_body_id
    return session.execute(_elections_where(here, scope.person_id, now)).all()


def _elections_where(which: ColumnElement[bool], person_id: int, now: datetime) -> Select[Any]:
    mine = select(Mandate.member_id).where(Mandate.person_id == person_id, mandate_holds(now))
    has_ballot = exists().where(Elector.election_id == Election.id, Elector.member_id.in_(mine), Elector.has_voted.is_(False))
    is_asked = exists().where(
        Candidacy.election_id == Election.id, Candidacy.person_id == person_id, Candidacy.standing == Standing.NOMINATED
    )
    columns = (Election.id, Election.title, Election.stage, Election.nominations_close_at, Election.voting_opened_at)
    more = (Election.voting_closes_at, Election.called_at, Election.ended_at, Election.body_id, Body.name.label("body_name"))
    is_late = or_(Election.ended_at.is_(None), Election.ended_at > now - LATELY)
    statement = select(*columns, *more, has_ballot.label("has_ballot"), is_asked.label("is_asked")).join(Body, Body.id == Election.body_id)
    return statement.where(is_late, which).order_by(Election.id.desc()).limit(MOST_OF_A_KIND)


def _of_election(row: Row[Any], history: History) -> list[Dated]:
    off_at = row.ended_at if row.stage is ElectionStage.CALLED_OFF else None

    def dated(kind: Kind, at: datetime, *, moves: int, changed_at: datetime, is_owed: bool) -> Dated:
        is_off = off_at is not None and off_at < at
        return Dated(
            kind=kind,
            key=f"{kind.value}:{row.id}",
            at=at,
            what=row.title,
            body_name=row.body_name,
            path=f"/elections/{row.id}",
            changes=moves + is_off,
            changed_at=off_at if is_off and off_at is not None else changed_at,
            is_owed=is_owed,
            is_off=is_off,
        )

    asked = row.stage is ElectionStage.NOMINATIONS and row.is_asked
    nominations = dated(
        Kind.NOMINATIONS, row.nominations_close_at, moves=history.moves, changed_at=history.at or row.called_at, is_owed=asked
    )
    if row.voting_closes_at is None:
        return [nominations]
    owed = row.stage is ElectionStage.VOTING and row.has_ballot
    return [nominations, dated(Kind.VOTING, row.voting_closes_at, moves=0, changed_at=row.voting_opened_at, is_owed=owed)]


def hearings_of(session: Session, scope: Scope, now: datetime) -> list[Dated]:
    """Return the hearings to which a reader is invited and did not decline, and those to which they invited."""
    among = Proposal.id.in_(select(Hearing.proposal_id).where(Hearing.meets_at > now - LATELY))
    spoken = spoken_voices([scope.person_id], now, among).subquery()
    answer = select(InvitationAnswer.comes).where(
        InvitationAnswer.hearing_id == Invitation.hearing_id, InvitationAnswer.objection_id == Invitation.objection_id
    )
    comes = answer.order_by(InvitationAnswer.id.desc()).limit(1).scalar_subquery()
    invited = (
        select(literal(1))
        .select_from(Invitation)
        .join(Objection, Objection.id == Invitation.objection_id)
        .where(Invitation.hearing_id == Hearing.id, Objection.voice_id.in_(select(spoken.c.id)), or_(comes.is_(None), comes.is_(True)))
        .exists()
    )
    here = true() if scope.only_body_id is None else Proposal.body_id == scope.only_body_id
    return _hearings_where(session, and_(here, or_(invited, Hearing.person_id == scope.person_id), scope.readable(now)), now)


def hearing_by_id(session: Session, hearing_id: int, now: datetime) -> Dated | None:
    """Return the date of one hearing, for whoever may read it; None where it is long over."""
    return next(iter(_hearings_where(session, Hearing.id == hearing_id, now)), None)


def _hearings_where(session: Session, which: ColumnElement[bool], now: datetime) -> list[Dated]:
    statement = (
        select(Hearing.id, Hearing.proposal_id, Proposal.question, Body.name.label("body_name"), Hearing.meets_at, Hearing.place)
        .add_columns(Hearing.invited_at, HearingEnd.at.label("ended_at"), HearingEnd.was_held)
        .join(Proposal, Proposal.id == Hearing.proposal_id)
        .join(Body, Body.id == Proposal.body_id)
        .outerjoin(HearingEnd, HearingEnd.hearing_id == Hearing.id)
        .where(Hearing.meets_at > now - LATELY, which)
        .order_by(Hearing.meets_at, Hearing.id)
        .limit(MOST_OF_A_KIND)
    )
    return [
        Dated(
            kind=Kind.HEARING,
            key=f"hearing:{row.id}",
            at=row.meets_at,
            what=row.question,
            body_name=row.body_name,
            path=f"/proposals/{row.proposal_id}",
            place=row.place,
            changes=int(row.was_held is False),
            changed_at=row.ended_at if row.was_held is False else row.invited_at,
            is_off=row.was_held is False,
        )
        for row in session.execute(statement)
    ]
