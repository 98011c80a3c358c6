"""What notices are about, put together for a page or a letter: only what their reader may read.

Where a reader may no longer read the proposal, nothing of it is said: the notice stays, its words are those of discretion.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, or_, select
from sqlalchemy.orm import Session

from consensus.archive.queries.reader import Reader, reader_of
from consensus.bodies.models import Body
from consensus.bodies.queries.belonging import bodies_of
from consensus.domain.actor import Actor
from consensus.domain.channels import Channel
from consensus.domain.notices import Level, Urgency, Wishes
from consensus.domain.terms import Stage, Visibility
from consensus.elections.models import Election
from consensus.ledger.models import LedgerEntry
from consensus.meetings.models import Meeting
from consensus.notifications.making import USUAL, WISHES, wishes_of
from consensus.notifications.models import Digest, Notice, NoticeChoice, NoticeWishes
from consensus.notifications.words import KINDS, Place
from consensus.people.models import Person
from consensus.proposals.models import Proposal, ProposalOwner
from consensus.voting.facts import spoken_voices
from consensus.voting.models import Voice

PAGE_LENGTH = 30

OF_ONES_PART = frozenset({"item_presented", "entry_to_confirm", "entry_rejected"})
"""Kinds by which somebody is told of a part of their own in a meeting."""


@dataclass(frozen=True, slots=True)
class About:
    """What one notice is about, as far as its reader may read it."""

    notice_id: int
    handle: str
    kind: str
    urgency: Urgency
    made_at: datetime
    is_seen: bool
    place: Place
    body_name: str | None
    body_code: str | None
    proposal_id: int | None
    question: str | None
    title: str | None
    """Of a meeting or an election."""
    place_id: int | None
    """The meeting or the election."""
    part_id: int | None
    """The hearing or the task of the proposal."""
    happened_at: datetime
    """When that happened of which it tells."""
    until: datetime | None
    """The end of the window that it speaks of, while that is open."""
    is_open: bool
    """Whether the reader may read what it is about."""
    is_over: bool = False
    """Whether it asked for something in a window that is over."""


@dataclass(frozen=True, slots=True)
class NoticeList:
    """A page of somebody's notices."""

    notices: tuple[About, ...]
    unseen: int
    older_than: int | None
    """Where the next page begins; null when there are no more."""


@dataclass(frozen=True, slots=True)
class BodyChoice:
    """What somebody chose for one body."""

    body_id: int
    code: str
    name: str
    level: Level


@dataclass(frozen=True, slots=True)
class Choices:
    """Everything that somebody chose about notices."""

    wishes: Wishes
    bodies: tuple[BodyChoice, ...]
    email: str | None


_COLUMNS = (
    *(Notice.id, Notice.handle, Notice.kind, Notice.urgency, Notice.made_at, Notice.seen_at, Notice.body_id, Notice.proposal_id),
    *(
        LedgerEntry.entry,
        LedgerEntry.at.label("happened_at"),
        Body.code,
        Body.name,
        Proposal.question,
        Proposal.visibility,
        Proposal.stage,
        Proposal.closes_at,
    ),
)

_ABOUT: Select[Any] = (
    select(*_COLUMNS)
    .join(LedgerEntry, LedgerEntry.index == Notice.entry_index)
    .outerjoin(Body, Body.id == Notice.body_id)
    .outerjoin(Proposal, Proposal.id == Notice.proposal_id)
)


def notices_of(session: Session, actor: Actor, now: datetime, *, before: int | None = None) -> NoticeList:
    """Return a page of a person's notices, the newest first; ``before`` is the id under which they are listed."""
    mine: list[ColumnElement[bool]] = [Notice.person_id == actor.person_id, Notice.channel == Channel.PAGE]
    if before is not None:
        mine.append(Notice.id < before)
    found = about(session, actor, now, *mine, most=PAGE_LENGTH + 1)
    shown = found[:PAGE_LENGTH]
    return NoticeList(
        notices=shown,
        unseen=sum(1 for each in shown if not each.is_seen),
        older_than=shown[-1].notice_id if len(found) > PAGE_LENGTH else None,
    )


def notice_by_handle(session: Session, actor: Actor, handle: str, now: datetime) -> About | None:
    """Return the notice that a link names, if it is the actor's own."""
    return next(iter(about(session, actor, now, Notice.handle == handle, Notice.person_id == actor.person_id, most=1)), None)


def is_digest(session: Session, actor: Actor, handle: str) -> bool:
    """Return whether a link is that of one of the actor's digests."""
    return session.scalars(select(Digest.id).where(Digest.handle == handle, Digest.person_id == actor.person_id)).first() is not None


def about(session: Session, actor: Actor, now: datetime, *which: ColumnElement[bool], most: int) -> tuple[About, ...]:
    """Return what notices of one person are about, the newest first."""
    rows = session.execute(_ABOUT.where(*which).order_by(Notice.id.desc()).limit(most)).all()
    if not rows:
        return ()
    reader = reader_of(session, actor, now)
    proposals = {row.proposal_id for row in rows if row.proposal_id is not None}
    parts = _parts(session, actor.person_id, proposals, now) if proposals else frozenset()
    data = {row.id: {} if row.entry is None else json.loads(row.entry)["data"] for row in rows}
    named = _named(session, data.values())
    return tuple(_about(row, data[row.id], reader, parts, named, now) for row in rows)


