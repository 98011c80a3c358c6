"""The door of the demonstration: one click signs in as one of a few invented people.

It exists only where the program was started as a demonstration; and it opens only on a network that was set up as one, so
that no setting can open it on a real network's database.
"""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, Response, current_app, request
from sqlalchemy import select

from consensus.db import db
from consensus.domain.errors import NotFoundError
from consensus.domain.speech import _
from consensus.people.models import Person
from consensus.people.queries import network_facts
from consensus.people.views.doors import enter

door = Blueprint("demonstration", __name__)

ADDRESS = "{key}@demo.invalid"
"""The address of somebody with whom one can sign in; mail to it goes nowhere. Source: RFC 2606, section 2."""


@dataclass(frozen=True, slots=True)
class DemonstrationPerson:
    """Somebody invented: ``key`` is the beginning of their address, ``part`` what they can do, in some words."""

    key: str
    name: str
    part: str


def people_to_be() -> list[DemonstrationPerson]:
    """Return with whom one can sign in; nobody where this is no demonstration."""
    if door.name not in current_app.blueprints:
        return []
    network = network_facts(db.session())
    if network is None or not network.is_demonstration:
        return []
    return [DemonstrationPerson(**entry) for entry in current_app.config["DEMO_PEOPLE"]]


@door.post("/demo/sign-in/<key>")
def sign_in_as(key: str) -> Response:
    """Sign in as one of the invented people."""
    known = {person.key for person in people_to_be()}
    person_id = db.session.scalar(select(Person.id).where(Person.email == ADDRESS.format(key=key))) if key in known else None
    if person_id is None:
        raise NotFoundError(_("There is nobody of this name to sign in as."))
    return enter(person_id, request.form.get("next"))
