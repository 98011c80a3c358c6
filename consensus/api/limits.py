"""How many requests a minute somebody may send: counted in the database, so that the limit holds over all workers.

A worker takes requests from the database some at a time and deals them out itself. It never deals out what it did not take, so
the limit is never passed; and a program that reads much makes the database write little.
"""

from __future__ import annotations

import hashlib
import threading
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import case, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from consensus.api.models import ApiToken, ApiUse
from consensus.db import dialect_of

MINUTE = timedelta(minutes=1)

OF_A_PLACE = 240
"""Requests in a minute without a token from one place in the network: one may be that of a whole office. Default of the software."""

AT_ONCE = 20
"""What a worker takes at a time."""


@dataclass(slots=True)
class Dealt:
    """What one worker has taken and not dealt out yet, by key, for one minute."""

    window_at: datetime | None = None
    left: dict[str, int] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def deal(self, key: str, window_at: datetime) -> bool:
        """Return whether there was one left."""
        with self.lock:
            if self.window_at != window_at:
                self.window_at, self.left = window_at, {}
            left = self.left.get(key, 0)
            self.left[key] = max(left - 1, 0)
            return left > 0

    def add(self, key: str, window_at: datetime, number: int) -> None:
        """Put aside what was taken beyond the request at hand."""
        with self.lock:
            if self.window_at == window_at:
                self.left[key] = self.left.get(key, 0) + number


def key_of(what: str, value: str) -> str:
    """Return under which key requests of one kind from one sender are counted."""
    return hashlib.sha256(f"{what}\n{value}".encode()).hexdigest()


def window_of(now: datetime) -> datetime:
    """Return the beginning of the minute."""
    return now.replace(second=0, microsecond=0)


def seconds_left(now: datetime) -> int:
    """Return after how many seconds it is worth trying again."""
    return int((window_of(now) + MINUTE - now).total_seconds()) + 1


def take(session: Session, key: str, most: int, now: datetime, *, token_id: int | None = None) -> int:
    """Take some requests for ``key``, in a transaction of its own, and return how many; none where the minute's are used up.

    A token's last use is noted on the way.
    """
    window_at = window_of(now)
    insert = postgresql.insert if dialect_of(session) == "postgresql" else sqlite.insert
    row = insert(ApiUse).values(key=key, window_at=window_at, taken=0)
    so_far = case((ApiUse.window_at == row.excluded.window_at, ApiUse.taken), else_=0)
    # In one statement: whoever clears away a minute that is over could be between two.
    held = row.on_conflict_do_update(index_elements=[ApiUse.key], set_={"window_at": row.excluded.window_at, "taken": so_far})
    taken = session.execute(held.returning(ApiUse.taken)).scalar_one()
    old = select(ApiUse.key).where(ApiUse.window_at < window_at, ApiUse.key != key).limit(AT_ONCE)
    session.execute(delete(ApiUse).where(ApiUse.key.in_(old.with_for_update(skip_locked=True).scalar_subquery())))
    number = max(min(AT_ONCE, most - taken), 0)
    session.execute(update(ApiUse).where(ApiUse.key == key).values(taken=taken + number))
    if token_id is not None:
        session.execute(update(ApiToken).where(ApiToken.id == token_id).values(last_used_at=now))
    session.commit()
    return number
