"""What waits after the database was filled from a backup: the old installation may have told it since.

All that was about to be told when the backup was made is held until the operator lets it go or drops it: letters, notices, messages to
programs outside, and reminders that were due before. What is made afterwards goes out. Devices are told nothing of it in any case: with
their sessions they are over.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, or_, outerjoin, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from consensus.ledger.models import LedgerEntry
from consensus.mail.models import LetterStatus, MailHold, MailLetter
from consensus.mail.problems import Problem

_HOLDS = MailHold.ended_at.is_(None)


def hold_back(session: Session, *, now: datetime) -> None:
    """Say, in the caller's transaction, that the database was just filled from a backup."""
    session.merge(MailHold(id=1, since=now, ended_at=None, is_dropped=False))
    session.flush()


def held_since(session: Session) -> datetime | None:
    """Return when the database was filled, while what waited then is held."""
    return session.scalars(select(MailHold.since).where(_HOLDS)).one_or_none()


def may_go(made_at: InstrumentedAttribute[datetime], entry_index: InstrumentedAttribute[Any] | None = None) -> ColumnElement[bool]:
    """Return the condition that a row is not held.

    :param entry_index: of the entry that it tells of: one of before was told by the old installation, too, whenever it is read here.
    """
    if entry_index is None:
        return ~select(MailHold.id).where(_HOLDS, made_at < MailHold.since).exists()
    entries = outerjoin(MailHold, LedgerEntry, LedgerEntry.index == entry_index)
    is_of_before = or_(made_at < MailHold.since, LedgerEntry.at < MailHold.since)
    return ~select(MailHold.id).select_from(entries).where(_HOLDS, is_of_before).exists()


def told_before(session: Session) -> datetime | None:
    """Return the instant before which what was due is not made up for here; ``None`` where all of it is."""
    return session.scalars(select(MailHold.since).where(or_(_HOLDS, MailHold.is_dropped))).one_or_none()


def held_letters(session: Session) -> int:
    """Return how many letters are held."""
    return session.scalar(select(func.count()).select_from(MailLetter).where(*_held())) or 0


def drop_letters(session: Session, *, now: datetime) -> int:
    """Give up, in the caller's transaction, the letters that are held; return how many that were."""
    given_up = {"status": LetterStatus.FAILED, "settled_at": now, "content": None, "claim": None, "claimed_until": None}
    statement = update(MailLetter).where(*_held()).values(**given_up, problem=Problem.DROPPED.value, reply=None).returning(MailLetter.id)
    return len(session.scalars(statement.execution_options(synchronize_session=False)).all())


def end_hold(session: Session, *, now: datetime, is_dropped: bool) -> None:
    """Let go what is held, in the caller's transaction; or have it dropped, which whoever holds it has done before."""
    session.execute(update(MailHold).where(_HOLDS).values(ended_at=now, is_dropped=is_dropped).execution_options(synchronize_session=False))


def _held() -> tuple[ColumnElement[bool], ...]:
    return MailLetter.status.in_((LetterStatus.QUEUED, LetterStatus.SENDING)), ~may_go(MailLetter.made_at)
