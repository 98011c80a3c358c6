"""Brings what waits to the push service of each device. What fails is tried again; a device that is gone is forgotten.

A message is claimed in a short transaction and settled in another; no server is waited for inside of one. Where a clock is killed
in between, the device is told again, and its browser shows it in the place of the first.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from sqlalchemy import delete, or_, select, true, update
from sqlalchemy.orm import Session

from config import Settings
from consensus.db import reading_only
from consensus.outward import OutwardError, Ways, ask
from consensus.outward.asking import THE_MACHINES_OWN
from consensus.outward.sealing import UnreadableError
from consensus.push.commands import Subscription, sealing_of, service_of
from consensus.push.encrypting import encrypted, from_text
from consensus.push.models import PushDevice, PushMessage
from consensus.push.queue import is_in_use
from consensus.push.vapid import PushKey

log = logging.getLogger("consensus.push")

CLAIM = timedelta(minutes=1)
"""How long no other clock brings what one is bringing: longer than a request can take."""

MOST_AT_ONCE = 100

FIRST_WAIT = timedelta(seconds=30)

LASTS = timedelta(days=1)
"""What could not be told for a day is not told any more, here nor by the push service. Default of the software."""

KEPT = timedelta(days=30)
"""How long it is known that a device was told. Default of the software."""

GONE = (404, 410)
"""Answers of a push service that does not know the device any more. Source: RFC 8030, sections 6.2 and 7.3."""

REFUSED = 403
"""The answer where a device is known under another key of ours; some services give it, too, where our clock is wrong. Source: RFC 8292,
section 4.2."""

REFUSED_FOR_GOOD = 12
"""Tries of one message, some ten hours, after which a device that is refused is forgotten. Default of the software."""

TOO_LONG = 413


@dataclass(frozen=True, slots=True)
class Claimed:
    """A message that this clock brings."""

    message_id: int
    device_id: int
    try_number: int
    subscription: Subscription | None
    """None where it was sealed under another secret key."""
    content: bytes

    @property
    def service(self) -> str:
        """The server that is asked."""
        return "" if self.subscription is None else urlsplit(self.subscription.endpoint).netloc


def push(session: Session, settings: Settings, *, now: datetime, goes_on: Callable[[], bool]) -> int:
    """Do the round: forget what is over, and bring what waits."""
    began = time.monotonic()
    forget_what_is_over(session, now=now, has_key=settings.push_key is not None)
    passed: Callable[[], datetime] = lambda: now + timedelta(seconds=time.monotonic() - began)  # noqa: E731 - a clock that began at ``now``
    return bring_what_waits(session, settings, clock=passed, goes_on=goes_on)


def forget_what_is_over(session: Session, *, now: datetime, has_key: bool = True) -> None:
    """Forget devices whose sessions are all over, and what was settled long ago; settle what could not be told for a day.

    :param has_key: without a key no device can be told, and with another one none of these: all are forgotten.
    """
    with reading_only():
        over = list(session.scalars(select(PushDevice.id).where(~is_in_use() if has_key else true())))
        aged = or_(PushMessage.settled_at < now - KEPT, PushMessage.device_id.in_(over))
        old = list(session.scalars(select(PushMessage.id).where(aged)))
        is_missed = or_(PushMessage.due_at < now - LASTS, PushMessage.not_after <= now)
        missed = list(session.scalars(select(PushMessage.id).where(PushMessage.settled_at.is_(None), is_missed)))
        session.rollback()
    if old or over:
        session.execute(delete(PushMessage).where(PushMessage.id.in_(old)))
        session.execute(delete(PushDevice).where(PushDevice.id.in_(over)))
        session.commit()
    for message_id in missed:
        _settle(session, message_id, now, is_told=False)


def bring_what_waits(
    session: Session, settings: Settings, *, clock: Callable[[], datetime], goes_on: Callable[[], bool], ways: Ways = THE_MACHINES_OWN
) -> int:
    """Bring what waits, and return how many devices were told. Without a key nothing is brought."""
    if settings.push_key is None:
        return 0
    key = PushKey.of(settings.push_key)
    with reading_only():
        due = select(PushMessage.id).where(PushMessage.settled_at.is_(None), PushMessage.next_try_at <= clock())
        first = (PushMessage.tries > 0, PushMessage.next_try_at, PushMessage.id)
        message_ids = list(session.scalars(due.order_by(*first).limit(MOST_AT_ONCE)))
        session.rollback()
    told, silent = 0, set[str]()
    for message_id in message_ids:
        if not goes_on():
            break
        claimed = _claim(session, settings, message_id, clock())
        if claimed is None:
            continue
        # A service that does not answer is not asked for the next device either: the others would wait for it again and again.
        status = None if claimed.service in silent else _sent(settings, key, claimed, clock(), ways)
        if status is None:
            silent.add(claimed.service)
        told += _end(session, claimed, status, clock())
        log.info("act=push message=%s device=%s try=%s outcome=%s", message_id, claimed.device_id, claimed.try_number, status or "failed")
    return told


def _claim(session: Session, settings: Settings, message_id: int, now: datetime) -> Claimed | None:
    mine = update(PushMessage).where(PushMessage.id == message_id, PushMessage.settled_at.is_(None), PushMessage.next_try_at <= now)
    columns = (PushMessage.device_id, PushMessage.tries, PushMessage.title, PushMessage.text, PushMessage.url, PushMessage.key)
    taken = mine.values(next_try_at=now + CLAIM, tries=PushMessage.tries + 1).returning(*columns)
    row = session.execute(taken, execution_options={"synchronize_session": False}).one_or_none()
    if row is None:
        session.rollback()
        return None
    sealed = session.scalars(select(PushDevice.sealed).where(PushDevice.id == row.device_id)).one()
    session.commit()
    said = {"title": row.title, "text": row.text, "url": row.url, "tag": row.key}
    content = json.dumps(said, ensure_ascii=False).encode()
    try:
        subscription = Subscription.opened(sealing_of(settings.secret_key), sealed)
    except UnreadableError:
        subscription = None
    return Claimed(message_id, row.device_id, row.tries, subscription, content)


def _sent(settings: Settings, key: PushKey, claimed: Claimed, now: datetime, ways: Ways) -> int | None:
    """Return the status of the answer; None where there is none."""
    found = claimed.subscription
    if found is None:
        return GONE[0]  # nobody can open its address any more
    headers = {
        "Authorization": key.authorization(found.endpoint, base_url=settings.base_url, now=now),
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(int(LASTS.total_seconds())),
    }
    content = encrypted(claimed.content, from_text(found.public), from_text(found.auth))
    try:
        return ask(service_of(found), headers=headers, content=content, ways=ways, kept_bytes=0).status
    except OutwardError:
        return None


def _end(session: Session, claimed: Claimed, status: int | None, now: datetime) -> int:
    """Write down how a try ended; return how many devices were told."""
    if status in GONE or (status == REFUSED and claimed.try_number >= REFUSED_FOR_GOOD):
        session.execute(delete(PushMessage).where(PushMessage.device_id == claimed.device_id))
        session.execute(delete(PushDevice).where(PushDevice.id == claimed.device_id))
        session.commit()
        return 0
    is_told = status is not None and status in range(200, 300)
    if is_told or status == TOO_LONG:
        _settle(session, claimed.message_id, now, is_told=is_told, device_id=claimed.device_id)
        return int(is_told)
    wait = FIRST_WAIT * 2 ** min(claimed.try_number - 1, 8)
    later = update(PushMessage).where(PushMessage.id == claimed.message_id, PushMessage.tries == claimed.try_number)
    session.execute(later.values(next_try_at=now + wait), execution_options={"synchronize_session": False})
    session.commit()
    return 0


def _settle(session: Session, message_id: int, now: datetime, *, is_told: bool, device_id: int | None = None) -> None:
    mine = update(PushMessage).where(PushMessage.id == message_id, PushMessage.settled_at.is_(None))
    settled = mine.values(title="", text="", url="", settled_at=now, is_told=is_told)
    session.execute(settled, execution_options={"synchronize_session": False})
    if is_told:
        told = update(PushDevice).where(PushDevice.id == device_id).values(told_at=now)
        session.execute(told, execution_options={"synchronize_session": False})
    session.commit()
