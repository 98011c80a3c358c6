"""From rows to the facts that the rules ask for, as far as a proposal's own rows say them.

What the roll and the objections add is read by ``voting/facts.py``.
"""

from __future__ import annotations

import json
from datetime import datetime
from functools import lru_cache

from sqlalchemy import bindparam, exists, func, select
from sqlalchemy.orm import Session, joinedload

from consensus.bodies.models import Body, Ruleset
from consensus.bodies.queries import is_in_body
from consensus.domain import guards
from consensus.domain.actor import CLOCK, Actor
from consensus.domain.classes import ClassRules
from consensus.domain.errors import InvalidError, NotFoundError
from consensus.domain.facts import Facts
from consensus.domain.lifecycle import asks
from consensus.domain.ruleset import class_rules
from consensus.domain.speech import _
from consensus.domain.terms import AnyAct
from consensus.proposals.models import Comment, IssueDisposition, Proposal, ProposalOwner, Translation, Version, VersionText
from consensus.proposals.sensing import open_check

_LOCKED = (
    select(Proposal)
    .where(Proposal.id == bindparam("proposal_id"))
    # Every act asks for these two as well. Nothing that an act reads in them changes, so they need no lock.
    .options(joinedload(Proposal.body, innerjoin=True), joinedload(Proposal.ruleset))
    # NO KEY UPDATE: an entry in the ledger points to the row, and must not wait for us while we wait for the ledger.
    .with_for_update(of=Proposal, key_share=True)
)


def lock_proposal(session: Session, proposal_id: int) -> Proposal:
    """Return the proposal as it is now, with its body and ruleset, and let nobody else act on it until the transaction ends.

    What the session read before is read anew where it is asked for: somebody else may have changed it while we waited.

    :raises NotFoundError: when there is no such proposal.
    """
    session.expire_all()
    proposal = session.scalars(_LOCKED, {"proposal_id": proposal_id}).one_or_none()
    if proposal is None:
        raise NotFoundError(_("There is no such proposal."))
    return proposal


def ruleset_in_force(session: Session, body_id: int) -> Ruleset:
    """Return the newest ruleset of a body.

    :raises NotFoundError: when the body has none.
    """
    statement = select(Ruleset).where(Ruleset.body_id == body_id).order_by(Ruleset.number.desc()).limit(1)
    ruleset = session.scalars(statement).one_or_none()
    if ruleset is None:
        raise NotFoundError(_("The body has no ruleset yet. Ask the steward to adopt one."))
    return ruleset


def ruleset_of(session: Session, proposal: Proposal) -> Ruleset:
    """Return the ruleset that governs a proposal: the pinned one, or while drafting the one in force."""
    if proposal.ruleset_id is None:
        return ruleset_in_force(session, proposal.body_id)
    return session.get_one(Ruleset, proposal.ruleset_id)


def rules_in(ruleset: Ruleset, class_code: str) -> ClassRules:
    """Return the rules of a class as they were settled when the ruleset was adopted, whatever the software's defaults are today."""
    settled = ruleset.settled.get(class_code)
    return _rules(class_code, json.dumps(ruleset.classes.get(class_code) if settled is None else settled))


@lru_cache(maxsize=1_000)
def _rules(class_code: str, settings: str) -> ClassRules:
    """Every act and every page asks, and to read the form takes ten times as long as to find what was read before."""
    return class_rules(class_code, json.loads(settings))


def owners_of(session: Session, proposal_id: int) -> list[int]:
    """Return the people who own a proposal now, the longest owner first."""
    statement = select(ProposalOwner.person_id).where(ProposalOwner.proposal_id == proposal_id, ProposalOwner.until_at.is_(None))
    return list(session.scalars(statement.order_by(ProposalOwner.id)))


