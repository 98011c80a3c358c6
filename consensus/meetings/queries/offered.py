"""What a reader can do in a meeting now: the buttons of its pages, and what the interface for programs names.

The rules themselves stand in the commands; here is what makes sense to offer.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from consensus.domain.speech import _
from consensus.domain.terms import PositionCode
from consensus.meetings.queries.entries import Entry
from consensus.meetings.queries.live import Live
from consensus.meetings.queries.opening import ItemView, MeetingPage


@dataclass(frozen=True, slots=True)
class Offered:
    """An act that is open to the reader."""

    act: str
    title: str
    item_id: int | None = None
    """The item that it is about."""
    entry_id: int | None = None
    """What the secretary wrote down, that it is about."""
    voice_ids: tuple[int, ...] = ()
    """The voices of the reader for which it is open."""
    is_grave: bool = False


class Offers(tuple[Offered, ...]):
    """All of them, in the order in which a page shows them."""

    __slots__ = ()

    def of(self, act: str, item_id: int | None = None) -> Offered | None:
        """Return an act that is open, about an item where it is about one."""
        return next((each for each in self if (each.act, each.item_id) == (act, item_id)), None)


def offered_in(page: MeetingPage, live: Live | None, entries: Sequence[Entry] = ()) -> Offers:
    """Return what the reader of a meeting can do in it now."""
    return Offers((*_leading(page, live), *_saying(page, live), *_answering(entries)))


def _leading(page: MeetingPage, live: Live | None) -> Iterator[Offered]:
    if not page.may_lead or page.ended_at is not None:
        return
    if page.started_at is None:
        yield Offered("start_meeting", _("Begin the meeting"))
    for item in page.items:
        yield from _at_item(page, live, item)
    yield Offered("add_agenda_item", _("Add an item"))
    yield Offered("change_meeting", _("Change the meeting"))
    yield Offered("end_meeting", _("End the meeting now") if page.started_at else _("Call off the meeting"), is_grave=True)


def _at_item(page: MeetingPage, live: Live | None, item: ItemView) -> Iterator[Offered]:
    if item.is_present:
        yield Offered("close_item", _("Close this item"), item.item_id)
        if live is not None and live.takes_positions:
            yield Offered("call_position", _("Call for positions"), item.item_id)
    elif page.started_at is not None:
        yield Offered("open_item", _("Open it again") if item.ended_at else _("Open this item"), item.item_id)
    if item.started_at is None:
        yield Offered("remove_agenda_item", _("Take off the agenda"), item.item_id)


def _saying(page: MeetingPage, live: Live | None) -> Iterator[Offered]:
    if live is not None and live.takes_positions:
        voices = tuple(voice.voice_id for voice in live.own if voice.position is not PositionCode.RECUSE)
        if voices:
            yield Offered("take_position", _("Say where you stand"), live.item.item_id, voice_ids=voices)
        if page.is_secretary:
            yield Offered("enter_position", _("Write down what was said"), live.item.item_id)
    if page.is_secretary and page.started_at is not None:
        yield Offered("add_note", _("Add to the minutes"))


def _answering(entries: Sequence[Entry]) -> Iterator[Offered]:
    for entry in entries:
        yield Offered("confirm_entry", _("Confirm: this is what we say"), entry_id=entry.entry_id)
        yield Offered("reject_entry", _("That is not what I said"), entry_id=entry.entry_id)
