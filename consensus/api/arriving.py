"""Carrying out an act once, however often it arrives under the same key, and answering from the entry that it added."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, event, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from consensus.api.models import ApiArrival
from consensus.domain.actor import Actor
from consensus.ledger import newest_act
from consensus.ledger.models import LedgerEntry

REMEMBERED = timedelta(days=30)
"""How long a key is remembered; as long as a form that arrives twice (``consensus/sending``)."""


class KeyReusedError(Exception):
    """The key arrived before, with something else."""


@dataclass(frozen=True, slots=True)
class Arrived:
    """An act as it arrived under a key."""

    person_id: int
    key: str
    place: str
    body: Any

    @property
    def key_sha256(self) -> str:
        """What is kept of the key."""
        return _sha256([self.key])

    @property
    def content(self) -> str:
        """The hash of what was sent, and where."""
        return _sha256([self.key, self.place, self.body])


@dataclass(frozen=True, slots=True)
class Recorded:
    """The entry that an act added: what its answer says, the first time and each time it arrives again."""

    index: int
    at: datetime
    act: str
    proposal_id: int | None
    leaf: str
    data: Any
    """What the entry says of the act; ``None`` where its words were erased since."""


def carried_out(session: Session, actor: Actor, arrived: Arrived | None, now: datetime, act: Callable[[], object]) -> Recorded | None:
    """Do ``act``, a command, unless it was carried out under this key before; return the entry that it added.

    The key is remembered in the transaction of the command, so that both are kept or neither: what was refused can be sent again.

    :raises KeyReusedError: when something else arrived under the key.
    """
    if arrived is None:
        return _recorded(session, _with_index(session, actor, None, act))
    earlier = _earlier(session, arrived)
    if earlier is None:
        row_id = _remembered(session, arrived, now)
        if row_id is not None:
            return _recorded(session, _with_index(session, actor, row_id, act))
        earlier = _earlier(session, arrived)
    if earlier is None:  # whoever was faster has gone again: nothing of it holds
        raise StaleDataError
    index = earlier.entry_index
    session.rollback()
    return _recorded(session, index)


def _with_index(session: Session, actor: Actor, row_id: int | None, act: Callable[[], object]) -> int | None:
    """Do ``act`` and return the index of the newest entry of the actor, as it stood when the command was about to commit."""
    found: list[int | None] = []

    def note(_session: Session) -> None:
        # Whoever appended holds the ledger until the commit, so the actor's newest entry is this command's.
        found.append(newest_act(session, actor))
        if row_id is not None:
            session.execute(update(ApiArrival).where(ApiArrival.id == row_id).values(entry_index=found[-1]))

    event.listen(session, "before_commit", note)
    try:
        act()
    finally:
        event.remove(session, "before_commit", note)
    return found[-1] if found else None


def _earlier(session: Session, arrived: Arrived) -> ApiArrival | None:
    statement = select(ApiArrival).where(ApiArrival.person_id == arrived.person_id, ApiArrival.key_sha256 == arrived.key_sha256)
    row = session.scalars(statement.execution_options(populate_existing=True)).one_or_none()
    if row is not None and row.content != arrived.content:
        session.rollback()
        raise KeyReusedError
    return row


def _remembered(session: Session, arrived: Arrived, now: datetime) -> int | None:
    """Remember the key in this transaction; ``None`` where the same arrived at the same instant, and the other was faster."""
    session.execute(delete(ApiArrival).where(ApiArrival.person_id == arrived.person_id, ApiArrival.at < now - REMEMBERED))
    row = ApiArrival(person_id=arrived.person_id, key_sha256=arrived.key_sha256, content=arrived.content, at=now)
    session.add(row)
    try:
        session.flush()
    except IntegrityError:
        session.rollback()
        return None
    return row.id


def _recorded(session: Session, index: int | None) -> Recorded | None:
    if index is None:
        return None
    columns = (LedgerEntry.at, LedgerEntry.act, LedgerEntry.proposal_id, LedgerEntry.leaf, LedgerEntry.entry)
    at, act, proposal_id, leaf, entry = session.execute(select(*columns).where(LedgerEntry.index == index)).one()
    return Recorded(index, at, act, proposal_id, leaf.hex(), None if entry is None else json.loads(entry)["data"])


def _sha256(parts: list[Any]) -> str:
    return hashlib.sha256(json.dumps(parts, ensure_ascii=True, sort_keys=True, default=str).encode()).hexdigest()
