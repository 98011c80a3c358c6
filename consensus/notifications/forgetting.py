"""When notices go: a year after they were made, unless something is held. What the record says of who was told stays."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session

from config import Settings
from consensus.db import reading_only
from consensus.notifications.models import Digest, Notice
from consensus.retention.due import holds_of
from consensus.transaction import command

SECONDS = 3_600
"""How often it is looked: a notice that is an hour older than a year does no harm."""

KEPT = timedelta(days=365)
"""Default of the software: a link in a letter leads somewhere for that long."""

AT_ONCE = 1_000


def forget_old_notices(session: Session, _settings: Settings, *, now: datetime, goes_on: Callable[[], bool]) -> int:
    """Delete notices that are a year old; return how many. A round of the clock."""
    done = 0
    while goes_on() and _is_due(session, now):
        done += _forget(session, now=now)
    return done


@command("forget_old_notices")
def _forget(session: Session, *, now: datetime) -> int:
    before = now - KEPT
    oldest = list(session.scalars(select(Notice.id).where(Notice.made_at <= before).order_by(Notice.id).limit(AT_ONCE)))
    session.execute(delete(Notice).where(Notice.id.in_(oldest)).execution_options(synchronize_session=False))
    empty = delete(Digest).where(Digest.made_at <= before, ~exists().where(Notice.digest_id == Digest.id))
    session.execute(empty.execution_options(synchronize_session=False))
    return len(oldest)


def _is_due(session: Session, now: datetime) -> bool:
    """Look without a lock: the first that was made is the oldest."""
    with reading_only():
        made_at = session.scalars(select(Notice.made_at).order_by(Notice.id).limit(1)).one_or_none()
        is_due = made_at is not None and made_at <= now - KEPT and not holds_of(session).any
        session.rollback()
    return is_due
