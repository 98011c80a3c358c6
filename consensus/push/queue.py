"""What is to be told to the devices of a person, put down within the transaction of whoever tells it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import TypeVar

from sqlalchemy import ColumnElement, column, exists, func, select, table
from sqlalchemy.dialects.postgresql import insert as insert_on_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_on_sqlite
from sqlalchemy.orm import Session

from consensus.db import dialect_of
from consensus.push.models import PushDevice, PushMessage

PERSON = table("person", column("id"), column("session_epoch"), column("is_active"))

AT_ONCE = 500
"""Values named in one statement."""

LONGEST_TITLE, LONGEST_TEXT = 100, 300


def is_in_use() -> ColumnElement[bool]:
    """Return the condition that the person of a device can come in, and has not ended all sessions since it was added."""
    return exists().where(PERSON.c.id == PushDevice.person_id, PERSON.c.session_epoch == PushDevice.epoch, PERSON.c.is_active)


def has_push(session: Session, person_id: int) -> bool:
    """Return whether a device of the person wants to be told."""
    return session.scalar(select(PushDevice.id).where(PushDevice.person_id == person_id, is_in_use()).limit(1)) is not None


def with_push(session: Session, person_ids: Collection[int]) -> frozenset[int]:
    """Return those of whom a device wants to be told."""
    found: set[int] = set()
    for part in _parts(sorted(person_ids)):
        found |= set(session.scalars(select(PushDevice.person_id).where(PushDevice.person_id.in_(part), is_in_use()).distinct()))
    return frozenset(found)


def told_at(session: Session, keys: Collection[str]) -> Mapping[str, datetime]:
    """Return when a push service first took what was queued under each key; those that none took are missing."""
    found: dict[str, datetime] = {}
    for part in _parts(sorted(keys)):
        first = select(PushMessage.key, func.min(PushMessage.settled_at)).where(PushMessage.key.in_(part), PushMessage.is_told)
        found |= {key: at for key, at in session.execute(first.group_by(PushMessage.key)).tuples() if at is not None}
    return found


T = TypeVar("T")


def _parts(values: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(values), AT_ONCE):
        yield values[start : start + AT_ONCE]


def enqueue_push(
    session: Session,
    *,
    key: str,
    person_id: int,
    title: str,
    text: str,
    url: str,
    now: datetime,
    not_before: datetime | None = None,
    not_after: datetime | None = None,
) -> bool:
    """Let every device of a person be told, in the caller's transaction; return whether any will be that was not already.

    :param key: what it is about, such as ``notice:123``: the same is never queued twice for a device.
    :param title: and ``text``: plain words that anybody may read who looks at the screen of a locked telephone.
    :param url: where a click leads: a page of this site.
    :param not_before: it is told then at the earliest.
    :param not_after: then it is told no more, if it could not be before.
    """
    devices = session.scalars(select(PushDevice.id).where(PushDevice.person_id == person_id, is_in_use())).all()
    due_at = max(now, not_before or now)
    said = {"title": str(title)[:LONGEST_TITLE], "text": str(text)[:LONGEST_TEXT], "url": url}
    usual = {"key": key, "made_at": now, "due_at": due_at, "next_try_at": due_at, "not_after": not_after, "tries": 0, "is_told": False}
    rows = [{**usual, **said, "device_id": device_id} for device_id in devices]
    if not rows:
        return False
    insert = insert_on_sqlite if dialect_of(session) == "sqlite" else insert_on_postgresql
    statement = insert(PushMessage).values(rows).on_conflict_do_nothing(index_elements=["key", "device_id"]).returning(PushMessage.id)
    return bool(session.scalars(statement).all())
