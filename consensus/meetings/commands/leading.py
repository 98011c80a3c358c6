"""Leading a meeting through its agenda: one item is open at a time, and voices are called position by position."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from consensus.domain.actor import Actor
from consensus.domain.errors import InvalidError, Refusal, RefusedError
from consensus.domain.permissions import Permission
from consensus.domain.speech import _
from consensus.domain.terms import PositionCode
from consensus.meetings.acting import begin, demand_running, item_of
from consensus.meetings.calling_order import CALLED
from consensus.meetings.commands.calling import close_present, demand_present
from consensus.transaction import command


@command("open_item")
def open_item(session: Session, *, actor: Actor, meeting_id: int, item_id: int, now: datetime) -> None:
    """Make an item the present one; the one that is open now is closed with the same act. One may be opened again.

    :raises ForbiddenError: when the actor does not lead the meeting.
    :raises NotFoundError: when the meeting has no such item.
    :raises RefusedError: ``already_done`` when it is the present one, ``too_late`` when the meeting has ended.
    :raises InvalidError: when the meeting has not begun.
    """
    act = begin(session, actor=actor, meeting_id=meeting_id, permission=Permission.LEAD_MEETING, now=now)
    demand_running(act.meeting)
    item = item_of(session, meeting_id, item_id)
    if item.started_at is not None and item.ended_at is None:
        raise RefusedError(Refusal.ALREADY_DONE)
    closed = close_present(act)
    item.started_at = item.started_at or now
    item.ended_at = None
    act.record("open_item", {"item": item_id, "closed": closed}, proposal_id=item.proposal_id)


@command("close_item")
def close_item(session: Session, *, actor: Actor, meeting_id: int, item_id: int, now: datetime) -> None:
    """Close the present item. The proposal itself stays in its stage, which its own rules end.

    :raises ForbiddenError: when the actor does not lead the meeting.
    :raises NotFoundError: when the meeting has no such item.
    :raises InvalidError: when it is not the present one.
    """
    act = begin(session, actor=actor, meeting_id=meeting_id, permission=Permission.LEAD_MEETING, now=now)
    item = item_of(session, meeting_id, item_id)
    demand_present(act, item)
    close_present(act)
    act.record("close_item", {"item": item_id}, proposal_id=item.proposal_id)


@command("call_position")
def call_position(session: Session, *, actor: Actor, meeting_id: int, item_id: int, position: str | None, now: datetime) -> None:
    """Call for the voices that take one position, as the live view then shows; ``None`` calls for none in particular.

    It binds nobody: whoever is called for another may speak all the same.

    :raises ForbiddenError: when the actor does not lead the meeting.
    :raises NotFoundError: when the meeting has no such item.
    :raises RefusedError: ``unknown_position``.
    :raises InvalidError: when the item is not the present one, or is about no proposal.
    """
    act = begin(session, actor=actor, meeting_id=meeting_id, permission=Permission.LEAD_MEETING, now=now)
    item = item_of(session, meeting_id, item_id)
    demand_present(act, item)
    if item.proposal_id is None:
        raise InvalidError(_("Positions are called for on proposals alone."))
    if position is not None and position not in CALLED:
        raise RefusedError(Refusal.UNKNOWN_POSITION)
    item.calling = None if position is None else PositionCode(position)
    act.record("call_position", {"item": item_id, "position": position}, proposal_id=item.proposal_id)
