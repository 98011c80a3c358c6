"""From bytes to what became of them: a message is read, what is due on its proposal is done first, then it is handled."""

from __future__ import annotations

import logging
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from consensus.domain.errors import DomainError
from consensus.proposals.models import Proposal
from consensus.replying.commands import receive_mail, refuse_mail
from consensus.replying.finding import found
from consensus.replying.outcome import Outcome
from consensus.replying.post import Post
from consensus.replying.reading.message import Incoming, read
from consensus.voting.commands import advance

log = logging.getLogger("consensus.replying")


def receive(session: Session, raw: bytes, *, post: Post, now: datetime, size: int | None = None) -> Outcome:
    """Handle a message and return what became of it. The log says that, and nothing of what stood in it.

    :param size: its bytes, where ``raw`` is only its beginning.
    """
    incoming = read(raw, size=size)
    _let_the_clock_go_first(session, incoming, now)
    try:
        outcome = receive_mail(session, incoming=incoming, post=post, now=now)
    except DomainError as error:
        outcome = refuse_mail(session, incoming=incoming, post=post, now=now, error=error)
    log.info("act=mail_came_in outcome=%s", outcome)
    return outcome


def _let_the_clock_go_first(session: Session, incoming: Incoming, now: datetime) -> None:
    """Do what is due on the proposal: its window may be over and the clock not there yet."""
    whose = found(session, incoming)
    proposal_id = None if whose is None else whose.proposal_id
    over = or_(Proposal.closes_at <= now, Proposal.lapses_at <= now)
    is_due = proposal_id is not None and session.scalars(select(Proposal.id).where(Proposal.id == proposal_id, over)).one_or_none()
    session.rollback()
    if is_due and proposal_id is not None:
        advance(session, proposal_id=proposal_id, now=now)
