"""Acts of the steward on bodies: founding and describing them, who takes part, and what they say of breaches and terms.

Rulesets are adopted on the page alone, which shows first what they would have meant.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from consensus.api.acting import Frame, act_on
from consensus.api.acts.fields import LANGUAGE
from consensus.api.kinds import ID, TRUTH, Integer, OneOf, Text
from consensus.api.operations import Asked
from consensus.api.reads.bodies import CODE
from consensus.api.records import Many, Maybe, needed, optional
from consensus.api.scopes import Scope
from consensus.bodies import commands
from consensus.bodies.commands.curing import LONGEST_CURE
from consensus.bodies.commands.founding import LONGEST_NAME, LONGEST_PURPOSE, MOST_SEATS
from consensus.bodies.commands.locking import LONGEST_REASON
from consensus.bodies.commands.terms import MOST_ENDS
from consensus.bodies.queries import body_head
from consensus.bodies.views.access import keeper
from consensus.domain.actor import Actor
from consensus.domain.permissions import Permission
from consensus.domain.terms import BodyKind

S = Scope.STEWARD

MOST_LANGUAGES, MOST_PEOPLE = 40, 200
WHY = needed(Text(LONGEST_REASON, is_written=True), "Why, or who decided it.")
WHY_IF_WANTED = optional(Text(LONGEST_REASON), "Why, or who decided it.")
LANGUAGES = Many(Text(12, pattern=LANGUAGE), MOST_LANGUAGES)
MEMBER = needed(ID, "Which member.")
DESCRIPTION = {
    "name": needed(Text(LONGEST_NAME, is_written=True)),
    "purpose": needed(Text(LONGEST_PURPOSE)),
    "languages": needed(LANGUAGES, "Working languages, the first one first."),
    "required_languages": optional(LANGUAGES, "Those in which every text must be present; none without it."),
}


def begins_for(permission: Permission) -> Callable[[Asked, Actor], None]:
    """Return what comes before an act on a body: nobody else learns whether there is one."""

    def begin(_asked: Asked, _actor: Actor) -> None:
        keeper(permission)

    return begin


def body_in_path(asked: Asked) -> dict[str, Any]:
    """Return the body of the address, as commands take it."""
    return {"body_id": body_head(asked.session, asked.path["code"]).id}


def _founded(asked: Asked) -> dict[str, Any]:
    sent = dict(asked.body)
    seats, is_balanced = sent.pop("seats", None), sent.pop("has_suggested_rules", True)
    return sent | {"ruleset": commands.first_ruleset(sent["kind"], seats=seats, is_balanced=is_balanced)}


NEW = Frame("/bodies", (), begin=begins_for(Permission.KEEP_BODIES), is_new=True)
ON_BODY = Frame("/bodies/{code}", (CODE,), begin=begins_for(Permission.KEEP_BODIES), arguments=body_in_path)
ON_RULES = Frame("/bodies/{code}", (CODE,), begin=begins_for(Permission.KEEP_RULES), arguments=body_in_path)

# fmt: off
act_on(NEW, "found_body", commands.found_body, S, "Found a body under a code that stays.", _founded, code=needed(Text(20), "Capital letters, digits and hyphens."), kind=needed(OneOf(BodyKind)), **DESCRIPTION, seats=optional(Maybe(Integer(1, MOST_SEATS)), "How many seats a steering body has by its statutes."), has_suggested_rules=optional(TRUTH, "Whether a steering body begins with the rules of composition that the software suggests; it does without it."))
act_on(ON_BODY, "change_body", commands.change_body, S, "Say anew what a body is called, for what it is there, and which languages it speaks.", **DESCRIPTION)
act_on(ON_BODY, "join_body", commands.join_body, S, "Record that a member takes part in a working group.", member_id=MEMBER)
act_on(ON_BODY, "leave_body", commands.leave_body, S, "Record that a member takes part in a working group no longer.", member_id=MEMBER, reason=WHY_IF_WANTED)
act_on(ON_BODY, "name_facilitators", commands.name_facilitators, S, "Say whom the body offers as facilitators: these, and no others.", person_ids=needed(Many(ID, MOST_PEOPLE)))
act_on(ON_RULES, "change_cure", commands.change_cure, S, "Say how long a breach of the rules of a steering body may last, and whether calls for consensus rest after that.", days=needed(Integer(0, LONGEST_CURE)), suspends=needed(TRUTH), reason=WHY)
act_on(ON_RULES, "change_terms", commands.change_terms, S, "Say how many terms should end in one year, and whether a term ends by itself.", most_ends_a_year=needed(Maybe(Integer(1, MOST_ENDS)), "Null: the body says nothing of it."), end_by_themselves=needed(TRUTH), reason=WHY)
# fmt: on
