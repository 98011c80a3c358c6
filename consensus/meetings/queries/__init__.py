"""What pages show of meetings, as frozen values. One question, one file: lists, one meeting, the present item, entries, minutes."""

from __future__ import annotations

from consensus.meetings.queries.entries import Entry, waiting_for
from consensus.meetings.queries.lists import ListedMeeting, MeetingList, home_meetings, may_attend, meetings_of
from consensus.meetings.queries.live import Live, live_of
from consensus.meetings.queries.minutes import Minutes, minutes_of
from consensus.meetings.queries.offered import Offered, Offers, offered_in
from consensus.meetings.queries.opening import ItemView, MeetingPage, Tag, demand_attending, meeting_page, proposal_at, tag_of

__all__ = [
    "Entry",
    "ItemView",
    "ListedMeeting",
    "Live",
    "MeetingList",
    "MeetingPage",
    "Minutes",
    "Offered",
    "Offers",
    "Tag",
    "demand_attending",
    "home_meetings",
    "live_of",
    "may_attend",
    "meeting_page",
    "meetings_of",
    "minutes_of",
    "offered_in",
    "proposal_at",
    "tag_of",
    "waiting_for",
]
