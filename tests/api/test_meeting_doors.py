"""A meeting by JSON: it is called, led and written down, and what is written down counts once its own voice says so."""

from __future__ import annotations

from typing import Any

import pytest

from consensus.api.scopes import Scope
from consensus.meetings.models import EnteredPosition, Meeting, MeetingItem
from consensus.voting.models import Position
from tests.api.client import Program, problem
from tests.api.test_reads import MOST, ROOM_FOR_TOKEN, conforms
from tests.bodies.statements import counted_statements
from tests.meetings.room import VERA, Room

OBJECTS = {"position": "object", "ground": "harm", "reason": "Roads flood.", "version": 1}


def can(program: Program, meeting_id: int) -> set[tuple[str, int | None]]:
    """What a program may do in a meeting, with the item or entry that it is about."""
    return {(each["act"], each["item_id"] or each["entry_id"]) for each in program.read(f"meetings/{meeting_id}")["can"]}


def test_a_meeting_goes_from_its_call_to_its_minutes_by_json_alone(room: Room) -> None:
    proposal_id = room.in_consensus()
    femi, ines, vera = (Program(room, who) for who in ("Femi", "Ines", "Vera"))
    said = {"title": "Monthly call", "planned_at": "2026-06-01T18:00:00Z", "secretary_id": room.person_id["Ines"]}

    meeting_id = femi.done("bodies/WATER/meetings", **said)["data"]["meeting"]
    where = f"meetings/{meeting_id}"
    assert femi.done(f"{where}/acts/change_meeting", **said, place="The mill")["data"]["after"]["place"] == "The mill"
    item = femi.done(f"{where}/acts/add_agenda_item", proposal_id=proposal_id)["data"]["item"]
    other = femi.done(f"{where}/acts/add_agenda_item", title="Money", presenter_id=room.person_id["Owen"])["data"]["item"]
    assert can(femi, meeting_id) >= {("start_meeting", None), ("remove_agenda_item", item), ("remove_agenda_item", other)}
    femi.done(f"{where}/acts/remove_agenda_item", item_id=other)
    femi.done(f"{where}/acts/start_meeting")
    femi.done(f"{where}/acts/open_item", item_id=item)
    femi.done(f"{where}/acts/call_position", item_id=item, position="object")
    assert femi.read(where)["items"][0]["calling"] == "object"
    entered = ines.done(f"{where}/acts/enter_position", item_id=item, voice_id=room.voice_id(proposal_id, VERA), **OBJECTS)
    first = entered["data"]["entry"]
    assert vera.read(where)["entries"][0]["reason"] == "Roads flood."
    assert can(vera, meeting_id) == {("take_position", item), ("confirm_entry", first), ("reject_entry", first)}
    assert can(femi, meeting_id).isdisjoint({("confirm_entry", first), ("reject_entry", first)})
    vera.done(f"entries/{first}/acts/reject_entry")
    assert room.count(Position) == 0
    again = ines.done(f"{where}/acts/enter_position", item_id=item, voice_id=room.voice_id(proposal_id, VERA), **OBJECTS)
    confirmed = vera.done(f"entries/{again['data']['entry']}/acts/confirm_entry", attribution="named")
    assert (confirmed["act"], room.position(proposal_id)) == ("confirm_entry", "object")
    ines.done(f"{where}/acts/add_note", text="We met by the river.", item_id=item)
    femi.done(f"{where}/acts/close_item", item_id=item)
    femi.done(f"{where}/acts/end_meeting")

    assert vera.read(f"{where}/minutes")["items"][0]["notes"] == ["We met by the river."]
    assert (can(femi, meeting_id), can(ines, meeting_id)) == (set(), {("add_note", None)})


def test_what_can_be_done_in_a_running_meeting_is_read_as_described_in_few_statements(room: Room) -> None:
    meeting_id, item_id = room.at_item(room.in_consensus())
    room.enters(meeting_id, item_id, "object", "Roads flood.")
    program = Program(room, "Vera")
    program.read(f"meetings/{meeting_id}")

    with counted_statements() as found:
        content = program.read(f"meetings/{meeting_id}")

    conforms("get_meeting", content)
    assert len([each for each in found if not each.startswith("BEGIN")]) <= MOST + ROOM_FOR_TOKEN
    assert all(each["address"] for each in content["can"])


