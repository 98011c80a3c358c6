"""The blueprint on which the pages of people stand, and what each of their views asks of the request."""

from __future__ import annotations

from flask import Blueprint, current_app

from consensus.db import db
from consensus.domain.actor import Actor
from consensus.domain.errors import NotFoundError
from consensus.domain.permissions import Permission, demand, roles_of
from consensus.domain.speech import _
from consensus.people import post
from consensus.people.doorways import OutgoingLetter
from consensus.people.passwords import Passwords
from consensus.people.queries import NetworkFacts, network_facts
from consensus.web.now import now
from consensus.web.session import demand_actor

blueprint = Blueprint("people", __name__)


def demand_may(permission: Permission) -> Actor:
    """Return who acts, if the table of permissions lets them.

    :raises ForbiddenError: if it does not.
    """
    actor = demand_actor()
    demand(roles_of(actor), permission)
    return actor


def network() -> NetworkFacts:
    """Return the network of this installation.

    :raises NotFoundError: before it is set up.
    """
    found = network_facts(db.session())
    if found is None:
        raise NotFoundError(_("This network is not set up yet: its operator runs `consensus init`."))
    return found


def passwords() -> Passwords:
    """Return how this installation hashes passwords."""
    found: Passwords = current_app.extensions["passwords"]
    return found


def post_letters(*letters: OutgoingLetter) -> None:
    """See off letters whose links were committed."""
    post.see_off(db.session(), current_app.config["SETTINGS"], letters, now=now())
