"""The form of the file (RFC 5545): what another program reads, and the lines themselves."""

from __future__ import annotations

from datetime import UTC, date, datetime

import icalendar

from consensus.calendars.dated import Dated, Kind
from consensus.calendars.icalendar import LONGEST_LINE, Sheet, as_icalendar

SHEET = Sheet(
    name="Shabaka \u0627\u0644\u0634\u0628\u0643\u0629", language="ar", origin="invented.example/ledger", base_url="https://decide.example"
)
ARABIC = "\u0647\u0644 \u0646\u062c\u062a\u0645\u0639 \u0641\u064a \u0627\u0644\u0631\u0628\u064a\u0639\u061f " * 12
AWKWARD = "A; B, C\\n D\r\nE\u0007F \U0001f33e"


def dated(what: str, **given: object) -> Dated:
    facts = {"kind": Kind.MEETING, "key": "meeting:1", "at": datetime(2026, 3, 5, 9, 30, tzinfo=UTC), "place": "Room; one"}
    more = {"body_name": "B", "path": "/meetings/1", "changes": 2, "changed_at": datetime(2026, 3, 1, tzinfo=UTC)}
    return Dated(what=what, **(facts | more | given))  # type: ignore[arg-type]


def read(content: bytes) -> icalendar.Calendar:
    found = icalendar.Calendar.from_ical(content)
    assert isinstance(found, icalendar.Calendar)
    return found


def test_lines_are_short_end_as_the_form_wants_and_break_no_letter() -> None:
    content = as_icalendar(SHEET, [dated(ARABIC)])
    assert content.endswith(b"END:VCALENDAR\r\n")
    lines = content.split(b"\r\n")[:-1]
    assert max(len(line) for line in lines) == LONGEST_LINE
    assert b"\n" not in b"".join(lines)
    assert b"\r" not in b"".join(lines)
    for line in lines:
        line.decode()  # no part of a letter


def test_another_program_reads_every_letter_that_was_written() -> None:
    for what in (ARABIC.strip(), AWKWARD):
        (event,) = read(as_icalendar(SHEET, [dated(what)])).events
        assert str(event["SUMMARY"]).endswith(what.replace("\r\n", "\n").replace("\u0007", ""))
        assert str(event["LOCATION"]) == "Room; one"
        assert event["SUMMARY"].params["LANGUAGE"] == "ar"


def test_an_instant_is_in_utc_and_a_day_is_a_day() -> None:
    content = as_icalendar(SHEET, [dated("M"), dated("R", kind=Kind.TASK, key="task:1", at=date(2026, 12, 31))])
    assert b"\r\nDTSTART:20260305T093000Z\r\n" in content
    assert b"\r\nDTSTART;VALUE=DATE:20261231\r\nDTEND;VALUE=DATE:20270101\r\n" in content


def test_a_date_has_what_the_form_demands_once() -> None:
    (event,) = read(as_icalendar(SHEET, [dated("M")])).events
    for name in ("UID", "DTSTAMP", "DTSTART", "SEQUENCE", "LAST-MODIFIED", "STATUS", "SUMMARY"):
        assert name in event
        assert not isinstance(event[name], list)
    assert event["SEQUENCE"] == 2


def test_a_calendar_says_who_it_is_and_how_often_to_ask() -> None:
    found = read(as_icalendar(SHEET, [dated("M")]))
    assert (found["VERSION"], str(found["NAME"]), str(found["X-WR-CALNAME"])) == ("2.0", SHEET.name, SHEET.name)
    assert found["REFRESH-INTERVAL"].to_ical() == b"PT1H"
    assert found["X-PUBLISHED-TTL"].to_ical() == b"PT1H"


def test_a_calendar_without_dates_is_a_calendar() -> None:
    found = read(as_icalendar(SHEET, []))
    assert len(found.subcomponents) == 1
    assert not found.events


def test_the_same_dates_are_the_same_octets_in_whatever_order_they_come() -> None:
    one, two = dated("M"), dated("N", key="meeting:2")
    assert as_icalendar(SHEET, [one, two]) == as_icalendar(SHEET, [two, one])
