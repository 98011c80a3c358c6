"""Calling a meeting, its agenda, one item at a time: who may, what is refused, and what the ledger says."""

from __future__ import annotations

from typing import Any

import pytest

from consensus.domain.errors import DomainError, ForbiddenError, InvalidError, NotFoundError, Refusal, RefusedError
from consensus.ledger.verification import verify
from consensus.meetings import commands
from consensus.meetings.models import Meeting, MeetingItem, MeetingNote, NoteKind
from tests.meetings.room import Room


def item(room: Room, item_id: int) -> MeetingItem:
    room.session.rollback()
    found = room.session.get_one(MeetingItem, item_id)
    room.session.refresh(found)
    return found


@pytest.mark.parametrize("who", ["Femi", "Sam"])
def test_a_facilitator_of_the_body_or_the_steward_calls_a_meeting(room: Room, who: str) -> None:
    meeting = room.meeting(room.calls(who))
    assert (meeting.called_by_id, meeting.secretary_id) == (room.person_id[who], room.person_id["Ines"])
    assert room.entries()[-1] == "call_meeting"


@pytest.mark.parametrize("who", ["Vera", "Owen", "Nora", "Zoe"])
def test_nobody_else_does(room: Room, who: str) -> None:
    with pytest.raises(ForbiddenError):
        room.calls(who)
    assert room.count(Meeting) == 0


@pytest.mark.parametrize(
    ("said", "field"),
    [({"title": "  "}, "title"), ({"title": "x" * 201}, "title"), ({"place": "x" * 301}, "place"), ({"secretary_id": 0}, "secretary")],
)
def test_a_field_that_is_not_of_its_form_is_named(room: Room, said: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidError) as invalid:
        room.calls(**said)
    assert invalid.value.field == field


def test_a_stranger_to_the_body_is_no_secretary_of_it(room: Room) -> None:
    with pytest.raises(InvalidError):
        room.calls(secretary_id=room.person_id["Nora"])


def test_a_meeting_can_be_given_another_secretary_until_it_ends(room: Room) -> None:
    meeting_id = room.calls()
    said = {"title": "Call", "planned_at": room.now, "secretary_id": room.person_id["Rita"]}
    room.act("Ines", commands.change_meeting, meeting_id, **said)
    assert room.meeting(meeting_id).secretary_id == room.person_id["Rita"]
    room.act("Femi", commands.end_meeting, meeting_id)
    with pytest.raises(RefusedError) as refused:
        room.act("Femi", commands.change_meeting, meeting_id, **said)
    assert refused.value.code is Refusal.TOO_LATE


def test_one_item_is_open_at_a_time(room: Room) -> None:
    meeting_id, first = room.at_item(None, title="Welcome")
    second = room.act("Ines", commands.add_agenda_item, meeting_id, title="Money", presenter_id=room.person_id["Owen"])
    room.act("Ines", commands.open_item, meeting_id, item_id=second)
    assert item(room, first).ended_at is not None
    room.act("Ines", commands.open_item, meeting_id, item_id=first)
    assert item(room, first).ended_at is None
    assert item(room, second).ended_at is not None
    room.act("Ines", commands.end_meeting, meeting_id)
    assert item(room, first).ended_at == room.meeting(meeting_id).ended_at


def test_every_act_in_a_meeting_raises_its_row_version(room: Room) -> None:
    meeting_id, item_id = room.at_item(room.in_consensus())
    before = room.meeting(meeting_id).row_version
    room.act("Femi", commands.call_position, meeting_id, item_id=item_id, position="block")
    entry_id = room.enters(meeting_id, item_id, "support")
    room.answers_entry("Vera", commands.reject_entry, entry_id)
    assert room.meeting(meeting_id).row_version == before + 3


def test_positions_are_called_and_called_for_no_more_when_the_item_is_closed(room: Room) -> None:
    meeting_id, item_id = room.at_item(room.in_consensus())
    room.act("Femi", commands.call_position, meeting_id, item_id=item_id, position="block")
    assert item(room, item_id).calling == "block"
    room.act("Femi", commands.close_item, meeting_id, item_id=item_id)
    assert item(room, item_id).calling is None


