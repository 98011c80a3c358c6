"""Which of several running clocks works at present. Without it they would only work twice for nothing."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import or_, update
from sqlalchemy.dialects.postgresql import insert as insert_on_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_on_sqlite
from sqlalchemy.orm import Session

from consensus.clock.models import ClockLease
from consensus.db import dialect_of


def take_lease(session: Session, *, holder: str, now: datetime, lasts: timedelta) -> bool:
    """Return whether ``holder`` may work until ``now + lasts``: nobody else holds the lease, or theirs is over.

    A transaction of its own, and no command: it changes nothing that anybody is told of.
    """
    insert = insert_on_sqlite if dialect_of(session) == "sqlite" else insert_on_postgresql
    session.execute(insert(ClockLease).values(id=1, holder=holder, until_at=now).on_conflict_do_nothing(index_elements=["id"]))
    free = or_(ClockLease.holder == holder, ClockLease.until_at <= now)
    taken = update(ClockLease).where(ClockLease.id == 1, free).values(holder=holder, until_at=now + lasts).returning(ClockLease.id)
    has_it = session.scalars(taken, execution_options={"synchronize_session": False}).one_or_none() is not None
    session.commit()
    return has_it


def give_back(session: Session, *, holder: str, now: datetime) -> None:
    """Let the others work from ``now`` on, if ``holder`` still has the lease."""
    over = update(ClockLease).where(ClockLease.id == 1, ClockLease.holder == holder).values(until_at=now)
    session.execute(over, execution_options={"synchronize_session": False})
    session.commit()
