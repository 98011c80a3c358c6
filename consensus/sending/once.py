"""Carrying out what a form says once, however often it arrives. What acts, and how it is answered, is left to the caller."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from consensus.sending.models import Arrival

KEY = re.compile(r"[A-Za-z0-9_-]{16,64}", re.ASCII)
"""A key as a page gives it; what is of another form is no key, and the form is carried out as one without."""

REMEMBERED = timedelta(days=30)
"""How long an arrival is remembered: longer than any session in which the same form could be sent again. Default of the software."""

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Sending:
    """A form as it arrived: from whom, for which address, under the key of which rendering, with what in it."""

    person_id: int
    address: str
    key: str
    fields: tuple[tuple[str, str], ...]

    @property
    def form(self) -> str:
        """The hash by which this form of this rendering is known again."""
        return _sha256([self.key, self.address])

    @property
    def content(self) -> str:
        """The hash of what was sent."""
        return _sha256([self.key, *sorted(self.fields)])


def once(session: Session, sending: Sending | None, now: datetime, act: Callable[[], R]) -> R | None:
    """Do ``act``, a command, unless this very form was carried out already; ``None`` where it was.

    The arrival is remembered in the transaction of the command, so that both are kept or neither. A form that was changed since
    and is sent again from the same page says something new, and is carried out.
    """
    if sending is None or not KEY.fullmatch(sending.key):
        return act()
    if _is_here(session, sending, now):
        session.rollback()
        return None
    try:
        session.flush()
    except IntegrityError:  # the same form arrived at the same instant, and the other was faster
        session.rollback()
        if _is_here(session, sending, now):
            session.rollback()
            return None
        session.flush()
    return act()


def _is_here(session: Session, sending: Sending, now: datetime) -> bool:
    """Return whether this form was carried out with this content; if not, remember it in this transaction."""
    statement = select(Arrival).where(Arrival.person_id == sending.person_id, Arrival.form == sending.form)
    arrival = session.scalars(statement.with_for_update().execution_options(populate_existing=True)).one_or_none()
    if arrival is None:
        session.execute(delete(Arrival).where(Arrival.person_id == sending.person_id, Arrival.at < now - REMEMBERED))
        session.add(Arrival(person_id=sending.person_id, form=sending.form, content=sending.content, at=now))
        return False
    if arrival.content == sending.content:
        return True
    arrival.content, arrival.at = sending.content, now
    return False


def fields_of(sent: Iterable[tuple[str, str]], without: frozenset[str]) -> tuple[tuple[str, str], ...]:
    """Return the fields of a form but for those that say nothing of it."""
    return tuple((name, value) for name, value in sent if name not in without)


def _sha256(parts: Iterable[object]) -> str:
    return hashlib.sha256(json.dumps(list(parts), ensure_ascii=False).encode()).hexdigest()
