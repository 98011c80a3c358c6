"""The meetings of a body, and those that somebody may want to go to now."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from consensus.bodies.models import Body
from consensus.domain.actor import Actor
from consensus.domain.permissions import Permission, demand, may
from consensus.meetings.acting import roles_at
from consensus.meetings.models import Meeting

MOST_PAST = 50
MOST_AHEAD = 50
SOON = timedelta(days=7)
"""What is planned within so long stands on the home page. Default of the software."""


@dataclass(frozen=True, slots=True)
class ListedMeeting:
    """A meeting in a list."""

    meeting_id: int
    title: str
    place: str
    planned_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    body_name: str

    @property
    def is_running(self) -> bool:
        """Whether it has begun and not ended."""
        return self.started_at is not None and self.ended_at is None


@dataclass(frozen=True, slots=True)
class MeetingList:
    """The meetings of one body."""

    body_code: str
    body_name: str
    ahead: tuple[ListedMeeting, ...]
    """Those that have not ended, the next first."""
    past: tuple[ListedMeeting, ...]
    can_call: bool


_COLUMNS = (Meeting.id, Meeting.title, Meeting.place, Meeting.planned_at, Meeting.started_at, Meeting.ended_at, Body.name)


def may_attend(session: Session, body_id: int, actor: Actor, now: datetime) -> bool:
    """Return whether somebody may read and attend the meetings of a body."""
    return may(roles_at(session, actor, body_id, now), Permission.ATTEND)


def meetings_of(session: Session, body_id: int, actor: Actor, now: datetime) -> MeetingList:
    """Return the meetings of a body.

    :raises ForbiddenError: for somebody who may not attend them.
    """
    roles = roles_at(session, actor, body_id, now)
    demand(roles, Permission.ATTEND)
    body = session.get_one(Body, body_id)
    ahead = _meetings().where(Meeting.body_id == body_id, Meeting.ended_at.is_(None)).order_by(Meeting.planned_at, Meeting.id)
    past = _meetings().where(Meeting.body_id == body_id, Meeting.ended_at.is_not(None))
    past = past.order_by(Meeting.planned_at.desc(), Meeting.id.desc()).limit(MOST_PAST)
    return MeetingList(
        body_code=body.code,
        body_name=body.name,
        ahead=_listed(session, ahead.limit(MOST_AHEAD)),
        past=_listed(session, past),
        can_call=may(roles, Permission.CALL_MEETINGS),
    )


def home_meetings(session: Session, body_ids: Collection[int], actor: Actor, now: datetime) -> tuple[ListedMeeting, ...]:
    """Return the meetings of some bodies that run, or are planned soon; and those whose secretary the actor is."""
    soon = or_(Meeting.started_at.is_not(None), Meeting.planned_at < now + SOON)
    mine = or_(Meeting.body_id.in_(body_ids), Meeting.secretary_id == actor.person_id)
    return _listed(session, _meetings().where(mine, soon, Meeting.ended_at.is_(None)).order_by(Meeting.planned_at, Meeting.id).limit(5))


def _meetings() -> Select[tuple[int, str, str, datetime, datetime | None, datetime | None, str]]:
    return select(*_COLUMNS).join(Body, Body.id == Meeting.body_id)


def _listed(
    session: Session, statement: Select[tuple[int, str, str, datetime, datetime | None, datetime | None, str]]
) -> tuple[ListedMeeting, ...]:
    return tuple(ListedMeeting(*row) for row in session.execute(statement))
