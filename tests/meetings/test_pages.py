"""The pages of a meeting, over HTTP and without scripts; what htmx asks of them; and what each reader finds on home."""

from __future__ import annotations

import re

import pytest

from consensus.domain.terms import PositionCode
from consensus.meetings import commands
from consensus.meetings.models import EnteredPosition, Fate, Meeting, MeetingItem, MeetingNote
from consensus.voting.models import Position
from tests.meetings.room import VERA, Room
from tests.pages.scene import QUESTION, Person
from tests.pages.test_own_acts import OFFERED
from tests.pages.test_statements import MOST, statements
from tests.support.browsing import HTMX, text_of

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)

TAG = re.compile(r'hx-get="([^"]+)"')


def poll_of(page: str) -> str:
    found = TAG.search(page)
    assert found is not None
    return found[1].replace("&amp;", "&")


def position_form(browser: Person, proposal_id: int, **said: str) -> dict[str, str]:
    voice = browser.scene.voice_id(proposal_id, VERA)
    return {"voice": str(voice), "version": "1", "seen_stage": "consensus"} | said


def test_a_meeting_is_called_led_and_ended_over_http(room: Room) -> None:
    proposal_id = room.in_consensus()
    femi = room.browser("Femi")
    assert "Call a meeting" in text_of(femi.get("/bodies/WATER/meetings"))
    said = {"title": "Monthly call", "planned_at": "2026-05-01T10:00", "place": "Room 4", "secretary": str(room.person_id["Ines"])}
    assert femi.post("/bodies/WATER/meetings/new", said).location == "/meetings/1/agenda"
    assert femi.post("/meetings/1/agenda", {"proposal": str(proposal_id), "presenter": str(room.person_id["Owen"])}).status_code == 303
    femi.post("/meetings/1/agenda", {"title": "Any other matter"})
    femi.post("/meetings/1/start")
    femi.post("/meetings/1/items/1/open")
    femi.post("/meetings/1/items/1/call", {"position": "block"})
    page = text_of(room.browser("Vera").get("/meetings/1"))
    for words in (QUESTION, "Presented by", "Called now", "Not yet heard:", "Still missing:", "Say where you stand"):
        assert words in page
    femi.post("/meetings/1/items/1/close")
    femi.post("/meetings/1/end")
    assert room.meeting(1).ended_at is not None
    assert "The meeting has ended" in text_of(femi.get("/meetings/1"))


def test_a_form_that_is_wrong_is_shown_again_with_what_was_typed(room: Room) -> None:
    femi = room.browser("Femi")
    answer = femi.post("/bodies/WATER/meetings/new", {"title": "Monthly call", "planned_at": "soon", "secretary": ""})
    assert answer.status_code == 422
    assert 'value="Monthly call"' in text_of(answer)
    assert "Choose who writes down what is said." in text_of(answer)
    assert room.count(Meeting) == 0


@pytest.mark.parametrize("who", ["Nora", "Zoe"])
def test_a_stranger_to_the_body_learns_nothing_of_its_meetings(room: Room, who: str) -> None:
    room.at_item(room.in_consensus())
    browser = room.browser(who)
    for address in ("/meetings/1", "/meetings/1/live", "/meetings/1/agenda"):
        assert browser.get(address).status_code == 404, address
    assert browser.get("/meetings/1/live?seen=x", headers=HTMX).status_code == 404
    assert browser.post("/meetings/1/end").status_code == 404
    assert browser.get("/bodies/WATER/meetings").status_code == 403
    assert "/bodies/WATER/meetings" not in text_of(browser.get("/bodies/WATER"))
    assert "Monthly call" not in text_of(browser.get("/"))


def test_who_may_attend_comes_to_the_meetings_from_the_page_of_the_body(room: Room) -> None:
    assert 'href="/bodies/WATER/meetings"' in text_of(room.browser("Femi").get("/bodies/WATER"))


def test_a_visitor_is_led_to_sign_in(room: Room) -> None:
    room.at_item(room.in_consensus())
    assert "/sign-in" in (room.browser(None).get("/meetings/1").location or "")


def test_a_voice_has_no_button_to_lead_and_its_post_is_refused(room: Room) -> None:
    room.at_item(room.in_consensus())
    vera = room.browser("Vera")
    assert "Close this item" not in text_of(vera.get("/meetings/1"))
    assert vera.post("/meetings/1/items/1/close").status_code == 403
    assert "Close this item" in text_of(room.browser("Femi").get("/meetings/1"))


