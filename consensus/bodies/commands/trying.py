"""A steward's look at what rules about gender, not in force, say of the people of a body: it can tell what somebody declared.

Source: composition.md, "What is shown to whom": a steward's look is logged.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from consensus import ledger
from consensus.bodies.commands.locking import demand_kind
from consensus.bodies.commands.rulesets import exact
from consensus.bodies.models import Body
from consensus.bodies.queries.looking_ahead import DraftRules, people_judged, rules_that_wait
from consensus.bodies.queries.rules import ruleset_data
from consensus.bodies.queries.sitting import SeatWithTerms, seats_with_terms
from consensus.domain.actor import Actor
from consensus.domain.errors import InvalidError, NotFoundError
from consensus.domain.permissions import Permission, demand, roles_of
from consensus.domain.speech import _
from consensus.domain.terms import BodyKind
from consensus.transaction import command

WORDS = frozenset({"text", "source", "on_failure"})
"""Parts of a rule that do not say what it looks at."""


@command("try_rules")
def try_rules(session: Session, *, actor: Actor, body_id: int, draft: DraftRules, now: datetime) -> list[SeatWithTerms]:
    """Record that a steward looks at what a draft says of a body's people, and return the seats with these people.

    The entry says which rules were tried and on whom, and nothing of the answer. Genders stand in what is returned: it goes to
    the judgement and to no page.

    :raises ForbiddenError: when the actor does not keep the rules, or may not look at what people declared.
    :raises InputError: when a rule is not of its form.
    :raises InvalidError: when the body has no seats, or no rule of the draft waits for this.
    :raises NotFoundError: when there is no such body.
    """
    demand(roles_of(actor), Permission.KEEP_RULES)
    demand(roles_of(actor), Permission.SEE_GENDER)
    body = session.get(Body, body_id)
    if body is None:
        raise NotFoundError(_("There is no such body."))
    demand_kind(body, BodyKind.STEERING, _("Only a steering body has seats, and rules about who sits on them."))
    seats = seats_with_terms(session, body_id)
    waiting = rules_that_wait(seats, draft, ruleset_data(session, body_id))
    if not waiting:
        raise InvalidError(_("What these rules say of the people who sit today is shown without it: nothing was recorded."))
    tried = {rule.id for rule in waiting}
    data = {
        "code": body.code,
        "name": body.name,
        "looked_at": [{"person": person_id} for person_id in people_judged(seats, waiting)],
        "rules": [
            {name: exact(value) for name, value in rule.items() if name not in WORDS} for rule in draft.composition if rule["id"] in tried
        ],
    }
    ledger.append(session, at=now, actor=actor, act="try_rules", data=data)
    return seats
