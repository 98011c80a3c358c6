"""Making seats in a steering body and giving them up. Who sits there is said in ``filling.py`` and ``leaving.py``."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from consensus import ledger
from consensus.bodies.breaching import review
from consensus.bodies.commands.locking import current_term, demand_kind, locked_body, locked_seat
from consensus.bodies.models import Seat
from consensus.bodies.queries.verdicts import verdict_of
from consensus.domain.actor import Actor
from consensus.domain.errors import InvalidError
from consensus.domain.permissions import Permission, demand, roles_of
from consensus.domain.terms import BodyKind
from consensus.transaction import command

LONGEST_LABEL = 120
LONGEST_WORD = 40
"""Of a seat's kind, and of the name and the value of an attribute."""

KNOWN_ATTRIBUTES = frozenset({"gender", "org", "seat", "consecutive_terms", "not"})
"""What a seat cannot stand for: it belongs to the one who sits there, or is worked out."""


@command("add_seat")
def add_seat(
    session: Session,
    *,
    actor: Actor,
    body_id: int,
    label: str,
    kind: str,
    attributes: Mapping[str, str] | None = None,
    now: datetime,
) -> int:
    """Add a vacant seat to a steering body, and return its id.

    ``attributes`` say what the seat stands for in the composition rules, such as ``{"region": "AFR"}``.

    :raises ForbiddenError: when the actor does not keep the seats.
    :raises InvalidError: when the body has no seats, the label is taken, or a field is not of its form.
    """
    demand(roles_of(actor), Permission.KEEP_SEATS)
    body = locked_body(session, body_id)
    demand_kind(body, BodyKind.STEERING, "Only a steering body has seats. In other bodies the members themselves take part.")
    label, kind = " ".join(label.split()), kind.strip()
    stands_for = {name.strip(): value.strip() for name, value in (attributes or {}).items()}
    if not label or len(label) > LONGEST_LABEL:
        raise InvalidError(f"Give the seat a label of at most {LONGEST_LABEL} characters.", "label")
    if not kind or len(kind) > LONGEST_WORD:
        raise InvalidError(f"Say in one word of at most {LONGEST_WORD} characters what kind of seat it is, such as regional.", "kind")
    _check_attributes(stands_for)
    if session.scalar(select(Seat.id).where(Seat.body_id == body_id, Seat.label == label)) is not None:
        raise InvalidError("A seat of this body has, or had, this label. Choose another one.", "label")
    seat = Seat(body_id=body_id, label=label, kind=kind, attributes=stands_for)
    session.add(seat)
    session.flush()
    data = {"seat": seat.id, "label": label, "kind": kind, "attributes": stands_for, **verdict_of(session, body_id).as_data()}
    ledger.append(session, at=now, actor=actor, act="add_seat", data=data, body=body.code, body_id=body.id)
    review(session, body, cause="add_seat", actor=actor, now=now)
    return seat.id


@command("abolish_seat")
def abolish_seat(session: Session, *, actor: Actor, seat_id: int, reason: str, now: datetime) -> None:
    """Give up a vacant seat. Who held it, and when, stays readable.

    :raises ForbiddenError: when the actor does not keep the seats.
    :raises InvalidError: when somebody holds the seat, or no reason is given.
    """
    demand(roles_of(actor), Permission.KEEP_SEATS)
    body, seat = locked_seat(session, seat_id)
    if not reason.strip():
        raise InvalidError("Say why the seat is given up.", "reason")
    if current_term(session, seat_id) is not None:
        raise InvalidError("Somebody holds this seat. Record first that they leave it.")
    seat.is_abolished = True
    session.flush()
    data = {"seat": seat_id, "label": seat.label, "reason": reason.strip(), **verdict_of(session, body.id).as_data()}
    ledger.append(session, at=now, actor=actor, act="abolish_seat", data=data, body=body.code, body_id=body.id)
    review(session, body, cause="abolish_seat", actor=actor, now=now)


def _check_attributes(attributes: Mapping[str, str]) -> None:
    for name, value in attributes.items():
        if not name or not value or len(name) > LONGEST_WORD or len(value) > LONGEST_WORD:
            raise InvalidError(f"What a seat stands for is a name and a value, each of 1 to {LONGEST_WORD} characters.", "attributes")
        if name in KNOWN_ATTRIBUTES or value == "?":
            raise InvalidError(f'A seat cannot stand for "{name}": that belongs to the one who sits there.', "attributes")
