"""What the secretary wrote down for voices of somebody, and waits for their word. What lapsed is not among it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Select, bindparam, or_, select
from sqlalchemy.orm import Session

from consensus.db import UtcDateTime
from consensus.domain.actor import Actor
from consensus.domain.terms import PositionCode, Stage
from consensus.meetings.models import EnteredPosition, MeetingItem
from consensus.people.models import Person
from consensus.proposals.models import Proposal
from consensus.voting.facts import spoken_voices
from consensus.voting.models import Position, Voice

Instant = datetime | BindParameter[datetime]

MOST = 50
"""Entries on one page: nobody speaks for so many voices."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A position that the secretary entered for a voice of the reader's; it counts for nothing until it is confirmed."""

    entry_id: int
    meeting_id: int
    proposal_id: int
    question: str
    voice: str
    secretary: str
    code: PositionCode
    reason: str
    ground: str
    remedy: str
    whom: str | None
    passage: str | None
    at: datetime


def waiting_for(session: Session, actor: Actor | None, now: datetime, *, proposal_id: int | None = None) -> tuple[Entry, ...]:
    """Return what waits for the word of somebody, on one proposal or on all; the earliest first."""
    if actor is None or actor.person_id is None:
        return ()
    asked = {"person_ids": [actor.person_id], "now": now, "proposal_id": proposal_id}
    return tuple(Entry(*row) for row in session.execute(_ON_ALL if proposal_id is None else _ON_ONE, asked))


def still_waits(now: Instant) -> ColumnElement[bool]:
    """Return the condition on an entry, its proposal, voice and the voice's newest position under which it can be confirmed."""
    return EnteredPosition.settled_at.is_(None) & is_current(now)


def is_current(now: Instant) -> ColumnElement[bool]:
    """Return the condition under which an entry has not lapsed.

    It lapses with the version and the window it was said in, and where the voice spoke for itself afterwards.
    """
    spoke_since = (Position.version_number == EnteredPosition.version_number) & (Position.at >= EnteredPosition.at)
    return (
        (Proposal.stage == EnteredPosition.stage)
        & (Proposal.version_number == EnteredPosition.version_number)
        & (Proposal.closes_at > now)
        & Voice.recused_at.is_(None)
        & or_(Position.id.is_(None), ~spoke_since)
    )


def _waiting(among: ColumnElement[bool]) -> Select[Any]:
    now = bindparam("now", type_=UtcDateTime())
    mine = spoken_voices(bindparam("person_ids", expanding=True), now, among).subquery()
    return (
        select(
            *(EnteredPosition.id, MeetingItem.meeting_id, Proposal.id, Proposal.question, Voice.label, Person.name),
            *(EnteredPosition.code, EnteredPosition.reason, EnteredPosition.ground, EnteredPosition.remedy),
            *(EnteredPosition.whom, EnteredPosition.passage, EnteredPosition.at),
        )
        .join(MeetingItem, MeetingItem.id == EnteredPosition.item_id)
        .join(Proposal, Proposal.id == EnteredPosition.proposal_id)
        .join(Voice, Voice.id == EnteredPosition.voice_id)
        .join(Person, Person.id == EnteredPosition.person_id)
        .outerjoin(Position, Position.id == Voice.position_id)
        .where(EnteredPosition.voice_id.in_(select(mine.c.id)), still_waits(now))
        .order_by(EnteredPosition.id)
        .limit(MOST)
    )


# Made once: each page of a proposal asks, and to put this together takes longer than to ask it.
_ON_ALL = _waiting(Proposal.stage.in_((Stage.OBJECTION, Stage.CONSENSUS)))
_ON_ONE = _waiting(Proposal.id == bindparam("proposal_id"))
