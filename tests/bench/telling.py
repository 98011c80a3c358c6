"""The measurements as tables that are read in a terminal and pasted into ``docs/performance.md``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table in Markdown, its columns aligned: words to the left, numbers to the right."""
    lines = [list(headings), *(list(row) for row in rows)]
    widths = [max(len(line[place]) for line in lines) for place in range(len(headings))]
    rule = [("-" * width if place == 0 else "-" * (width - 1) + ":") for place, width in enumerate(widths)]
    return "\n".join(_line(line, widths) for line in (lines[0], rule, *lines[1:]))


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    aligned = [
        cell.ljust(width) if place == 0 else cell.rjust(width) for place, (cell, width) in enumerate(zip(cells, widths, strict=True))
    ]
    return f"| {' | '.join(aligned)} |"


def thousands(number: float) -> str:
    """Return ``12,345``."""
    return f"{number:,.0f}"
