"""The register of a body as CSV (RFC 4180): a row for each decision, never without its marker of dissent."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from consensus.archive.citing import address_of
from consensus.archive.queries.lists import ListedDecision
from consensus.domain.speech import _
from consensus.web.times import machine_text
from consensus.web.words import OUTCOMES, STATUSES, class_word

COLUMNS = (
    *(_("number"), _("closed"), _("question"), _("class"), _("outcome"), _("would be called"), _("today"), _("dissent")),
    _("address"),
)

BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""With one of these a spreadsheet begins to reckon. Threat: a question that makes it send what else stands in the sheet."""

BYTE_ORDER_MARK = "\ufeff"
"""By it spreadsheets know that what follows is UTF-8."""


def as_csv(decisions: Iterable[ListedDecision], base_url: str) -> str:
    """Return the register of ``decisions``, in their order."""
    file = io.StringIO()
    file.write(BYTE_ORDER_MARK)
    rows = csv.writer(file)
    rows.writerow([str(column) for column in COLUMNS])
    for decision in decisions:
        cells = (
            decision.number,
            machine_text(decision.closed_at),
            decision.question,
            class_word(decision.class_code),
            OUTCOMES[decision.outcome],
            OUTCOMES[decision.label] if decision.label else "",
            STATUSES[decision.status],
            _("with dissent") if decision.has_dissent else _("without dissent"),
            address_of(base_url, decision.number),
        )
        rows.writerow([as_text(str(cell)) for cell in cells])
    return file.getvalue()


def as_text(cell: str) -> str:
    """Return a cell that a spreadsheet reads as text, whatever it begins with."""
    return f"'{cell}" if cell.lstrip(" ").startswith(BEGINS_A_FORMULA) else cell
