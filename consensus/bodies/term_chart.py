"""The terms of the seats of a body on one time axis, as numbers to be drawn: a row a seat, a bar a term."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from consensus.bodies.queries.sitting import SeatWithTerms, Term
from consensus.domain.seat_terms import Ending, EndsTogether, ends_in_years
from consensus.domain.speech import _

MOST_YEARS_BACK = 9
"""Terms that ended longer ago are not drawn; the page of the seat lists them."""

MOST_TICKS = 8


@dataclass(frozen=True, slots=True)
class Bar:
    """One term, in hundredths of the axis."""

    start: float
    width: float
    ahead_from: float | None
    """From where on it has not come yet; None for a term that ended."""
    words: str


@dataclass(frozen=True, slots=True)
class ChartRow:
    """A seat."""

    label: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class TermChart:
    """The drawing; nothing of it where no seat was ever held."""

    rows: tuple[ChartRow, ...]
    ticks: tuple[tuple[int, float], ...]
    """Years, and where they begin."""
    today: float


def term_chart(seats: Sequence[SeatWithTerms], today: date) -> TermChart | None:
    """Return the terms of seats as a drawing, or None where there is nothing to draw."""
    shown = {seat.seat_id: [term for term in seat.terms if _end(term, today).year >= today.year - MOST_YEARS_BACK] for seat in seats}
    terms = [term for each in shown.values() for term in each]
    if not terms:
        return None
    first = max(min(term.started_at.date() for term in terms), date(today.year - MOST_YEARS_BACK, 1, 1))
    last = max(today, *(_end(term, today) for term in terms))
    length = max((last - first).days, 1)

    def place(day: date) -> float:
        return round(min(max((day - first).days, 0), length) * 100 / length, 2)

    def bar(term: Term) -> Bar:
        start, end = place(term.started_at.date()), place(_end(term, today))
        is_open = term.ended_at is None
        until = _end(term, today).isoformat() if term.ended_at or term.ends_on else _("no fixed day")
        words = f"{term.person_name}: {term.started_at.date().isoformat()} to {until}"
        return Bar(start, max(end - start, 0.5), place(today) if is_open else None, words)

    step = max(1, -(-(last.year - first.year) // MOST_TICKS))
    years = [year for year in range(first.year, last.year + 1, step) if date(year, 1, 1) >= first]
    rows = tuple(ChartRow(seat.label, tuple(bar(term) for term in shown[seat.seat_id])) for seat in seats)
    return TermChart(rows, tuple((year, place(date(year, 1, 1))) for year in years), place(today))


def ends_beyond(seats: Sequence[SeatWithTerms], most: int | None, today: date) -> tuple[EndsTogether, ...]:
    """Return the years in which more terms end than the body wants; none where it says nothing of it. Terms past their day are left out."""
    holders = [(seat.label, seat.holder.ends_on) for seat in seats if seat.holder is not None]
    endings = [Ending(label, ends_on) for label, ends_on in holders if ends_on is not None and ends_on >= today]
    return () if most is None else ends_in_years(endings, most)


def _end(term: Term, today: date) -> date:
    """When a term ended, or is to end; today for one without a last day."""
    if term.ended_at is not None:
        return term.ended_at.date()
    return max(term.ends_on or today, term.started_at.date())
