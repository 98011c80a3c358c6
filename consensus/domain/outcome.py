"""What follows when a window ends: the outcome, or where the proposal goes on, with the reasons and the numbers.

Three questions: the end of the objection stage and the closing of the consensus stage, answered here, and the closing of the
fallback vote, in ``fallback.py``. Who counts as what is said in ``tally.py``, what a quorum is in ``quorum.py``.
Source: process.md section 5.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from consensus.domain.classes import ClassRules, days_of
from consensus.domain.fallback import decide_fallback
from consensus.domain.quorum import quorum_lines, turnout
from consensus.domain.reasons import Reason, Values
from consensus.domain.ruling import (
    Ruling,
    adopted,
    closed,
    dissent,
    goes_on,
    no_consensus,
    open_objections,
    unmet,
)
from consensus.domain.shares import Share
from consensus.domain.tally import GroupCount, Standing, Tally, tally
from consensus.domain.terms import Because, Outcome, PositionCode, Silence, Stage
from consensus.domain.working import Line, Working

__all__ = ["Ruling", "decide_consensus", "decide_end_of_objection", "decide_fallback"]


def decide_end_of_objection(standings: Iterable[Standing], rules: ClassRules, *, objected: bool, untold: int = 0) -> Ruling:
    """What follows when the objection window is over; ``objected``: whether an objection was ever raised, whatever became of it.

    ``untold``: how many voices of the base nobody could tell of the call. Silence of somebody who did not hear the question says nothing.
    Source: process.md sections 2 (T16) and 5.7; that silence counts only where every voice was told is a default of the software.
    """
    counted = tally(standings, block_seconds=rules.block_seconds)
    working = Working(counted)
    if counted.open_objections:
        return goes_on(Stage.OBJECTION, Because.OBJECTION_OPEN, working, open_objections(counted))
    if rules.silence is not Silence.CONSENT:
        return goes_on(Stage.CONSENSUS, Because.WINDOW_OVER, working, Reason("The objection window is over and no objection is open."))
    if objected or counted.unresolved_objections or counted.unresolved_blocks:
        return goes_on(
            Stage.CONSENSUS,
            Because.WINDOW_OVER,
            working,
            Reason("The objection window is over and no objection is open; since one was raised, silence does not decide."),
        )
    floor = _support_floor(rules, counted, counted.whole.positions[PositionCode.SUPPORT])
    working = replace(working, support_floor=floor)
    if not floor.is_met:
        low = Reason("The objection window is over without an objection, but silence decides only where the support floor is met.")
        return goes_on(Stage.CONSENSUS, Because.WINDOW_OVER, working, floor.sentence, low)
    if untold:
        missed = Reason(
            "The objection window is over without an objection, but silence decides only where every voice was told, and {n} voice was not.",
            {"n": untold},
            plural="The objection window is over without an objection, but silence decides only where every voice was told,"
            " and {n} voices were not.",
        )
        return goes_on(Stage.CONSENSUS, Because.WINDOW_OVER, working, floor.sentence, missed)
    silent = Reason("The objection window ended and no objection was ever raised, so the proposal is adopted by silence.")
    return adopted(rules, Outcome.ADOPTED_BY_SILENCE, working, floor.sentence, silent)


def decide_consensus(standings: Iterable[Standing], rules: ClassRules, *, returns: int, extended: bool) -> Ruling:
    """What follows when the consensus stage is to close.

    ``returns``: how often the proposal went back to the objection stage; ``extended``: whether this window was extended for quorum.
    Source: process.md section 5, steps 1 to 6 and 8.
    """
    roll = tuple(standings)
    counted = tally(roll, attributes=rules.stand_aside_ceiling.within, block_seconds=rules.block_seconds)
    quorum = quorum_lines(rules.quorum, turnout(roll, rules.quorum))
    working = Working(counted, quorum=quorum)
    if not all(line.is_met for line in quorum):
        return _without_quorum(rules, working, extended=extended)
    if counted.open_objections:
        return _over_open_objection(rules, working, returns=returns)
    met = tuple(line.sentence for line in quorum)
    if counted.unresolved_blocks or (counted.unresolved_objections and not rules.overrule):
        return _stopped(rules, working, met)
    return _unstopped(rules, working, met, returns=returns)


# -- the steps of section 5 --------------------------------------------------------------------------------------------


def _without_quorum(rules: ClassRules, working: Working, *, extended: bool) -> Ruling:
    missing = unmet(working.quorum)
    if extended:
        return closed(Outcome.FAILED_QUORUM, working, *missing, Reason("The window was extended once already, so the proposal fails."))
    extension = Reason(
        "The quorum is not met, so the window is extended once, by {n} day.",
        {"n": days_of(rules.extension_days)},
        plural="The quorum is not met, so the window is extended once, by {n} days.",
    )
    return goes_on(Stage.CONSENSUS, Because.EXTENDED, working, *missing, extension)


def _over_open_objection(rules: ClassRules, working: Working, *, returns: int) -> Ruling:
    values: Values = {"returns": returns, "number": returns + 1, "most": rules.max_returns}
    if returns < rules.max_returns:
        back = Reason("The proposal goes back to the objection stage; this is return {number} of at most {most}.", values)
        return goes_on(Stage.OBJECTION, Because.OBJECTION_OPEN, working, open_objections(working.tally), back)
    stays = Reason(
        "No return to the objection stage is left ({returns} of {most} used), so the consensus stage stays open until each objection is"
        " answered and declared unresolved, or is withdrawn.",
        values,
    )
    return goes_on(Stage.CONSENSUS, Because.OBJECTION_UNANSWERED, working, open_objections(working.tally), stays)


def _stopped(rules: ClassRules, working: Working, met: tuple[Reason, ...]) -> Ruling:
    """Step 3: an unresolved block, or an unresolved objection that the class does not overrule."""
    blocks = working.tally.unresolved_blocks
    why = dissent(rules, working.tally)
    rule = () if blocks else (Reason("This class does not overrule an unresolved objection."),)
    if rules.fallback:
        because = Because.BLOCK_UNRESOLVED if blocks else Because.OBJECTION_UNRESOLVED
        return goes_on(Stage.FALLBACK, because, working, *met, *why, *rule, Reason("A fallback vote opens."))
    if blocks:
        return closed(Outcome.BLOCKED, working, *met, *why, Reason("This class has no fallback vote, so the proposal is blocked."))
    return no_consensus(working, *met, *why, *rule, Reason("This class has no fallback vote."))


def _unstopped(rules: ClassRules, working: Working, met: tuple[Reason, ...], *, returns: int) -> Ruling:
    """Steps 4 to 6: the support floor, the stand-aside ceiling, adoption."""
    counted = working.tally
    floor = _support_floor(rules, counted, counted.agree)
    working = replace(working, support_floor=floor)
    met = (*met, floor.sentence)
    if not floor.is_met:
        return closed(Outcome.FAILED_SUPPORT_FLOOR, working, *met, Reason("Too few agree, so the proposal fails."))
    ceiling = _stand_aside_ceiling(rules, counted)
    working = replace(working, stand_aside_ceiling=ceiling)
    passed = unmet(ceiling)
    if passed and returns < rules.max_returns:
        back = Reason(
            "Too many stand aside, so the proposal goes back to the objection stage; this is return {number} of at most {most}.",
            {"number": returns + 1, "most": rules.max_returns},
        )
        return goes_on(Stage.OBJECTION, Because.STAND_ASIDE_CEILING, working, *met, *passed, back)
    if passed:
        lost = Reason(
            "Too many stand aside, and no return to the objection stage is left ({returns} of {most} used).",
            {"returns": returns, "most": rules.max_returns},
        )
        return no_consensus(working, *met, *passed, lost)
    outcome, why = _label(rules, counted)
    return adopted(rules, outcome, working, *met, *(line.sentence for line in ceiling), *why)


def _label(rules: ClassRules, counted: Tally) -> tuple[Outcome, tuple[Reason, ...]]:
    """Step 6: the weakest thing present."""
    positions, base = counted.whole.positions, counted.whole.base
    if counted.unresolved_objections:
        return Outcome.CONSENSUS_WITH_RECORDED_DISSENT, dissent(rules, counted)
    if asides := positions[PositionCode.STAND_ASIDE]:
        stand = Reason("{n} voice stands aside.", {"n": asides}, plural="{n} voices stand aside.")
        return Outcome.CONSENSUS_WITH_STAND_ASIDES, (stand,)
    if reserved := positions[PositionCode.RESERVATION]:
        agree = Reason("{n} voice agrees with reservations.", {"n": reserved}, plural="{n} voices agree with reservations.")
        return Outcome.CONSENSUS_WITH_RESERVATIONS, (agree,)
    if positions[PositionCode.SUPPORT] == base:
        return Outcome.UNANIMITY, (Reason("Every voice of the base agrees: {n} of {n}.", {"n": base}),)
    return Outcome.FULL_CONSENSUS, (Reason("Nobody objects, stands aside or has reservations."),)


def _support_floor(rules: ClassRules, counted: Tally, have: int) -> Line:
    """At least one must agree, whatever the floor: of nobody, a third is nobody."""
    base = counted.whole.base
    bound = max(1, rules.support_floor.needed(base))
    values: Values = {"have": have, "of": base, "bound": bound, "share": str(rules.support_floor)}
    sentence = Reason("{have} of {of} voices agree; the support floor is {bound}.", values)
    if isinstance(rules.support_floor, Share):
        sentence = Reason("{have} of {of} voices agree; the support floor is {bound} ({share} of the base).", values)
    return Line("support_floor", have, bound, base, have >= bound, sentence)


def _stand_aside_ceiling(rules: ClassRules, counted: Tally) -> tuple[Line, ...]:
    """Each bound with its numbers; in the groups, only where enough of them spoke."""
    ceiling = rules.stand_aside_ceiling
    lines = []
    if ceiling.overall is not None:
        whole = counted.whole
        asides, most = whole.positions[PositionCode.STAND_ASIDE], ceiling.overall.most(whole.spoke)
        sentence = Reason(
            "{asides} of {spoke} voices that spoke stand aside; the ceiling is {most}.",
            {"asides": asides, "spoke": whole.spoke, "most": most},
        )
        lines.append(Line("stand_aside_ceiling.overall", asides, most, whole.spoke, asides <= most, sentence))
    for attribute, share in sorted(ceiling.within.items()):
        for value, group in sorted(counted.groups[attribute].items()):
            if group.spoke >= ceiling.within_from and group.positions[PositionCode.STAND_ASIDE]:
                lines.append(_group_ceiling(value, group, share.most(group.spoke)))
    return tuple(lines)


def _group_ceiling(value: str, group: GroupCount, most: int) -> Line:
    asides = group.positions[PositionCode.STAND_ASIDE]
    sentence = Reason(
        "In {group}, {asides} of {spoke} voices that spoke stand aside; the ceiling is {most}.",
        {"group": value, "asides": asides, "spoke": group.spoke, "most": most},
    )
    return Line("stand_aside_ceiling.within", asides, most, group.spoke, asides <= most, sentence)
