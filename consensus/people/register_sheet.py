"""The register as a file of comma-separated values, in the form in which it can be imported again; see ``register_file``.

A gender is never in it. A cell that a spreadsheet would run as a formula is written behind a stroke, and read without it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass

from consensus.domain.terms import MemberKind

REQUIRED = ("name", "country", "region", "kind")
OPTIONAL = ("person", "email", "mandate")
COLUMNS = (*REQUIRED, *OPTIONAL)

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


def as_sheet(lines: Iterable[SheetLine], *, with_mark: bool) -> str:
    """Return the lines as a file, in their order."""
    file = io.StringIO()
    file.write(BYTE_ORDER_MARK if with_mark else "")
    rows = csv.writer(file)
    rows.writerow(COLUMNS)
    for line in lines:
        cells = (line.name, line.country, line.region, line.kind.value, line.person, line.email, line.mandate)
        rows.writerow([guarded(cell) for cell in cells])
    return file.getvalue()


def guarded(cell: str) -> str:
    """Return a cell that a spreadsheet reads as text, whatever it begins with."""
    return f"{GUARD}{cell}" if cell.lstrip(f" {GUARD}").startswith(BEGINS_A_FORMULA) else cell


def unguarded(cell: str) -> str:
    """Return what was written as :func:`guarded`."""
    return cell.removeprefix(GUARD) if cell.lstrip(f" {GUARD}").startswith(BEGINS_A_FORMULA) else cell
