"""Who may open the pages of bodies: people of the network read, the steward keeps. The table itself is in ``domain``."""

from __future__ import annotations

from consensus.bodies.queries import BodyHead, Judged, SeatWithTerms, body_head, judged
from consensus.db import db
from consensus.domain.actor import Actor
from consensus.domain.errors import NotFoundError
from consensus.domain.permissions import Permission, demand, may, roles_of
from consensus.domain.speech import _
from consensus.people.queries import network_facts, network_roles
from consensus.web.now import now
from consensus.web.session import demand_actor


def reader_of_the_network() -> Actor:
    """Return who reads; a visitor is led to sign in.

    :raises ForbiddenError: for somebody who does not speak for a member of the network.
    """
    actor = demand_actor()
    if not may(roles_of(actor), Permission.READ_NETWORK):
        demand(network_roles(db.session(), actor, now()), Permission.READ_NETWORK)
    return actor


def keeper(permission: Permission) -> Actor:
    """Return who keeps a register; a visitor is led to sign in.

    :raises ForbiddenError: for somebody who does not keep it.
    """
    actor = demand_actor()
    demand(roles_of(actor), permission)
    return actor


def body_called(code: str) -> BodyHead:
    """Return the body of an address.

    :raises NotFoundError: when there is none.
    """
    return body_head(db.session(), code)


def seat_called(body: BodyHead, seat_id: int, state: Judged | None = None) -> SeatWithTerms:
    """Return the seat of an address; the address names the body that has it.

    :raises NotFoundError: when the body has no such seat, or gave it up.
    """
    seats = (state or judged(db.session(), body.id)).seats
    for seat in seats:
        if seat.seat_id == seat_id:
            return seat
    raise NotFoundError(_("This body has no such seat."))


def region_names() -> dict[str, str]:
    """Return what the network calls its regions, by code, in its own order."""
    facts = network_facts(db.session())
    return {} if facts is None else facts.region_names
