"""What the steward's page about retention shows: what holds, what would happen now, what is held, what was done."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from consensus.bodies.models import Body
from consensus.domain.retention import ACT, KINDS, Category, Kind, Setting, setting_of
from consensus.ledger.models import LedgerEntry
from consensus.meetings.models import Meeting
from consensus.people.models import Person
from consensus.people.queries import BodyName, body_names
from consensus.proposals.models import Proposal
from consensus.retention.due import due, rules_of
from consensus.retention.models import LegalHold

MOST_SHOWN = 50
"""Of what is due, of holds and of runs; the numbers are always told."""


@dataclass(frozen=True, slots=True)
class OwnSetting:
    """What a body has of its own."""

    body: str
    setting: Setting


@dataclass(frozen=True, slots=True)
class CategoryRow:
    """A category, what holds in the network, and in bodies that have their own."""

    category: Category
    kind: Kind
    setting: Setting
    own: tuple[OwnSetting, ...]
    due: int


@dataclass(frozen=True, slots=True)
class HoldRow:
    """Something that is held, or was."""

    hold_id: int
    about: str
    reason: str
    by: str
    at: datetime
    released_at: datetime | None
    released_by: str


@dataclass(frozen=True, slots=True)
class Run:
    """What was done on a day."""

    index: int
    at: datetime
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionPage:
    """Everything about retention as it is now."""

    rows: tuple[CategoryRow, ...]
    bodies: tuple[BodyName, ...]
    people: tuple[tuple[str, str], ...]
    """Who would lose their name, and what they would be called."""
    proposals: tuple[tuple[int, str], ...]
    meetings: tuple[tuple[int, str], ...]
    holds: tuple[HoldRow, ...]
    runs: tuple[Run, ...]

    @property
    def is_held(self) -> bool:
        """Whether something is held now."""
        return any(hold.released_at is None for hold in self.holds)


def retention_page(session: Session, now: datetime) -> RetentionPage:
    """Return the page; what is due is what the run would do if it came now."""
    rules, found, bodies = rules_of(session), due(session, now), tuple(body_names(session))
    own = {
        category: tuple(
            OwnSetting(body.name, setting_of(rules, category, body.body_id)) for body in bodies if (category, body.body_id) in rules
        )
        for category in Category
    }
    rows = tuple(CategoryRow(each, KINDS[each], setting_of(rules, each), own[each], found.counts[each]) for each in Category)
    shown = list(found.persons)[:MOST_SHOWN]
    people = session.execute(select(Person.id, Person.name).where(Person.id.in_(shown)).order_by(Person.name)).tuples()
    proposals = session.execute(select(Proposal.id, Proposal.question).where(Proposal.id.in_(found.discussion[:MOST_SHOWN]))).tuples()
    meetings = session.execute(select(Meeting.id, Meeting.title).where(Meeting.id.in_(found.meetings[:MOST_SHOWN]))).tuples()
    return RetentionPage(
        rows=rows,
        bodies=bodies,
        people=tuple((name, found.persons[person_id]) for person_id, name in people),
        proposals=tuple(proposals),
        meetings=tuple(meetings),
        holds=_holds(session),
        runs=_runs(session),
    )


def _holds(session: Session) -> tuple[HoldRow, ...]:
    placer, releaser = aliased(Person), aliased(Person)
    statement = (
        select(LegalHold, placer.name, releaser.name, Body.name, Proposal.question)
        .join(placer, placer.id == LegalHold.person_id)
        .outerjoin(releaser, releaser.id == LegalHold.released_by_id)
        .outerjoin(Body, Body.id == LegalHold.body_id)
        .outerjoin(Proposal, Proposal.id == LegalHold.proposal_id)
        .order_by(LegalHold.released_at.is_not(None), LegalHold.id.desc())
        .limit(MOST_SHOWN)
    )
    return tuple(
        HoldRow(hold.id, question or body or "The whole network", hold.reason, by, hold.at, hold.released_at, released_by or "")
        for hold, by, released_by, body, question in session.execute(statement)
    )


def _runs(session: Session) -> tuple[Run, ...]:
    statement = select(LedgerEntry.index, LedgerEntry.at, LedgerEntry.entry).where(LedgerEntry.act == ACT)
    rows = session.execute(statement.order_by(LedgerEntry.index.desc()).limit(MOST_SHOWN)).tuples()
    return tuple(Run(index, at, json.loads(entry or '{"data": {}}')["data"]) for index, at, entry in rows)
