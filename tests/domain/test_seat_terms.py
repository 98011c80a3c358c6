"""When terms end: the last day of a term of so many months, and the years in which more end than a body wants."""

from __future__ import annotations

from datetime import date

import pytest

from consensus.domain.seat_terms import Ending, EndsTogether, ends_in_years, last_day

LAST_DAYS = [
    # Three years from the 2nd of March end on the 1st of March.
    (date(2026, 3, 2), 36, date(2029, 3, 1)),
    # From the first of a month, on the last of the month before.
    (date(2026, 1, 1), 12, date(2026, 12, 31)),
    (date(2026, 3, 1), 12, date(2027, 2, 28)),
    # A month without that day ends with its own last day.
    (date(2026, 1, 31), 1, date(2026, 2, 28)),
    (date(2028, 2, 29), 12, date(2029, 2, 28)),
    (date(2026, 12, 15), 1, date(2027, 1, 14)),
]


@pytest.mark.parametrize(("begins", "months", "last"), LAST_DAYS)
def test_a_term_ends_on_the_day_before_its_number_comes_again(begins: date, months: int, last: date) -> None:
    assert last_day(begins, months) == last


def test_years_in_which_more_terms_end_than_wanted_are_named_with_their_seats() -> None:
    endings = [Ending("C", date(2028, 5, 1)), Ending("A", date(2027, 3, 1)), Ending("B", date(2027, 3, 1)), Ending("D", date(2028, 1, 1))]
    first = EndsTogether(2027, date(2027, 3, 1), ("A", "B"))
    assert ends_in_years(endings, 1) == (first, EndsTogether(2028, None, ("D", "C")))
    assert ends_in_years(endings, 2) == ()
