"""Days as spreadsheets write them. They turn ``2026-01-31`` into the way of their country when a file is saved again."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from consensus.domain.errors import InvalidError
from consensus.domain.speech import _

EARLIEST, LATEST = date(1900, 1, 1), date(2199, 12, 31)
"""Between which a day of a register lies; what is outside was mistyped."""

_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_DOTTED = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
_DASHED = re.compile(r"(\d{4})-(\d{2})-(\d{2})")


@dataclass(frozen=True, slots=True)
class Days:
    """Reads the days of one file. ``day_first`` is None where nothing in it tells how ``01/02/2026`` is meant."""

    day_first: bool | None

    @classmethod
    def of(cls, cells: Iterable[str]) -> Days:
        """Return what the cells with days tell of how they are written."""
        slashed = [found for cell in cells if (found := _SLASHED.fullmatch(cell.strip()))]
        day_first = any(int(found[1]) > 12 for found in slashed)
        month_first = any(int(found[2]) > 12 for found in slashed)
        return cls(None if day_first is month_first else day_first)

    def read(self, cell: str) -> date | None:
        """Return the day in a cell; None for an empty one.

        :raises InvalidError: when it is none, or can be read in two ways.
        """
        if not cell:
            return None
        if found := _DASHED.fullmatch(cell):
            return _day(cell, found[1], found[2], found[3])
        if found := _DOTTED.fullmatch(cell):
            return _day(cell, found[3], found[2], found[1])
        if found := _SLASHED.fullmatch(cell):
            if self.day_first is None and found[1] != found[2]:
                raise InvalidError(
                    _('"{day}" can be read in two ways. Write the year first, then month and day, such as 2026-01-31.', day=cell)
                )
            return _day(cell, found[3], *((found[2], found[1]) if self.day_first else (found[1], found[2])))
        raise _none(cell)


def _day(cell: str, year: str, month: str, day: str) -> date:
    try:
        read = date(int(year), int(month), int(day))
    except ValueError:
        raise _none(cell) from None
    if not EARLIEST <= read <= LATEST:
        raise _none(cell)
    return read


def _none(cell: str) -> InvalidError:
    return InvalidError(_('"{day}" is no day. Write the year first, then month and day, such as 2026-01-31.', day=cell))
