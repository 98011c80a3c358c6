"""How the mail server does as a whole: while it fails, no letter is tried, and none uses up its tries."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from consensus.db import reading_only
from consensus.mail.models import MailServer
from consensus.mail.problems import ServerError

FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=15), timedelta(minutes=10)
"""After a failure of the server the next try waits, twice as long each time. Defaults of the software."""


def may_be_tried(session: Session, *, now: datetime) -> bool:
    """Return whether the server does, or failed long enough ago to be tried again."""
    with reading_only():
        next_try_at = session.scalars(select(MailServer.next_try_at)).one_or_none()
        session.rollback()
    return next_try_at is None or next_try_at <= now


def note_failure(session: Session, error: ServerError, *, now: datetime) -> None:
    """Keep that the server fails, in a transaction of its own."""
    server = _row(session, now)
    wait = min(FIRST_WAIT * 2 ** min(server.failures, 20), LONGEST_WAIT)
    server.failures, server.problem, server.reply = server.failures + 1, error.problem, error.reply
    server.failing_since, server.next_try_at = server.failing_since or now, now + wait
    session.commit()


def note_success(session: Session, *, now: datetime, has_sent: bool) -> None:
    """Keep that the server does, in a transaction of its own."""
    server = _row(session, now)
    server.failures, server.problem, server.reply, server.failing_since, server.next_try_at = 0, None, None, None, now
    if has_sent:
        server.last_sent_at = now
    session.commit()


def _row(session: Session, now: datetime) -> MailServer:
    server = session.get(MailServer, 1, with_for_update=True, populate_existing=True)
    if server is None:
        server = MailServer(id=1, failures=0, next_try_at=now)
        session.add(server)
        session.flush()
    return server
