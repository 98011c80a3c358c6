"""Reminds, before the voting of an election ends, whoever speaks for a member that has not cast its ballot.

That a member has voted is known, and what it voted is not: nobody is reminded of more. When is said as for every window.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from config import Settings
from consensus.bodies.queries.voices import mandate_holds
from consensus.db import reading_only
from consensus.domain.notices import Urgency
from consensus.elections.models import Election, ElectionStage, Elector
from consensus.ledger.models import LedgerEntry
from consensus.notifications.making import make_notices
from consensus.notifications.reminding import EARLIEST, REMINDER, Due, cause_of, named_for, not_made
from consensus.people.models import Mandate
from consensus.transaction import command

BALLOT = "ballot_reminder"
"""The kind of the notice."""


def remind_of_ballots(session: Session, _settings: Settings, *, now: datetime, goes_on: Callable[[], bool]) -> int:
    """Make every reminder of a ballot that is due; return how many people were reminded. A round of the clock."""
    with reading_only():
        votes = select(Election.id).where(
            Election.stage == ElectionStage.VOTING, Election.voting_closes_at > now, Election.voting_closes_at <= now + EARLIEST
        )
        waiting = [each for each in session.scalars(votes.order_by(Election.id)).all() if _due_in(session, each, now)]
        session.rollback()
    return sum(_remind(session, election_id=each, now=now) for each in waiting if goes_on())


@command("remind_of_ballots")
def _remind(session: Session, *, election_id: int, now: datetime) -> int:
    body_id = session.get_one(Election, election_id).body_id
    due = _due_in(session, election_id, now)
    for each in due:
        make_notices(
            session,
            entry_index=each.entry_index,
            cause=each.cause,
            kind=each.kind,
            person_ids=each.person_ids,
            body_id=body_id,
            proposal_id=None,
            urgency=Urgency.OWED,
            now=now,
        )
    return sum(len(each.person_ids) for each in due)


def _due_in(session: Session, election_id: int, now: datetime) -> list[Due]:
    election = session.get(Election, election_id, populate_existing=True)
    if election is None or election.voting_opened_at is None or election.voting_closes_at is None:
        return []
    owing = select(Elector.member_id).where(Elector.election_id == election_id, Elector.has_voted.is_(False))
    here = or_(Mandate.body_id.is_(None), Mandate.body_id == election.body_id)
    speak = session.scalars(select(Mandate.person_id).where(Mandate.member_id.in_(owing), here, mandate_holds(now)).distinct()).all()
    by_name: defaultdict[str, set[int]] = defaultdict(set)
    for person_id, name in named_for(session, speak, election.voting_opened_at, election.voting_closes_at, now).items():
        by_name[name].add(person_id)
    if not by_name:
        return []
    opened = select(func.max(LedgerEntry.index)).where(
        LedgerEntry.act == "close_nominations", LedgerEntry.at == election.voting_opened_at, LedgerEntry.body_id == election.body_id
    )
    index = session.scalars(opened).one()
    end = election.voting_closes_at
    return not_made(session, (Due(index, cause_of(REMINDER, name, end), BALLOT, frozenset(who)) for name, who in sorted(by_name.items())))
