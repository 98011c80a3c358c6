"""What the rules say of a roster: pass, fail or indeterminate, with the rules and the reasons; and when a step is an improvement.

Who may act on which verdict is the matter of the commands that fill seats. Source: composition.md, "Verdict: three
values" and "When a rule acts".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from consensus.domain.composition.measure import measure
from consensus.domain.composition.roster import Roster, SeatRange
from consensus.domain.composition.rules import Rule, attributes_of
from consensus.domain.composition.truth import Gap, Truth
from consensus.domain.composition.view import NO_NAMES, Names, View
from consensus.domain.composition.words import Result, Severity
from consensus.domain.reasons import Reason

NOTHING_DECLARED: Mapping[str, Sequence[str]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class RuleJudgement:
    """Whether one rule holds; ``reasons`` says why not, or what is open, and is empty where it holds.

    ``attributes`` are those the rule looks at: a page shows the rule's own sentence in place of the reasons where one of
    them is confidential.
    """

    rule_id: str
    severity: Severity
    gap: Gap
    reasons: tuple[Reason, ...]
    attributes: frozenset[str]

    @property
    def truth(self) -> Truth:
        """Whether the rule holds."""
        return self.gap.truth


@dataclass(frozen=True, slots=True)
class Verdict:
    """The judgement of each rule, in the order of the rules."""

    judgements: tuple[RuleJudgement, ...]

    @property
    def value(self) -> Result:
        """A rule of either severity counts; a failure wins over what is open."""
        if self.violates:
            return Result.FAIL
        return Result.INDETERMINATE if self.undetermined else Result.PASS

    @property
    def violates(self) -> tuple[str, ...]:
        """The ids of the rules that are broken."""
        return tuple(each.rule_id for each in self.judgements if each.truth is Truth.FALSE)

    @property
    def undetermined(self) -> tuple[str, ...]:
        """The ids of the rules that an undisclosed value leaves open."""
        return tuple(each.rule_id for each in self.judgements if each.truth is Truth.UNKNOWN)

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Why rules are broken, then why rules are open."""
        broken, undetermined = (
            [reason for each in self.judgements if each.truth is truth for reason in each.reasons] for truth in (Truth.FALSE, Truth.UNKNOWN)
        )
        return (*broken, *undetermined)


def judge(
    roster: Roster,
    rules: Sequence[Rule],
    *,
    declared: Mapping[str, Sequence[str]] = NOTHING_DECLARED,
    seats: int | SeatRange | None = None,
    names: Names = NO_NAMES,
) -> Verdict:
    """What the rules say of the roster; ``declared`` are the values of each attribute, ``seats`` the statutory number.

    ``names`` say what the reasons call values, where they are codes to those who read.
    """
    view = View.of(roster, declared, seats, names)
    return Verdict(tuple(_judgement(view, rule) for rule in rules))


def _judgement(view: View, rule: Rule) -> RuleJudgement:
    finding = measure(view, rule.condition)
    return RuleJudgement(rule.id, rule.severity, finding.gap, finding.reasons, attributes_of(rule))


def hard_failures(verdict: Verdict) -> tuple[RuleJudgement, ...]:
    """The broken rules for which the roster may not take effect."""
    return tuple(each for each in verdict.judgements if each.truth is Truth.FALSE and each.severity is Severity.HARD)


def hard_undetermined(verdict: Verdict) -> tuple[RuleJudgement, ...]:
    """The open rules for which the roster takes effect only with the steward's recorded reason."""
    return tuple(each for each in verdict.judgements if each.truth is Truth.UNKNOWN and each.severity is Severity.HARD)


def is_improvement(before: Verdict, after: Verdict) -> bool:
    """Whether a body in breach may take a step although it still fails: no rule is broken that was not, and one is nearer.

    Both verdicts are about the same rules. A hard rule that was broken must be nearer both at the best and at the worst
    that undisclosed values may turn out. A rule that is open after the step still asks for the steward's reason. Source:
    composition.md, "When a rule acts", 1.
    """
    earlier = {each.rule_id: each for each in before.judgements}
    pairs = [(earlier[each.rule_id], each) for each in after.judgements]
    if any(now.truth is Truth.FALSE and was.truth is not Truth.FALSE for was, now in pairs):
        return False
    hard = [(was, now) for was, now in pairs if was.truth is Truth.FALSE and was.severity is Severity.HARD]
    return any(now.gap.is_nearer_than(was.gap) for was, now in hard)
