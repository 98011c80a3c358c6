"""The words of the composition rules: how grave a breach is, what follows from one, what a verdict says.

Source: composition.md.
"""

from __future__ import annotations

from enum import StrEnum


class Severity(StrEnum):
    """What a breach does."""

    HARD = "hard"
    """A roster that fails the rule may not take effect."""
    TARGET = "target"
    """A breach is published with reasons, and refuses nothing."""


class FailureStep(StrEnum):
    """What a person may confirm when a rule fails at an election; the steps of a rule are tried in order."""

    NEXT_ELIGIBLE = "next_eligible"
    DROP_LOWEST = "drop_lowest"
    SEAT_VACANT = "seat_vacant"
    SPECIAL_ELECTION = "special_election"
    EXTEND_NOMINATIONS = "extend_nominations"
    RERUN_GROUP = "rerun_group"
    VOID = "void"
    COMPLY_OR_EXPLAIN = "comply_or_explain"


class Result(StrEnum):
    """What the rules say of a roster as a whole."""

    PASS = "pass"  # noqa: S105  # a verdict, no password
    FAIL = "fail"
    INDETERMINATE = "indeterminate"
    """No rule is broken for sure, and an undisclosed value leaves at least one open."""


class Over(StrEnum):
    """Which groups a ``for_each`` has where its values are not listed."""

    DECLARED = "declared"
    PRESENT = "present"


class QuotaMode(StrEnum):
    """How a count compares with the seats of a quota."""

    EXACT = "exact"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"


class RoundingMode(StrEnum):
    """How the bound ``share x n`` becomes a count."""

    EXACT = "exact"
    """Not at all: fractions are compared."""
    CEIL = "ceil"
    FLOOR = "floor"
    NEAREST = "nearest"
    """Halves go up."""
    CLOSEST = "closest"
    """The whole number whose share is closest to the bound without passing a ceiling; the smaller at a tie."""
