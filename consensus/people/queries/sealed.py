"""Who audits, whether somebody does, and who read what a person or their member sealed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session, aliased

from consensus.domain.actor import Actor
from consensus.domain.permissions import Role, roles_of
from consensus.people.models import Mandate, Person
from consensus.people.models_sealed import AuditTerm, SealedLook

LATEST = 100
"""Rows that a page shows."""


@dataclass(frozen=True, slots=True)
class Auditor:
    """Somebody who audits, or did."""

    term_id: int
    name: str
    named_by: str
    reason: str
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Look:
    """Somebody read what was sealed in a decision, or on a proposal before it was decided."""

    proposal_id: int
    number: str | None
    """Of the decision; null where nothing was decided when they looked."""
    by: str
    is_auditor: bool
    reason: str
    at: datetime


def sealed_roles(session: Session, actor: Actor, now: datetime) -> frozenset[Role]:
    """Return what ``actor`` is where sealed words are concerned."""
    return roles_of(actor, is_auditor=actor.person_id is not None and audits_until(session, actor.person_id, now) is not None)


def audits_until(session: Session, person_id: int, now: datetime) -> datetime | None:
    """Return until when a person may read sealed words as an auditor; None for everybody else."""
    holds = (AuditTerm.person_id == person_id, AuditTerm.starts_at <= now, AuditTerm.ends_at > now)
    return session.scalar(select(AuditTerm.ends_at).where(*holds).limit(1))


def auditors(session: Session) -> list[Auditor]:
    """Return who audits and who did, the newest first."""
    steward = aliased(Person)
    columns = (AuditTerm.id, Person.name, steward.name, AuditTerm.reason, AuditTerm.starts_at, AuditTerm.ends_at)
    statement = select(*columns).join(Person, Person.id == AuditTerm.person_id).join(steward, steward.id == AuditTerm.named_by_id)
    return [Auditor(*row) for row in session.execute(statement.order_by(AuditTerm.id.desc()).limit(LATEST))]


def was_theirs(person_id: int, now: datetime) -> ColumnElement[bool]:
    """Return the condition under which what was looked at was said by a person, or for a member for which they speak."""
    spoken_for = select(Mandate.member_id).where(
        Mandate.person_id == person_id, Mandate.starts_at <= now, or_(Mandate.ends_at.is_(None), Mandate.ends_at > now)
    )
    return or_(SealedLook.author_id == person_id, SealedLook.member_id.in_(spoken_for))


def looks_at_sealed(session: Session, person_id: int, now: datetime) -> list[Look]:
    """Return who read what a person sealed, or a member for which they speak, the newest first."""
    columns = (SealedLook.proposal_id, SealedLook.number, Person.name, SealedLook.is_auditor, SealedLook.reason, SealedLook.at)
    statement = (
        select(*columns)
        .join(Person, Person.id == SealedLook.person_id)
        .where(was_theirs(person_id, now))
        .distinct()
        .order_by(SealedLook.at.desc())
        .limit(LATEST)
    )
    return [Look(*row) for row in session.execute(statement)]