def facts_of(
    session: Session, proposal: Proposal, actor: Actor, now: datetime, *, action: AnyAct | None = None, issue_is_answered: bool = False
) -> Facts:
    """Return what a proposal's own rows say to the rules, for one actor at one instant.

    ``action`` is the act that will be judged: facts that no condition of it asks for are left out. ``issue_is_answered`` is
    about the issue that the act names, if it names one.
    """
    body = session.get_one(Body, proposal.body_id)
    owners = owners_of(session, proposal.id) if asks(action, *_ABOUT_OWNERS) else []
    asks_body = asks(action, guards.OF_BODY) and actor.person_id is not None
    return Facts(
        now=now,
        stage=proposal.stage,
        rules=rules_in(ruleset_of(session, proposal), proposal.class_code),
        version=proposal.version_number,
        last_act_at=proposal.last_act_at,
        closes_at=proposal.closes_at,
        closed_at=proposal.closed_at,
        is_continued=asks(action, guards.NOT_CONTINUED) and is_continued(session, proposal.id),
        comes_back_at=proposal.comes_back_at,
        extensions=proposal.extensions,
        held_at=proposal.held_at,
        was_objected=proposal.was_objected,
        issues_unanswered=_issues_unanswered(session, proposal) if asks(action, guards.ISSUES_ANSWERED) else 0,
        calls_stop_at=body.calls_stop_at,
        calls_resume_at=body.calls_resume_at,
        fills_seats=proposal.fills_seats,
        languages_missing=_languages_missing(session, proposal, body) if asks(action, guards.LANGUAGES_PRESENT) else (),
        has_facilitator=proposal.facilitator_id is not None,
        facilitator_owns=proposal.facilitator_id in owners,
        is_clock=actor == CLOCK,
        is_owner=actor.person_id is not None and actor.person_id in owners,
        is_facilitator=actor.person_id is not None and actor.person_id == proposal.facilitator_id,
        in_body=asks_body and is_in_body(session, actor.person_id or 0, proposal.body_id, now),
        issue_is_answered=issue_is_answered,
        sense_check_is_open=asks(action, guards.SENSE_CHECK_OPEN, guards.NO_SENSE_CHECK_OPEN)
        and open_check(session, proposal, now) is not None,
    )


_ABOUT_OWNERS = (guards.OWNER, guards.CO_OWNER, guards.OWNER_OR_FACILITATOR, guards.FACILITATOR_NO_OWNER, guards.FACILITATOR_FREE)


def is_continued(session: Session, proposal_id: int) -> bool:
    """Return whether another proposal continues this one."""
    return session.scalars(select(exists().where(Proposal.continues_id == proposal_id))).one()


def _issues_unanswered(session: Session, proposal: Proposal) -> int:
    statement = select(func.count()).select_from(Comment).outerjoin(IssueDisposition, IssueDisposition.comment_id == Comment.id)
    statement = statement.where(Comment.proposal_id == proposal.id, Comment.is_issue, IssueDisposition.comment_id.is_(None))
    return session.scalars(statement).one()


def _languages_missing(session: Session, proposal: Proposal, body: Body) -> tuple[str, ...]:
    return tuple(sorted(set(body.required_languages) - _languages_of(session, proposal)))


def require_class(ruleset: Ruleset, class_code: str, known: frozenset[str]) -> None:
    """Do nothing if ``class_code`` is a class of the software or of the ruleset.

    :raises InvalidError: if it is neither.
    """
    if class_code not in known and class_code not in ruleset.classes:
        raise InvalidError(_("The body has no such class of decision. Choose one of those in its ruleset."), field="class_code")


def _languages_of(session: Session, proposal: Proposal) -> set[str]:
    """Return those in which there is a text that says what the current version says: one that is carried over does not."""
    current = select(Version.id).where(Version.proposal_id == proposal.id, Version.number == proposal.version_number).scalar_subquery()
    saved = select(VersionText.language).where(VersionText.version_id == current)
    return set(session.scalars(saved.union(select(Translation.language).where(Translation.version_id == current))))