def _about(
    row: Row[Any],
    data: Mapping[str, Any],
    reader: Reader,
    parts: frozenset[int],
    named: Mapping[tuple[Place, int], Row[Any]],
    now: datetime,
) -> About:
    place = KINDS[row.kind].place
    place_id = data.get(place.value) if place in {Place.MEETING, Place.ELECTION} else None
    there = None if place_id is None else named.get((place, place_id))
    is_open = _is_open(row, there if place is Place.MEETING else None, reader, parts)
    is_same_window = row.stage is not None and row.stage is not Stage.CLOSED and data.get("stage") == row.stage.value
    until = row.closes_at if is_same_window else None
    if place is Place.ELECTION and there is not None:
        until = (
            there.voting_closes_at
            if row.kind in {"ballot_owed", "ballot_reminder"}
            else there.nominations_close_at
            if row.kind == "nominated"
            else None
        )
    is_until = is_open and until is not None and until > now
    has_window = "stage" in data or place is Place.ELECTION
    return About(
        notice_id=row.id,
        handle=row.handle,
        kind=row.kind,
        urgency=row.urgency,
        made_at=row.made_at,
        is_seen=row.seen_at is not None,
        place=place,
        body_name=row.name if is_open else None,
        body_code=row.code,
        proposal_id=row.proposal_id,
        question=row.question if is_open else None,
        title=there.title if is_open and there is not None else None,
        place_id=place_id,
        part_id=data.get("hearing") or data.get("task"),
        happened_at=row.happened_at,
        until=until if is_until else None,
        is_over=is_open and row.urgency is Urgency.OWED and has_window and not is_until,
        is_open=is_open,
    )


def _is_open(row: Row[Any], meeting: Row[Any] | None, reader: Reader, parts: Collection[int]) -> bool:
    """Return whether the reader may read what a notice is about: of a meeting, whoever speaks in its body or has a part in it."""
    if row.proposal_id is not None:
        return row.proposal_id in parts or reader.may_read(row.visibility, row.body_id)
    if meeting is None or row.kind in OF_ONES_PART:
        return True
    return meeting.secretary_id == reader.person_id or reader.may_read(Visibility.BODY, row.body_id)


def _named(session: Session, data: Iterable[Mapping[str, Any]]) -> dict[tuple[Place, int], Row[Any]]:
    """Return the meetings and elections that entries name."""
    entries = list(data)
    meetings = {each["meeting"] for each in entries if isinstance(each.get("meeting"), int)}
    elections = {each["election"] for each in entries if isinstance(each.get("election"), int)}
    found: dict[tuple[Place, int], Row[Any]] = {}
    if meetings:
        for row in session.execute(select(Meeting.id, Meeting.title, Meeting.secretary_id).where(Meeting.id.in_(meetings))):
            found[Place.MEETING, row.id] = row
    if elections:
        columns = (Election.id, Election.title, Election.voting_closes_at, Election.nominations_close_at)
        for election in session.execute(select(*columns).where(Election.id.in_(elections))):
            found[Place.ELECTION, election.id] = election
    return found


def _parts(session: Session, person_id: int | None, proposal_ids: Collection[int], now: datetime) -> frozenset[int]:
    """Return the proposals in which a person has a part: who has one reads it as the people of the body do."""
    if person_id is None:
        return frozenset()
    among = Proposal.id.in_(proposal_ids)
    spoken = spoken_voices([person_id], now, among).subquery()
    owned = select(ProposalOwner.proposal_id).where(ProposalOwner.person_id == person_id, ProposalOwner.until_at.is_(None))
    speaks = select(Voice.proposal_id).where(Voice.id.in_(select(spoken.c.id)))
    mine = or_(Proposal.facilitator_id == person_id, Proposal.id.in_(owned), Proposal.id.in_(speaks))
    return frozenset(session.scalars(select(Proposal.id).where(among, mine)))


def choices_of(session: Session, person_id: int, now: datetime) -> Choices:
    """Return what somebody chose about notices, with every body in which they speak or for which they chose something."""
    row = session.execute(
        select(Person.email, *WISHES).outerjoin(NoticeWishes, NoticeWishes.person_id == Person.id).where(Person.id == person_id)
    ).one()
    mine = bodies_of(session, person_id, now)
    chosen = select(NoticeChoice.body_id, NoticeChoice.level).where(NoticeChoice.person_id == person_id)
    levels = dict(session.execute(chosen).tuples().all())
    listed = select(Body.id, Body.code, Body.name).where(Body.id.in_(mine | levels.keys())).order_by(Body.name)
    bodies = tuple(BodyChoice(each.id, each.code, each.name, levels.get(each.id, USUAL)) for each in session.execute(listed))
    return Choices(wishes_of(row), bodies, row.email)
