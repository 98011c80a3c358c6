"""A row of a meeting that was altered behind the program's back is found by the entry of the act that wrote it."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from consensus import ledger, write_once
from consensus.db import dialect_of
from consensus.meetings import commands
from tests.meetings.room import Room

ALTERED = (
    ("the words that were entered", "entered_position", "UPDATE entered_position SET reason = 'Gladly.'", "enter_position"),
    ("whom it harms", "entered_position", "UPDATE entered_position SET whom = 'Nobody.'", "enter_position"),
    ("the position that was entered", "entered_position", "UPDATE entered_position SET code = 'support'", "enter_position"),
    ("who confirmed it", "entered_position", "UPDATE entered_position SET settled_by_id = person_id", "confirm_entry"),
    ("a note", "meeting_note", "UPDATE meeting_note SET text = 'No rain.'", "add_note"),
)


@pytest.mark.parametrize(("what", "table", "statement", "act"), ALTERED)
def test_what_was_altered_is_named_by_its_act(room: Room, what: str, table: str, statement: str, act: str) -> None:
    proposal_id = room.in_consensus()
    meeting_id, item_id = room.at_item(proposal_id)
    entry_id = room.enters(meeting_id, item_id, "reservation", "Only if buses run.")
    room.answers_entry("Vera", commands.confirm_entry, entry_id)
    room.act("Ines", commands.add_note, meeting_id, text="Rain.")
    assert ledger.verify(room.session).ok
    for each in write_once.unguard(dialect_of(room.session), table):
        room.session.execute(text(each))
    room.session.execute(text(statement))
    room.session.commit()
    found = ledger.verify(room.session)
    assert not found.ok
    assert found.first_bad is not None
    assert room.entries()[found.first_bad] == act, what
