"""What the steps are called that follow where a rule fails at an election, and what each of them does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from consensus.domain.composition.words import FailureStep
from consensus.domain.speech import _


@dataclass(frozen=True, slots=True)
class StepWords:
    """A step in words."""

    name: str
    meaning: str


STEPS: Mapping[FailureStep, StepWords] = {
    FailureStep.NEXT_ELIGIBLE: StepWords(
        _("count again without somebody"),
        _("The same ballots are counted as if whoever cannot sit had not stood; registers are looked up anew."),
    ),
    FailureStep.DROP_LOWEST: StepWords(
        _("count again without the lowest"),
        _("The last elected of those who make the rule fail is left out, and the same ballots are counted."),
    ),
    FailureStep.SEAT_VACANT: StepWords(
        _("leave a seat vacant"), _("The others sit, if the rules allow the roster without it; the seat can be filled later as any other.")
    ),
    FailureStep.SPECIAL_ELECTION: StepWords(
        _("a special election"),
        _("The others sit, if the rules allow it, and another election that names this one is called to the seats left."),
    ),
    FailureStep.EXTEND_NOMINATIONS: StepWords(_("extend nominations"), _("Nominations have more time, and who is wanted is said.")),
    FailureStep.RERUN_GROUP: StepWords(
        _("the election of these seats anew"),
        _("This election ends without a result, and another that names it is called to the same seats."),
    ),
    FailureStep.VOID: StepWords(_("no result"), _("The election ends without a result that takes effect. Whoever holds the seats stays.")),
    FailureStep.COMPLY_OR_EXPLAIN: StepWords(
        _("seat them and explain"), _("Those elected sit although a target is missed, and the reason is published with the roster.")
    ),
}

BEFORE_THE_VOTE: Mapping[FailureStep, StepWords] = {
    **STEPS,
    FailureStep.SEAT_VACANT: StepWords(
        _("leave a seat vacant"),
        _("As few seats as can be stay vacant, so that those who stand can fill the others rightfully. The vote opens for the others."),
    ),
}
"""The same while nobody has voted: a seat stays vacant by another act then."""
