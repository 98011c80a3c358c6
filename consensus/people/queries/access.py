"""Who belongs to the network: the facts behind the roles of ``domain/permissions.py``. Bodies know who belongs to them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Exists, exists, or_, select
from sqlalchemy.orm import Session

from consensus.domain.actor import Actor
from consensus.domain.permissions import Role, roles_of
from consensus.domain.terms import MemberStatus
from consensus.people.models import Mandate, Member


def is_in_network(session: Session, person_id: int, now: datetime) -> bool:
    """Return whether a person speaks for an active member, in whichever body."""
    return bool(session.scalar(select(speaks_in_network(person_id, now))))


def speaks_in_network(person_id: int, now: datetime) -> Exists:
    """Return the condition of :func:`is_in_network`, for a statement that asks something else besides."""
    return exists().where(
        Mandate.person_id == person_id,
        Mandate.starts_at <= now,
        or_(Mandate.ends_at.is_(None), Mandate.ends_at > now),
        Member.id == Mandate.member_id,
        Member.status == MemberStatus.ACTIVE,
    )


def network_roles(session: Session, actor: Actor | None, now: datetime) -> frozenset[Role]:
    """Return what ``actor`` is in the network as a whole."""
    speaks = actor is not None and actor.person_id is not None and is_in_network(session, actor.person_id, now)
    return roles_of(actor, in_network=speaks)
