"""When somebody is reminded of the end of a window: in time, by day, and no more often than the window allows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consensus.domain.hours import is_night
from consensus.domain.reminders import BEFORE, due_reminding, remindings

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)


def told(days: float, zone: str, opened_at: datetime = NOON) -> list[tuple[str, str]]:
    """Names of the reminders of a window of so many days, each with the reader's own clock."""
    found = remindings(opened_at, opened_at + days * DAY, ZoneInfo(zone))
    return [(each.name, each.at.astimezone(ZoneInfo(zone)).strftime("%d %H:%M")) for each in found]


# fmt: off
WINDOWS = [
    # Two weeks leave room for all three, and all fall into the day.
    (14, "UTC",                 [("7d", "09 12:00"), ("2d", "14 12:00"), ("6h", "16 07:00")]),
    # Six hours before noon it is six in the morning: an hour later, at the end of the night, five hours are left.
    (7,  "UTC",                 [("2d", "07 12:00"), ("6h", "09 07:00")]),
    # Seven days before its end a window of seven days is only opened; whoever is called then need not be reminded.
    (3,  "UTC",                 [("2d", "03 12:00"), ("6h", "05 07:00")]),
    (2,  "UTC",                 [("6h", "04 07:00")]),
    (0.25, "UTC",               []),
    # In Auckland the window closes at one in the morning: what would come at night waits for the morning, but not so long
    # that no time is left: then it comes while it is still day.
    (14, "Pacific/Auckland",    [("7d", "10 07:00"), ("2d", "15 07:00"), ("6h", "16 19:00")]),
    # In Honolulu it closes at two at night; six hours before it is eight in the evening.
    (14, "Pacific/Honolulu",    [("7d", "09 07:00"), ("2d", "14 07:00"), ("6h", "15 20:00")]),
    # In São Paulo at nine: six hours before it is three at night, and at seven only two are left. So on the evening before.
    (14, "America/Sao_Paulo",   [("7d", "09 09:00"), ("2d", "14 09:00"), ("6h", "15 21:00")]),
]
# fmt: on


@pytest.mark.parametrize(("days", "zone", "expected"), WINDOWS)
def test_each_reminder_comes_by_day_where_the_reader_is(days: float, zone: str, expected: list[tuple[str, str]]) -> None:
    assert told(days, zone) == expected


def test_a_window_that_is_extended_moves_its_reminders() -> None:
    before, after = (remindings(NOON, NOON + days * DAY, UTC) for days in (9, 12))
    assert [later.at - earlier.at for earlier, later in zip(before, after, strict=True)] == [3 * DAY] * 3


def test_of_several_that_are_late_one_is_enough() -> None:
    end = NOON + 14 * DAY
    due = [due_reminding(NOON, end, UTC, end - left) for left in (8 * DAY, 7 * DAY, 3 * DAY, 2 * DAY, 5 * HOUR)]
    assert [each and each.name for each in due] == [None, "7d", "7d", "2d", "6h"]


def test_once_the_window_is_over_nobody_is_reminded() -> None:
    assert due_reminding(NOON, NOON + DAY, UTC, NOON + DAY) is None


ZONES = ("UTC", "Asia/Kathmandu", "America/St_Johns", "Pacific/Apia", "Africa/Casablanca", "Australia/Lord_Howe", "America/Bogota")


@given(
    opened_at=st.integers(0, 60 * 24 * 730).map(lambda minutes: NOON + timedelta(minutes=minutes)),
    minutes=st.integers(1, 60 * 24 * 40),
    zone=st.sampled_from(ZONES).map(ZoneInfo),
)
def test_every_reminder_is_within_the_window_and_the_later_ones_come_later(opened_at: datetime, minutes: int, zone: ZoneInfo) -> None:
    closes_at = opened_at + timedelta(minutes=minutes)
    found = remindings(opened_at, closes_at, zone)
    assert all(opened_at < each.at < closes_at for each in found)
    assert all(one.at < other.at for one, other in pairwise(found))
    # At night only where the day before the end has no hour left in the window.
    assert all(opened_at >= closes_at - BEFORE[each.name] - DAY for each in found if is_night(each.at, zone))
