"""A form that arrives twice is carried out once, and the second arrival is answered as the first was."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextvars import Context
from typing import Any

import pytest

from consensus.domain.terms import PositionCode
from consensus.meetings.models import EnteredPosition, MeetingNote
from consensus.proposals.models import Comment
from consensus.sending.models import Arrival
from consensus.sending.once import REMEMBERED, Sending, once
from consensus.voting.models import Position
from tests.meetings.room import VERA, Room
from tests.pages.scene import DAY, Person
from tests.support.browsing import FROM_HERE, HTMX, text_of

KEY = "a-key-of-one-rendering"


def said(browser: Person, proposal_id: int, position: str = "support", **fields: str) -> dict[str, str]:
    voice = browser.scene.voice_id(proposal_id, VERA)
    return {"voice": str(voice), "version": "1", "seen_stage": "consensus", "position": position, "sending_key": KEY} | fields


def test_a_position_that_arrives_twice_is_taken_once(room: Room) -> None:
    proposal_id = room.in_consensus()
    vera = room.browser("Vera")
    first = vera.post(f"/proposals/{proposal_id}/take_position", said(vera, proposal_id))
    again = vera.post(f"/proposals/{proposal_id}/take_position", said(vera, proposal_id))
    assert (first.status_code, first.location) == (again.status_code, again.location)
    assert room.count(Position) == 1


def test_with_htmx_the_second_arrival_gets_the_fresh_panel_too(room: Room) -> None:
    proposal_id = room.in_consensus()
    vera = room.browser("Vera")
    for _ in range(2):
        answer = vera.post(f"/proposals/{proposal_id}/take_position", said(vera, proposal_id), headers=HTMX)
        assert "Your position is recorded." in text_of(answer)
    assert room.count(Position) == 1


def test_a_comment_that_arrives_twice_stands_once(room: Room) -> None:
    proposal_id = room.in_comment()
    vera = room.browser("Vera")
    for _ in range(3):
        assert vera.post(f"/proposals/{proposal_id}/comment", {"text": "Who pays?", "sending_key": KEY}).status_code == 303
    assert room.count(Comment) == 1


def test_what_the_secretary_enters_and_notes_arrives_once(room: Room) -> None:
    proposal_id = room.in_consensus()
    room.at_item(proposal_id)
    ines = room.browser("Ines")
    for _ in range(2):
        assert ines.post("/meetings/1/items/1/enter", said(ines, proposal_id)).status_code == 303
        assert ines.post("/meetings/1/notes", {"kind": "note", "text": "Rain.", "about": "1", "sending_key": KEY}).status_code == 303
    assert (room.count(EnteredPosition), room.count(MeetingNote)) == (1, 1)


def test_a_refused_form_is_not_remembered_and_can_be_corrected(room: Room) -> None:
    proposal_id = room.in_consensus()
    vera = room.browser("Vera")
    address = f"/proposals/{proposal_id}/take_position"
    assert vera.post(address, said(vera, proposal_id, "reservation")).status_code == 422
    assert room.count(Arrival) == 0
    assert vera.post(address, said(vera, proposal_id, "reservation", reason="Only if buses run.")).status_code == 303


def test_another_choice_from_the_same_page_is_another_act_also_when_it_returns_to_the_first(room: Room) -> None:
    proposal_id = room.in_consensus()
    vera = room.browser("Vera")
    for position in ("support", "abstain", "support"):
        vera.post(f"/proposals/{proposal_id}/take_position", said(vera, proposal_id, position))
    assert room.position(proposal_id) is PositionCode.SUPPORT
    assert room.count(Position) == 3


def test_the_key_of_one_person_is_nothing_to_another(room: Room) -> None:
    proposal_id = room.in_comment()
    for name in ("Vera", "Rita"):
        room.browser(name).post(f"/proposals/{proposal_id}/comment", {"text": "Who pays?", "sending_key": KEY})
    assert room.count(Comment) == 2


@pytest.mark.parametrize("key", ["", "short", "x" * 65, "with spaces and more than that"])
def test_what_is_no_key_guards_nothing_and_hinders_nothing(room: Room, key: str) -> None:
    proposal_id = room.in_comment()
    for _ in range(2):
        room.browser("Vera").post(f"/proposals/{proposal_id}/comment", {"text": "Who pays?", "sending_key": key})
    assert room.count(Comment) == 2


def test_what_no_session_can_send_again_is_forgotten(room: Room) -> None:
    proposal_id = room.in_comment()
    room.browser("Vera").post(f"/proposals/{proposal_id}/comment", {"text": "Who pays?", "sending_key": KEY})
    room.tick(REMEMBERED + DAY)
    other = room.in_comment()
    room.browser("Vera").post(f"/proposals/{other}/comment", {"text": "Who pays?", "sending_key": KEY + "2"})
    assert room.count(Comment) == 2
    assert room.count(Arrival) == 1


def test_what_is_remembered_says_nothing_of_the_words(room: Room) -> None:
    one, other = (Sending(1, "/a", key, (("reason", "Only if buses run."),)) for key in (KEY, KEY + "2"))
    assert one.content != other.content
    assert len(one.content) == 64


def test_every_rendering_has_a_key_of_its_own_and_all_its_forms_have_it(room: Room) -> None:
    proposal_id = room.in_consensus()
    vera = room.browser("Vera")

    def keys() -> set[str]:
        page = text_of(vera.get(f"/proposals/{proposal_id}"))
        return {part.partition('"')[0] for part in page.split('name="sending_key" value="')[1:]}

    first, second = keys(), keys()
    assert len(first) == len(second) == 1
    assert first != second


def test_a_page_that_was_kept_is_still_not_sent_again(room: Room) -> None:
    proposal_id = room.in_consensus()
    vera = room.browser("Vera")
    first = vera.get(f"/proposals/{proposal_id}")
    assert vera.get(f"/proposals/{proposal_id}", headers={"If-None-Match": first.headers["ETag"]}).status_code == 304


def test_two_arrivals_at_the_same_instant_are_one_act(room: Room) -> None:
    proposal_id = room.in_comment()
    vera = room.browser("Vera")
    fields: dict[str, Any] = {"csrf_token": vera.token(), "text": "Who pays?", "sending_key": KEY}
    cookie = vera.client.get_cookie("consensus")
    assert cookie is not None
    room.session.rollback()

    def send(_number: int) -> int:
        client = room.app.test_client()
        client.set_cookie("consensus", cookie.value)
        address = f"/proposals/{proposal_id}/comment"
        return Context().run(client.post, address, data=fields, headers=FROM_HERE).status_code

    with ThreadPoolExecutor(4) as threads:
        assert set(threads.map(send, range(4))) == {303}
    assert room.count(Comment) == 1


def test_an_act_without_a_sending_is_simply_done(room: Room) -> None:
    assert once(room.session, None, room.now, lambda: 7) == 7
