"""What is due to lose its names, or to go, at an instant: the same for the dry run and for the run. Reads alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, exists, func, literal, or_, select, union_all
from sqlalchemy.orm import InstrumentedAttribute, Session

from consensus.bodies.models import SeatTerm
from consensus.domain.retention import Category, Rules, pseudonym, setting_of
from consensus.domain.terms import Stage
from consensus.mail.models import MailLetter
from consensus.meetings.models import Meeting, MeetingItem
from consensus.people.models import Mandate, Member, Person
from consensus.proposals.models import Autosave, Proposal, ProposalOwner
from consensus.retention.models import LegalHold, RetentionRule

_Column = InstrumentedAttribute


LEFTOVERS = (Category.DRAFTS, Category.LETTERS)


@dataclass(frozen=True, slots=True)
class Holds:
    """What must not be touched."""

    network: bool = False
    bodies: frozenset[int] = frozenset()
    proposals: frozenset[int] = frozenset()

    @property
    def any(self) -> bool:
        """Whether something is held: then nobody loses their name, because nobody knows yet whose will be asked for."""
        return self.network or bool(self.bodies) or bool(self.proposals)


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """What is due, by id; ``persons`` with what they will be called."""

    persons: Mapping[int, str] = field(default_factory=dict)
    discussion: tuple[int, ...] = ()
    meetings: tuple[int, ...] = ()
    drafts: tuple[int, ...] = ()
    letters: Mapping[int, str] = field(default_factory=dict)
    """With the name of the file in the mail folder, empty where there is none."""

    @property
    def counts(self) -> dict[Category, int]:
        """How many of each category."""
        found = (self.persons, self.discussion, self.meetings, self.drafts, self.letters)
        names = (Category.PERSONS, Category.DISCUSSION, Category.MEETINGS, Category.DRAFTS, Category.LETTERS)
        return {category: len(each) for category, each in zip(names, found, strict=True)}


def rules_of(session: Session) -> Rules:
    """Return what was set, the newest of each."""
    columns = (RetentionRule.category, RetentionRule.body_id, RetentionRule.days)
    return {(category, body_id): days for category, body_id, days in session.execute(select(*columns).order_by(RetentionRule.id)).tuples()}


def holds_of(session: Session) -> Holds:
    """Return what is held now."""
    rows = session.execute(select(LegalHold.body_id, LegalHold.proposal_id).where(LegalHold.released_at.is_(None))).tuples().all()
    return Holds(
        network=any(body_id is None and proposal_id is None for body_id, proposal_id in rows),
        bodies=frozenset(body_id for body_id, _ in rows if body_id is not None),
        proposals=frozenset(proposal_id for _, proposal_id in rows if proposal_id is not None),
    )


def due(session: Session, now: datetime, rules: Rules | None = None) -> Due:
    """Return everything that is due at ``now`` and not held; ``rules`` where they were read already."""
    rules, holds = rules_of(session) if rules is None else rules, holds_of(session)
    if holds.network:
        return Due()
    drafts, letters = ((), {}) if holds.any else _leftovers(session, *(_before(rules, each, now) for each in LEFTOVERS))
    return Due(
        persons={} if holds.any else _persons(session, _before(rules, Category.PERSONS, now)),
        discussion=_discussion(session, rules, holds, now),
        meetings=_meetings(session, rules, holds, now),
        drafts=drafts,
        letters=letters,
    )


def _before(rules: Rules, category: Category, now: datetime, body_id: int | None = None) -> datetime | None:
    days = setting_of(rules, category, body_id).days
    return None if days is None else now - timedelta(days=days)


def _persons(session: Session, before: datetime | None) -> dict[int, str]:
    """Return those who spoke or sat, do so no more, and have nothing in hand; called by the member of their last part."""
    if before is None:
        return {}
    speaks = exists().where(Mandate.person_id == Person.id, or_(Mandate.ends_at.is_(None), Mandate.ends_at > before))
    sits = exists().where(SeatTerm.person_id == Person.id, or_(SeatTerm.ended_at.is_(None), SeatTerm.ended_at > before))
    owns = exists().where(
        ProposalOwner.person_id == Person.id,
        ProposalOwner.until_at.is_(None),
        Proposal.id == ProposalOwner.proposal_id,
        Proposal.stage != Stage.CLOSED,
    )
    leads = exists().where(Proposal.facilitator_id == Person.id, Proposal.stage != Stage.CLOSED)
    writes = exists().where(Meeting.secretary_id == Person.id, Meeting.ended_at.is_(None))
    gone = select(Person.id).where(Person.unnamed_at.is_(None), Person.is_steward.is_(False), ~speaks, ~sits, ~owns, ~leads, ~writes)
    mandates = select(Mandate.person_id, Mandate.ends_at, Member.name).join(Member, Member.id == Mandate.member_id)
    terms = select(SeatTerm.person_id, SeatTerm.ended_at, Member.name).join(Member, Member.id == SeatTerm.member_id)
    parts = mandates.where(Mandate.person_id.in_(gone)).union_all(terms.where(SeatTerm.person_id.in_(gone))).subquery()
    last = session.execute(select(parts).order_by(parts.c[1], parts.c[2])).tuples()
    return {person_id: pseudonym(member) for person_id, _, member in last}


def _in_time(
    rules: Rules, holds: Holds, category: Category, now: datetime, body: _Column[int], end: _Column[datetime | None]
) -> ColumnElement[bool] | None:
    """Return the condition on a body and an end that the time of the body, or of the network, is over; None where it never is."""
    own = {body_id for each, body_id in rules if each is category and body_id is not None}
    ways: list[ColumnElement[bool]] = []
    for body_id in sorted(own):
        before = _before(rules, category, now, body_id)
        if before is not None:
            ways.append(and_(body == body_id, end <= before))
    before = _before(rules, category, now)
    if before is not None:
        ways.append(and_(body.not_in(sorted(own)), end <= before))
    return and_(or_(*ways), body.not_in(sorted(holds.bodies))) if ways else None


def _discussion(session: Session, rules: Rules, holds: Holds, now: datetime) -> tuple[int, ...]:
    over = _in_time(rules, holds, Category.DISCUSSION, now, Proposal.body_id, Proposal.closed_at)
    if over is None:
        return ()
    statement = select(Proposal.id).where(over, Proposal.unnamed_at.is_(None), Proposal.id.not_in(sorted(holds.proposals)))
    return tuple(session.scalars(statement.order_by(Proposal.id)))


def _meetings(session: Session, rules: Rules, holds: Holds, now: datetime) -> tuple[int, ...]:
    """Return the meetings; one that dealt with a proposal that is held is held too."""
    over = _in_time(rules, holds, Category.MEETINGS, now, Meeting.body_id, Meeting.ended_at)
    if over is None:
        return ()
    held = select(MeetingItem.meeting_id).where(MeetingItem.proposal_id.in_(sorted(holds.proposals)))
    statement = select(Meeting.id).where(over, Meeting.unnamed_at.is_(None), Meeting.id.not_in(held))
    return tuple(session.scalars(statement.order_by(Meeting.id)))


def _leftovers(session: Session, drafts: datetime | None, letters: datetime | None) -> tuple[tuple[int, ...], dict[int, str]]:
    """Return the forms and the letters that are older than these instants, in one statement."""
    asked: list[Select[tuple[str, int, str]]] = []
    if drafts is not None:
        asked.append(select(literal("form"), Autosave.id, literal("")).where(Autosave.at <= drafts))
    if letters is not None:
        over = MailLetter.made_at <= letters, MailLetter.settled_at.is_not(None)
        asked.append(select(literal("letter"), MailLetter.id, func.coalesce(MailLetter.file_name, "")).where(*over))
    rows = session.execute(union_all(*asked)).tuples().all() if asked else ()
    return tuple(row_id for kind, row_id, _ in rows if kind == "form"), {row_id: file for kind, row_id, file in rows if kind == "letter"}
