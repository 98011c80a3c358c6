"""What the rules are told about everything that one person leads, read in a fixed number of statements, however much it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import and_, exists, func, or_, select
from sqlalchemy.orm import Session, joinedload

from consensus.bodies.models import Ruleset
from consensus.domain.facts import Facts, ObjectionFacts
from consensus.domain.terms import STAGES_UNDER_WAY, ObjectionKind, ObjectionStatus, Stage
from consensus.pages.leading import led_by
from consensus.proposals.facts import rules_in
from consensus.proposals.models import Comment, IssueDisposition, Proposal, ProposalOwner, Translation, Version, VersionText
from consensus.voting.facts import spoken_voices
from consensus.voting.models import Objection, ObjectionAnswer, Position, Voice
from consensus.voting.models_afterwards import Reminder

MOST = 100
"""Proposals on one desk; far more than anybody leads at once."""


@dataclass(frozen=True, slots=True)
class Silent:
    """Voices that have not been heard, alike in region and kind."""

    region: str
    kind: str
    voices: int


@dataclass(frozen=True, slots=True)
class OnDesk:
    """A proposal that the reader leads, with what the rules are told of it."""

    proposal: Proposal
    facts: Facts
    unanswered: int
    """Open objections without an answer."""
    silent: tuple[Silent, ...]
    reminded_at: datetime | None


@dataclass(slots=True)
class _Read:
    """What was read about all of them, by proposal."""

    owners: dict[int, set[int]] = field(default_factory=lambda: defaultdict(set))
    issues: dict[int, int] = field(default_factory=dict)
    objections: dict[int, list[ObjectionFacts]] = field(default_factory=lambda: defaultdict(list))
    languages: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    silent: dict[int, list[Silent]] = field(default_factory=lambda: defaultdict(list))
    spoken: set[int] = field(default_factory=set)
    reminders: dict[tuple[int, Stage, datetime], datetime] = field(default_factory=dict)
    in_force: Mapping[int, Ruleset] = field(default_factory=dict)


def on_desk(session: Session, person_id: int, now: datetime) -> tuple[OnDesk, ...]:
    """Return what a person owns or facilitates and is not closed, what ends first before the others. Ten statements at most."""
    statement = (
        select(Proposal)
        .where(Proposal.stage.in_(STAGES_UNDER_WAY), led_by(person_id))
        .options(joinedload(Proposal.body, innerjoin=True), joinedload(Proposal.ruleset))
        .order_by(Proposal.closes_at.is_(None), Proposal.closes_at, Proposal.id)
        .limit(MOST)
    )
    proposals = session.scalars(statement).all()
    if not proposals:
        return ()
    read = _read(session, proposals, person_id, now)
    return tuple(_of(proposal, read, person_id, now) for proposal in proposals)


def _of(proposal: Proposal, read: _Read, person_id: int, now: datetime) -> OnDesk:
    ruleset = proposal.ruleset or read.in_force[proposal.body_id]
    owners, objections, silent = read.owners[proposal.id], tuple(read.objections[proposal.id]), tuple(read.silent[proposal.id])
    facilitates = proposal.facilitator_id == person_id
    facts = Facts(
        now=now,
        stage=proposal.stage,
        rules=rules_in(ruleset, proposal.class_code),
        version=proposal.version_number,
        last_act_at=proposal.last_act_at,
        closes_at=proposal.closes_at,
        extensions=proposal.extensions,
        held_at=proposal.held_at,
        was_objected=proposal.was_objected,
        issues_unanswered=read.issues.get(proposal.id, 0),
        languages_missing=tuple(sorted(set(proposal.body.required_languages) - read.languages[proposal.id])),
        objections=objections,
        calls_stop_at=proposal.body.calls_stop_at,
        calls_resume_at=proposal.body.calls_resume_at,
        fills_seats=proposal.fills_seats,
        voices_silent=sum(each.voices for each in silent),
        has_facilitator=proposal.facilitator_id is not None,
        facilitator_owns=proposal.facilitator_id in owners,
        # Of somebody else's facilitation an owner is told when it comes to it: their voices are not looked up here.
        facilitator_objects=facilitates and any(each.status.is_live and each.voice_id in read.spoken for each in objections),
        is_owner=person_id in owners,
        is_facilitator=facilitates,
    )
    unanswered = sum(1 for each in facts.open_objections if each.answered_at is None)
    return OnDesk(proposal, facts, unanswered, silent, read.reminders.get((proposal.id, proposal.stage, proposal.opened_at)))


def _read(session: Session, proposals: Collection[Proposal], person_id: int, now: datetime) -> _Read:
    ids = [proposal.id for proposal in proposals]
    read = _Read()
    owned = select(ProposalOwner.proposal_id, ProposalOwner.person_id)
    for proposal_id, owner in session.execute(owned.where(ProposalOwner.proposal_id.in_(ids), ProposalOwner.until_at.is_(None))):
        read.owners[proposal_id].add(owner)
    answered = exists().where(IssueDisposition.comment_id == Comment.id)
    issues = select(Comment.proposal_id, func.count()).where(Comment.proposal_id.in_(ids), Comment.is_issue, ~answered)
    read.issues = dict(session.execute(issues.group_by(Comment.proposal_id)).tuples().all())
    _read_objections(session, ids, read)
    if any(proposal.body.required_languages for proposal in proposals):
        _read_languages(session, ids, read)
    _read_silent(session, ids, read)
    facilitated = and_(Proposal.id.in_(ids), Proposal.facilitator_id == person_id)
    read.spoken = {voice_id for _, voice_id in session.execute(spoken_voices([person_id], now, facilitated))}
    reminders = select(Reminder.proposal_id, Reminder.stage, Reminder.opened_at, Reminder.at).where(Reminder.proposal_id.in_(ids))
    read.reminders = {(proposal_id, stage, opened_at): at for proposal_id, stage, opened_at, at in session.execute(reminders)}
    drafted = [proposal.body_id for proposal in proposals if proposal.ruleset is None]
    if drafted:
        numbers = select(Ruleset.body_id, func.max(Ruleset.number).label("number")).where(Ruleset.body_id.in_(drafted))
        newest = numbers.group_by(Ruleset.body_id).subquery()
        in_force = select(Ruleset).join(newest, and_(newest.c.body_id == Ruleset.body_id, newest.c.number == Ruleset.number))
        read.in_force = {ruleset.body_id: ruleset for ruleset in session.scalars(in_force)}
    return read


def _read_objections(session: Session, ids: list[int], read: _Read) -> None:
    answered = select(func.max(ObjectionAnswer.at)).where(ObjectionAnswer.objection_id == Objection.id).scalar_subquery()
    columns = (Objection.id, Objection.proposal_id, Objection.voice_id, Objection.kind, Objection.status, Objection.version_number)
    rows = session.execute(select(*columns, Objection.raised_at, Objection.settled_at, answered).where(Objection.proposal_id.in_(ids)))
    for objection_id, proposal_id, voice_id, kind, status, version, raised_at, settled_at, answered_at in rows:
        objection = ObjectionFacts(
            id=objection_id,
            voice_id=voice_id,
            kind=ObjectionKind(kind),
            status=status,
            version_number=version,
            reason="",
            raised_at=raised_at,
            settled_at=settled_at,
            answered_at=answered_at,
        )
        read.objections[proposal_id].append(objection)


def _read_languages(session: Session, ids: list[int], read: _Read) -> None:
    """Read in which languages there is a text that says what the current version says."""
    current = select(Proposal.id, Version.id.label("version_id")).join(
        Version, and_(Version.proposal_id == Proposal.id, Version.number == Proposal.version_number)
    )
    versions = current.where(Proposal.id.in_(ids)).subquery()
    saved = select(versions.c.id, VersionText.language).join(VersionText, VersionText.version_id == versions.c.version_id)
    translated = select(versions.c.id, Translation.language).join(Translation, Translation.version_id == versions.c.version_id)
    for proposal_id, language in session.execute(saved.union(translated)):
        read.languages[proposal_id].add(language)


def _read_silent(session: Session, ids: list[int], read: _Read) -> None:
    """Read how many voices have not been heard where they are asked, by region and kind. Source: process.md sections 3 and 6."""
    stands = exists().where(Objection.voice_id == Voice.id, Objection.status == ObjectionStatus.UNRESOLVED)
    unspoken = and_(
        Proposal.stage == Stage.CONSENSUS, or_(Position.id.is_(None), Position.version_number != Proposal.version_number), ~stands
    )
    unvoted = and_(Proposal.stage == Stage.FALLBACK, Voice.vote_id.is_(None))
    statement = (
        select(Voice.proposal_id, Voice.region, Voice.kind, func.count())
        .join(Proposal, Proposal.id == Voice.proposal_id)
        .outerjoin(Position, Position.id == Voice.position_id)
        .where(Voice.proposal_id.in_(ids), Voice.recused_at.is_(None), or_(unspoken, unvoted))
        .group_by(Voice.proposal_id, Voice.region, Voice.kind)
        .order_by(Voice.region, Voice.kind)
    )
    for proposal_id, region, kind, voices in session.execute(statement):
        read.silent[proposal_id].append(Silent(region, kind.value, voices))
