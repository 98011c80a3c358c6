"""Who was told in the demonstration: as if letters had gone out in every window that is open, and some had not arrived yet."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consensus.domain.channels import Channel
from consensus.ledger.models import LedgerEntry
from consensus.notifications.models import NoticeCursor
from consensus.notifications.reminding import ASKED
from consensus.proposals.models import Proposal
from consensus.voting.speakers import speakers_of
from consensus.voting.telling import Told, write_down

NOTICES_OF = timedelta(days=1)
"""Of how much of the past there are notices: enough to be seen, and not the two years that are played in half a minute."""

MISSED = 9
"""Of so many voices one was not reached."""

TOOK = timedelta(minutes=2)
"""How long after a window was opened its letters were taken."""


def tell(session: Session, now: datetime) -> None:
    """Let the newest acts be told by the clock, and write down who was told of the windows that are open."""
    # Of the last day there are entries: people meet right now.
    first = session.scalars(select(func.min(LedgerEntry.index)).where(LedgerEntry.at >= now - NOTICES_OF)).one()
    session.merge(NoticeCursor(id=1, next_index=first))
    for proposal in session.scalars(select(Proposal).where(Proposal.stage.in_(ASKED)).order_by(Proposal.id)).all():
        told = [
            Told(voice_id, min(people), proposal.stage, proposal.opened_at, Channel.MAIL, proposal.opened_at + TOOK)
            for voice_id, people in sorted(speakers_of(session, proposal.id, now).items())
            if voice_id % MISSED
        ]
        write_down(session, proposal.id, told)
    session.commit()
