"""What I own or facilitate, and what each of it waits for from me."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import Session

from consensus.bodies.models import Body
from consensus.domain.reasons import Reason
from consensus.domain.terms import STAGES_UNDER_WAY, ObjectionStatus, Stage
from consensus.proposals.models import Comment, IssueDisposition, Proposal, ProposalOwner
from consensus.voting.models import Objection, ObjectionAnswer


@dataclass(frozen=True, slots=True)
class Led:
    """A proposal that the reader owns or facilitates."""

    proposal_id: int
    question: str
    body_name: str
    stage: Stage
    closes_at: datetime | None
    asks: str
    """What it waits for from the reader; empty where it waits for others, or for time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """What decides about that."""

    stage: Stage
    is_over: bool
    """Whether the window of the stage is over."""
    owns: bool
    facilitates: bool
    has_facilitator: bool
    issues: int
    """Issues without a disposition."""
    objections: int
    """Open objections."""
    unanswered: int
    """Those of them that have no answer yet."""


def owned_by(person_id: int) -> ColumnElement[bool]:
    """Return the condition that a person owns the proposal now."""
    mine = exists().where(ProposalOwner.proposal_id == Proposal.id, ProposalOwner.person_id == person_id, ProposalOwner.until_at.is_(None))
    return mine.correlate(Proposal)


def led_by(person_id: int) -> ColumnElement[bool]:
    """Return the condition that a person owns or facilitates the proposal now."""
    # The sum keeps the database from gathering everything that the person ever facilitated, and the owner is asked of each
    # proposal for the same reason: the questions in which this stands begin with the few that are under way, or due.
    return or_(Proposal.facilitator_id + 0 == person_id, owned_by(person_id))


def what_is_led(session: Session, person_id: int, now: datetime, most: int) -> tuple[Led, ...]:
    """Return what a person owns or facilitates, what ends first before the others, in one statement."""
    answered = exists().where(IssueDisposition.comment_id == Comment.id)
    issues = select(func.count()).select_from(Comment).where(Comment.proposal_id == Proposal.id, Comment.is_issue, ~answered)
    opened = select(func.count()).select_from(Objection)
    opened = opened.where(Objection.proposal_id == Proposal.id, Objection.status == ObjectionStatus.OPEN)
    unheard = opened.where(~exists().where(ObjectionAnswer.objection_id == Objection.id))
    statement = (
        select(
            *(Proposal.id, Proposal.question, Body.name, Proposal.stage, Proposal.closes_at, Proposal.facilitator_id),
            owned_by(person_id).label("owns"),
            issues.scalar_subquery().label("issues"),
            opened.scalar_subquery().label("objections"),
            unheard.scalar_subquery().label("unanswered"),
        )
        .join(Body, Body.id == Proposal.body_id)
        .where(Proposal.stage.in_(STAGES_UNDER_WAY), led_by(person_id))
        .order_by(Proposal.closes_at, Proposal.id)
        .limit(most)
    )
    found = []
    for row in session.execute(statement):
        situation = Situation(
            stage=row.stage,
            is_over=row.closes_at is not None and row.closes_at <= now,
            owns=row.owns,
            facilitates=row.facilitator_id == person_id,
            has_facilitator=row.facilitator_id is not None,
            issues=row.issues,
            objections=row.objections,
            unanswered=row.unanswered,
        )
        found.append(Led(row.id, row.question, row.name, row.stage, row.closes_at, str(what_to_do(situation) or "")))
    return tuple(found)


def what_to_do(situation: Situation) -> Reason | None:
    """Return what a proposal waits for from its owner or its facilitator; ``None`` where it waits for others, or for time."""
    match situation.stage:
        case Stage.DRAFTING:
            return _of_draft(situation)
        case Stage.COMMENT:
            return _of_comment(situation)
        case Stage.OBJECTION | Stage.CONSENSUS:
            return _of_objections(situation)
        case Stage.FALLBACK | Stage.CLOSED:
            return None


def _of_draft(situation: Situation) -> Reason | None:
    if not situation.owns:
        return None
    if situation.has_facilitator:
        return Reason("Open it for comment when the text is ready.")
    return Reason("Name a facilitator; then open it for comment.")


def _of_comment(situation: Situation) -> Reason | None:
    if situation.owns and situation.issues:
        return Reason("{n} issue waits for your answer.", {"n": situation.issues}, "{n} issues wait for your answer.")
    if situation.facilitates and situation.is_over and not situation.issues:
        return Reason("The time for comments is over: call for objections.")
    return None


def _of_objections(situation: Situation) -> Reason | None:
    if situation.unanswered:
        return Reason("{n} objection waits for an answer.", {"n": situation.unanswered}, "{n} objections wait for an answer.")
    if situation.objections:
        many = "{n} objections have their answers and are still open."
        return Reason("{n} objection has its answer and is still open.", {"n": situation.objections}, many)
    if situation.stage is Stage.OBJECTION and situation.facilitates and situation.is_over:
        return Reason("The time for objections is over and none is open: call for consensus.")
    return None
