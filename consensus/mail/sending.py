"""The clock's round of letters: to the mail server where one is set, else into the mail folder."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from config import Settings
from consensus.mail import claims
from consensus.mail.delivering import deliver
from consensus.mail.folder import lay_down


def send_letters(session: Session, settings: Settings, *, now: datetime, goes_on: Callable[[], bool] = lambda: True) -> int:
    """Send what is due; return how much that was."""
    if settings.smtp is not None:
        return deliver(session, settings, now=now, goes_on=goes_on)
    return lay_down(session, settings, now=now, goes_on=goes_on) if claims.something_waits(session, now=now) else 0
