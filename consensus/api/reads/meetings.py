"""Meetings: those of a body, one with its agenda, and its minutes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import g

from consensus.api.kinds import COUNT, DAY, ID, INSTANT, TRUTH, WORDS, OneOf
from consensus.api.operations import Asked, Listed, Parameter, address_of, in_path, reading
from consensus.api.reads.bodies import CODE
from consensus.api.reads.said import POSITION_COUNT
from consensus.api.records import Many, Maybe, Record, field_of, within
from consensus.api.states import state_of
from consensus.bodies.queries import body_head
from consensus.domain.errors import NotFoundError
from consensus.domain.speech import _
from consensus.domain.terms import Outcome, PositionCode, Stage
from consensus.meetings.models import Meeting
from consensus.meetings.queries import Entry, MeetingPage, Offered, live_of, meeting_page, meetings_of, minutes_of, offered_in, waiting_for

MEETING_ID = in_path("meeting_id", ID, "The number of the meeting.")
LISTED = Record(
    "ListedMeeting",
    "A meeting in a list.",
    {
        "id": field_of(ID, "meeting_id"),
        "title": field_of(WORDS, "title"),
        "place": field_of(WORDS, "place"),
        "planned_at": field_of(INSTANT, "planned_at"),
        "started_at": field_of(Maybe(INSTANT), "started_at"),
        "ended_at": field_of(Maybe(INSTANT), "ended_at"),
    },
)
ITEM = Record(
    "AgendaItem",
    "An item of the agenda.",
    {
        "id": field_of(ID, "item_id"),
        "proposal_id": field_of(Maybe(ID), "proposal_id"),
        "title": field_of(WORDS, "title"),
        "presenter": field_of(WORDS, "presenter"),
        "stage": field_of(Maybe(OneOf(Stage)), "stage", "Of the proposal, now."),
        "started_at": field_of(Maybe(INSTANT), "started_at"),
        "ended_at": field_of(Maybe(INSTANT), "ended_at"),
        "calling": field_of(Maybe(OneOf(PositionCode)), "calling", "The position that is called for."),
    },
)
MEETING = Record(
    "Meeting",
    "A meeting.",
    {
        "id": field_of(ID, "meeting_id"),
        "body": field_of(WORDS, "body_code"),
        "title": field_of(WORDS, "title"),
        "place": field_of(WORDS, "place"),
        "planned_at": field_of(INSTANT, "planned_at"),
        "started_at": field_of(Maybe(INSTANT), "started_at"),
        "ended_at": field_of(Maybe(INSTANT), "ended_at"),
        "secretary": field_of(WORDS, "secretary"),
        "called_by": field_of(WORDS, "called_by"),
        "items": field_of(Many(ITEM), "items"),
    },
)
ENTRY = Record(
    "WaitingEntry",
    "What the secretary of a meeting wrote down for a voice of the reader's. It counts for nothing until it is confirmed.",
    {
        "id": field_of(ID, "entry_id"),
        "meeting_id": field_of(ID, "meeting_id"),
        "proposal_id": field_of(ID, "proposal_id"),
        "question": field_of(WORDS, "question"),
        "voice": field_of(WORDS, "voice"),
        "secretary": field_of(WORDS, "secretary"),
        "position": field_of(OneOf(PositionCode), "code"),
        "reason": field_of(WORDS, "reason"),
        "ground": field_of(WORDS, "ground"),
        "remedy": field_of(WORDS, "remedy"),
        "whom": field_of(Maybe(WORDS), "whom"),
        "passage": field_of(Maybe(WORDS), "passage"),
        "at": field_of(INSTANT, "at"),
    },
)
OPEN_ACT = Record(
    "OpenInMeeting",
    "Something that the reader can do in the meeting now: the buttons of its page.",
    {
        "act": field_of(WORDS, "offered.act"),
        "title": field_of(WORDS, "offered.title"),
        "is_grave": field_of(TRUTH, "offered.is_grave"),
        "address": field_of(Maybe(WORDS), "address", "Where it is sent by POST."),
        "item_id": field_of(Maybe(ID), "offered.item_id"),
        "entry_id": field_of(Maybe(ID), "offered.entry_id"),
        "voice_ids": field_of(Many(ID), "offered.voice_ids", "The reader's voices for which it is open."),
    },
)
MEETING_NOW = Record(
    "MeetingNow",
    "A meeting, with what its reader can do in it now.",
    {
        **within("page", MEETING.fields),
        "entries": field_of(
            Many(ENTRY), "entries", "What was written down for voices of the reader's, in any meeting, and waits for their word."
        ),
        "can": field_of(Many(OPEN_ACT), "can"),
    },
)
VIEW = Record(
    "ViewInMinutes",
    "A view, without a name.",
    {"position": field_of(Maybe(OneOf(PositionCode)), "position"), "text": field_of(WORDS, "text")},
)
FOLLOW_UP = Record(
    "FollowUp",
    "Who does what.",
    {"text": field_of(WORDS, "text"), "responsible": field_of(WORDS, "responsible"), "due_on": field_of(Maybe(DAY), "due_on")},
)
ITEM_MINUTES = Record(
    "ItemMinutes",
    "What the minutes say of an item.",
    {
        "title": field_of(WORDS, "item.title"),
        "proposal_id": field_of(Maybe(ID), "item.proposal_id"),
        "stage": field_of(Maybe(OneOf(Stage)), "stage"),
        "version": field_of(Maybe(COUNT), "version"),
        "counts": field_of(Many(POSITION_COUNT), "counts"),
        "views": field_of(Many(VIEW), "views"),
        "sealed": field_of(COUNT, "sealed"),
        "unconfirmed": field_of(COUNT, "unconfirmed"),
        "number": field_of(Maybe(WORDS), "number", "Of the decision that was taken."),
        "outcome": field_of(Maybe(OneOf(Outcome)), "outcome"),
        "has_dissent": field_of(TRUTH, "has_dissent"),
        "follow_ups": field_of(Many(FOLLOW_UP), "follow_ups"),
        "notes": field_of(Many(WORDS), "notes"),
    },
)
MINUTES = Record(
    "Minutes",
    "The minutes of a meeting, without names beside what was said.",
    {
        "meeting": field_of(MEETING, "meeting"),
        "items": field_of(Many(ITEM_MINUTES), "items"),
        "notes": field_of(Many(WORDS), "notes"),
        "follow_ups": field_of(Many(FOLLOW_UP), "follow_ups"),
        "as_of": field_of(INSTANT, "as_of"),
    },
)


@dataclass(frozen=True, slots=True)
class OpenHere:
    """An open act, and where it is sent."""

    offered: Offered
    address: str | None


@dataclass(frozen=True, slots=True)
class WholeMeeting:
    """A meeting with what its reader can do now."""

    page: MeetingPage
    entries: tuple[Entry, ...]
    can: tuple[OpenHere, ...]


@reading(
    "/bodies/{code}/meetings",
    "The meetings of a body: those that have not ended, the next one first, then those that have, the newest first.",
    CODE,
    Parameter("is_past", OneOf.of("yes", "no"), "Only those that have ended, or have not."),
    tag="Meetings",
    answer=LISTED,
    is_paged=True,
)
def list_meetings(asked: Asked) -> Listed:
    actor = asked.demand_actor()
    found = meetings_of(asked.session, body_head(asked.session, asked.path["code"]).id, actor, asked.now)
    which = str(asked.query.get("is_past"))
    return Listed((*(() if which == "yes" else found.ahead), *(() if which == "no" else found.past)))


@reading("/meetings/{meeting_id}", "One meeting, with its agenda and what I can do in it.", MEETING_ID, tag="Meetings", answer=MEETING_NOW)
def get_meeting(asked: Asked) -> WholeMeeting:
    page = _page(asked)
    g.api_state = state_of(Meeting, page.meeting_id, page.row_version)
    entries = waiting_for(asked.session, asked.actor, asked.now)
    offers = offered_in(page, live_of(asked.session, page, asked.actor, asked.now), entries)
    return WholeMeeting(page, entries, tuple(OpenHere(each, _address(page, each)) for each in offers))


def _page(asked: Asked) -> MeetingPage:
    return meeting_page(asked.session, asked.path["meeting_id"], asked.demand_actor(), asked.now)


def _address(page: MeetingPage, offered: Offered) -> str | None:
    present = page.present
    return address_of(
        offered.act,
        meeting_id=page.meeting_id,
        entry_id=offered.entry_id,
        proposal_id=None if present is None else present.proposal_id,
    )


@reading("/meetings/{meeting_id}/minutes", "The minutes of a meeting that has begun.", MEETING_ID, tag="Meetings", answer=MINUTES)
def get_minutes(asked: Asked) -> Any:
    page = _page(asked)
    if page.started_at is None:
        raise NotFoundError(_("This meeting has not begun, so there are no minutes of it yet."))
    return minutes_of(asked.session, page, has_names=False, now=asked.now)
