"""How often somebody may try: failed attempts are counted in the database, so that the limit holds over all workers.

What is kept is the hash of what was tried, for as long as it counts.
"""

from __future__ import annotations

import hashlib
import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from consensus.db import dialect_of
from consensus.people.models import SignInAttempt

WINDOW = timedelta(minutes=15)
"""How long an attempt counts. Default of the software."""


@dataclass(frozen=True, slots=True)
class Limit:
    """At most ``most`` attempts under ``key`` in ``WINDOW``."""

    key: str
    most: int


def limit_of(what: str, value: str, most: int) -> Limit:
    """Return the limit for attempts of one kind with one value."""
    return Limit(hashlib.sha256(f"{what}\n{value}".encode()).hexdigest(), most)


def origin_of(network_address: str) -> str:
    """Return what counts as one origin: an IPv4 address, or the /64 of an IPv6 address, which one customer has."""
    try:
        address = ipaddress.ip_address(network_address)
    except ValueError:
        return "unknown"
    if isinstance(address, ipaddress.IPv6Address):
        return str(address.ipv4_mapped or ipaddress.ip_network((address, 64), strict=False))
    return str(address)


def is_within(session: Session, limits: tuple[Limit, ...], now: datetime) -> bool:
    """Return whether one more attempt is within all ``limits``; others with the same keys wait until this transaction ends."""
    _take_turns(session, limits)
    # What is left afterwards is what counts.
    session.execute(delete(SignInAttempt).where(SignInAttempt.at <= now - WINDOW))
    for limit in limits:
        counted = select(func.count()).select_from(SignInAttempt).where(SignInAttempt.key == limit.key)
        if (session.scalar(counted) or 0) >= limit.most:
            return False
    return True


def count_attempt(session: Session, limits: tuple[Limit, ...], now: datetime) -> None:
    """Count an attempt under each of ``limits``."""
    session.add_all(SignInAttempt(key=limit.key, at=now) for limit in limits)


def forget_attempts(session: Session, limit: Limit) -> None:
    """Count nothing of what was under ``limit`` any more."""
    session.execute(delete(SignInAttempt).where(SignInAttempt.key == limit.key))


def _take_turns(session: Session, limits: tuple[Limit, ...]) -> None:
    """Let one transaction at a time count: SQLite has one writer anyway, PostgreSQL locks a number made from each key."""
    if dialect_of(session) == "postgresql":
        for number in sorted(int.from_bytes(bytes.fromhex(limit.key)[:8], signed=True) for limit in limits):
            session.execute(select(func.pg_advisory_xact_lock(number)))
