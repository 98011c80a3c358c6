"""When the terms of seats end: the last day of a term of so many months, and years in which more terms end than a body wants."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

MONTHS = 12


@dataclass(frozen=True, slots=True)
class Ending:
    """A term that is to end on a day."""

    seat: str
    """The seat's label."""
    on: date


@dataclass(frozen=True, slots=True)
class EndsTogether:
    """The seats whose terms end in one year, or on one day."""

    year: int
    day: date | None
    """None where they end on several days."""
    seats: tuple[str, ...]


def last_day(begins_on: date, months: int) -> date:
    """Return the last day of a term: the day before the one with the same number so many months later.

    Where that month has no such day, it is the last day of the month.

    :param months: 1 or more.
    """
    year, month = divmod(begins_on.year * MONTHS + begins_on.month - 1 + months, MONTHS)
    days = monthrange(year, month + 1)[1]
    if begins_on.day > days:
        return date(year, month + 1, days)
    return date(year, month + 1, begins_on.day) - timedelta(days=1)


def ends_in_years(endings: Iterable[Ending], most: int) -> tuple[EndsTogether, ...]:
    """Return each year in which more than ``most`` terms end, the earliest first."""
    by_year: dict[int, list[Ending]] = {}
    for each in sorted(endings, key=lambda one: one.on):
        by_year.setdefault(each.on.year, []).append(each)
    return tuple(
        EndsTogether(year, found[0].on if len({each.on for each in found}) == 1 else None, tuple(each.seat for each in found))
        for year, found in by_year.items()
        if len(found) > most
    )
