"""Who audits: naming somebody for a time, and ending it earlier."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from consensus import ledger
from consensus.domain.actor import Actor
from consensus.domain.errors import InvalidError, NotFoundError, Refusal, RefusedError
from consensus.domain.permissions import Permission, demand, roles_of
from consensus.domain.speech import _
from consensus.people.models import Person
from consensus.people.models_sealed import AuditTerm
from consensus.transaction import command

LONGEST = timedelta(days=366)
"""An audit is for a time. Default of the software."""

LONGEST_REASON = 2_000
"""Characters."""


@command("name_auditor")
def name_auditor(session: Session, *, actor: Actor, person_id: int, reason: str, ends_at: datetime, now: datetime) -> int:
    """Let a person read sealed words as an auditor until ``ends_at``, and return the id of the term.

    :raises ForbiddenError: when the actor does not name auditors.
    :raises InvalidError: when there is no reason, the end is past or too far away, or the person audits already.
    :raises NotFoundError: when there is no such person.
    """
    demand(roles_of(actor), Permission.KEEP_AUDITORS)
    reason = reason_of(reason)
    if not now < ends_at <= now + LONGEST:
        raise InvalidError(_("Choose a last day from today on, within a year: an audit is for a time."), "ends_on")
    # Locked, so that two stewards do not name the same person at the same instant.
    if session.get(Person, person_id, with_for_update=True, populate_existing=True) is None:
        raise NotFoundError(_("There is no such person."))
    if session.scalar(select(AuditTerm.id).where(AuditTerm.person_id == person_id, AuditTerm.ends_at > now).limit(1)) is not None:
        raise InvalidError(_("This person is an auditor already. End that first."), "person")
    assert actor.person_id is not None  # noqa: S101 - the table lets a steward alone
    term = AuditTerm(person_id=person_id, named_by_id=actor.person_id, reason=reason, starts_at=now, ends_at=ends_at)
    session.add(term)
    session.flush()
    ledger.append(session, at=now, actor=actor, act="name_auditor", data=_facts(term))
    return term.id


@command("end_audit")
def end_audit(session: Session, *, actor: Actor, term_id: int, now: datetime) -> None:
    """Let somebody be an auditor no longer.

    :raises ForbiddenError: when the actor does not name auditors.
    :raises NotFoundError: when there is no such term.
    :raises RefusedError: ``already_done`` when it is over.
    """
    demand(roles_of(actor), Permission.KEEP_AUDITORS)
    term = session.get(AuditTerm, term_id, with_for_update=True, populate_existing=True)
    if term is None:
        raise NotFoundError(_("There is no such auditor."))
    if term.ends_at <= now:
        raise RefusedError(Refusal.ALREADY_DONE)
    term.ends_at = now
    session.flush()
    ledger.append(session, at=now, actor=actor, act="end_audit", data=_facts(term))


def reason_of(words: str) -> str:
    """Return why somebody is to read what others sealed, without spaces around it.

    :raises InvalidError: when there is none, or it is too long.
    """
    words = words.strip()
    if not words:
        raise InvalidError(_("Say why. Whoever sealed something reads it."), "reason")
    if len(words) > LONGEST_REASON:
        raise InvalidError(_("Say it in {most} characters at most.", most=LONGEST_REASON), "reason")
    return words


def _facts(term: AuditTerm) -> dict[str, Any]:
    ends_at = ledger.instant(term.ends_at)
    return {
        "audit": term.id,
        "person": term.person_id,
        "reason": term.reason,
        "starts_at": ledger.instant(term.starts_at),
        "ends_at": ends_at,
    }
