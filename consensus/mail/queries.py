"""How letters fare, for whoever keeps them going: counts, what is wrong, since when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consensus.mail.held import held_letters, held_since, may_go
from consensus.mail.models import LetterStatus, MailLetter, MailServer, MailTrouble
from consensus.mail.problems import WORDS, Problem

LONG = timedelta(minutes=5)
"""A letter that could go out and was not tried for so long says that no clock runs."""


@dataclass(frozen=True, slots=True)
class MailState:
    """The queue and the server."""

    counts: Mapping[LetterStatus, int]
    waits_since: datetime | None
    """Since when the longest-waiting letter could have gone out; None where none is due."""
    problem: Problem | None
    """Of the server as a whole."""
    reply: str | None
    failing_since: datetime | None
    last_sent_at: datetime | None
    unreachable: int
    """People whom letters do not reach."""
    held: int
    """Letters that waited when the backup was made from which the database was filled, and wait until the operator says what to do."""
    held_since: datetime | None
    """When it was filled, until then."""

    @property
    def words(self) -> str | None:
        """What is wrong with the server, and what to do."""
        return None if self.problem is None else WORDS[self.problem]


def mail_state(session: Session, now: datetime) -> MailState:
    """Return how letters fare."""
    counts = dict.fromkeys(LetterStatus, 0) | dict(
        session.execute(select(MailLetter.status, func.count()).group_by(MailLetter.status)).tuples().all()
    )
    waits = (MailLetter.status == LetterStatus.QUEUED, MailLetter.next_try_at <= now, may_go(MailLetter.made_at))
    due = select(func.min(MailLetter.next_try_at)).where(*waits)
    people = select(func.count(MailTrouble.person_id.distinct())).where(MailTrouble.cleared_at.is_(None))
    waits_since, unreachable = session.execute(select(due.scalar_subquery(), people.scalar_subquery())).one()
    server, since = session.get(MailServer, 1), held_since(session)
    return MailState(
        counts=counts,
        waits_since=waits_since,
        problem=Problem(server.problem) if server is not None and server.problem else None,
        reply=None if server is None else server.reply,
        failing_since=None if server is None else server.failing_since,
        last_sent_at=None if server is None else server.last_sent_at,
        unreachable=unreachable,
        held=0 if since is None else held_letters(session),
        held_since=since,
    )
