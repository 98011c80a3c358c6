"""Acts on a meeting. One function, one transaction; the entries it adds stand in ``docs/what_happens_when.md``."""

from __future__ import annotations

from consensus.meetings.commands.agenda import add_agenda_item, remove_agenda_item
from consensus.meetings.commands.calling import call_meeting, change_meeting, end_meeting, start_meeting
from consensus.meetings.commands.entering import confirm_entry, enter_position, reject_entry
from consensus.meetings.commands.leading import call_position, close_item, open_item
from consensus.meetings.commands.noting import add_note

__all__ = [
    "add_agenda_item",
    "add_note",
    "call_meeting",
    "call_position",
    "change_meeting",
    "close_item",
    "confirm_entry",
    "end_meeting",
    "enter_position",
    "open_item",
    "reject_entry",
    "remove_agenda_item",
    "start_meeting",
]
