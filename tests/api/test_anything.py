"""Whatever is sent, the interface answers as its description says: no fault, no undocumented answer. ``make fuzz`` sends more."""

from __future__ import annotations

from tests.api.anything import Anything
from tests.api.test_election_doors import Poll
from tests.meetings.room import Room

EXAMPLES = 2
"""Of each operation: what they find is found by their number, and the purse of the suite is small."""


def test_nothing_that_is_sent_finds_a_fault_or_an_undocumented_answer(room: Room) -> None:
    Poll(room).stands("Ines")
    room.adopted()
    room.objects("Vera", room.in_objection())
    stands = room.in_consensus()
    room.issue("Vera", room.in_comment())
    room.draft()
    room.enters(*room.at_item(stands), "object", "Roads flood.")
    anything = Anything(room)

    for name in anything.operations:
        anything.ask(name, EXAMPLES)
