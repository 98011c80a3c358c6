"""How the provider is asked: one request at a time, none for a while once it was away, so that a slow one keeps no other door shut.

The log says why nothing came of it, for the operator, and nothing of whoever it was about.
"""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from consensus.outward import Allowed, OutwardError, Ways, ask, place_of
from consensus.single_sign_on.trouble import SignOnError, Trouble

log = logging.getLogger("consensus.single_sign_on")

LONGEST_ANSWER = 60 * 1024
"""In bytes: keys of large providers are some 20 kB."""

WAYS = Ways(seconds=5.0)
"""A person waits for each answer. Default of the software."""

WAITS = 3.0
"""Seconds for which somebody waits behind another of this process who asks. Default of the software."""

AWAY = timedelta(seconds=30)
"""For how long a provider that gave no answer is not asked again. Default of the software."""


@dataclass(slots=True)
class Asking:
    """The line to one provider."""

    allowed: Allowed
    _turns: threading.RLock = field(default_factory=threading.RLock, repr=False)
    _away_at: datetime | None = None

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Let one ask at a time; others wait for a moment.

        :raises SignOnError: ``not_reached`` when that does not do.
        """
        if not self._turns.acquire(timeout=WAITS):
            raise SignOnError(Trouble.NOT_REACHED)
        try:
            yield
        finally:
            self._turns.release()

    def said(self, address: str, now: datetime, *, method: str = "GET", headers: Mapping[str, str], content: bytes = b"") -> dict[str, Any]:
        """Return what is answered at an address.

        :raises SignOnError: ``not_reached``.
        """
        with self.turn():
            if self._away_at is not None and timedelta() <= now - self._away_at < AWAY:
                raise SignOnError(Trouble.NOT_REACHED)
            try:
                place = place_of(address, self.allowed)
                answer = ask(place, method=method, headers=headers, content=content, ways=WAYS, kept_bytes=LONGEST_ANSWER)
            except (OutwardError, TypeError) as error:
                self.rest(now)
                raise unreached(error.trouble.value if isinstance(error, OutwardError) else "no_address") from None
            said = _read(answer.content)
            if said is None or (not answer.is_good and "error" not in said):
                raise unreached("not_understood" if answer.is_good else f"status_{answer.status}")
            return said

    def rest(self, now: datetime) -> None:
        """Ask nothing more for a while."""
        self._away_at = now


def unreached(why: str) -> SignOnError:
    """Return what to raise, and tell the operator why."""
    log.warning("act=ask_provider outcome=%s", why)
    return SignOnError(Trouble.NOT_REACHED)


def _read(content: bytes) -> dict[str, Any] | None:
    try:
        said = json.loads(content)
    except (ValueError, RecursionError):
        return None
    return said if isinstance(said, dict) else None
