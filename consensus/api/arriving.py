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
from consensus.db import reading_only
from consensus.domain.actor import Actor
from consensus.ledger import ADDED, WITHOUT_RECEIPT, Appended
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


def carried_out(
    session: Session, actor: Actor, arrived: Arrived | None, now: datetime, act: Callable[[], object], *, named: str | None = None
) -> Recorded | None:
    """Do ``act``, a command, unless it was carried out under this key before; return the entry that it added, if it adds any.

    The key is remembered in the transaction of the command, so that both are kept or neither: what was refused can be sent again.

    :param named: the act that the entry tells; others of the same command may follow it, such as a breach that it began.
    :raises KeyReusedError: when something else arrived under the key.
    """
    if arrived is None:
        return _recorded(session, _with_index(session, actor, None, act, named))
    earlier = _earlier(session, arrived)
    if earlier is None:
        row_id = _remembered(session, arrived, now)
        if row_id is not None:
            return _recorded(session, _with_index(session, actor, row_id, act, named))
        earlier = _earlier(session, arrived)
    if earlier is None:  # whoever was faster has gone again: nothing of it holds
        raise StaleDataError
    index = earlier.entry_index
    session.rollback()
    return _recorded(session, index)


def _with_index(session: Session, actor: Actor, row_id: int | None, act: Callable[[], object], named: str | None) -> int | None:
    """Do ``act`` and return the index of its entry, noted beside the key before the command commits."""
    added: list[Appended] = []

    def note(_session: Session) -> None:
        if row_id is not None:
            session.execute(update(ApiArrival).where(ApiArrival.id == row_id).values(entry_index=_own(added, actor, named)))

    session.info[ADDED] = added
    event.listen(session, "before_commit", note)
    try:
        act()
    finally:
        event.remove(session, "before_commit", note)
        del session.info[ADDED]
    return _own(added, actor, named)


def _own(added: list[Appended], actor: Actor, named: str | None) -> int | None:
    """Return the index of the entry that tells what the actor did: the act that is named, else the last of those added."""
    mine = [each for each in added if each.actor == actor.ledger_name and each.act not in WITHOUT_RECEIPT]
    told = [each for each in mine if each.act == named] or mine[-1:]
    return told[0].index if told else None


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
    # Nothing of it is a reason to wait, and be told that nothing was changed.
    with reading_only():
        return _entry(session, index)


def _entry(session: Session, index: int) -> Recorded:
    columns = (LedgerEntry.at, LedgerEntry.act, LedgerEntry.proposal_id, LedgerEntry.leaf, LedgerEntry.entry)
    at, act, proposal_id, leaf, entry = session.execute(select(*columns).where(LedgerEntry.index == index)).one()
    return Recorded(index, at, act, proposal_id, leaf.hex(), None if entry is None else json.loads(entry)["data"])


def _sha256(parts: list[Any]) -> str:
    return hashlib.sha256(json.dumps(parts, ensure_ascii=True, sort_keys=True, default=str).encode()).hexdigest()
