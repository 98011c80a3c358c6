"""What other features ask about bodies. One question, one file: voices, who sits, verdicts, rules, the register."""

from __future__ import annotations

from consensus.bodies.queries.belonging import is_in_body
from consensus.bodies.queries.breaches import BreachView, breaches_of
from consensus.bodies.queries.register import BodyHead, BodyInList, MemberInBody, bodies, body_head, members_of
from consensus.bodies.queries.rules import Change, RulesetData, RulesetPage, changes_between, history_of_rules, ruleset_data, ruleset_of
from consensus.bodies.queries.sitting import SeatWithTerms, Term, seats_with_terms
from consensus.bodies.queries.verdicts import BodyVerdict, Judged, RuleVerdict, judged, roster_of, verdict_of
from consensus.bodies.queries.voices import BodyPerson, VoiceSource, people_of, speaks_for, voices_of

__all__ = [
    "BodyHead",
    "BodyInList",
    "BodyPerson",
    "BodyVerdict",
    "BreachView",
    "Change",
    "Judged",
    "MemberInBody",
    "RuleVerdict",
    "RulesetData",
    "RulesetPage",
    "SeatWithTerms",
    "Term",
    "VoiceSource",
    "bodies",
    "body_head",
    "breaches_of",
    "changes_between",
    "history_of_rules",
    "is_in_body",
    "judged",
    "members_of",
    "people_of",
    "roster_of",
    "ruleset_data",
    "ruleset_of",
    "seats_with_terms",
    "speaks_for",
    "verdict_of",
    "voices_of",
]
