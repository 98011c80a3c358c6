"""Calling a meeting, changing what was said of it, beginning and ending it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from consensus import ledger
from consensus.bodies.models import Body
from consensus.domain.actor import Actor
from consensus.domain.errors import InvalidError, NotFoundError, Refusal, RefusedError
from consensus.domain.permissions import Permission, demand, may
from consensus.domain.speech import _
from consensus.domain.windows import demand_within_reach
from consensus.meetings.acting import MeetingAct, begin, demand_not_ended, demand_running, roles_at
from consensus.meetings.models import Meeting, MeetingItem
from consensus.people.models import Person
from consensus.transaction import command

LONGEST_TITLE = 200
LONGEST_PLACE = 300


@command("call_meeting")
def call_meeting(
    session: Session,
    *,
    actor: Actor,
    body_id: int,
    title: str,
    planned_at: datetime,
    secretary_id: int,
    now: datetime,
    place: str = "",
) -> int:
    """Call a meeting of a body and return its id; whoever is named as its secretary writes down what is said in it.

    :raises ForbiddenError: when the actor is neither offered by the body as a facilitator nor the steward.
    :raises InvalidError: when a field is not of its form, or the secretary is not of the body.
    """
    body = session.get(Body, body_id)
    if body is None:
        raise NotFoundError(_("There is no such body."))
    demand(roles_at(session, actor, body_id, now), Permission.CALL_MEETINGS)
    meeting = Meeting(body_id=body_id, called_by_id=actor.person_id, called_at=now)
    _describe(session, meeting, title=title, place=place, planned_at=planned_at, secretary_id=secretary_id, now=now)
    session.add(meeting)
    session.flush()
    data = {"meeting": meeting.id, **_description(meeting)}
    ledger.append(session, at=now, actor=actor, act="call_meeting", data=data, body=body.code, body_id=body.id)
    return meeting.id


@command("change_meeting")
def change_meeting(
    session: Session,
    *,
    actor: Actor,
    meeting_id: int,
    title: str,
    planned_at: datetime,
    secretary_id: int,
    now: datetime,
    place: str = "",
) -> None:
    """Change when and where a meeting is, what it is called, or who its secretary is, until it ends.

    :raises ForbiddenError: when the actor does not lead the meeting.
    :raises RefusedError: ``too_late`` when it has ended.
    :raises InvalidError: when a field is not of its form, or the secretary is not of the body.
    """
    act = begin(session, actor=actor, meeting_id=meeting_id, permission=Permission.LEAD_MEETING, now=now)
    demand_not_ended(act.meeting)
    before = _description(act.meeting)
    _describe(session, act.meeting, title=title, place=place, planned_at=planned_at, secretary_id=secretary_id, now=now)
    act.record("change_meeting", {"before": before, "after": _description(act.meeting)})


@command("start_meeting")
def start_meeting(session: Session, *, actor: Actor, meeting_id: int, now: datetime) -> None:
    """Begin a meeting.

    :raises ForbiddenError: when the actor does not lead the meeting.
    :raises RefusedError: ``already_done`` when it has begun, ``too_late`` when it has ended or was called off.
    """
    act = begin(session, actor=actor, meeting_id=meeting_id, permission=Permission.LEAD_MEETING, now=now)
    demand_not_ended(act.meeting)
    if act.meeting.started_at is not None:
        raise RefusedError(Refusal.ALREADY_DONE)
    act.meeting.started_at = now
    act.record("start_meeting", {})


@command("end_meeting")
def end_meeting(session: Session, *, actor: Actor, meeting_id: int, now: datetime) -> None:
    """End a meeting, and with it the item that is open; one that never began is called off.

    What the secretary wrote down can still be confirmed as long as the window of the proposal is open.

    :raises ForbiddenError: when the actor does not lead the meeting.
    :raises RefusedError: ``too_late`` when it has ended already.
    """
    act = begin(session, actor=actor, meeting_id=meeting_id, permission=Permission.LEAD_MEETING, now=now)
    demand_not_ended(act.meeting)
    closed = close_present(act)
    act.meeting.ended_at = now
    act.record("end_meeting", {"called_off": act.meeting.started_at is None, "item": closed})


def close_present(act: MeetingAct) -> int | None:
    """Close the item that is open, if one is, and return it."""
    statement = select(MeetingItem).where(
        MeetingItem.meeting_id == act.meeting.id, MeetingItem.started_at.is_not(None), MeetingItem.ended_at.is_(None)
    )
    item = act.session.scalars(statement.execution_options(populate_existing=True)).one_or_none()
    if item is None:
        return None
    item.ended_at = act.now
    item.calling = None
    act.session.flush()
    return item.id


def demand_present(act: MeetingAct, item: MeetingItem) -> None:
    """Do nothing if the item is the one that is open now.

    :raises InvalidError: if it is not.
    """
    demand_running(act.meeting)
    if item.started_at is None or item.ended_at is not None:
        raise InvalidError(_("This item of the agenda is not open now. Whoever leads the meeting opens it."))


def _describe(
    session: Session, meeting: Meeting, *, title: str, place: str, planned_at: datetime, secretary_id: int, now: datetime
) -> None:
    title, place = " ".join(title.split()), " ".join(place.split())
    if not title:
        raise InvalidError(_("Say what kind of meeting it is."), "title")
    if len(title) > LONGEST_TITLE:
        raise InvalidError(_("A title has at most {most} characters.", most=LONGEST_TITLE), "title")
    if len(place) > LONGEST_PLACE:
        raise InvalidError(_("A place has at most {most} characters.", most=LONGEST_PLACE), "place")
    demand_within_reach(planned_at, now, "planned_at")
    if not can_attend(session, secretary_id, meeting.body_id, now):
        raise InvalidError(_("Choose somebody of this body, a facilitator of it, or a steward as the secretary."), "secretary")
    meeting.title, meeting.place, meeting.planned_at, meeting.secretary_id = title, place, planned_at, secretary_id


def can_attend(session: Session, person_id: int, body_id: int, now: datetime) -> bool:
    """Return whether somebody can sign in and may attend the meetings of a body."""
    person = session.get(Person, person_id)
    if person is None or not person.is_active:
        return False
    return may(roles_at(session, Actor(person_id, is_steward=person.is_steward), body_id, now), Permission.ATTEND)


def _description(meeting: Meeting) -> dict[str, object]:
    return {
        "title": meeting.title,
        "place": meeting.place,
        "planned_at": ledger.instant(meeting.planned_at),
        "secretary": meeting.secretary_id,
    }
