"""How notices are made: a row for each person and channel that the person's choices allow, each once, whoever asks again.

What somebody owes always comes. When a notice goes out is settled here, too: quiet hours, and the hour of the digest.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import fields
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Row, Select, and_, select
from sqlalchemy.dialects.postgresql import insert as insert_on_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_on_sqlite
from sqlalchemy.orm import Session

from consensus.db import dialect_of
from consensus.domain.notices import Level, Reach, Urgency, Wishes, is_told, ways
from consensus.notifications.models import Notice, NoticeChoice, NoticeWishes
from consensus.people.models import Person
from consensus.proposals.models import Proposal
from consensus.push.queue import with_push

HANDLE_BYTES = 16
"""128 bits: a link tells nothing, and nobody guesses another's."""

ENTRY = "entry"
"""The cause of what an entry itself tells; ``reminder:2d`` and the like are those of what is told of it later."""

USUAL = Level.CONCERNS
"""Of what somebody is told who chose nothing. Default of the software."""

MOST_AT_ONCE = 200
"""Rows in one statement: SQLite takes 32,766 values, PostgreSQL 65,535."""


def make_notices(
    session: Session,
    *,
    entry_index: int,
    cause: str,
    kind: str,
    person_ids: Collection[int],
    body_id: int | None,
    proposal_id: int | None,
    urgency: Urgency,
    now: datetime,
    not_before: datetime | None = None,
) -> None:
    """Make a notice for each person and channel, in the caller's transaction; one that is there already stays as it is.

    :param kind: a row of ``words.KINDS``: by which template it is told.
    :param not_before: an instant before which none of them goes out, whatever people chose.
    """
    if not person_ids:
        return
    until = None
    if urgency is Urgency.OWED and proposal_id is not None:
        until = session.scalars(select(Proposal.closes_at).where(Proposal.id == proposal_id)).one_or_none()
    told, ringing = session.execute(_reaching(person_ids, body_id)).all(), with_push(session, person_ids)
    common = {"entry_index": entry_index, "cause": cause, "kind": kind, "urgency": urgency, "body_id": body_id, "proposal_id": proposal_id}
    rows = []
    for person in told:
        reach = Reach(has_address=person.email is not None, has_push=person.id in ringing)
        rows += [common | each for each in _rows_of(person, reach, urgency, now=now, until=until, not_before=not_before)]
    _add(session, rows)


def _rows_of(
    person: Row[Any], reach: Reach, urgency: Urgency, *, now: datetime, until: datetime | None, not_before: datetime | None
) -> list[dict[str, Any]]:
    if not is_told(urgency, person.level or USUAL):
        return []
    wishes, zone = wishes_of(person), ZoneInfo(person.timezone)
    return [
        {
            "person_id": person.id,
            "channel": way.channel,
            "handle": new_handle(),
            "made_at": now,
            "due_at": way.at if not_before is None else max(way.at, not_before),
            "in_digest": way.in_digest,
        }
        for way in ways(urgency, wishes, reach, zone=zone, now=now, until=until)
    ]


WISHES = tuple(getattr(NoticeWishes, each.name).label(each.name) for each in fields(Wishes))
"""The columns of what somebody chose, null where they chose nothing."""


def wishes_of(row: Row[Any]) -> Wishes:
    """Return what somebody chose, from a row with the columns of :data:`WISHES`."""
    if row.rest is None:
        return Wishes()
    return Wishes(**{each.name: getattr(row, each.name) for each in fields(Wishes)})


def _reaching(person_ids: Collection[int], body_id: int | None) -> Select[Any]:
    """Return a statement over those who can still come in, with all that says how they are reached."""
    chosen = and_(NoticeChoice.person_id == Person.id, NoticeChoice.body_id == body_id)
    return (
        select(Person.id, Person.email, Person.timezone, NoticeChoice.level, *WISHES)
        .outerjoin(NoticeChoice, chosen)
        .outerjoin(NoticeWishes, NoticeWishes.person_id == Person.id)
        .where(Person.id.in_(person_ids), Person.is_active)
        .order_by(Person.id)
    )


def new_handle() -> str:
    """Return a name for a link that tells nothing."""
    return secrets.token_urlsafe(HANDLE_BYTES)


def letter_key(notice_id: int) -> str:
    """Return the key under which the letter of a notice stands in the queue."""
    return f"notice:{notice_id}"


def push_key(notice_id: int) -> str:
    """Return the key under which a notice stands in the queue of what devices are told."""
    return f"notice:{notice_id}"


def _add(session: Session, rows: list[dict[str, Any]]) -> None:
    insert = insert_on_sqlite if dialect_of(session) == "sqlite" else insert_on_postgresql
    for first in range(0, len(rows), MOST_AT_ONCE):
        statement = insert(Notice).values(rows[first : first + MOST_AT_ONCE])
        session.execute(statement.on_conflict_do_nothing(index_elements=["entry_index", "cause", "person_id", "channel"]))
