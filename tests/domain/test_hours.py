"""At which hour a window closes for people all over the world. Source: look.md, Time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone, tzinfo

import pytest

from consensus.domain.hours import FairerHour, fairer_hour, is_night, voices_at_night


def east(hours: int) -> tzinfo:
    return timezone(timedelta(hours=hours))


@pytest.mark.parametrize(
    ("hour", "minute", "night"),
    [(21, 59, False), (22, 0, True), (23, 59, True), (0, 0, True), (6, 59, True), (7, 0, False), (12, 0, False)],
)
def test_night_is_from_ten_to_seven_on_the_own_clock(hour: int, minute: int, *, night: bool) -> None:
    at = datetime(2026, 11, 22, hour, minute, tzinfo=east(5)).astimezone(UTC)
    assert is_night(at, east(5)) is night


def test_it_is_night_for_a_voice_when_it_is_for_everyone_who_speaks_for_it() -> None:
    at = datetime(2026, 11, 22, 3, tzinfo=UTC)
    one_wakes, all_sleep, nobody = frozenset({east(0), east(8)}), frozenset({east(0), east(1)}), frozenset[tzinfo]()
    assert voices_at_night(at, [one_wakes, all_sleep, nobody]) == 1


def test_the_fairer_hour_is_the_first_at_which_the_fewest_are_asleep() -> None:
    at = datetime(2026, 11, 22, 3, 30, tzinfo=UTC)
    voices = [frozenset({east(0)}), frozenset({east(0)}), frozenset({east(12)})]
    # At 7:30 in UTC it is day there and 19:30 twelve hours east.
    assert fairer_hour(at, voices) == FairerHour(4, at + timedelta(hours=4), 0)


def test_no_hour_is_offered_where_none_is_fairer() -> None:
    noon = datetime(2026, 11, 22, 12, tzinfo=UTC)
    assert fairer_hour(noon, [frozenset({east(0)})]) is None
    everywhere = [frozenset({east(hours)}) for hours in range(-11, 13)]
    assert fairer_hour(noon, everywhere) is None


def test_a_window_is_never_offered_to_close_earlier() -> None:
    at = datetime(2026, 11, 22, 23, tzinfo=UTC)
    found = fairer_hour(at, [frozenset({east(0)})])
    assert found is not None
    assert found.at == datetime(2026, 11, 23, 7, tzinfo=UTC)
