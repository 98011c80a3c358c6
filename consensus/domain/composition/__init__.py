"""Who may sit together on a body: rules as data, judged in three values. ``judge(roster, rules)`` is the entrance.

Source: composition.md.
"""

from __future__ import annotations

from consensus.domain.composition.bodies import demand_judgeable
from consensus.domain.composition.roster import (
    Attributes,
    Roster,
    SeatRange,
    Value,
    parse_declared,
    parse_members,
    parse_roster,
    parse_seats,
)
from consensus.domain.composition.rule_data import rules_as_data
from consensus.domain.composition.rule_form import parse_rules
from consensus.domain.composition.rules import Rule, attributes_of
from consensus.domain.composition.sentences import sentence_of
from consensus.domain.composition.truth import Gap, Truth
from consensus.domain.composition.verdict import RuleJudgement, Verdict, hard_failures, hard_undetermined, is_improvement, judge
from consensus.domain.composition.words import FailureStep, Result, Severity

__all__ = [
    "Attributes",
    "FailureStep",
    "Gap",
    "Result",
    "Roster",
    "Rule",
    "RuleJudgement",
    "SeatRange",
    "Severity",
    "Truth",
    "Value",
    "Verdict",
    "attributes_of",
    "demand_judgeable",
    "hard_failures",
    "hard_undetermined",
    "is_improvement",
    "judge",
    "parse_declared",
    "parse_members",
    "parse_roster",
    "parse_rules",
    "parse_seats",
    "rules_as_data",
    "sentence_of",
]