def test_an_item_that_was_opened_stays(room: Room) -> None:
    meeting_id, first = room.at_item(None, title="Welcome")
    second = room.act("Femi", commands.add_agenda_item, meeting_id, title="Money")
    with pytest.raises(RefusedError) as refused:
        room.act("Femi", commands.remove_agenda_item, meeting_id, item_id=first)
    assert refused.value.code is Refusal.TOO_LATE
    room.act("Femi", commands.remove_agenda_item, meeting_id, item_id=second)
    with pytest.raises(NotFoundError):
        room.act("Femi", commands.open_item, meeting_id, item_id=second)


LED: tuple[tuple[Any, dict[str, Any]], ...] = (
    (commands.add_agenda_item, {"title": "Money"}),
    (commands.remove_agenda_item, {"item_id": 1}),
    (commands.start_meeting, {}),
    (commands.end_meeting, {}),
    (commands.open_item, {"item_id": 1}),
    (commands.close_item, {"item_id": 1}),
    (commands.call_position, {"item_id": 1, "position": "block"}),
)


@pytest.mark.parametrize(("command", "said"), LED)
def test_only_who_leads_a_meeting_leads_it(room: Room, command: Any, said: dict[str, Any]) -> None:
    meeting_id, _ = room.at_item(room.in_consensus())
    before = room.entries()
    for who, error in (("Vera", ForbiddenError), ("Nora", NotFoundError), ("Zoe", NotFoundError)):
        with pytest.raises(error):
            room.act(who, command, meeting_id, **said)
    assert room.entries() == before


@pytest.mark.parametrize(
    ("said", "error"),
    [
        ({}, InvalidError),
        ({"title": "Both", "proposal_id": 1}, InvalidError),
        ({"title": "x" * 301}, InvalidError),
        ({"proposal_id": 999}, InvalidError),
        ({"proposal_id": 1}, RefusedError),
        ({"title": "Money", "presenter_id": 999}, InvalidError),
    ],
)
def test_an_item_that_cannot_be_is_refused(room: Room, said: dict[str, Any], error: type[DomainError]) -> None:
    meeting_id, _ = room.at_item(room.in_consensus())
    with pytest.raises(error):
        room.act("Femi", commands.add_agenda_item, meeting_id, **said)
    assert room.count(MeetingItem) == 1


def test_nothing_is_opened_before_the_meeting_begins(room: Room) -> None:
    meeting_id = room.calls()
    item_id = room.act("Femi", commands.add_agenda_item, meeting_id, title="Welcome")
    with pytest.raises(InvalidError):
        room.act("Femi", commands.open_item, meeting_id, item_id=item_id)
    room.act("Femi", commands.start_meeting, meeting_id)
    with pytest.raises(RefusedError):
        room.act("Femi", commands.start_meeting, meeting_id)


def test_the_secretary_adds_notes_also_afterwards(room: Room) -> None:
    meeting_id, item_id = room.at_item(None, title="Welcome")
    room.act("Ines", commands.add_note, meeting_id, text="Owen writes to the city.", item_id=item_id, kind=NoteKind.FOLLOW_UP)
    room.act("Femi", commands.end_meeting, meeting_id)
    room.act("Ines", commands.add_note, meeting_id, text="Thanks to all.")
    assert room.count(MeetingNote) == 2
    assert verify(room.session).ok


@pytest.mark.parametrize("text", ["", "  ", "x" * 10_001])
def test_a_note_that_says_nothing_or_too_much_is_refused(room: Room, text: str) -> None:
    meeting_id, _ = room.at_item(None, title="Welcome")
    with pytest.raises(InvalidError):
        room.act("Ines", commands.add_note, meeting_id, text=text)
    with pytest.raises(ForbiddenError):
        room.act("Femi", commands.add_note, meeting_id, text="Not mine to write.")
    assert room.count(MeetingNote) == 0
