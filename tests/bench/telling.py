"""What was measured as tables, which are read in a terminal and pasted into ``docs/performance.md``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from tests.bench.counting import Bytes
from tests.bench.load import Sample
from tests.bench.pages import Page

SMALL, LARGE, BARE, ZIPPED = "small", "large", "bare", "bare, compressed"
"""Whom a page is asked of: the program with two archives, and a bare route that sends the same page as it is or compressed."""


@dataclass
class Line:
    """What was measured of one page."""

    page: Page
    statements: dict[str, int] = field(default_factory=dict)
    bytes: Bytes | None = None
    samples: dict[str, Sample] = field(default_factory=dict)

    def rate(self, name: str) -> str:
        """Return answers a second."""
        return _thousands(self.samples[name].rate)

    def ratio(self, one: str, other: str) -> str:
        """Return how many times more answers a second ``one`` gave than ``other``."""
        return f"{self.samples[one].rate / self.samples[other].rate:.2f}"

    def latency(self, name: str) -> str:
        """Return what half of the answers and 95 of 100 kept to, in milliseconds."""
        return f"{self.samples[name].percentile(0.5):.1f} / {self.samples[name].percentile(0.95):.1f}"


def beside_bare(lines: Iterable[Line]) -> str:
    """Return what the program does beside bare routes."""
    return "Answers a second beside a bare Flask route, and milliseconds (half of them / 95 of 100):\n\n" + table(
        ("page", "a second", "ms", "bare", "of bare", "bare ms", "compressed", "of compressed"),
        (
            (
                *(line.page.title, line.rate(SMALL), line.latency(SMALL)),
                *(line.rate(BARE), line.ratio(SMALL, BARE), line.latency(BARE), line.rate(ZIPPED), line.ratio(SMALL, ZIPPED)),
            )
            for line in lines
        ),
    )


def growth(lines: Iterable[Line], small: int, large: int) -> str:
    """Return what a large archive costs."""
    return f"With {large:,} decisions beside {small:,}:\n\n" + table(
        ("page", f"a second, {small:,}", f"{large:,}", "times slower", "ms", "SQL statements", f"{large:,}"),
        (
            (
                *(line.page.title, line.rate(SMALL), line.rate(LARGE), line.ratio(SMALL, LARGE), line.latency(LARGE)),
                *(str(line.statements[SMALL]), str(line.statements[LARGE])),
            )
            for line in lines
        ),
    )


def bytes_on_the_wire(lines: Iterable[Line]) -> str:
    """Return what visits weigh."""
    return "Bytes on the wire, heads included:\n\n" + table(
        ("page", "as HTML", "compressed", "first visit", "second visit"),
        (
            (line.page.title, *map(_thousands, (cost.plain, cost.page, cost.first_visit, cost.second_visit)))
            for line in lines
            if (cost := line.bytes) is not None
        ),
    )


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table in Markdown, its columns aligned: words to the left, numbers to the right."""
    lines = [list(headings), *(list(row) for row in rows)]
    widths = [max(len(line[place]) for line in lines) for place in range(len(headings))]
    rule = [("-" * width if place == 0 else "-" * (width - 1) + ":") for place, width in enumerate(widths)]
    return "\n".join(_row(line, widths) for line in (lines[0], rule, *lines[1:]))


def _row(cells: Sequence[str], widths: Sequence[int]) -> str:
    aligned = [
        cell.ljust(width) if place == 0 else cell.rjust(width) for place, (cell, width) in enumerate(zip(cells, widths, strict=True))
    ]
    return f"| {' | '.join(aligned)} |"


def _thousands(number: float) -> str:
    return f"{number:,.0f}"