def test_a_voice_takes_its_own_position_on_the_page_of_the_meeting(room: Room) -> None:
    proposal_id = room.in_consensus()
    room.at_item(proposal_id)
    vera = room.browser("Vera")
    assert vera.post("/meetings/1/items/1/position", position_form(vera, proposal_id, position="reservation")).status_code == 422
    said = position_form(vera, proposal_id, position="reservation", reason="Only if buses run.")
    assert vera.post("/meetings/1/items/1/position", said).status_code == 303
    assert room.position(proposal_id) is PositionCode.RESERVATION


def test_with_htmx_the_answer_is_the_form_and_the_live_view(room: Room) -> None:
    proposal_id = room.in_consensus()
    room.at_item(proposal_id)
    vera = room.browser("Vera")
    answer = text_of(vera.post("/meetings/1/items/1/position", position_form(vera, proposal_id, position="support"), headers=HTMX))
    assert answer.lstrip().startswith('<section id="own"')
    assert 'id="live"' in answer
    assert "<html" not in answer


def test_the_secretary_enters_and_the_voice_confirms(room: Room) -> None:
    proposal_id = room.in_consensus()
    room.at_item(proposal_id)
    ines = room.browser("Ines")
    said = position_form(ines, proposal_id, position="stand_aside", reason="We have no people.")
    assert ines.post("/meetings/1/items/1/enter", said).status_code == 303
    assert "Said in the room, not yet confirmed" in text_of(ines.get("/meetings/1/live"))
    vera = room.browser("Vera")
    for address in ("/", "/meetings/1", f"/proposals/{proposal_id}"):
        assert "Confirm: this is what we say" in text_of(vera.get(address)), address
        assert "Confirm: this is what we say" not in text_of(ines.get(address)), address
    assert room.count(Position) == 0
    assert room.browser("Rita").post("/entries/1/confirm").status_code == 404
    confirmed = vera.post("/entries/1/confirm", {"attribution": "sealed"})
    assert confirmed.status_code == 303
    receipt = vera.post(OFFERED.findall(text_of(vera.get(confirmed.location)))[0]).get_json()
    assert [receipt["entry"][name] for name in ("act", "voice")] == ["take_position", VERA]
    assert receipt["entry"]["data"]["reason"] == "We have no people."
    assert room.position(proposal_id) is PositionCode.STAND_ASIDE
    assert "not yet confirmed" not in text_of(vera.get("/meetings/1/live"))


def test_the_voice_says_that_it_did_not_say_this(room: Room) -> None:
    proposal_id = room.in_consensus()
    entry_id = room.enters(*room.at_item(proposal_id), "support")
    vera = room.browser("Vera")
    assert vera.post(f"/entries/{entry_id}/reject", {"from": "home"}).location == "/"
    assert room.entry(entry_id).fate is Fate.REJECTED
    assert vera.post(f"/entries/{entry_id}/confirm").status_code == 409
    assert room.position(proposal_id) is None


def test_the_secretary_alone_sees_that_something_was_not_said(room: Room) -> None:
    proposal_id = room.in_consensus()
    entry_id = room.enters(*room.at_item(proposal_id), "support")
    room.answers_entry("Vera", commands.reject_entry, entry_id)
    assert "Not what was said" in text_of(room.browser("Ines").get("/meetings/1"))
    for name in ("Femi", "Rita"):
        assert "Not what was said" not in text_of(room.browser(name).get("/meetings/1"))


def test_only_the_secretary_has_the_form_for_writing_down(room: Room) -> None:
    proposal_id = room.in_consensus()
    room.at_item(proposal_id)
    femi = room.browser("Femi")
    assert "Write it down" not in text_of(femi.get("/meetings/1"))
    assert femi.post("/meetings/1/items/1/enter", position_form(femi, proposal_id, position="support")).status_code == 403
    assert room.count(EnteredPosition) == 0


def test_what_is_written_down_wrongly_is_shown_again(room: Room) -> None:
    proposal_id = room.in_consensus()
    room.at_item(proposal_id)
    ines = room.browser("Ines")
    answer = ines.post("/meetings/1/items/1/enter", position_form(ines, proposal_id, position="object", reason="It floods."))
    assert answer.status_code == 422
    assert "It floods." in text_of(answer)
    assert "Name the ground" in text_of(answer)


def test_a_note_is_added(room: Room) -> None:
    room.at_item(room.in_consensus())
    ines = room.browser("Ines")
    assert ines.post("/meetings/1/notes", {"kind": "follow_up", "text": "", "about": "1"}).status_code == 422
    assert ines.post("/meetings/1/notes", {"kind": "follow_up", "text": "Owen books a room.", "about": "1"}).status_code == 303
    assert room.count(MeetingNote) == 1


