"""The register as a file of comma-separated values, in the form in which it can be imported again; see ``register_file``.

A gender is never in it. A cell that a spreadsheet would run as a formula is written behind a stroke, and read without it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from consensus.domain.terms import MemberKind, MemberStatus

REQUIRED = ("name", "country", "region", "kind")
TODAY = (*REQUIRED, "person", "email", "mandate", "member_id", "person_id")
EVERYTHING = (*REQUIRED, "admitted", "status", "since", "person", "email", "mandate", "from", "until", "zone", "member_id", "person_id")
COLUMNS = EVERYTHING

BYTE_ORDER_MARK = "\ufeff"
"""By it spreadsheets know that what follows is UTF-8; other programs may stumble over it."""

GUARD = "'"
BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""Source: OWASP, CSV injection."""


@dataclass(frozen=True, slots=True)
class SheetLine:
    """A member and, where there is one, somebody who speaks for it, in one body or (empty) in all."""

    name: str
    country: str
    region: str
    kind: MemberKind
    person: str = ""
    email: str = ""
    mandate: str = ""
    member_id: str = ""
    person_id: str = ""
    admitted: date | None = None
    status: MemberStatus = MemberStatus.ACTIVE
    since: date | None = None
    first_day: date | None = None
    last_day: date | None = None
    zone: str = ""
    """In which the two days are meant."""

    def cells(self) -> dict[str, str]:
        """What stands in each column."""
        of_member = (self.name, self.country, self.region, self.kind.value, _day(self.admitted), self.status.value, _day(self.since))
        of_mandate = (self.person, self.email, self.mandate, _day(self.first_day), _day(self.last_day), self.zone)
        return dict(zip(EVERYTHING, (*of_member, *of_mandate, self.member_id, self.person_id), strict=True))


def as_sheet(lines: Iterable[SheetLine], *, with_mark: bool, columns: Iterable[str] = TODAY) -> str:
    """Return the lines as a file, in their order."""
    file = io.StringIO()
    file.write(BYTE_ORDER_MARK if with_mark else "")
    rows, columns = csv.writer(file), tuple(columns)
    rows.writerow(columns)
    for line in lines:
        cells = line.cells()
        rows.writerow([guarded(cells[column]) for column in columns])
    return file.getvalue()


def guarded(cell: str) -> str:
    """Return a cell that a spreadsheet reads as text, whatever it begins with."""
    return f"{GUARD}{cell}" if cell.lstrip(f" {GUARD}").startswith(BEGINS_A_FORMULA) else cell


def unguarded(cell: str) -> str:
    """Return what was written as :func:`guarded`."""
    return cell.removeprefix(GUARD) if cell.lstrip(f" {GUARD}").startswith(BEGINS_A_FORMULA) else cell


def first_day_of(starts_at: datetime, zone: tzinfo) -> date:
    """Return the first day of a mandate."""
    return starts_at.astimezone(zone).date()


def last_day_of(ends_at: datetime | None, zone: tzinfo) -> date | None:
    """Return the last day on which a mandate holds, of the first instant too late; None for none."""
    return None if ends_at is None else (ends_at - timedelta(microseconds=1)).astimezone(zone).date()


def start_of_day(day: date, zone: tzinfo) -> datetime:
    """Return the first instant of a day."""
    return datetime.combine(day, time(), zone).astimezone(UTC)


def _day(day: date | None) -> str:
    return "" if day is None else day.isoformat()
