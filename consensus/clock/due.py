"""What is due in the whole network, done once: every proposal's next step, and the day's checkpoint.

Each step is one short transaction under the proposal's lock, so this may be killed at any moment, started again, and run by
several processes at the same time. Source: process.md section 2 (the clock), record.md section 1.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from sqlalchemy import or_, select, update
from sqlalchemy.dialects.postgresql import insert as insert_on_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_on_sqlite
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from consensus import ledger
from consensus.clock.models import ClockLease
from consensus.db import dialect_of
from consensus.ledger.models import LedgerHead
from consensus.transaction import command
from consensus.voting.commands.clockwork import advance, proposals_to_look_at

log = logging.getLogger("consensus.clock")

CHECKPOINT_EVERY = timedelta(days=1)
"""Source: record.md section 1: once a day if there were entries."""


def run_due(session: Session, *, now: datetime) -> int:
    """Do everything that is due up to ``now``; return how many steps that were.

    A step that the database cannot do at present is logged and left for the next tick; the others go on.
    """
    done, after = 0, 0
    while waiting := proposals_to_look_at(session, now, after=after):
        session.rollback()
        for proposal_id in waiting:
            try:
                done += advance(session, proposal_id=proposal_id, now=now)
            except DBAPIError as error:
                session.rollback()
                log.warning("act=advance proposal_id=%s outcome=failed:%s", proposal_id, type(error).__name__)
        after = waiting[-1]
    session.rollback()
    if checkpoint_is_due(session, now=now):
        sign_daily(session, now=now)
    return done


def checkpoint_is_due(session: Session, *, now: datetime) -> bool:
    """Return whether there are entries that no checkpoint covers, and the last was signed a day ago or more."""
    newest = ledger.latest_checkpoint(session)
    size = session.scalars(select(LedgerHead.size)).one_or_none() or 0
    session.rollback()
    return size > (0 if newest is None else newest.size) and (newest is None or now >= newest.signed_at + CHECKPOINT_EVERY)


@command("sign_checkpoint")
def sign_daily(session: Session, *, now: datetime) -> None:
    """Sign the tree as it stands."""
    ledger.sign_checkpoint(session, now=now)


@command("take_lease")
def take_lease(session: Session, *, holder: str, now: datetime, lasts: timedelta) -> bool:
    """Return whether ``holder`` may work until ``now + lasts``: nobody else holds the lease, or theirs is over."""
    insert = insert_on_sqlite if dialect_of(session) == "sqlite" else insert_on_postgresql
    session.execute(insert(ClockLease).values(id=1, holder=holder, until_at=now).on_conflict_do_nothing(index_elements=["id"]))
    free = or_(ClockLease.holder == holder, ClockLease.until_at <= now)
    taken = update(ClockLease).where(ClockLease.id == 1, free).values(holder=holder, until_at=now + lasts).returning(ClockLease.id)
    return session.scalars(taken).one_or_none() is not None
