"""Who may read a proposal. Source: record.md section 4."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from consensus.bodies.queries import is_in_body
from consensus.domain.actor import Actor
from consensus.domain.errors import NotFoundError
from consensus.domain.permissions import Permission, may, roles_of
from consensus.domain.terms import Visibility
from consensus.people.queries.access import is_in_network
from consensus.proposals.models import Proposal

PERMISSION = {
    Visibility.PUBLIC: Permission.READ_PUBLIC,
    Visibility.NETWORK: Permission.READ_NETWORK,
    Visibility.BODY: Permission.READ_BODY,
}


def demand_reading(session: Session, proposal_id: int, actor: Actor | None, now: datetime) -> None:
    """Do nothing if ``actor`` may read the proposal.

    :raises NotFoundError: if they may not, or it does not exist: that it exists is not told either.
    """
    found = session.execute(select(Proposal.visibility, Proposal.body_id).where(Proposal.id == proposal_id)).one_or_none()
    if found is None or not may_read(session, found.visibility, found.body_id, actor, now):
        raise NotFoundError("There is no such proposal, or it is not open to you. If you have an account, sign in.")


def may_read(session: Session, visibility: Visibility, body_id: int, actor: Actor | None, now: datetime) -> bool:
    """Return whether ``actor`` may read what has ``visibility`` in a body."""
    permission = PERMISSION[visibility]
    if may(roles_of(actor), permission):
        return True
    if actor is None or actor.person_id is None:
        return False
    in_network = visibility is Visibility.NETWORK and is_in_network(session, actor.person_id, now)
    if may(roles_of(actor, in_network=in_network), permission):
        return True
    return may(roles_of(actor, in_body=is_in_body(session, actor.person_id, body_id, now)), permission)
