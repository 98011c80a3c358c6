"""The notices of the ledger: entries are read behind a cursor, and the notices of each are made once, whatever is killed.

The ledger has no gaps, so the cursor is the index of the next entry. Whoever makes notices holds its row; what they make and
where the cursor then stands is one transaction, so nothing is lost or doubled however many clocks run.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from config import Settings
from consensus.db import reading_only
from consensus.ledger.models import LedgerEntry, LedgerHead
from consensus.notifications.audiences import Said, person_of
from consensus.notifications.making import ENTRY, make_notices
from consensus.notifications.models import NoticeCursor
from consensus.notifications.seeing import seen_by_acting
from consensus.notifications.table import rows_for

log = logging.getLogger("consensus.notices")

AT_ONCE = 20
"""Entries in one transaction: who acts meanwhile waits for it on SQLite."""

_CURSOR = select(NoticeCursor).where(NoticeCursor.id == 1)


def derive(session: Session, settings: Settings, *, now: datetime, goes_on: Callable[[], bool]) -> int:  # noqa: ARG001 - a round
    """Make the notices of all entries that have none yet; return how many entries were read. A round of the clock."""
    done = 0
    while goes_on() and _is_behind(session):
        done += derive_some(session, now=now)
    return done


def derive_some(session: Session, *, now: datetime) -> int:
    """Make the notices of the next entries, in one transaction; return how many entries that were."""
    try:
        read = _derive(session, now)
        session.commit()
    except BaseException:
        session.rollback()
        raise
    if read:
        log.info("act=notices entries=%s outcome=done", read)
    return read


def _derive(session: Session, now: datetime) -> int:
    cursor = session.scalars(_CURSOR.with_for_update().execution_options(populate_existing=True)).one_or_none()
    if cursor is None:
        # Of a database that was filled by hand: from the present end on.
        session.add(NoticeCursor(id=1, next_index=session.scalars(select(LedgerHead.size)).one()))
        return 0
    entries = session.scalars(
        select(LedgerEntry).where(LedgerEntry.index >= cursor.next_index).order_by(LedgerEntry.index).limit(AT_ONCE)
    ).all()
    for entry in entries:
        # One that was erased tells nobody.
        if entry.entry is not None:
            said = said_in(entry, entry.entry)
            seen_by_acting(session, said)
            tell(session, said, now=now)
    if entries:
        cursor.next_index = entries[-1].index + 1
    return len(entries)


def said_in(entry: LedgerEntry, text: str) -> Said:
    """Return an entry as the table of notices sees it."""
    return Said(
        index=entry.index,
        at=entry.at,
        act=entry.act,
        actor_id=person_of(entry.actor),
        data=json.loads(text)["data"],
        body_id=entry.body_id,
        proposal_id=entry.proposal_id,
    )


def tell(session: Session, said: Said, *, now: datetime) -> None:
    """Make the notices of one entry, in the caller's transaction."""
    told = set() if said.actor_id is None else {said.actor_id}
    for row in rows_for(said):
        people = set(row.audience.find(session, said, now)) - told
        told |= people
        make_notices(
            session,
            entry_index=said.index,
            cause=ENTRY,
            kind=row.kind,
            person_ids=sorted(people),
            body_id=said.body_id,
            proposal_id=said.proposal_id,
            urgency=row.urgency,
            now=now,
        )


def _is_behind(session: Session) -> bool:
    """Look without a lock whether there is an entry that the cursor has not passed."""
    with reading_only():
        size = session.scalars(select(LedgerHead.size)).one_or_none() or 0
        passed = session.scalars(select(NoticeCursor.next_index)).one_or_none()
        session.rollback()
    return passed is None or passed < size
