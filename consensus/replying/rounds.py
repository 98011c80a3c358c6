"""What the clock does for taking part by e-mail: fetches what came in, and lets go what is of no more use."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from config import Settings
from consensus.replying.commands import tidy_answers
from consensus.replying.imap import fetch_mail

__all__ = ["fetch_mail", "tidy"]


def tidy(session: Session, _settings: Settings, *, now: datetime, goes_on: Callable[[], bool]) -> int:
    """Let go what can be used no more."""
    return tidy_answers(session, now=now) if goes_on() else 0
