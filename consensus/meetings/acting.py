"""The frame of every act on a meeting: who may, the meeting held until it is done, and afterwards its entry."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from consensus import ledger
from consensus.bodies.models import Body, FacilitatorPool
from consensus.bodies.queries import is_in_body
from consensus.domain.actor import Actor
from consensus.domain.errors import InvalidError, NotFoundError, Refusal, RefusedError
from consensus.domain.permissions import Permission, Role, demand, may, roles_of
from consensus.domain.speech import _
from consensus.meetings.models import Meeting, MeetingItem


@dataclass(frozen=True, slots=True)
class MeetingAct:
    """One act on a meeting that is held, by somebody who may."""

    session: Session
    actor: Actor
    now: datetime
    meeting: Meeting

    @property
    def person_id(self) -> int:
        """The person who acts; the table of permissions lets only people act here."""
        if self.actor.person_id is None:
            raise AssertionError("only a person acts in a meeting")
        return self.actor.person_id

    def record(self, act: str, data: dict[str, Any], *, proposal_id: int | None = None, voice: str | None = None) -> None:
        """Add the act's entry to the ledger; the meeting's ``row_version`` rises by one, also where an item alone was changed."""
        body = self.session.get_one(Body, self.meeting.body_id)
        flag_modified(self.meeting, "title")
        self.session.flush()
        ledger.append(
            self.session,
            at=self.now,
            actor=self.actor,
            act=act,
            data={"meeting": self.meeting.id, **data},
            body=body.code,
            body_id=body.id,
            proposal_id=proposal_id,
            voice=voice,
        )


def begin(session: Session, *, actor: Actor, meeting_id: int, permission: Permission, now: datetime) -> MeetingAct:
    """Hold a meeting until the transaction ends, for somebody who has ``permission`` in it.

    :raises NotFoundError: when there is no such meeting, or the actor may not know of it.
    :raises ForbiddenError: when the actor may read it and no more.
    """
    # NO KEY UPDATE: rows that point to it must not wait for us.
    meeting = session.get(Meeting, meeting_id, with_for_update={"key_share": True}, populate_existing=True)
    if meeting is None:
        raise not_here()
    roles = roles_at(session, actor, meeting.body_id, now, secretary_id=meeting.secretary_id)
    if not may(roles, Permission.ATTEND):
        raise not_here()
    demand(roles, permission)
    return MeetingAct(session=session, actor=actor, now=now, meeting=meeting)


def roles_at(session: Session, actor: Actor | None, body_id: int, now: datetime, *, secretary_id: int | None = None) -> frozenset[Role]:
    """Return what somebody is to the meetings of a body, or to the one with this secretary."""
    person_id = None if actor is None else actor.person_id
    if person_id is None:
        return roles_of(actor)
    offered = exists().where(FacilitatorPool.body_id == body_id, FacilitatorPool.person_id == person_id)
    return roles_of(
        actor,
        in_body=is_in_body(session, person_id, body_id, now),
        is_offered=session.scalars(select(offered)).one(),
        is_secretary=person_id == secretary_id,
    )


def demand_running(meeting: Meeting) -> None:
    """Do nothing if the meeting has begun and not ended.

    :raises InvalidError: if not.
    """
    if meeting.started_at is None:
        raise InvalidError(_("The meeting has not begun yet. Whoever leads it opens it first."))
    demand_not_ended(meeting)


def demand_not_ended(meeting: Meeting) -> None:
    """Do nothing if the meeting has not ended.

    :raises RefusedError: ``too_late`` if it has.
    """
    if meeting.ended_at is not None:
        raise RefusedError(Refusal.TOO_LATE, _("The meeting has ended."))


def item_of(session: Session, meeting_id: int, item_id: int) -> MeetingItem:
    """Return an item of a meeting's agenda.

    :raises NotFoundError: when the meeting has no such item.
    """
    item = session.get(MeetingItem, item_id, populate_existing=True)
    if item is None or item.meeting_id != meeting_id or item.removed_at is not None:
        raise NotFoundError(_("This meeting has no such item on its agenda."))
    return item


def not_here() -> NotFoundError:
    """The answer for what does not exist, and for what is not open to the reader."""
    return NotFoundError(_("There is no such meeting, or it is not open to you. If you have an account, sign in."))
