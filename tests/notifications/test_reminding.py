"""Those who have not spoken are reminded before a window ends: by day, once each, and of the end as it is now."""

from __future__ import annotations

from datetime import datetime
from typing import cast
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from config import Settings
from consensus.domain.channels import Channel
from consensus.notifications.models import Notice
from consensus.notifications.reminding import remind_in_time
from consensus.people.models import Person
from consensus.proposals.models import Proposal
from consensus.voting import commands as voting
from consensus.voting.models import Voice
from consensus.voting.speakers import speakers_of
from consensus.voting.telling import Told, write_down
from tests.bodies.world import DAY
from tests.voting.story import Network, Story

SQLITE = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


def asked(network: Network) -> Story:
    """A proposal on which positions are owed for a week, to the minute of noon in UTC."""
    return network.propose("Ada").commented().called_for_objections().called_for_consensus()


def end_of(story: Story) -> datetime:
    end = story.session.get_one(Proposal, story.id, populate_existing=True).closes_at
    assert end is not None
    return end


def clock(network: Network, now: datetime) -> int:
    return remind_in_time(network.session, cast(Settings, None), now=now, goes_on=lambda: True)


def everybody_told(story: Story) -> None:
    proposal = story.session.get_one(Proposal, story.id, populate_existing=True)
    for voice in story.session.scalars(select(Voice).where(Voice.proposal_id == story.id)):
        speaks = min(speakers_of(story.session, story.id, story.network.now)[voice.id])
        write_down(
            story.session, story.id, [Told(voice.id, speaks, proposal.stage, proposal.opened_at, Channel.PAGE, story.network.tick())]
        )
    story.session.commit()


def reminded(network: Network) -> list[tuple[str, str]]:
    """Who was reminded on the page, and of which end: ``(name, cause)``."""
    statement = select(Person.name, Notice.cause).join(Person, Person.id == Notice.person_id).where(Notice.channel == "page")
    return [
        (name.removeprefix("Person of "), cause.rpartition(":")[0])
        for name, cause in network.session.execute(statement.order_by(Notice.id))
    ]


def test_whoever_has_not_spoken_is_reminded_once_however_often_the_clock_runs(network: Network) -> None:
    story = asked(network).supported_by("Ada")
    for _ in range(3):
        clock(network, end_of(story) - 2 * DAY + 12 * (DAY / 24))
    assert sorted(reminded(network)) == [("Ben", "reminder:2d"), ("Chi", "reminder:2d"), ("Femi Facilitator", "reach:2d")]


@SQLITE
def test_nobody_is_reminded_too_early_nor_once_the_window_is_over(network: Network) -> None:
    story = asked(network)
    assert clock(network, end_of(story) - 3 * DAY) == 0
    assert clock(network, end_of(story)) == 0


@SQLITE
def test_a_window_that_moved_has_its_reminders_before_its_new_end_alone(network: Network) -> None:
    story = asked(network)
    before = end_of(story)
    voting.extend_window(
        network.session, actor=story.facilitator, proposal_id=story.id, until=before + 5 * DAY, reason="Holidays.", now=network.tick()
    )
    clock(network, before - DAY)
    assert {cause for _name, cause in reminded(network)} == {"reminder:7d"}, "a day before the old end it is six before the new one"
    clock(network, before + 4 * DAY)
    assert {cause for _name, cause in reminded(network)} == {"reminder:7d", "reminder:2d", "reach:2d"}


@SQLITE
def test_whoever_speaks_is_reminded_no_more(network: Network) -> None:
    story = asked(network)
    clock(network, end_of(story) - DAY)
    story.supported_by("Ada", "Ben", "Chi")
    assert clock(network, end_of(story) - DAY / 24) == 0


@SQLITE
def test_each_is_reminded_by_day_where_they_are(network: Network) -> None:
    network.people["Chi"].timezone = "Pacific/Auckland"
    network.session.commit()
    story = asked(network).supported_by("Ada")
    end = end_of(story)
    found = set()
    for hours in range(60, 0, -1):
        now = end - hours * (DAY / 24)
        clock(network, now)
        for notice in network.session.scalars(select(Notice).where(Notice.channel == "page", Notice.made_at == now)):
            person = network.session.get_one(Person, notice.person_id)
            found.add(now.astimezone(ZoneInfo(person.timezone)).hour)
    assert found
    assert all(7 <= hour < 22 for hour in found)


@SQLITE
def test_before_objections_end_whoever_has_none_hears_one_last_call_and_no_more(network: Network) -> None:
    story = network.propose("Ada").commented().called_for_objections()
    story.objected("Ben", "It comes too early.")
    everybody_told(story)
    assert clock(network, end_of(story) - 3 * DAY) == 0
    for days in (2, 1, 1 / 24):
        clock(network, end_of(story) - days * DAY)
    assert sorted(reminded(network)) == [("Ada", "last_call:once"), ("Chi", "last_call:once")]


@SQLITE
def test_before_objections_end_the_facilitator_hears_of_voices_that_nobody_reached(network: Network) -> None:
    story = network.propose("Ada").commented().called_for_objections()
    clock(network, end_of(story) - 2 * DAY)
    assert ("Femi Facilitator", "reach:2d") in reminded(network)


@SQLITE
def test_where_silence_consents_everybody_is_reminded_before_objections_end(network: Network) -> None:
    story = network.propose("Ben", class_code="procedural").commented().called_for_objections()
    clock(network, end_of(story) - DAY / 24)
    assert {cause for _name, cause in reminded(network)} == {"reminder:6h", "reach:6h"}
