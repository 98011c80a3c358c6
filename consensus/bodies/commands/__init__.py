"""What is done with bodies: one function, one transaction, one entry in the ledger. Each file is about one noun."""

from __future__ import annotations

from consensus.bodies.commands.alternates import end_alternate, end_standing_in, name_alternate, stand_in
from consensus.bodies.commands.curing import change_cure
from consensus.bodies.commands.filling import Filling, fill_seat, fill_seats, restore_seat
from consensus.bodies.commands.founding import change_body, first_ruleset, found_body
from consensus.bodies.commands.leaving import leave_seat, suspend_seat
from consensus.bodies.commands.membership import join_body, leave_body, name_facilitators
from consensus.bodies.commands.rulesets import RulesetDraft, adopt_ruleset, check_draft, problems_of_draft, rules_at_odds
from consensus.bodies.commands.seats import abolish_seat, add_seat, change_seat
from consensus.bodies.commands.terms import change_terms
from consensus.bodies.commands.trying import try_rules

__all__ = [
    "Filling",
    "RulesetDraft",
    "abolish_seat",
    "add_seat",
    "adopt_ruleset",
    "change_body",
    "change_cure",
    "change_seat",
    "change_terms",
    "check_draft",
    "end_alternate",
    "end_standing_in",
    "fill_seat",
    "fill_seats",
    "first_ruleset",
    "found_body",
    "join_body",
    "leave_body",
    "leave_seat",
    "name_alternate",
    "name_facilitators",
    "problems_of_draft",
    "restore_seat",
    "rules_at_odds",
    "stand_in",
    "suspend_seat",
    "try_rules",
]
