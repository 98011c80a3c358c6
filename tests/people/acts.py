"""What the ledger says, for the tests of people."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consensus.ledger.models import LedgerEntry


def count(session: Session) -> int:
    """Return how many entries there are."""
    return session.scalar(select(func.count()).select_from(LedgerEntry)) or 0


def last(session: Session) -> dict[str, Any]:
    """Return the newest entry."""
    text = session.scalar(select(LedgerEntry.entry).order_by(LedgerEntry.index.desc()).limit(1))
    assert text is not None
    entry: dict[str, Any] = json.loads(text)
    return entry