@pytest.mark.parametrize(
    ("who", "act", "said", "refused"),
    [
        ("Vera", "call_position", {"position": "block"}, (403, "forbidden")),
        ("Femi", "enter_position", {"voice_id": 1, **OBJECTS}, (403, "forbidden")),
        ("Nora", "open_item", {}, (404, "not_found")),
        ("Ines", "enter_position", {"voice_id": 1, **OBJECTS, "version": 7}, (409, "stale_version")),
        ("Ines", "enter_position", {"voice_id": 9_999, **OBJECTS}, (403, "not_on_roll")),
        ("Ines", "enter_position", {"voice_id": 1, "position": "object", "version": 1}, (422, "reason_required")),
        ("Femi", "call_position", {"position": "recuse"}, (422, "invalid")),
        ("Femi", "open_item", {}, (409, "already_done")),
    ],
)
def test_in_a_meeting_a_program_is_refused_as_a_page_is_and_changes_nothing(
    room: Room, who: str, act: str, said: dict[str, Any], refused: tuple[int, str]
) -> None:
    meeting_id, item_id = room.at_item(room.in_consensus())
    program, before = Program(room, who), room.entries()

    answer = program.send(f"meetings/{meeting_id}/acts/{act}", item_id=item_id, **said)

    assert (answer.status_code, problem(answer)) == refused
    assert room.entries() == before


def test_with_anothers_token_nothing_is_confirmed_or_rejected_for_a_voice(room: Room) -> None:
    meeting_id, item_id = room.at_item(room.in_consensus())
    entry_id = room.enters(meeting_id, item_id, "object", "Roads flood.")

    for who in ("Ines", "Femi", "Nora"):
        for act in ("confirm_entry", "reject_entry"):
            assert problem(Program(room, who).send(f"entries/{entry_id}/acts/{act}")) == "not_found"
    for scope in Scope:
        answer = Program(room, "Vera", (scope,)).send(f"entries/{entry_id}/acts/confirm_entry")
        assert (answer.status_code == 200) == (scope is Scope.SPEAK)
    assert room.count(Position) == 1


def test_what_arrives_twice_under_a_key_is_written_down_once(room: Room) -> None:
    meeting_id, item_id = room.at_item(room.in_consensus())
    ines, headers = Program(room, "Ines"), {"Idempotency-Key": "once"}
    said = {"item_id": item_id, "voice_id": 1, **OBJECTS, "headers": headers}

    first, second = (ines.done(f"meetings/{meeting_id}/acts/enter_position", **said) for _time in range(2))

    assert first == second
    assert room.count(EnteredPosition) == 1


def test_a_meeting_that_has_changed_since_it_was_read_is_left_as_it_is_and_told(room: Room) -> None:
    meeting_id = room.calls()
    femi, where = Program(room, "Femi"), f"meetings/{meeting_id}"
    seen = {"If-Match": femi.ask(where).headers["ETag"]}
    femi.done(f"{where}/acts/add_agenda_item", title="Money", headers=seen)

    answer = femi.send(f"{where}/acts/add_agenda_item", title="Time", headers=seen)

    assert problem(answer) == "precondition_failed"
    assert answer.get_json()["current"] == {
        "address": f"/api/v1/{where}",
        "etag": femi.ask(where).headers["ETag"],
        "version": None,
        "stage": None,
    }
    # Whoever may not attend learns not even whether it has changed.
    assert problem(Program(room, "Nora").send(f"{where}/acts/start_meeting", headers=seen)) == "not_found"
    assert room.count(MeetingItem) == 1


def test_what_is_wrong_with_a_meeting_is_named_at_the_field_that_was_sent(room: Room) -> None:
    said = {"title": "Monthly call", "planned_at": "2026-06-01T18:00:00Z", "secretary_id": room.person_id["Ines"]}
    femi = Program(room, "Femi")
    for name, wrong in (
        ("secretary_id", room.person_id["Nora"]),
        ("planned_at", "9999-12-31T23:59:59Z"),
        ("planned_at", "0001-01-01T00:00:00Z"),
    ):
        answer = femi.send("bodies/WATER/meetings", **{**said, name: wrong})
        assert [each["at"] for each in answer.get_json()["errors"]] == [f"/{name}"]
    assert room.count(Meeting) == 0


def test_nobody_learns_a_name_by_letting_somebody_else_present_an_item(room: Room) -> None:
    answer = Program(room, "Femi").send(f"meetings/{room.calls()}/acts/add_agenda_item", title="Money", presenter_id=room.person_id["Nora"])

    assert [each["at"] for each in answer.get_json()["errors"]] == ["/presenter_id"]
