"""The dates of which a letter tells come with it as a file: the same date in each, and one that is moved or called off says so."""

from __future__ import annotations

from typing import Any

import icalendar
import pytest
from flask import Flask
from sqlalchemy import select

from consensus.bodies.commands import add_seat
from consensus.calendars.commands import make_calendar_address
from consensus.calendars.events import calendar_of
from consensus.calendars.queries import reading_by
from consensus.domain.notices import Level, Rest
from consensus.domain.terms import BodyKind, TaskStatus
from consensus.elections import commands as elections
from consensus.meetings import commands as meetings
from consensus.notifications.deriving import derive
from consensus.notifications.models import NoticeChoice, NoticeWishes
from consensus.people.models import Mandate
from consensus.voting import commands as voting
from tests.bodies.world import DAY
from tests.notifications.post import always, go_rounds, to
from tests.voting.story import Network

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)

QUESTION = "Shall we meet in spring?"


class Reading:
    """Ben, who wants to read everything at once and openly, and Chi, whose letters are discreet."""

    def __init__(self, app: Flask, network: Network) -> None:
        self.app, self.network, self.session = app, network, network.session
        for name in ("Ben", "Chi"):
            usual: dict[str, Any] = {"rest": Rest.AT_ONCE, "digest_hour": 8, "digest_weekday": 0, "discreet_mail": name == "Chi"}
            self.session.add(NoticeWishes(person_id=network.people[name].id, **usual))
        self.session.add(NoticeChoice(person_id=network.people["Ben"].id, body_id=network.body.id, level=Level.EVERYTHING))
        self.session.commit()
        go_rounds(app, self.session, network.now)

    def events(self, name: str = "Ben") -> list[Any]:
        """Return every event in the files of the letters that come now."""
        before = len(to(self.session, name))
        go_rounds(self.app, self.session, self.network.now)
        files = [file for letter in to(self.session, name)[before:] for file in letter.attachments]
        assert {(file.name, file.media_type) for file in files} <= {("date.ics", "text/calendar")}
        return [event for file in files for event in icalendar.Calendar.from_ical(file.content).events]

    def only(self, title: str = "") -> tuple[str, int, str, Any]:
        """Return what the one event (of this title) that comes now is called, how often it changed, how it stands, and when it is."""
        (event,) = (each for each in self.events() if str(each["SUMMARY"]).startswith(title))
        return str(event["UID"]), int(event["SEQUENCE"]), str(event["STATUS"]), event["DTSTART"].dt

    def listed(self, names: set[str]) -> set[str]:
        """Return which of the dates stand in Ben's calendar."""
        actor, now = self.network.actor("Ben"), self.network.now
        token = make_calendar_address(self.session, actor=actor, body_id=None, is_discreet=False, now=now)
        content = calendar_of(self.session, reading_by(self.session, token), base_url="https://decide.invented.example", now=now)
        found = icalendar.Calendar.from_ical(content)
        return names & {str(event["UID"]) for event in found.events}


@pytest.fixture
def reading(app: Flask, network: Network) -> Reading:
    """Who reads."""
    return Reading(app, network)


def test_a_window_that_is_over_before_its_time_is_called_off_where_it_was_sent(reading: Reading) -> None:
    story = reading.network.propose("Ada").commented().called_for_objections().called_for_consensus()
    events = {str(event["SUMMARY"]): event for event in reading.events()}
    sent = events[f"Your position is due: {QUESTION}"]
    assert reading.events("Chi") == []
    story.supported_by("Ada", "Ben", "Chi")
    voting.close(reading.session, actor=story.facilitator, proposal_id=story.id, now=reading.network.tick())
    name, changes, status, at = reading.only()
    assert (name, status, at) == (str(sent["UID"]), "CANCELLED", sent["DTSTART"].dt)
    assert changes > int(sent["SEQUENCE"])


def test_a_meeting_is_one_date_wherever_it_is_told_of(reading: Reading) -> None:
    network, steward = reading.network, reading.network.world.steward
    said: dict[str, Any] = {"title": "Spring call", "secretary_id": steward.person_id or 0, "place": "Room seven"}
    first, second = network.now + 3 * DAY, network.now + 5 * DAY
    meeting_id = meetings.call_meeting(
        reading.session, actor=steward, body_id=network.body.id, planned_at=first, now=network.tick(), **said
    )
    name, *called = reading.only()
    meetings.change_meeting(reading.session, actor=steward, meeting_id=meeting_id, planned_at=second, now=network.tick(), **said)
    changed = reading.only()
    assert reading.listed({name}) == {name}
    meetings.end_meeting(reading.session, actor=steward, meeting_id=meeting_id, now=network.tick())
    assert called == [0, "CONFIRMED", first]
    assert [changed, reading.only()] == [(name, 1, "CONFIRMED", second), (name, 2, "CANCELLED", second)]


