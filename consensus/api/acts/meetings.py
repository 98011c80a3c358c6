"""Acts on a meeting: calling and leading it, what its secretary writes down, and what voices say to that."""

from __future__ import annotations

from dataclasses import replace

from consensus.api.acting import Frame, act_in_body, act_on
from consensus.api.acts.fields import ARGUMENT, ATTRIBUTION, ON_VERSION, SEEN, WRITTEN
from consensus.api.kinds import ID, INSTANT, WORDS, OneOf, Text
from consensus.api.operations import Asked, in_path
from consensus.api.reads.meetings import MEETING_ID
from consensus.api.records import Maybe, needed, optional
from consensus.api.scopes import Scope
from consensus.domain.actor import Actor
from consensus.domain.terms import PositionCode
from consensus.meetings import commands
from consensus.meetings.calling_order import CALLED
from consensus.meetings.commands.agenda import LONGEST_TITLE as LONGEST_ITEM
from consensus.meetings.commands.calling import LONGEST_PLACE, LONGEST_TITLE
from consensus.meetings.models import EnteredPosition, Meeting, MeetingItem, NoteKind
from consensus.meetings.queries import demand_attending, proposal_at
from consensus.pages.views.blueprint import do_what_is_due

L, S = Scope.LEAD, Scope.SPEAK

ITEM_ID = needed(ID, "Which item of its agenda.")
MEETING = {
    "title": needed(Text(LONGEST_TITLE, is_written=True), "What kind of meeting it is."),
    "planned_at": needed(INSTANT, "When it begins."),
    "secretary_id": needed(ID, "Who writes down what is said: a person of the body, a facilitator of it, or a steward."),
    "place": optional(Text(LONGEST_PLACE)),
}
TO_BE_CALLED = OneOf(PositionCode, frozenset(PositionCode) - frozenset(CALLED))


def _begin(asked: Asked, actor: Actor) -> None:
    demand_attending(asked.session, asked.path["meeting_id"], actor, asked.now)


def _begin_at_item(asked: Asked, actor: Actor) -> None:
    do_what_is_due(proposal_at(asked.session, asked.path["meeting_id"], asked.body["item_id"], actor, asked.now))


def _begin_at_entry(asked: Asked, _actor: Actor) -> None:
    proposal_id = _proposal_of_entry(asked)
    if proposal_id is not None:
        do_what_is_due(proposal_id)


def _proposal_at_item(asked: Asked) -> int | None:
    item = asked.session.get(MeetingItem, asked.body["item_id"])
    return None if item is None else item.proposal_id


def _proposal_of_entry(asked: Asked) -> int | None:
    entry = asked.session.get(EnteredPosition, asked.path["entry_id"])
    return None if entry is None else entry.proposal_id


ON_MEETING = Frame("/meetings/{meeting_id}", (MEETING_ID,), Meeting, _begin, "get_meeting")
AT_ITEM = replace(ON_MEETING, begin=_begin_at_item, proposal_of=_proposal_at_item)
ON_ENTRY = Frame(
    path="/entries/{entry_id}",
    parameters=(in_path("entry_id", ID, "The number of what the secretary wrote down."),),
    begin=_begin_at_entry,
    proposal_of=_proposal_of_entry,
)

# fmt: off
act_in_body("call_meeting", "meetings", commands.call_meeting, L, "Call a meeting of a body. The answer names it.", **MEETING)
act_on(ON_MEETING, "change_meeting", commands.change_meeting, L, "Say anew when and where it is, what it is called, and who its secretary is.", **MEETING)
act_on(ON_MEETING, "add_agenda_item", commands.add_agenda_item, L, "Put a proposal, or something under a title of its own, on the agenda.", proposal_id=optional(Maybe(ID), "A proposal of the body."), title=optional(Text(LONGEST_ITEM), "Where it is about no proposal."), presenter_id=optional(Maybe(ID), "Who presents it."))
act_on(ON_MEETING, "remove_agenda_item", commands.remove_agenda_item, L, "Take an item off the agenda that was not opened.", item_id=ITEM_ID)
act_on(ON_MEETING, "start_meeting", commands.start_meeting, L, "Begin the meeting.")
act_on(ON_MEETING, "end_meeting", commands.end_meeting, L, "End the meeting; one that never began is called off.")
act_on(ON_MEETING, "open_item", commands.open_item, L, "Make an item the present one; the one that is open is closed with it.", item_id=ITEM_ID)
act_on(ON_MEETING, "close_item", commands.close_item, L, "Close the present item.", item_id=ITEM_ID)
act_on(ON_MEETING, "call_position", commands.call_position, L, "Call for the voices that take one position.", item_id=ITEM_ID, position=needed(Maybe(TO_BE_CALLED), "Null: for none in particular."))
act_on(AT_ITEM, "enter_position", commands.enter_position, L, "Write down, as the secretary, what a voice said in the room.", item_id=ITEM_ID, voice_id=needed(ID, "The voice that spoke."), position=needed(OneOf(PositionCode, frozenset({PositionCode.RECUSE}))), reason=optional(WORDS, "Word for word."), ground=optional(Text(200)), version=ON_VERSION, seen_stage=SEEN, **ARGUMENT)
act_on(ON_MEETING, "add_note", commands.add_note, L, "Add a note to the minutes, as the secretary.", text=needed(WRITTEN), kind=optional(OneOf(NoteKind)), item_id=optional(Maybe(ID), "The item that it is about; null: the meeting as a whole."))
act_on(ON_ENTRY, "confirm_entry", commands.confirm_entry, S, "Say that your voice says what the secretary wrote down: the position is taken with it.", attribution=ATTRIBUTION)
act_on(ON_ENTRY, "reject_entry", commands.reject_entry, S, "Say that your voice did not say what the secretary wrote down.")
# fmt: on
