"""How long a body has to cure a breach of its own rules, and what rests if it does not. Source: composition.md, "When a rule acts", 3."""

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

LONGEST_CURE = 3_650
"""Days; the bound stops slips of the finger."""


@command("change_cure")
def change_cure(session: Session, *, actor: Actor, body_id: int, days: int, suspends: bool, reason: str, now: datetime) -> None:
    """Change how many days a breach may last, and whether calls for consensus rest after them. A breach under way keeps its terms.

    :param days: 0 to 3,650.
    :param suspends: if not, a breach that was not cured in time is published and no more.
    :raises ForbiddenError: when the actor does not keep the rules.
    :raises InvalidError: when the body has no seats, the days are out of range, or no reason is given.
    """
    demand(roles_of(actor), Permission.KEEP_RULES)
    body = locked_body(session, body_id)
    demand_kind(body, BodyKind.STEERING, _("Only a steering body has seats, and rules about who sits on them."))
    if not 0 <= days <= LONGEST_CURE:
        raise InvalidError(_("Give a number of days between 0 and {most}.", most=f"{LONGEST_CURE:,}"), "days")
    reason = said_why(reason, _("Say why this changes, or who decided it."))
    before = {"days": body.cure_days, "suspends": body.suspends_when_uncured}
    body.cure_days, body.suspends_when_uncured = days, suspends
    data = {"before": before, "after": {"days": days, "suspends": suspends}, "reason": reason}
    ledger.append(session, at=now, actor=actor, act="change_cure", data=data, body=body.code, body_id=body.id)
