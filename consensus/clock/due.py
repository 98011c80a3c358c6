"""Does what is due in the whole network, once: breaches not cured in time, terms that end by
themselves, each proposal's next step, the day's checkpoint.

The clock goes from one instant at which something fell due to the next, as if it had been there all the time: what
ratifies a decision on Monday is done before what would have let it lapse on Tuesday, though both are done on Friday. Each step is one
short transaction under the proposal's lock, so this may be killed at any moment, started again, and run by several
processes at the same time. Source: process.md section 2 (the clock), record.md section 1.
"""

from __future__ import annotations

import heapq
import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.orm import Session

from consensus import ledger
from consensus.bodies.breaching import note_uncured, uncured_since
from consensus.bodies.term_ends import end_term, terms_over
from consensus.clock.waiting import falls_due_at, waiting_since
from consensus.db import reading_only
from consensus.ledger.models import Checkpoint, LedgerHead
from consensus.transaction import command
from consensus.voting.commands import advance
from consensus.web.log import place_of

log = logging.getLogger("consensus.clock")

CHECKPOINT_EVERY = timedelta(days=1)
"""Source: record.md section 1: once a day if there were entries."""

AWAY = (OperationalError, InterfaceError)
"""What says that the database is busy or away: the next tick tries again."""


def run_due(session: Session, *, now: datetime, goes_on: Callable[[], bool] = lambda: True) -> int:
    """Do everything that is due up to ``now``, in the order in which it fell due; return how many steps that were.

    ``goes_on`` is asked before each step. A step that fails is logged and left for the next tick; the others go on.

    :raises OperationalError: when the database is busy or away.
    """
    with reading_only():
        queue, is_unsigned, uncured = waiting_since(session, now), _is_unsigned(session, now), uncured_since(session, now)
        over = terms_over(session, now)
        session.rollback()
    heapq.heapify(queue)
    tried: dict[int, datetime] = {}
    done = sum(note_uncured(session, breach_id=breach_id, now=now) for breach_id in uncured if goes_on())
    done += sum(end_term(session, term_id=term_id, now=now) for term_id in over if goes_on())
    while queue and goes_on():
        at, proposal_id = heapq.heappop(queue)
        due_at = _look(session, proposal_id, now)
        if due_at is None or tried.get(proposal_id) == due_at:
            continue
        if due_at <= at:
            tried[proposal_id] = due_at
            done += _advance(session, proposal_id, due_at)
        heapq.heappush(queue, (due_at, proposal_id))
    if goes_on() and (checkpoint_is_due(session, now=now) if done else is_unsigned):
        sign_daily(session, now=now)
    return done


def ledger_size(session: Session) -> int:
    """Return how many entries the ledger has: everything that can make something due adds one."""
    with reading_only():
        size = session.scalars(select(LedgerHead.size)).one_or_none() or 0
        session.rollback()
    return size


def checkpoint_is_due(session: Session, *, now: datetime) -> bool:
    """Return whether there are entries that no checkpoint covers, and the last was signed a day ago or more."""
    with reading_only():
        is_due = _is_unsigned(session, now)
        session.rollback()
    return is_due


@command("sign_checkpoint")
def sign_daily(session: Session, *, now: datetime) -> None:
    """Sign the tree as it stands, unless somebody else has meanwhile."""
    lock = select(LedgerHead.size).where(LedgerHead.id == 1).with_for_update()
    session.execute(lock)
    if _is_unsigned(session, now):
        ledger.sign_checkpoint(session, now=now)


def _is_unsigned(session: Session, now: datetime) -> bool:
    found = session.execute(_SIGNED).one_or_none()
    if found is None:
        return False
    size, signed_size, signed_at = found
    return size > (signed_size or 0) and (signed_at is None or now >= signed_at + CHECKPOINT_EVERY)


_SIGNED = (
    select(LedgerHead.size, Checkpoint.size, Checkpoint.signed_at)
    .outerjoin(Checkpoint, Checkpoint.size == select(func.max(Checkpoint.size)).scalar_subquery())
    .where(LedgerHead.id == 1)
)
"""How large the ledger is, and of what size and when its newest checkpoint was signed."""


def _look(session: Session, proposal_id: int, now: datetime) -> datetime | None:
    """Look without a lock when something falls due on a proposal; whoever then acts looks again under the lock."""
    with reading_only():
        due_at = falls_due_at(session, proposal_id, now)
        session.rollback()
    return due_at


def _advance(session: Session, proposal_id: int, at: datetime) -> int:
    try:
        return advance(session, proposal_id=proposal_id, now=at)
    except AWAY:
        raise
    except Exception as error:  # noqa: BLE001 - one proposal that cannot be advanced must not stop the clock for all others
        session.rollback()
        log.error("act=advance proposal_id=%s outcome=failed:%s at=%s", proposal_id, type(error).__name__, place_of(error))
        return 0
