"""What the steward's page about retention shows: what holds, what would happen now, what is held, what was done."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, literal, select, union_all
from sqlalchemy.orm import Session, aliased

from consensus.bodies.models import Body
from consensus.domain.retention import KINDS, Category, Kind, Setting, setting_of
from consensus.domain.speech import _
from consensus.ledger.models import RUNS, LedgerEntry, of_acts
from consensus.meetings.models import Meeting
from consensus.people.models import Person
from consensus.people.queries import BodyName, body_names
from consensus.proposals.models import Proposal
from consensus.retention.due import Due, due, rules_of
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
    rules, bodies = rules_of(session), tuple(body_names(session))
    found = due(session, now, rules)
    own = {
        category: tuple(
            OwnSetting(body.name, setting_of(rules, category, body.body_id)) for body in bodies if (category, body.body_id) in rules
        )
        for category in Category
    }
    rows = tuple(CategoryRow(each, KINDS[each], setting_of(rules, each), own[each], found.counts[each]) for each in Category)
    people, proposals, meetings = _called(session, found)
    return RetentionPage(
        rows=rows,
        bodies=bodies,
        people=tuple((name, found.persons[person_id]) for person_id, name in people),
        proposals=proposals,
        meetings=meetings,
        holds=_holds(session),
        runs=_runs(session),
    )


def _called(session: Session, found: Due) -> tuple[tuple[tuple[int, str], ...], ...]:
    """Return what the first people, proposals and meetings that are due are called, in one statement."""
    asked = (
        (Person.id, Person.name, list(found.persons)),
        (Proposal.id, Proposal.question, found.discussion),
        (Meeting.id, Meeting.title, found.meetings),
    )
    each = [
        select(literal(n).label("n"), key.label("id"), name.label("name")).where(key.in_(ids[:MOST_SHOWN]))
        for n, (key, name, ids) in enumerate(asked)
    ]
    rows = session.execute(union_all(*each).order_by("n", "name")).tuples().all()
    return tuple(tuple((row_id, name) for number, row_id, name in rows if number == n) for n in range(len(asked)))


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
        HoldRow(hold.id, question or body or _("The whole network"), hold.reason, by, hold.at, hold.released_at, released_by or "")
        for hold, by, released_by, body, question in session.execute(statement)
    )


def runs() -> Select[tuple[int, datetime, str | None]]:
    """Return the statement over the newest runs."""
    statement = select(LedgerEntry.index, LedgerEntry.at, LedgerEntry.entry).where(of_acts(RUNS))
    return statement.order_by(LedgerEntry.index.desc()).limit(MOST_SHOWN)


def _runs(session: Session) -> tuple[Run, ...]:
    rows = session.execute(runs()).tuples()
    return tuple(Run(index, at, json.loads(entry or '{"data": {}}')["data"]) for index, at, entry in rows)
