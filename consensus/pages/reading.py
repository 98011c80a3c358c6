"""Who may read a proposal. Source: record.md section 4."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import exists, literal, select
from sqlalchemy.orm import Session

from consensus.bodies.queries import is_in_body
from consensus.domain.actor import Actor
from consensus.domain.errors import NotFoundError
from consensus.domain.permissions import Permission, may, roles_of
from consensus.domain.speech import _
from consensus.domain.terms import Visibility
from consensus.people.queries.access import is_in_network, speaks_in_network
from consensus.proposals.models import Proposal, ProposalOwner
from consensus.voting.facts import spoken_voices

PERMISSION = {
    Visibility.PUBLIC: Permission.READ_PUBLIC,
    Visibility.NETWORK: Permission.READ_NETWORK,
    Visibility.BODY: Permission.READ_BODY,
}


def not_here() -> NotFoundError:
    """The answer for what does not exist, and for what is not open to the reader: that it exists is not told either."""
    return NotFoundError(_("There is no such proposal, or it is not open to you. If you have an account, sign in."))


def may_read(
    session: Session,
    visibility: Visibility,
    body_id: int,
    actor: Actor | None,
    now: datetime,
    *,
    is_inside: bool | None = None,
    in_network: bool | None = None,
) -> bool:
    """Return whether ``actor`` may read what has ``visibility`` in a body; ``is_inside`` and ``in_network`` where they are known already.

    Whoever has a part in a proposal, an owner, its facilitator or a voice on its roll, reads it as the people of the body do:
    or a change in a register could keep a voice from speaking.
    """
    permission = PERMISSION[visibility]
    if may(roles_of(actor, in_body=is_inside is True), permission):
        return True
    if actor is None or actor.person_id is None:
        return False
    if visibility is Visibility.NETWORK:
        speaks = is_in_network(session, actor.person_id, now) if in_network is None else in_network
        if may(roles_of(actor, in_network=speaks), permission):
            return True
    return is_inside is None and may(roles_of(actor, in_body=is_in_body(session, actor.person_id, body_id, now)), permission)


def demand_reading(session: Session, proposal_id: int, actor: Actor, now: datetime) -> datetime | None:
    """Return when the present window of a proposal ends, for somebody who may read it and is about to act on it.

    :raises NotFoundError: when there is no such proposal, or it is not open to the actor.
    """
    speaks = literal(value=False) if actor.person_id is None else speaks_in_network(actor.person_id, now)
    columns = (Proposal.visibility, Proposal.body_id, Proposal.closes_at, Proposal.facilitator_id, speaks.label("in_network"))
    found = session.execute(select(*columns).where(Proposal.id == proposal_id)).one_or_none()
    if found is None:
        raise not_here()
    closes_at: datetime | None = found.closes_at
    visibility, body_id, in_network = found.visibility, found.body_id, bool(found.in_network)
    if may_read(session, visibility, body_id, actor, now, is_inside=found.facilitator_id == actor.person_id, in_network=in_network):
        return closes_at
    if not (may_read(session, visibility, body_id, actor, now, in_network=in_network) or _has_part(session, proposal_id, actor, now)):
        raise not_here()
    return closes_at


def _has_part(session: Session, proposal_id: int, actor: Actor, now: datetime) -> bool:
    if actor.person_id is None:
        return False
    owns = exists().where(
        ProposalOwner.proposal_id == proposal_id, ProposalOwner.person_id == actor.person_id, ProposalOwner.until_at.is_(None)
    )
    speaks = spoken_voices([actor.person_id], now, Proposal.id == proposal_id).exists()
    return bool(session.scalars(select(owns | speaks)).one())
