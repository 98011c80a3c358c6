"""What a ruling is, and the rulings and sentences that every closing shares.

Which ruling follows from which counts is said in ``outcome.py`` and ``fallback.py``. Source: process.md sections 5 and 6.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from consensus.domain.classes import ClassRules, days_of
from consensus.domain.reasons import Reason
from consensus.domain.tally import Tally
from consensus.domain.terms import Because, Outcome, Stage
from consensus.domain.working import Line, Working


@dataclass(frozen=True, slots=True)
class Ruling:
    """What follows: a closing with its outcome, or the stage in which it goes on and because of what."""

    next: Stage
    outcome: Outcome | None
    label: Outcome | None
    """Beside a provisional adoption, what it would be called otherwise."""
    because: Because | None
    reasons: tuple[Reason, ...]
    working: Working

    def as_data(self) -> dict[str, object]:
        """The ruling as ``consensus decide`` prints it. Source: cases of the command."""
        data: dict[str, object] = {"next": self.next.value}
        if self.outcome:
            data["outcome"] = self.outcome.value
        if self.label:
            data["label"] = self.label.value
        if self.because:
            data["because"] = self.because.value
        return data | {"reasons": [str(reason) for reason in self.reasons]}


def closed(outcome: Outcome, working: Working, *reasons: Reason) -> Ruling:
    """The proposal closes with this outcome."""
    return Ruling(Stage.CLOSED, outcome, None, None, reasons, working)


def goes_on(stage: Stage, because: Because, working: Working, *reasons: Reason) -> Ruling:
    """The proposal goes on in this stage, because of this."""
    return Ruling(stage, None, None, because, reasons, working)


def adopted(rules: ClassRules, outcome: Outcome, working: Working, *reasons: Reason) -> Ruling:
    """In a class whose adoptions are provisional, the outcome says so and the label is kept beside it."""
    if rules.provisional_days is None:
        return closed(outcome, working, *reasons)
    lapses = Reason(
        "The adoption is provisional: it lapses after {n} day unless an ordinary proposal ratifies it.",
        {"n": days_of(rules.provisional_days)},
        plural="The adoption is provisional: it lapses after {n} days unless an ordinary proposal ratifies it.",
    )
    return Ruling(Stage.CLOSED, Outcome.ADOPTED_PROVISIONAL, outcome, None, (*reasons, lapses), working)


def no_consensus(working: Working, *reasons: Reason) -> Ruling:
    """Step 8: strong support is more than half of those who spoke."""
    agree, spoke = working.tally.agree, working.spoke
    strong = 2 * agree > spoke
    values = {"agree": agree, "spoke": spoke}
    sentence = Reason("There is no consensus; {agree} of {spoke} voices that spoke agree, which is not more than half.", values)
    if strong:
        sentence = Reason("There is no consensus; {agree} of {spoke} voices that spoke agree, which is more than half.", values)
    outcome = Outcome.NO_CONSENSUS_STRONG_SUPPORT if strong else Outcome.NO_CONSENSUS_DIVERGENCE
    return closed(outcome, working, *reasons, sentence)


def unmet(lines: Iterable[Line]) -> tuple[Reason, ...]:
    """The sentences of the lines whose bound is not kept."""
    return tuple(line.sentence for line in lines if not line.is_met)


def open_objections(counted: Tally) -> Reason:
    """How many voices have an open objection."""
    return Reason(
        "The objection of {n} voice is still open.", {"n": counted.open_objections}, plural="The objections of {n} voices are still open."
    )


def dissent(rules: ClassRules, counted: Tally) -> tuple[Reason, ...]:
    """Who blocks and who objects without being resolved, and which blocks count as objections."""
    said = []
    if counted.unresolved_blocks:
        blocks = "The blocks of {n} voices are unresolved."
        said.append(Reason("The block of {n} voice is unresolved.", {"n": counted.unresolved_blocks}, plural=blocks))
    if counted.unresolved_objections:
        objections = "The objections of {n} voices are unresolved and stay on the record."
        one = "The objection of {n} voice is unresolved and stays on the record."
        said.append(Reason(one, {"n": counted.unresolved_objections}, plural=objections))
    if counted.unseconded_blocks:
        several = "{n} of them are blocks that too few other voices seconded (needed: {seconds}), so they count as objections."
        single = "{n} of them is a block that too few other voices seconded (needed: {seconds}), so it counts as an objection."
        said.append(Reason(single, {"n": counted.unseconded_blocks, "seconds": rules.block_seconds}, plural=several))
    return tuple(said)
