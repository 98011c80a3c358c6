"""A meeting with its agenda, and what its reader is to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, exists, select, true
from sqlalchemy.orm import Session, aliased

from consensus.bodies.models import Body, FacilitatorPool
from consensus.bodies.queries import is_in_body
from consensus.domain.actor import Actor
from consensus.domain.errors import NotFoundError
from consensus.domain.permissions import Permission, Role, may, roles_of
from consensus.domain.speech import _
from consensus.domain.terms import PositionCode, Stage
from consensus.meetings.acting import not_here
from consensus.meetings.models import Meeting, MeetingItem
from consensus.people.models import Network, Person
from consensus.proposals.models import Proposal


@dataclass(frozen=True, slots=True)
class ItemView:
    """An item of the agenda; ``title`` is the question where it is about a proposal."""

    item_id: int
    proposal_id: int | None
    title: str
    presenter: str
    stage: Stage | None
    version: int | None
    closes_at: datetime | None
    started_at: datetime | None
    ended_at: datetime | None
    calling: PositionCode | None

    @property
    def is_present(self) -> bool:
        """Whether it is the item that is open now."""
        return self.started_at is not None and self.ended_at is None


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingPage:
    """A meeting as one reader sees it."""

    network_name: str
    region_names: Mapping[str, str]
    principles: Mapping[str, str]
    meeting_id: int
    body_id: int
    body_code: str
    body_name: str
    title: str
    place: str
    planned_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    secretary_id: int
    secretary: str
    called_by: str
    row_version: int
    items: tuple[ItemView, ...]
    may_lead: bool
    is_secretary: bool
    is_inside: bool
    """Whether positions are open to the reader: to a steward by that alone they are not, as nowhere else."""

    @property
    def is_running(self) -> bool:
        """Whether it has begun and not ended."""
        return self.started_at is not None and self.ended_at is None

    @property
    def present(self) -> ItemView | None:
        """The item that is open now."""
        return next((item for item in self.items if item.is_present), None)


UNNAMED = _("A person of this body")
"""What stands in the place of a name once a meeting has been kept with names for long enough."""


def meeting_page(session: Session, meeting_id: int, actor: Actor | None, now: datetime) -> MeetingPage:
    """Return a meeting for one reader.

    :raises NotFoundError: when there is no such meeting, or it is not open to the reader.
    """
    secretary, caller = aliased(Person), aliased(Person)
    statement = (
        select(Meeting, Body, Network, secretary.name, caller.name, _is_offered(actor))
        .join(Body, Body.id == Meeting.body_id)
        .join(Network, true())
        .join(secretary, secretary.id == Meeting.secretary_id)
        .join(caller, caller.id == Meeting.called_by_id)
        .where(Meeting.id == meeting_id)
        .execution_options(populate_existing=True)
    )
    row = session.execute(statement).one_or_none()
    if row is None:
        raise not_here()
    meeting, body, network, secretary_name, caller_name, is_offered = row
    roles = _roles(session, actor, meeting.body_id, meeting.secretary_id, now, is_offered=is_offered)
    return MeetingPage(
        network_name=network.name,
        region_names={region["code"]: region["name"] for region in network.regions},
        principles={each["code"]: each["name"] for each in network.core_principles},
        meeting_id=meeting_id,
        body_id=body.id,
        body_code=body.code,
        body_name=body.name,
        title=meeting.title,
        place=meeting.place,
        planned_at=meeting.planned_at,
        started_at=meeting.started_at,
        ended_at=meeting.ended_at,
        secretary_id=meeting.secretary_id,
        secretary=secretary_name if meeting.unnamed_at is None else UNNAMED,
        called_by=caller_name if meeting.unnamed_at is None else UNNAMED,
        row_version=meeting.row_version,
        items=_items(session, meeting_id, is_named=meeting.unnamed_at is None),
        may_lead=may(roles, Permission.LEAD_MEETING),
        is_secretary=Role.SECRETARY in roles,
        is_inside=bool(roles & {Role.IN_BODY, Role.OFFERED, Role.SECRETARY})
        or (actor is not None and actor.person_id is not None and is_in_body(session, actor.person_id, meeting.body_id, now)),
    )


def demand_attending(session: Session, meeting_id: int, actor: Actor, now: datetime) -> None:
    """Do nothing for somebody who may attend a meeting.

    :raises NotFoundError: when there is no such meeting, or it is not open to them.
    """
    statement = select(Meeting.body_id, Meeting.secretary_id, _is_offered(actor)).where(Meeting.id == meeting_id)
    row = session.execute(statement).one_or_none()
    if row is None:
        raise not_here()
    body_id, secretary_id, is_offered = row
    _roles(session, actor, body_id, secretary_id, now, is_offered=is_offered)


def proposal_at(session: Session, meeting_id: int, item_id: int, actor: Actor, now: datetime) -> int:
    """Return the proposal of an item; a reader who may not attend the meeting learns nothing.

    :raises NotFoundError: when the meeting has no such item, it is about no proposal, or the meeting is not open to the reader.
    """
    demand_attending(session, meeting_id, actor, now)
    is_there = (MeetingItem.id == item_id, MeetingItem.meeting_id == meeting_id, MeetingItem.removed_at.is_(None))
    found = session.scalars(select(MeetingItem.proposal_id).where(*is_there)).one_or_none()
    if found is None:
        raise NotFoundError(_("This meeting has no such item on its agenda."))
    return found


@dataclass(frozen=True, slots=True)
class Tag:
    """What the live view shows, in short: as long as it is the same, the view is."""

    meeting: int
    item_id: int
    version: int
    proposal: int

    @property
    def seen(self) -> str:
        """The whole of it as text, for an address."""
        return f"{self.meeting}-{self.item_id}-{self.version}-{self.proposal}"

    @property
    def subject(self) -> str:
        """Which item and version a page is about."""
        return f"{self.item_id}-{self.version}"


def tag_of(session: Session, meeting_id: int, actor: Actor | None, now: datetime) -> Tag:
    """Return the tag of a meeting's live view for one reader, in few statements: every screen in the room asks every few seconds.

    :raises NotFoundError: when there is no such meeting, or it is not open to the reader.
    """
    is_present = (MeetingItem.meeting_id == Meeting.id) & MeetingItem.started_at.is_not(None) & MeetingItem.ended_at.is_(None)
    statement = (
        select(Meeting.body_id, Meeting.secretary_id, Meeting.row_version, MeetingItem.id, Proposal.version_number, Proposal.row_version)
        .add_columns(_is_offered(actor))
        .outerjoin(MeetingItem, is_present)
        .outerjoin(Proposal, Proposal.id == MeetingItem.proposal_id)
        .where(Meeting.id == meeting_id)
    )
    row = session.execute(statement).one_or_none()
    if row is None:
        raise not_here()
    body_id, secretary_id, meeting, item_id, version, proposal, is_offered = row
    _roles(session, actor, body_id, secretary_id, now, is_offered=is_offered)
    return Tag(meeting, item_id or 0, version or 0, proposal or 0)


def _is_offered(actor: Actor | None) -> ColumnElement[bool]:
    person_id = None if actor is None else actor.person_id
    return exists().where(FacilitatorPool.body_id == Meeting.body_id, FacilitatorPool.person_id == person_id).label("is_offered")


def _roles(session: Session, actor: Actor | None, body_id: int, secretary_id: int, now: datetime, *, is_offered: bool) -> frozenset[Role]:
    person_id = None if actor is None else actor.person_id
    roles = roles_of(actor, is_offered=is_offered, is_secretary=person_id is not None and person_id == secretary_id)
    if person_id is not None and not may(roles, Permission.ATTEND):
        roles = roles_of(actor, in_body=is_in_body(session, person_id, body_id, now))
    if not may(roles, Permission.ATTEND):
        raise not_here()
    return roles


def _items(session: Session, meeting_id: int, *, is_named: bool) -> tuple[ItemView, ...]:
    statement = (
        select(MeetingItem, Person.name, Proposal.question, Proposal.stage, Proposal.version_number, Proposal.closes_at)
        .outerjoin(Person, Person.id == MeetingItem.presenter_id)
        .outerjoin(Proposal, Proposal.id == MeetingItem.proposal_id)
        .where(MeetingItem.meeting_id == meeting_id, MeetingItem.removed_at.is_(None))
        .order_by(MeetingItem.id)
        .execution_options(populate_existing=True)
    )
    return tuple(
        ItemView(
            item_id=item.id,
            proposal_id=item.proposal_id,
            title=question or item.title,
            presenter=presenter if presenter and is_named else "",
            stage=stage,
            version=version,
            closes_at=closes_at,
            started_at=item.started_at,
            ended_at=item.ended_at,
            calling=item.calling,
        )
        for item, presenter, question, stage, version, closes_at in session.execute(statement)
    )
