"""Which members take part in a working group, and whom a body offers as facilitators."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from consensus import ledger
from consensus.bodies.commands.locking import demand_kind, locked_body, said_why
from consensus.bodies.models import BodyMember, FacilitatorPool
from consensus.domain.actor import Actor
from consensus.domain.errors import InvalidError, NotFoundError, Refusal, RefusedError
from consensus.domain.permissions import Permission, demand, roles_of
from consensus.domain.speech import _
from consensus.domain.terms import BodyKind, MemberStatus
from consensus.people.models import Member, Person
from consensus.transaction import command

_ONLY_WORKING_GROUPS = _("Members join working groups alone: all active members are in an assembly, and a steering body has seats.")


@command("join_body")
def join_body(session: Session, *, actor: Actor, body_id: int, member_id: int, now: datetime) -> None:
    """Record that a member takes part in a working group from now on.

    :raises ForbiddenError: when the actor does not keep the bodies.
    :raises NotFoundError: when there is no such body or member.
    :raises InvalidError: when the body is no working group, or the member is not active.
    :raises RefusedError: ``already_done`` when the member takes part already.
    """
    demand(roles_of(actor), Permission.KEEP_BODIES)
    body = locked_body(session, body_id)
    demand_kind(body, BodyKind.WORKING_GROUP, _ONLY_WORKING_GROUPS)
    member = session.get(Member, member_id, populate_existing=True)
    if member is None:
        raise NotFoundError(_("There is no such member."))
    if member.status is not MemberStatus.ACTIVE:
        raise InvalidError(_("Only an active member can join. Change the member's status first."), "member_id")
    if _current(session, body_id, member_id) is not None:
        raise RefusedError(Refusal.ALREADY_DONE)
    session.add(BodyMember(body_id=body_id, member_id=member_id, joined_at=now))
    session.flush()
    ledger.append(session, at=now, actor=actor, act="join_body", data={"member": member_id}, body=body.code, body_id=body.id)


@command("leave_body")
def leave_body(session: Session, *, actor: Actor, body_id: int, member_id: int, reason: str = "", now: datetime) -> None:
    """Record that a member takes part in a working group no longer; it stays on the rolls that were frozen before.

    :raises ForbiddenError: when the actor does not keep the bodies.
    :raises NotFoundError: when the member does not take part.
    """
    demand(roles_of(actor), Permission.KEEP_BODIES)
    body = locked_body(session, body_id)
    row = _current(session, body_id, member_id)
    if row is None:
        raise NotFoundError(_("This member does not take part in this body."))
    reason = said_why(reason)
    row.left_at = now
    data = {"member": member_id, "reason": reason}
    ledger.append(session, at=now, actor=actor, act="leave_body", data=data, body=body.code, body_id=body.id)


@command("name_facilitators")
def name_facilitators(session: Session, *, actor: Actor, body_id: int, person_ids: Collection[int], now: datetime) -> None:
    """Make these persons, and no others, the ones whom the body offers as facilitators.

    Any person may be offered; whether one may facilitate a proposal is judged there.

    :raises ForbiddenError: when the actor does not keep the bodies.
    :raises InvalidError: when one of them is not a person who can sign in.
    """
    demand(roles_of(actor), Permission.KEEP_BODIES)
    body = locked_body(session, body_id)
    named = sorted(set(person_ids))
    known = set(session.scalars(select(Person.id).where(Person.id.in_(named), Person.is_active)))
    if len(known) < len(named):
        raise InvalidError(_("One of these persons is not known, or can no longer sign in. Choose again."), "person_ids")
    before = sorted(session.scalars(select(FacilitatorPool.person_id).where(FacilitatorPool.body_id == body_id)))
    session.execute(delete(FacilitatorPool).where(FacilitatorPool.body_id == body_id))
    session.add_all(FacilitatorPool(body_id=body_id, person_id=person_id) for person_id in named)
    session.flush()
    data = {"before": before, "after": named}
    ledger.append(session, at=now, actor=actor, act="name_facilitators", data=data, body=body.code, body_id=body.id)


def _current(session: Session, body_id: int, member_id: int) -> BodyMember | None:
    """Return the row of a member that takes part now; the database allows one."""
    statement = select(BodyMember).where(BodyMember.body_id == body_id, BodyMember.member_id == member_id, BodyMember.left_at.is_(None))
    return session.scalars(statement.execution_options(populate_existing=True)).one_or_none()
