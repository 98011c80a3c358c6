"""Making an address, what a program gets by it, and dates as files: who gets them and who does not."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select, update

from consensus.calendars.models import CalendarAddress
from consensus.people.models import Person
from tests.archive.conftest import Readers
from tests.bodies.world import entries
from tests.calendars.dates import Dates, by_title
from tests.support.browsing import text_of

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)

ADDRESS = re.compile(r'value="http://127.0.0.1:8000(/calendar/[\w-]{43}\.ics)"')


def made(readers: Readers, **fields: str) -> str:
    """Make an address of Alpha's on the page, and return its path."""
    answer = readers.of("Alpha").post("/account/calendar", {"dates": "", "words": "telling", **fields})
    found = ADDRESS.search(text_of(answer))
    assert found is not None
    assert answer.headers["Cache-Control"] == "no-store"
    return found[1]


def test_an_address_is_shown_once_and_read_without_signing_in(dates: Dates, readers: Readers) -> None:
    path = made(readers)
    assert path not in text_of(readers.of("Alpha").get("/account/calendar"))
    answer = readers.visitor().get(path)
    assert answer.content_type == "text/calendar; charset=utf-8"
    assert "Meeting: Spring call" in by_title(answer.data)
    assert "Set-Cookie" not in answer.headers
    (kept,) = dates.network.session.scalars(select(CalendarAddress.token_sha256))
    assert kept not in path
    assert path.split("/")[-1].removesuffix(".ics") not in str(entries(dates.network.session, "make_calendar_address"))


def test_a_new_address_ends_the_one_before_at_once_and_another_not(dates: Dates, readers: Readers) -> None:
    first, of_body = made(readers), made(readers, dates=str(dates.network.body.id))
    second = made(readers)
    assert [readers.visitor().get(path).status_code for path in (first, second, of_body)] == [404, 200, 200]


def test_an_address_that_was_ended_shows_nothing(dates: Dates, readers: Readers) -> None:
    path = made(readers)
    (address_id,) = dates.network.session.scalars(select(CalendarAddress.id))
    assert readers.of("Beta").post(f"/account/calendar/{address_id}/end").status_code == 404, "another's"
    assert readers.visitor().get(path).status_code == 200
    readers.of("Alpha").post(f"/account/calendar/{address_id}/end")
    assert readers.visitor().get(path).status_code == 404


def test_who_may_not_sign_in_any_more_has_no_calendar(dates: Dates, readers: Readers) -> None:
    path, session = made(readers), dates.network.session
    session.execute(update(Person).where(Person.id == dates.network.people["Alpha"].id).values(is_active=False))
    session.commit()
    assert readers.visitor().get(path).status_code == 404


def test_a_calendar_is_discreet_unless_its_owner_says_otherwise(dates: Dates, readers: Readers) -> None:
    found = ADDRESS.search(text_of(readers.of("Alpha").post("/account/calendar", {"dates": ""})))
    assert found is not None
    assert "Something waits for you" in by_title(readers.visitor().get(found[1]).data)
    (address_id,) = dates.network.session.scalars(select(CalendarAddress.id))
    readers.of("Alpha").post(f"/account/calendar/{address_id}/words", {"words": "telling"})
    assert "Meeting: Spring call" in by_title(readers.visitor().get(found[1]).data)


def test_nobody_has_a_calendar_of_a_body_in_which_they_do_not_speak(dates: Dates, readers: Readers) -> None:
    fields = {"dates": str(dates.network.body.id), "words": "telling"}
    answer = readers.stranger().post("/account/calendar", fields)
    assert answer.status_code == 422
    assert entries(dates.network.session, "make_calendar_address") == []


def test_a_calendar_that_has_not_changed_is_not_sent_again(dates: Dates, readers: Readers) -> None:
    path = made(readers)
    name = readers.visitor().get(path).headers["ETag"]
    dates.network.tick()
    assert readers.visitor().get(path, headers={"If-None-Match": name}).status_code == 304


def test_a_calendar_speaks_the_language_of_whose_it_is(dates: Dates, readers: Readers) -> None:
    path, session = made(readers), dates.network.session
    session.execute(update(Person).where(Person.id == dates.network.people["Alpha"].id).values(language="ar"))
    session.commit()
    events = by_title(readers.visitor().get(path, headers={"Accept-Language": "fr"}).data).values()
    assert {event["SUMMARY"].params["LANGUAGE"] for event in events} == {"ar"}


def test_everybody_finds_the_public_dates_of_a_body_and_no_other(dates: Dates, readers: Readers) -> None:
    for browser in (readers.visitor(), readers.of("Alpha")):
        found = by_title(browser.get("/calendar/of/ASM.ics").data)
        assert {title.rpartition(": ")[2] for title in found} == {"a well, a fence; or both?"}
    assert readers.visitor().get("/calendar/of/BOARD.ics").status_code == 404


def test_the_pages_of_a_proposal_and_of_a_meeting_hand_out_their_date(dates: Dates, readers: Readers) -> None:
    browser = readers.of("Alpha")
    for page, path, title in (
        (f"/proposals/{dates.heard.id}", f"/proposals/{dates.heard.id}/deadline.ics", "The objection window closes: Heard: a road?"),
        (f"/meetings/{dates.meeting_id}", f"/meetings/{dates.meeting_id}/meeting.ics", "Meeting: Spring call"),
    ):
        assert f'href="{path}"' in text_of(browser.get(page))
        answer = browser.get(path)
        assert list(by_title(answer.data)) == [title]
        assert answer.headers["Content-Disposition"].startswith("attachment")
    assert readers.stranger().get(f"/proposals/{dates.heard.id}/deadline.ics").status_code == 404
    assert readers.stranger().get(f"/meetings/{dates.meeting_id}/meeting.ics").status_code == 404
    assert browser.get(f"/proposals/{dates.decided.id}/deadline.ics").status_code == 404, "no window is open"
