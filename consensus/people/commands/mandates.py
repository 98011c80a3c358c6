"""For whom a person speaks: granting a mandate and ending it. What was said under a mandate stays said."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from consensus import ledger
from consensus.domain.actor import Actor
from consensus.domain.errors import InvalidError, NotFoundError, Refusal, RefusedError
from consensus.domain.permissions import Permission, demand, roles_of
from consensus.domain.speech import _
from consensus.domain.terms import MemberStatus
from consensus.domain.windows import demand_within_reach
from consensus.people.models import Mandate, Member, Person
from consensus.people.queries.bodies import body_code
from consensus.transaction import command


@command("grant_mandate")
def grant_mandate(
    session: Session,
    *,
    actor: Actor,
    person_id: int,
    member_id: int,
    body_id: int | None = None,
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
    now: datetime,
) -> int:
    """Let a person speak for a member, in one body or (``body_id`` null) in all, and return the mandate's id.

    :param starts_at: the first instant, now unless told. :param ends_at: the first instant too late, none unless told.
    :raises ForbiddenError: when the actor does not keep the mandates.
    :raises InvalidError: when the person has this mandate already, the times are in the wrong order, or the member left.
    :raises NotFoundError: when there is no such person, member or body.
    """
    demand(roles_of(actor), Permission.KEEP_MANDATES)
    for at, field in ((starts_at, "starts_on"), (ends_at, "ends_on")):
        if at is not None:
            demand_within_reach(at, now, field)
    return enter_mandate(
        session, actor=actor, person_id=person_id, member_id=member_id, body_id=body_id, starts_at=starts_at, ends_at=ends_at, now=now
    )


def enter_mandate(
    session: Session,
    *,
    actor: Actor,
    person_id: int,
    member_id: int,
    body_id: int | None,
    starts_at: datetime | None,
    ends_at: datetime | None,
    now: datetime,
) -> int:
    """Add a mandate with its entry in the ledger, in the caller's transaction; see ``grant_mandate``."""
    starts_at = starts_at or now
    if ends_at is not None and ends_at <= starts_at:
        raise InvalidError(_("The mandate would end before it begins."), "ends_on")
    if session.get(Person, person_id) is None:
        raise NotFoundError(_("There is no such person."))
    # Locked, so that a member cannot leave while somebody is let speak for it.
    member = session.get(Member, member_id, with_for_update=True, populate_existing=True)
    if member is None:
        raise NotFoundError(_("There is no such member."))
    if member.status is MemberStatus.LEFT:
        raise InvalidError(_("This member has left the network, so nobody can speak for it."), "member")
    code = None if body_id is None else body_code(session, body_id)
    _demand_new(session, person_id=person_id, member_id=member_id, body_id=body_id, starts_at=starts_at, ends_at=ends_at)
    mandate = Mandate(person_id=person_id, member_id=member_id, body_id=body_id, starts_at=starts_at, ends_at=ends_at)
    session.add(mandate)
    session.flush()
    ledger.append(session, at=now, actor=actor, act="grant_mandate", data=_facts(mandate), body=code, body_id=body_id)
    return mandate.id


@command("end_mandate")
def end_mandate(session: Session, *, actor: Actor, mandate_id: int, ends_at: datetime | None = None, now: datetime) -> None:
    """End a mandate now, or at a later instant.

    :raises ForbiddenError: when the actor does not keep the mandates.
    :raises InvalidError: when ``ends_at`` is past, or before the mandate begins.
    :raises NotFoundError: when there is no such mandate.
    :raises RefusedError: ``already_done`` when it has ended.
    """
    demand(roles_of(actor), Permission.KEEP_MANDATES)
    close_mandate(session, actor=actor, mandate_id=mandate_id, ends_at=ends_at, now=now)


def close_mandate(session: Session, *, actor: Actor, mandate_id: int, ends_at: datetime | None, now: datetime) -> None:
    """Do what ``end_mandate`` does, in the caller's transaction."""
    mandate = session.get(Mandate, mandate_id, with_for_update=True, populate_existing=True)
    if mandate is None:
        raise NotFoundError(_("There is no such mandate."))
    if mandate.ends_at is not None and mandate.ends_at <= now:
        raise RefusedError(Refusal.ALREADY_DONE, _("This mandate has ended."))
    if ends_at is not None:
        demand_within_reach(ends_at, now, "ends_on")
    if ends_at is not None and ends_at < now:
        raise InvalidError(_("The past cannot be changed: choose today or a later day."), "ends_on")
    mandate.ends_at = max(ends_at or now, mandate.starts_at)
    code = None if mandate.body_id is None else body_code(session, mandate.body_id)
    session.flush()
    ledger.append(session, at=now, actor=actor, act="end_mandate", data=_facts(mandate), body=code, body_id=mandate.body_id)


def _facts(mandate: Mandate) -> dict[str, Any]:
    return {
        "mandate": mandate.id,
        "person": mandate.person_id,
        "member": mandate.member_id,
        "starts_at": ledger.instant(mandate.starts_at),
        "ends_at": None if mandate.ends_at is None else ledger.instant(mandate.ends_at),
    }


def _demand_new(
    session: Session,
    *,
    person_id: int,
    member_id: int,
    body_id: int | None,
    starts_at: datetime,
    ends_at: datetime | None,
) -> None:
    same = select(Mandate.id).where(
        Mandate.person_id == person_id,
        Mandate.member_id == member_id,
        Mandate.body_id.is_(None) if body_id is None else Mandate.body_id == body_id,
        or_(Mandate.ends_at.is_(None), Mandate.ends_at > starts_at),
    )
    if ends_at is not None:
        same = same.where(Mandate.starts_at < ends_at)
    if session.scalar(same.limit(1)) is not None:
        raise InvalidError(_("This person has this mandate already, for some or all of that time."), "person")
