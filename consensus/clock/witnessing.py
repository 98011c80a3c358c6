"""Gives each new checkpoint to the witnesses that the operator named: a folder, or addresses. Nothing else is ever asked of outside.

Done by the clock, after the commit and outside of every transaction: a witness that is away holds up nobody, and is tried again.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from config import Settings
from consensus.clock.models import Witness
from consensus.clock.outlets import OutletError, give
from consensus.db import reading_only
from consensus.ledger.models import Checkpoint

log = logging.getLogger("consensus.clock")

CLAIM = timedelta(minutes=1)
"""How long nobody else gives to a witness that one clock is giving to."""

FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=30), timedelta(hours=1)
"""After a failure the next try waits, twice as long each time. Defaults of the software."""

MOST_AT_ONCE = 100


def places_of(settings: Settings) -> tuple[str, ...]:
    """Return the witnesses that are named."""
    folder = () if settings.witness_folder is None else (str(settings.witness_folder),)
    return (*folder, *settings.witnesses)


def give_to_witnesses(session: Session, places: Sequence[str], *, now: datetime) -> int:
    """Give each witness the checkpoints that it has not, in the order of their size; return how many were given.

    A witness that is named for the first time gets the newest one and those that follow: it covers all before it.
    """
    with reading_only():
        latest = session.scalars(select(Checkpoint.size).order_by(Checkpoint.size.desc()).limit(1)).one_or_none()
        stored = dict(session.execute(select(Witness.place, Witness.size)).tuples().all())
        session.rollback()
    if latest is None:
        return 0
    waiting = [place for place in places if stored.get(place, -1) < latest]
    return sum(_give_all(session, place, latest, now) for place in waiting)


def _give_all(session: Session, place: str, latest: int, now: datetime) -> int:
    for count in range(MOST_AT_ONCE):
        found = _claim(session, place, latest, now)
        if found is None:
            return count
        size, note = found
        try:
            give(place, size, note)
        except OutletError as error:
            _failed(session, place, str(error), now)
            log.warning("act=witness size=%s outcome=failed", size)
            return count
        _given(session, place, size, now)
        log.info("act=witness size=%s outcome=done", size)
    return MOST_AT_ONCE


def _claim(session: Session, place: str, latest: int, now: datetime) -> tuple[int, str] | None:
    """Return the next checkpoint for a witness, and keep others from giving it meanwhile; null if nothing is to be done now."""
    witness = session.get(Witness, place, with_for_update=True, populate_existing=True)
    if witness is None:
        witness = Witness(place=place, size=latest - 1, failures=0, next_try_at=now)
        session.add(witness)
        session.flush()
    following = select(Checkpoint.size, Checkpoint.note).where(Checkpoint.size > witness.size).order_by(Checkpoint.size).limit(1)
    found = session.execute(following).one_or_none() if witness.next_try_at <= now else None
    if found is not None:
        witness.next_try_at = now + CLAIM
    session.commit()
    return None if found is None else (found.size, found.note)


def _given(session: Session, place: str, size: int, now: datetime) -> None:
    witness = session.get_one(Witness, place, with_for_update=True, populate_existing=True)
    witness.size, witness.sent_at, witness.failures, witness.problem, witness.next_try_at = size, now, 0, None, now
    session.commit()


def _failed(session: Session, place: str, problem: str, now: datetime) -> None:
    witness = session.get_one(Witness, place, with_for_update=True, populate_existing=True)
    wait = min(FIRST_WAIT * 2 ** min(witness.failures, 10), LONGEST_WAIT)
    witness.failures, witness.problem, witness.next_try_at = witness.failures + 1, problem, now + wait
    session.commit()
