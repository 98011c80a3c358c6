"""The composition rules of a body as a document that other programs read: the form of ``consensus balance``, without rosters."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from consensus.bodies.models import Ruleset
from consensus.bodies.queries.register import BodyHead
from consensus.bodies.queries.verdicts import declared_values
from consensus.domain.composition import parse_rules
from consensus.domain.errors import NotFoundError
from consensus.people.queries import network_facts
from consensus.seating.feasibility import looked_at


def rules_document(session: Session, body: BodyHead, number: int | None = None) -> dict[str, Any]:
    """Return the rules of a body under a number, or the newest, with every value that they run over. Two statements.

    :raises NotFoundError: when the body has no such ruleset.
    """
    statement = select(Ruleset).where(Ruleset.body_id == body.id).order_by(Ruleset.number.desc()).limit(1)
    ruleset = session.scalars(statement if number is None else statement.where(Ruleset.number == number)).one_or_none()
    if ruleset is None:
        raise NotFoundError("This body has no ruleset with this number.")
    asked = looked_at(parse_rules(ruleset.composition, "composition"))
    declared = declared_values(network_facts(session), ruleset.attributes)
    attributes = {name: list(values) for name, values in declared.items() if name in asked or name in ruleset.attributes}
    seats = {} if ruleset.seats is None else {"seats": ruleset.seats}
    described = {"id": body.code, "name": body.name, "note": f"Ruleset {ruleset.number}"}
    return {"bodies": [{**described, **seats, "attributes": attributes, "rules": ruleset.composition, "rosters": []}]}
