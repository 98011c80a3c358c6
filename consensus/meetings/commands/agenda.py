"""What is on the agenda: proposals of the body, and other things under a title of their own."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from consensus.domain.actor import Actor
from consensus.domain.errors import InvalidError, Refusal, RefusedError
from consensus.domain.permissions import Permission
from consensus.domain.speech import _
from consensus.domain.terms import Stage
from consensus.meetings.acting import begin, demand_not_ended, item_of
from consensus.meetings.commands.calling import can_attend
from consensus.meetings.models import MeetingItem
from consensus.proposals.models import Proposal
from consensus.transaction import command

LONGEST_TITLE = 300


@command("add_agenda_item")
def add_agenda_item(
    session: Session,
    *,
    actor: Actor,
    meeting_id: int,
    now: datetime,
    proposal_id: int | None = None,
    title: str = "",
    presenter_id: int | None = None,
) -> int:
    """Put a proposal of the body, or something under ``title``, at the end of the agenda, and return the item's id.

    :raises ForbiddenError: when the actor does not lead the meeting.
    :raises RefusedError: ``too_late`` when it has ended; ``already_done`` when the proposal is on the agenda.
    :raises InvalidError: when neither or both are given, when the proposal is of another body or closed, or the one who presents it
        may not attend.
    """
    act = begin(session, actor=actor, meeting_id=meeting_id, permission=Permission.LEAD_MEETING, now=now)
    demand_not_ended(act.meeting)
    title = " ".join(title.split())
    if (proposal_id is None) == (not title):
        raise InvalidError(_("Choose a proposal, or give the item a title of its own: one of the two."), "title")
    if len(title) > LONGEST_TITLE:
        raise InvalidError(_("A title has at most {most} characters.", most=LONGEST_TITLE), "title")
    if proposal_id is not None:
        _demand_usable(session, act.meeting.body_id, proposal_id)
        is_there = exists().where(
            MeetingItem.meeting_id == meeting_id, MeetingItem.proposal_id == proposal_id, MeetingItem.removed_at.is_(None)
        )
        if session.scalars(select(is_there)).one():
            raise RefusedError(Refusal.ALREADY_DONE, _("The proposal is on the agenda."))
    if presenter_id is not None and not can_attend(session, presenter_id, act.meeting.body_id, now):
        raise InvalidError(_("Choose who presents it from the list."), "presenter")
    item = MeetingItem(meeting_id=meeting_id, proposal_id=proposal_id, title=title, presenter_id=presenter_id)
    session.add(item)
    session.flush()
    act.record("add_agenda_item", {"item": item.id, "title": title, "presenter": presenter_id}, proposal_id=proposal_id)
    return item.id


@command("remove_agenda_item")
def remove_agenda_item(session: Session, *, actor: Actor, meeting_id: int, item_id: int, now: datetime) -> None:
    """Take an item off the agenda that was not opened yet.

    :raises ForbiddenError: when the actor does not lead the meeting.
    :raises NotFoundError: when the meeting has no such item.
    :raises RefusedError: ``too_late`` when the item was opened, or the meeting has ended.
    """
    act = begin(session, actor=actor, meeting_id=meeting_id, permission=Permission.LEAD_MEETING, now=now)
    demand_not_ended(act.meeting)
    item = item_of(session, meeting_id, item_id)
    if item.started_at is not None:
        raise RefusedError(Refusal.TOO_LATE, _("The item was opened, so it stays in the minutes."))
    item.removed_at = now
    act.record("remove_agenda_item", {"item": item_id}, proposal_id=item.proposal_id)


def _demand_usable(session: Session, body_id: int, proposal_id: int) -> None:
    found = session.execute(select(Proposal.body_id, Proposal.stage).where(Proposal.id == proposal_id)).one_or_none()
    if found is None or found.body_id != body_id:
        raise InvalidError(_("Choose a proposal of this body."), "proposal")
    if found.stage is Stage.CLOSED:
        raise InvalidError(_("This proposal is closed. To speak of it all the same, give the item a title of its own."), "proposal")
