"""What somebody finds in their calendar, and what they find no more: judged anew each time that it is asked for."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from consensus.erasing import commands as erasing
from consensus.ledger.models import LedgerEntry
from consensus.meetings import commands as meetings
from consensus.people.models import Mandate, Person
from consensus.voting import commands as voting
from tests.bodies.statements import counted_statements
from tests.bodies.world import DAY
from tests.calendars.dates import SECRETS, SITE, Dates, by_title

ASKED = "Asked: a well, a fence; or both?"

EVERYTHING = {
    f"Your position is due: {ASKED}",
    f"The objection window closes: {ASKED}",
    "The objection window closes: Heard: a road?",
    "Meeting: Spring call",
    "Nominations end: Seats of spring",
    "Your ballot is due: Seats of spring",
    "To be looked at again: ASM/2026/001: Decided: a garden?",
    "Your task from ASM/2026/001: Write to all",
}

sqlite_alone = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


def test_a_calendar_holds_every_date_that_concerns_its_reader_and_marks_what_is_owed(dates: Dates) -> None:
    found = dates.of()
    windows = {title for title in found if title.startswith(("Comments", "The consensus window"))}
    assert set(found) - windows == EVERYTHING
    owed = {title for title, event in found.items() if "Waits for you" in [str(each) for each in event["CATEGORIES"].cats]}
    assert owed == {title for title in found if title.startswith("Your ")}


@sqlite_alone
def test_what_was_done_is_owed_no_more(dates: Dates) -> None:
    dates.asked.said("Alpha", "support")
    assert f"The consensus window closes: {ASKED}" in dates.of()


@sqlite_alone
def test_a_window_that_moves_keeps_its_name_and_counts_up(dates: Dates) -> None:
    title, token = f"Your position is due: {ASKED}", dates.make()
    before = by_title(dates.read(token))[title]
    until, now = before["DTSTART"].dt + 3 * DAY, dates.network.tick()
    voting.extend_window(
        dates.network.session, actor=dates.asked.facilitator, proposal_id=dates.asked.id, until=until, reason="A feast.", now=now
    )
    after = by_title(dates.read(token))[title]
    assert (after["UID"], after["DTSTART"].dt, after["SEQUENCE"]) == (before["UID"], until, before["SEQUENCE"] + 1)
    assert after["LAST-MODIFIED"].dt > before["LAST-MODIFIED"].dt
    assert after["STATUS"] == "CONFIRMED"


@sqlite_alone
def test_what_is_called_off_says_so(dates: Dates) -> None:
    network = dates.network
    token, proposal_id = dates.make("Beta"), dates.heard.id
    before = {event["UID"]: event for event in by_title(dates.read(token)).values()}
    now = network.tick()
    meetings.end_meeting(network.session, actor=network.world.steward, meeting_id=dates.meeting_id, now=now)
    voting.call_off_hearing(
        network.session,
        actor=dates.heard.facilitator,
        proposal_id=proposal_id,
        objection_id=dates.hearing_objection_id,
        reason="Snow.",
        now=network.tick(),
    )
    voting.withdraw_proposal(network.session, actor=dates.heard.owner, proposal_id=proposal_id, reason="No.", now=network.tick())
    after = by_title(dates.read(token))
    for title in ("Meeting: Spring call", "Hearing: Heard: a road?", "The objection window closes: Heard: a road?"):
        event = after[title]
        assert event["STATUS"] == "CANCELLED"
        assert event["SEQUENCE"] == before[event["UID"]]["SEQUENCE"] + 1
        assert event["LAST-MODIFIED"].dt >= now.replace(microsecond=0)


@sqlite_alone
def test_a_meeting_that_is_put_off_moves(dates: Dates) -> None:
    network, token = dates.network, dates.make()
    before = by_title(dates.read(token))["Meeting: Spring call"]
    steward, later = network.world.steward, before["DTSTART"].dt + DAY
    meetings.change_meeting(
        network.session,
        actor=steward,
        meeting_id=dates.meeting_id,
        title="Spring call",
        planned_at=later,
        secretary_id=steward.person_id or 0,
        now=network.tick(),
    )
    after = by_title(dates.read(token))["Meeting: Spring call"]
    assert (after["UID"], after["DTSTART"].dt, after["SEQUENCE"]) == (before["UID"], later, before["SEQUENCE"] + 1)
    assert after["LAST-MODIFIED"].dt > before["LAST-MODIFIED"].dt


@sqlite_alone
def test_a_hearing_is_in_the_calendar_of_those_invited_and_of_no_other(dates: Dates) -> None:
    title = "Hearing: Heard: a road?"
    found = {name: title in dates.of(name) for name in ("Alpha", "Beta", "Gamma")}
    assert found == {"Alpha": False, "Beta": True, "Gamma": False}
    voting.answer_invitation(
        dates.network.session,
        actor=dates.network.actor("Beta"),
        proposal_id=dates.heard.id,
        objection_id=dates.hearing_objection_id,
        comes=False,
        now=dates.network.tick(),
    )
    assert title not in dates.of("Beta")


@sqlite_alone
def test_whose_mandate_is_over_finds_nothing_by_the_same_address(dates: Dates) -> None:
    token, session = dates.make(), dates.network.session
    person_id = dates.network.people["Alpha"].id
    session.execute(update(Mandate).where(Mandate.person_id == person_id).values(ends_at=dates.network.now))
    session.commit()
    assert by_title(dates.read(token)) == {}


@sqlite_alone
def test_a_discreet_calendar_holds_no_word_of_anybody(dates: Dates) -> None:
    token = dates.make("Beta", is_discreet=True)
    content = dates.read(token)
    text = content.replace(b"\r\n ", b"").decode()
    assert [word for word in SECRETS if word in text] == []
    assert dates.network.world.session.get_one(Person, dates.network.people["Beta"].id).name not in text
    assert set(by_title(content)) == {"Something waits for you", "A date to keep in mind"}
    assert {line for line in text.splitlines() if line.startswith("URL:")} == {f"URL:{SITE}/"}
    assert "CATEGORIES" not in text
    assert "LOCATION" not in text


@sqlite_alone
def test_a_discreet_calendar_has_the_same_dates_under_the_same_names(dates: Dates) -> None:
    def days(content: bytes) -> list[str]:
        return [line for line in content.decode().split("\r\n") if line.startswith(("UID", "DTSTART", "SEQUENCE", "STATUS"))]

    telling = dates.read(dates.make())
    assert days(dates.read(dates.make(is_discreet=True))) == days(telling)


@sqlite_alone
def test_the_calendar_of_a_body_holds_its_dates_alone_for_its_people_alone(dates: Dates) -> None:
    found = dates.of("Gamma", body_id=dates.network.body.id)
    assert "Meeting: Spring call" in found
    assert "Task from ASM/2026/001: Write to all" in found
    assert not [title for title in found if "Seats of spring" in title]


@sqlite_alone
def test_what_was_erased_of_a_task_is_in_no_calendar(dates: Dates) -> None:
    session = dates.network.session
    entry = session.scalars(select(LedgerEntry.index).where(LedgerEntry.act == "add_task")).one()
    erasing.erase_entry(session, actor=dates.network.world.steward, index=entry, reason="A name.", now=dates.network.tick())
    assert not [title for title in dates.of() if "Write to all" in title]


@sqlite_alone
def test_a_calendar_takes_a_fixed_number_of_statements(dates: Dates) -> None:
    token = dates.make()
    dates.network.session.rollback()
    with counted_statements() as statements:
        dates.read(token)
    assert sum(1 for each in statements if not each.startswith(("BEGIN", "PRAGMA"))) <= 12
