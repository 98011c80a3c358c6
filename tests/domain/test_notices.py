"""On which channels a notice goes, and when: what is owed always comes, and nobody is woken for what can wait."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from consensus.domain.channels import Channel
from consensus.domain.notices import Level, Reach, Rest, Urgency, Wishes, digest_at, is_told, out_of_quiet, ways

OWED, CONCERNS, NEWS = Urgency.OWED, Urgency.CONCERNS, Urgency.NEWS
PAGE, MAIL, PUSH = Channel.PAGE, Channel.MAIL, Channel.PUSH
NAIROBI = ZoneInfo("Africa/Nairobi")
"""Three hours ahead of UTC, all year."""
NOON = datetime(2026, 12, 2, 9, 0, tzinfo=UTC)
"""A Wednesday; in Nairobi it is noon."""


@pytest.mark.parametrize(
    ("level", "told"),
    [
        (Level.EVERYTHING, {OWED, CONCERNS, NEWS}),
        (Level.CONCERNS, {OWED, CONCERNS}),
        (Level.OWED, {OWED}),
    ],
)
def test_what_one_owes_comes_whatever_was_chosen(level: Level, told: set[Urgency]) -> None:
    assert {urgency for urgency in Urgency if is_told(urgency, level)} == told


# fmt: off
CHANNELS = [
    # The defaults: what is owed comes at once, the rest together in the morning, and rings nowhere.
    (OWED,     Wishes(),                                    Reach(has_address=True),                  {PAGE, MAIL}),
    (OWED,     Wishes(),                                    Reach(has_address=True, has_push=True),   {PAGE, MAIL, PUSH}),
    (CONCERNS, Wishes(),                                    Reach(has_address=True, has_push=True),   {PAGE, MAIL}),
    (CONCERNS, Wishes(rest=Rest.AT_ONCE),                   Reach(has_address=True, has_push=True),   {PAGE, MAIL, PUSH}),
    # Without letters.
    (CONCERNS, Wishes(mail=False),                          Reach(has_address=True),                  {PAGE}),
    (OWED,     Wishes(mail=False),                          Reach(has_address=True),                  {PAGE, MAIL}),
    (OWED,     Wishes(mail=False),                          Reach(has_address=True, has_push=True),   {PAGE, PUSH}),
    (OWED,     Wishes(mail=False, push=False),              Reach(has_address=True, has_push=True),   {PAGE, MAIL}),
    # Who has no address is told in the application.
    (OWED,     Wishes(),                                    Reach(has_address=False),                 {PAGE}),
]
# fmt: on


@pytest.mark.parametrize(("urgency", "wishes", "reach", "channels"), CHANNELS)
def test_a_notice_goes_on_the_channels_that_were_chosen(urgency: Urgency, wishes: Wishes, reach: Reach, channels: set[Channel]) -> None:
    assert {way.channel for way in ways(urgency, wishes, reach, zone=NAIROBI, now=NOON)} == channels


@pytest.mark.parametrize("rest", Rest)
@pytest.mark.parametrize("has_push", [True, False])
def test_what_one_owes_is_never_only_a_line_of_a_digest(rest: Rest, has_push: bool) -> None:  # noqa: FBT001 - a case
    found = ways(OWED, Wishes(rest=rest), Reach(has_address=True, has_push=has_push), zone=NAIROBI, now=NOON)

    assert MAIL in {way.channel for way in found}
    assert not any(way.in_digest for way in found)


# fmt: off
NIGHTS = [
    (12, None, 0),   # by day
    (21, None, 10),  # quiet hours begin
    (3,  None, 4),   # after midnight
    (7,  None, 0),   # they are over
    (3,  48,   4),   # the window is open for long: the morning is soon enough
    (3,  6,    4),   # two hours are left in the morning
    (3,  5,    0),   # not two hours would be left
]
# fmt: on


@pytest.mark.parametrize(("local_hour", "until_hours", "waits_hours"), NIGHTS)
def test_nobody_is_woken_for_what_can_wait(local_hour: int, until_hours: int | None, waits_hours: int) -> None:
    now = datetime(2026, 12, 2, local_hour, 0, tzinfo=NAIROBI)
    until = None if until_hours is None else now + timedelta(hours=until_hours)

    assert out_of_quiet(now, Wishes(), NAIROBI, until=until) - now == timedelta(hours=waits_hours)


def test_who_has_no_quiet_hours_is_told_at_night() -> None:
    night = datetime(2026, 12, 2, 3, 0, tzinfo=NAIROBI)

    assert out_of_quiet(night, Wishes(quiet_from=None, quiet_until=None), NAIROBI) == night


# fmt: off
DIGESTS = [
    (Wishes(rest=Rest.DAILY, digest_hour=8),                      (3, 8)),
    (Wishes(rest=Rest.DAILY, digest_hour=13),                     (2, 13)),
    (Wishes(rest=Rest.DAILY, digest_hour=12),                     (3, 12)),   # it is just that hour: the next one
    (Wishes(rest=Rest.WEEKLY, digest_hour=8, digest_weekday=2),   (9, 8)),    # it was this morning
    (Wishes(rest=Rest.WEEKLY, digest_hour=18, digest_weekday=2),  (2, 18)),
    (Wishes(rest=Rest.WEEKLY, digest_hour=8, digest_weekday=0),   (7, 8)),
]
# fmt: on


@pytest.mark.parametrize(("wishes", "local"), DIGESTS)
def test_the_rest_comes_together_at_an_hour_that_is_theirs(wishes: Wishes, local: tuple[int, int]) -> None:
    day, hour = local

    assert digest_at(NOON, wishes, NAIROBI) == datetime(2026, 12, day, hour, tzinfo=NAIROBI)


def test_an_hour_that_the_clocks_skip_comes_once() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    before = datetime(2026, 3, 28, 23, 0, tzinfo=UTC)

    assert digest_at(before, Wishes(digest_hour=2), berlin) == datetime(2026, 3, 29, 1, 0, tzinfo=UTC)
