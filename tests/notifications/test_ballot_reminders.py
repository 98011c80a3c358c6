"""Whoever speaks for a member that has not voted is reminded before voting ends, once for each reminder."""

from __future__ import annotations

from datetime import datetime
from typing import cast

import pytest
from sqlalchemy import select

from config import Settings
from consensus.notifications.ballot_reminders import remind_of_ballots
from consensus.notifications.models import Notice
from tests.bodies.conftest import doors as doors
from tests.bodies.conftest import world as world
from tests.bodies.world import DAY
from tests.elections.conftest import simple as simple
from tests.elections.poll import END, Poll

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


def clock(made: Poll, now: datetime) -> int:
    return remind_of_ballots(made.session, cast(Settings, None), now=now, goes_on=lambda: True)


def reminded(made: Poll) -> set[int]:
    return set(made.session.scalars(select(Notice.person_id).where(Notice.kind == "ballot_reminder")))


def test_who_has_a_ballot_to_cast_is_reminded_and_who_has_cast_it_is_not(simple: Poll) -> None:
    simple.close()
    for voter in simple.voters[:2]:
        simple.votes(voter, "Ada", "Bo")
    assert clock(simple, END - 1.5 * DAY) > 0
    owing, done = ({person.id for person, _member in voters} for voters in (simple.voters[2:], simple.voters[:2]))
    assert owing <= reminded(simple)
    assert not done & reminded(simple)
    assert clock(simple, END - 1.5 * DAY) == 0, "once"


def test_nobody_is_reminded_before_there_is_a_vote_nor_after_it(simple: Poll) -> None:
    assert clock(simple, END - 1.5 * DAY) == 0
    simple.close()
    assert clock(simple, END) == 0