def test_an_item_is_taken_off_the_agenda(room: Room) -> None:
    meeting_id = room.calls()
    item_id = room.act("Femi", commands.add_agenda_item, meeting_id, title="Money")
    femi = room.browser("Femi")
    assert "Take off the agenda" in text_of(femi.get(f"/meetings/{meeting_id}/agenda"))
    assert femi.post(f"/meetings/{meeting_id}/items/{item_id}/remove").status_code == 303
    assert "Money" not in text_of(femi.get(f"/meetings/{meeting_id}"))
    assert room.session.get_one(MeetingItem, item_id).removed_at is not None


# --- the live view ------------------------------------------------------------------------------------------------------


def test_a_poll_is_answered_with_nothing_while_nothing_changed(room: Room) -> None:
    room.at_item(room.in_consensus())
    vera = room.browser("Vera")
    answer = vera.get(poll_of(text_of(vera.get("/meetings/1"))), headers=HTMX)
    assert (answer.status_code, answer.data) == (204, b"")


def test_a_poll_brings_what_changed(room: Room) -> None:
    proposal_id = room.in_consensus()
    meeting_id, item_id = room.at_item(proposal_id)
    vera = room.browser("Vera")
    address = poll_of(text_of(vera.get("/meetings/1")))
    room.says("Rita", proposal_id, "support")
    fresh = text_of(vera.get(address, headers=HTMX))
    assert fresh.lstrip().startswith('<section id="live"')
    assert "Rita&#39;s group" in fresh
    address = poll_of(fresh)
    assert vera.get(address, headers=HTMX).status_code == 204
    room.enters(meeting_id, item_id, "support")
    assert "not yet confirmed" in text_of(vera.get(address, headers=HTMX))


def test_a_screen_on_which_nothing_can_be_typed_goes_on_to_the_next_item_by_itself(room: Room) -> None:
    meeting_id, _ = room.at_item(room.in_consensus())
    vera = room.browser("Vera")
    screen, page = poll_of(text_of(vera.get("/meetings/1/live"))), poll_of(text_of(vera.get("/meetings/1")))
    second = room.act("Femi", commands.add_agenda_item, meeting_id, title="Money")
    room.act("Femi", commands.open_item, meeting_id, item_id=second)
    assert vera.get(screen, headers=HTMX).headers["HX-Refresh"] == "true"
    kept = vera.get(page, headers=HTMX)
    assert "HX-Refresh" not in kept.headers
    assert "What you typed stays below until you go on." in text_of(kept)


def test_the_screen_names_voices_in_the_order_in_which_they_are_called(room: Room) -> None:
    proposal_id = room.in_consensus()
    room.at_item(proposal_id)
    for who, position in (("Owen", "support"), ("Rita", "reservation"), ("Bela", "stand_aside"), ("Vera", "block")):
        room.says(who, proposal_id, position, "" if position == "support" else "Our reason.")
    page = text_of(room.browser("Ines").get("/meetings/1/live")).partition('class="called"')[2]
    names = ["Vera&#39;s group", "Bela&#39;s group", "Rita&#39;s group", "Owen&#39;s group", "Femi&#39;s group", "Ines&#39;s group"]
    places = [page.index(name) for name in names]
    assert places == sorted(places)
    assert "Our reason." not in page


def test_a_steward_who_has_no_part_in_the_body_reads_how_many_and_not_who(room: Room) -> None:
    proposal_id = room.in_consensus()
    meeting_id, item_id = room.at_item(proposal_id)
    room.says("Bela", proposal_id, "stand_aside", "Our reason.")
    room.enters(meeting_id, item_id, "support")
    for address in ("/meetings/1", "/meetings/1/live"):
        assert "Bela&#39;s group" in text_of(room.browser("Ines").get(address))
        page = text_of(room.browser("Sam").get(address))
        assert "You see how many." in page
        assert "&#39;s group" not in page
        assert re.search(r"Stand aside</span>\s*<strong>1</strong>", page)


def test_a_poll_takes_few_statements_and_a_page_not_many(room: Room) -> None:
    proposal_id = room.in_consensus()
    meeting_id, item_id = room.at_item(proposal_id)
    room.enters(meeting_id, item_id, "support")
    for who in ("Vera", "Ines", "Femi", "Sam"):
        assert len(statements(room, who, "/meetings/1")) <= MOST, who
        assert len(statements(room, who, f"/proposals/{proposal_id}")) <= MOST, who
        assert len(statements(room, who, "/")) <= MOST, who
    assert len(statements(room, "Vera", "/bodies/WATER/meetings")) <= MOST
    assert len(statements(room, "Femi", "/meetings/1/agenda")) <= MOST
