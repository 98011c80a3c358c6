"""At which hour of the day a window closes, for people all over the world, and which hour would be fairer.

Source: look.md, Time; the facilitator sees for how many voices a window closes in the night. What counts as night is a
default of the software.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo

NIGHT_BEGINS = time(22)
"""On everybody's own clock. Default of the software."""

NIGHT_ENDS = time(7)
"""On everybody's own clock; at this time it is day. Default of the software."""

_HOUR = timedelta(hours=1)
_HOURS_OF_A_DAY = 24

Voice = frozenset[tzinfo]
"""The zones of those who can speak for a voice; empty where nobody can."""


@dataclass(frozen=True, slots=True)
class FairerHour:
    """A later hour at which fewer voices are asleep."""

    hours: int
    """So many whole hours later."""
    at: datetime
    at_night: int
    """For so many voices it is night then."""


def is_night(at: datetime, zone: tzinfo) -> bool:
    """Return whether it is night at an instant in a zone."""
    local = at.astimezone(zone).time()
    return local >= NIGHT_BEGINS or local < NIGHT_ENDS


def voices_at_night(at: datetime, voices: Iterable[Voice]) -> int:
    """Return for how many voices it is night for everyone who speaks for them; a voice without anyone is not counted."""
    return sum(1 for zones in voices if zones and all(is_night(at, zone) for zone in zones))


def fairer_hour(at: datetime, voices: Collection[Voice]) -> FairerHour | None:
    """Return how many whole hours after ``at``, less than a day, it is night for the fewest voices; the first of several.

    None where no hour is fairer than ``at`` itself. An earlier one is never offered: no window becomes shorter.
    """
    later = ((each, at + each * _HOUR) for each in range(1, _HOURS_OF_A_DAY))
    best = min(
        (FairerHour(each, then, voices_at_night(then, voices)) for each, then in later), key=lambda hour: (hour.at_night, hour.hours)
    )
    return best if best.at_night < voices_at_night(at, voices) else None
