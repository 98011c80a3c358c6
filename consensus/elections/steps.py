"""Which steps follow where a rule of the body fails at an election, and whose turn it is. Pure: values in, values out.

A rule may name its own (``on_failure``). They are applied in order: an earlier one was taken, or declined with a reason, before a
later one. Source: composition.md, "When a rule acts".
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from consensus.domain.composition.words import FailureStep

BEFORE_THE_VOTE = frozenset({FailureStep.EXTEND_NOMINATIONS, FailureStep.SEAT_VACANT, FailureStep.RERUN_GROUP, FailureStep.VOID})
"""What can be done when nominations are over and those who stand cannot fill the seats rightfully."""

AFTER_THE_COUNT = frozenset(FailureStep) - {FailureStep.EXTEND_NOMINATIONS, FailureStep.COMPLY_OR_EXPLAIN}
"""What can be done when those elected cannot sit together, or one of them cannot sit."""

WITH_A_TARGET = AFTER_THE_COUNT | {FailureStep.COMPLY_OR_EXPLAIN}
"""What can be done when they miss a target and break no hard rule."""

WHERE_TOO_FEW_STAND = (FailureStep.EXTEND_NOMINATIONS, FailureStep.SEAT_VACANT)
"""The order before the vote where fewer people stand than there are seats, so that no rule is what fails."""

USUAL = {
    BEFORE_THE_VOTE: (FailureStep.EXTEND_NOMINATIONS,),
    AFTER_THE_COUNT: (FailureStep.NEXT_ELIGIBLE, FailureStep.SEAT_VACANT, FailureStep.SPECIAL_ELECTION),
    WITH_A_TARGET: (FailureStep.COMPLY_OR_EXPLAIN, FailureStep.NEXT_ELIGIBLE, FailureStep.SEAT_VACANT, FailureStep.SPECIAL_ELECTION),
}
"""The order where no rule that fails names a step; where rules do, these follow."""


def order_of(named: Iterable[FailureStep], possible: frozenset[FailureStep]) -> tuple[FailureStep, ...]:
    """Return the steps in their order: those that the failing rules name, then the usual ones, so that there always is one."""
    return tuple(dict.fromkeys(step for step in (*named, *USUAL[possible], FailureStep.VOID) if step in possible))


def open_steps(order: Sequence[FailureStep], done: Collection[FailureStep]) -> tuple[FailureStep, ...]:
    """Return the steps that may be taken now: those taken or declined before, and the first of the others."""
    turn = next((place for place, step in enumerate(order) if step not in done), len(order))
    return tuple(order[: turn + 1])