def test_who_left_the_body_before_the_letter_went_reads_nothing_of_its_meeting(reading: Reading) -> None:
    network, steward = reading.network, reading.network.world.steward
    said: dict[str, Any] = {"title": "Spring call", "secretary_id": steward.person_id or 0, "place": "Room seven"}
    meetings.call_meeting(
        reading.session, actor=steward, body_id=network.body.id, planned_at=network.now + 3 * DAY, now=network.tick(), **said
    )
    derive(reading.session, reading.app.config["SETTINGS"], now=network.now, goes_on=always)
    mandate = reading.session.scalars(select(Mandate).where(Mandate.person_id == network.people["Ben"].id)).one()
    mandate.ends_at = network.tick()
    reading.session.commit()
    assert reading.events() == []
    last = to(reading.session, "Ben")[-1]
    assert "Spring call" not in last.subject + last.text + str(last.html)


def test_an_election_says_until_when_and_that_it_is_called_off(reading: Reading) -> None:
    network, steward = reading.network, reading.network.world.steward
    board = network.add_body("BOARD", kind=BodyKind.STEERING)
    seat = add_seat(reading.session, actor=steward, body_id=board.id, label="Seat", kind="regional", now=network.tick())
    until = network.now + 9 * DAY
    call = elections.Call(title="Who sits?", about="", seat_ids=[seat], nominations_close_at=until, voting_days=7, term_ends_on=None)
    election_id = elections.call_election(reading.session, actor=steward, body_id=board.id, call=call, now=network.tick())
    name, *called = reading.only()
    given: dict[str, Any] = {"actor": steward, "election_id": election_id, "reason": "Harvest."}
    elections.extend_nominations(reading.session, until=until + DAY, now=network.tick(), **given)
    extended = reading.only()
    elections.call_off_election(reading.session, now=network.tick(), **given)
    assert called == [0, "CONFIRMED", until]
    assert [extended, reading.only()] == [(name, 1, "CONFIRMED", until + DAY), (name, 2, "CANCELLED", until + DAY)]


def test_a_hearing_is_one_date_until_it_is_called_off(reading: Reading) -> None:
    network = reading.network
    story = network.propose("Ada").commented().called_for_objections()
    objection_id = story.objected("Ben", "It harms the trees.")
    reading.events()
    meets_at = network.now + 2 * DAY
    given: dict[str, Any] = {"actor": story.facilitator, "proposal_id": story.id, "objection_id": objection_id}
    voting.invite_to_be_heard(reading.session, meets_at=meets_at, place="The kitchen", now=network.tick(), **given)
    invited = reading.only("Hearing: ")
    voting.call_off_hearing(reading.session, reason="It rains.", now=network.tick(), **given)
    assert [invited, reading.only("Hearing: ")] == [(invited[0], 0, "CONFIRMED", meets_at), (invited[0], 1, "CANCELLED", meets_at)]


def test_a_day_that_was_sent_is_called_off_where_a_calendar_that_asks_just_drops_it(reading: Reading) -> None:
    network, session = reading.network, reading.session
    story = network.propose("Ada").commented().called_for_objections().called_for_consensus()
    story.supported_by("Ada", "Ben", "Chi").over()
    reading.events()
    given: dict[str, Any] = {"actor": network.actor("Ada"), "proposal_id": story.id}
    day = (network.now + 60 * DAY).date()

    voting.set_review(session, review_on=day, now=network.tick(), **given)
    review = reading.only()
    task: dict[str, Any] = {"text": "Write to all", "responsible_id": network.people["Ben"].id, "due_on": day}
    task_id = voting.add_task(session, now=network.tick(), **task, **given)
    task_of = reading.only()
    names = {review[0], task_of[0]}
    assert [review[1:], task_of[1:], reading.listed(names)] == [(1, "CONFIRMED", day), (0, "CONFIRMED", day), names]

    voting.set_review(session, review_on=None, now=network.tick(), **given)
    assert reading.only() == (review[0], 2, "CANCELLED", day)
    voting.end_task(session, task_id=task_id, ended=TaskStatus.DONE, note="All know.", now=network.tick(), **given)
    assert reading.only() == (task_of[0], 1, "CANCELLED", day)
    assert reading.listed(names) == set()
