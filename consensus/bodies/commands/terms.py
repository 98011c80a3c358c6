"""What a body says of the terms of its seats: how many should end in one year at most, and whether they end by themselves."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from consensus import ledger
from consensus.bodies.commands.locking import demand_kind, locked_body, said_why
from consensus.domain.actor import Actor
from consensus.domain.errors import InvalidError
from consensus.domain.permissions import Permission, demand, roles_of
from consensus.domain.speech import _
from consensus.domain.terms import BodyKind
from consensus.transaction import command

MOST_ENDS = 200
"""The bound stops slips of the finger."""


@command("change_terms")
def change_terms(
    session: Session, *, actor: Actor, body_id: int, most_ends_a_year: int | None, end_by_themselves: bool, reason: str, now: datetime
) -> None:
    """Change how many terms should end in one year, and whether a term ends by itself after its last day.

    :param most_ends_a_year: a target, which refuses nothing; None: the body says nothing of it.
    :param end_by_themselves: if not, whoever holds a seat goes on after the last day until the seat is filled or left. If so, terms
        whose last day is over already end when the clock runs next.
    :raises ForbiddenError: when the actor does not keep the rules.
    :raises InvalidError: when the body has no seats, the number is out of range, or no reason is given.
    """
    demand(roles_of(actor), Permission.KEEP_RULES)
    body = locked_body(session, body_id)
    demand_kind(body, BodyKind.STEERING, _("Only a steering body has seats, and terms on them."))
    if most_ends_a_year is not None and not 1 <= most_ends_a_year <= MOST_ENDS:
        raise InvalidError(_("Give a number of seats between 1 and {most}, or leave it empty.", most=MOST_ENDS), "most_ends_a_year")
    reason = said_why(reason, _("Say why this changes, or who decided it."))
    before = {"most_ends_a_year": body.most_ends_a_year, "end_by_themselves": body.terms_end_since is not None}
    body.most_ends_a_year = most_ends_a_year
    body.terms_end_since = (body.terms_end_since or now) if end_by_themselves else None
    after = {"most_ends_a_year": most_ends_a_year, "end_by_themselves": end_by_themselves}
    data = {"before": before, "after": after, "reason": reason}
    ledger.append(session, at=now, actor=actor, act="change_terms", data=data, body=body.code, body_id=body.id)
