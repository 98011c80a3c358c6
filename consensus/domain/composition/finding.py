"""What measuring one rule finds: how far the roster is from it, and why; and how findings combine.

Source: composition.md, "Verdict: three values".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from consensus.domain.composition.truth import Gap, Truth, least_of, range_of, sum_of
from consensus.domain.reasons import Reason


@dataclass(frozen=True, slots=True)
class Finding:
    """The gap of a rule, with a reason for each part that keeps it from holding."""

    gap: Gap
    reasons: tuple[Reason, ...] = ()

    @property
    def truth(self) -> Truth:
        """Whether the rule holds."""
        return self.gap.truth


HOLDS = Finding(Gap())


def every_one(findings: Sequence[Finding]) -> Finding:
    """All must hold. The reasons of a failure are those of the parts that fail, not of those that are open."""
    gap = sum_of(finding.gap for finding in findings)
    return Finding(gap, _reasons(findings) if gap.truth is Truth.UNKNOWN else _reasons_of_failures(findings))


def at_least_one(findings: Sequence[Finding]) -> Finding:
    """One of the alternatives must hold; there is at least one."""
    gap = least_of(finding.gap for finding in findings)
    return Finding(gap, () if gap.truth is Truth.TRUE else _reasons(findings))


def one_of_these(findings: Sequence[Finding]) -> Finding:
    """One of these is how it is, and it is open which; there is at least one."""
    return Finding(range_of(finding.gap for finding in findings), _reasons(findings))


def _reasons(findings: Sequence[Finding]) -> tuple[Reason, ...]:
    return tuple(reason for finding in findings for reason in finding.reasons)


def _reasons_of_failures(findings: Sequence[Finding]) -> tuple[Reason, ...]:
    return _reasons([finding for finding in findings if finding.truth is Truth.FALSE])
