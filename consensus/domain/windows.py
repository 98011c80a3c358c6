"""Windows of time: when one is open, when it is over, and how much of it a change must leave.

Source: process.md section 2: the clock acts when ``now >= closes_at``; an act at exactly ``closes_at`` is too late; a day is
24 hours from the instant of opening, in UTC; halves are kept exactly.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from consensus.domain.errors import InvalidError
from consensus.domain.speech import _

FURTHEST = timedelta(days=3653)
"""Nobody plans for later: what lies beyond is a slip of the finger, or a year that no zone of the world can show."""


def window_is_open(closes_at: datetime | None, now: datetime) -> bool:
    """Return whether an act at ``now`` is in time. A stage without a window is never over."""
    return closes_at is None or now < closes_at


def end_after_material_change(closes_at: datetime, whole: timedelta, now: datetime) -> datetime:
    """Return the end that leaves at least half of ``whole`` after ``now``; never earlier than ``closes_at``.

    Source: process.md section 2, T6 and T12.
    """
    return max(closes_at, now + whole / 2)


def demand_within_reach(at: datetime, now: datetime, field: str) -> None:
    """Do nothing if an instant that somebody chose is one that people plan for.

    :raises InvalidError: at ``field`` if it is not.
    """
    if abs(at - now) > FURTHEST:
        raise InvalidError(_("Choose a day within ten years from now."), field)
