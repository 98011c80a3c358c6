"""When somebody who has not spoken is reminded of the end of a window: seven days, two days and six hours before, by day.

Each of the three is kept as far as the window allows: one that would come when the window opens, or before, is left out. Where
it would come at night for the person, it comes at the end of that night, if this leaves at least half of the time; otherwise on
the evening before. Nobody is made to speak: whoever has, is reminded no more. Defaults of the software.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo

from consensus.domain.hours import NIGHT_BEGINS, NIGHT_ENDS, is_night

BEFORE = {"7d": timedelta(days=7), "2d": timedelta(days=2), "6h": timedelta(hours=6)}
"""By name, how long before the end of a window somebody is reminded; the longest first."""

EVENING = time(NIGHT_BEGINS.hour - 1)
"""The last full hour of a day, on everybody's own clock: then somebody is told what cannot wait for the morning."""


@dataclass(frozen=True, slots=True)
class Reminding:
    """One reminder of one window, for somebody in one time zone."""

    name: str
    """Of ``BEFORE``."""
    at: datetime


def remindings(opened_at: datetime, closes_at: datetime, zone: tzinfo) -> tuple[Reminding, ...]:
    """Return when somebody is reminded of the end of a window, the earliest first; always after its opening and before its end."""
    found: list[Reminding] = []
    for name, before in BEFORE.items():
        if closes_at - before <= opened_at:
            continue
        at = _by_day(closes_at - before, opened_at, closes_at, zone)
        # By day two may come to the same hour: one is enough.
        if not found or at > found[-1].at:
            found.append(Reminding(name, at))
    return tuple(found)


def due_reminding(opened_at: datetime, closes_at: datetime, zone: tzinfo, now: datetime) -> Reminding | None:
    """Return the newest reminder that is due at ``now``; the ones before it are late, and one is enough. None once the window is over."""
    if now >= closes_at:
        return None
    return next((each for each in reversed(remindings(opened_at, closes_at, zone)) if each.at <= now), None)


def _by_day(at: datetime, opened_at: datetime, closes_at: datetime, zone: tzinfo) -> datetime:
    """Return ``at``, or the nearest instant by day that is within the window and leaves time to speak."""
    if not is_night(at, zone):
        return at
    morning = _next(at, NIGHT_ENDS, zone)
    if closes_at - morning >= (closes_at - at) / 2:
        return morning
    evening = _last(at, EVENING, zone)
    return evening if evening > opened_at else at


def _next(at: datetime, clock: time, zone: tzinfo) -> datetime:
    """Return when clocks in ``zone`` first show ``clock`` at or after ``at``."""
    local = at.astimezone(zone)
    day = local.date() if local.time() <= clock else local.date() + timedelta(days=1)
    return datetime.combine(day, clock, zone).astimezone(at.tzinfo)


def _last(at: datetime, clock: time, zone: tzinfo) -> datetime:
    """Return when clocks in ``zone`` last showed ``clock`` at or before ``at``."""
    local = at.astimezone(zone)
    day = local.date() if local.time() >= clock else local.date() - timedelta(days=1)
    return datetime.combine(day, clock, zone).astimezone(at.tzinfo)
