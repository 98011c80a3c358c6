"""What the quorum still lacks: the least number of further voices, and where they must come from.

Exact for share, breadth and include together: one voice may serve several of them. Source: process.md section 5.1.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from consensus.domain.classes import Quorum
from consensus.domain.filters import matches
from consensus.domain.quorum import Turnout, attribute_and_values, groups_needed, groups_that_spoke, quorum_lines, turnout
from consensus.domain.reasons import Reason
from consensus.domain.tally import REGION, Standing, value_of

Matched = tuple[bool, ...]
"""For each ``include`` of a quorum, whether a voice matches it."""
Lacking = tuple[int, ...]
"""For each ``include`` of a quorum, how many voices it still lacks."""
States = dict[tuple[int, Lacking], int]
"""The least number of further voices after which so many groups are yet to complete, and the includes lack so many."""
StatesWithin = dict[tuple[int, int, Lacking], int]
"""The same within one group, which first of all lacks so many voices itself."""
Silent = Mapping[str | None, Mapping[Matched, int]]
"""How many voices have not spoken, by group and by what they match."""


@dataclass(frozen=True, slots=True)
class Missing:
    """What is missing; without reasons nothing is."""

    voices: int | None
    """The least number of further voices; None when all who are silent together would not do."""
    groups: tuple[str, ...]
    """The groups from which enough voices have yet to speak and still can; empty once the breadth is met."""
    reasons: tuple[Reason, ...]


def missing_for_quorum(standings: Iterable[Standing], quorum: Quorum) -> Missing:
    """What the quorum of the consensus stage lacks at present."""
    roll = tuple(standings)
    now = turnout(roll, quorum)
    lines = quorum_lines(quorum, now)
    if all(line.is_met for line in lines):
        return Missing(0, (), ())
    silent = _silent(roll, quorum)
    lacking = tuple(max(0, include.min - have) for include, have in zip(quorum.include, now.included, strict=True))
    voices = _least(quorum, now, silent, lacking, max(0, lines[0].bound - lines[0].have))
    groups = _groups_to_come(quorum, now, silent)
    if voices is None:
        never = Reason("The quorum cannot be met any more, even if every voice that is silent speaks.")
        return Missing(None, groups, (*(line.sentence for line in lines if not line.is_met), never))
    total = Reason(
        "The quorum still needs {n} voice.",
        {"n": voices},
        plural="The quorum still needs {n} voices.",
    )
    return Missing(voices, groups, (total, *_breadth_sentence(quorum, now, groups), *_include_sentences(quorum, lacking)))


def _silent(roll: tuple[Standing, ...], quorum: Quorum) -> Silent:
    found: defaultdict[str | None, Counter[Matched]] = defaultdict(Counter)
    for each in roll:
        if each.counts_as is None and each.count:
            group = value_of(each.attributes, quorum.breadth.attribute) if quorum.breadth else None
            found[group][tuple(matches(include.where, each.attributes) is True for include in quorum.include)] += each.count
    return found


def _groups_to_come(quorum: Quorum, now: Turnout, silent: Silent) -> tuple[str, ...]:
    breadth = quorum.breadth
    if breadth is None or groups_that_spoke(breadth, now) >= groups_needed(breadth, now):
        return ()
    spoke = now.spoke_by_group
    return tuple(
        sorted(
            group
            for group, kinds in silent.items()
            if group is not None and spoke[group] < breadth.min_each <= spoke[group] + sum(kinds.values())
        )
    )


def _least(quorum: Quorum, now: Turnout, silent: Silent, lacking: Lacking, by_share: int) -> int | None:
    """Group by group, the least number of voices for each (groups yet to complete, includes still lacking)."""
    breadth = quorum.breadth
    wanted = max(0, groups_needed(breadth, now) - groups_that_spoke(breadth, now)) if breadth else 0
    least: States = {(wanted, lacking): 0}
    for short, kinds in _by_need(quorum, now, silent):
        within: StatesWithin = {(short, *state): voices for state, voices in least.items()}
        for matched, available in kinds.items():
            within = _with_some_of(within, matched, available)
        least = {}
        for (left, groups, still), voices in within.items():
            state = (max(0, groups - 1) if short and not left else groups, still)
            least[state] = min(voices, least.get(state, voices))
    done = (0, (0,) * len(lacking))
    if done not in least:
        return None
    voices = max(by_share, least[done])
    return voices if voices <= sum(sum(kinds.values()) for kinds in silent.values()) else None


def _by_need(quorum: Quorum, now: Turnout, silent: Silent) -> list[tuple[int, Mapping[Matched, int]]]:
    """For each group that has yet to speak, how many voices complete it, and its silent voices; all the others are one pool."""
    needs: list[tuple[int, Mapping[Matched, int]]] = []
    pool: Counter[Matched] = Counter()
    for group, kinds in silent.items():
        short = max(0, quorum.breadth.min_each - now.spoke_by_group[group]) if quorum.breadth and group is not None else 0
        if short:
            needs.append((short, kinds))
        else:
            pool.update(kinds)
    return [*needs, (0, pool)]


def _with_some_of(within: StatesWithin, matched: Matched, available: int) -> StatesWithin:
    """Every state that is reached when none, one or more of ``available`` voices alike speak; no more than any bound lacks."""
    reached: StatesWithin = {}
    for (short, groups, still), voices in within.items():
        useful = max([short, *(lack for lack, does in zip(still, matched, strict=True) if does)])
        for more in range(min(available, useful) + 1):
            left = tuple(max(0, lack - more * does) for lack, does in zip(still, matched, strict=True))
            state = (max(0, short - more), groups, left)
            reached[state] = min(voices + more, reached.get(state, voices + more))
    return reached


def _breadth_sentence(quorum: Quorum, now: Turnout, groups: tuple[str, ...]) -> tuple[Reason, ...]:
    breadth = quorum.breadth
    if breadth is None or not groups:
        return ()
    more = groups_needed(breadth, now) - groups_that_spoke(breadth, now)
    if breadth.attribute == REGION and breadth.min_each == 1:
        one = "Voices from {n} more region must speak; none has spoken from: {groups}."
        many = "Voices from {n} more regions must speak; none has spoken from: {groups}."
        return (Reason(one, {"n": more, "groups": groups}, plural=many),)
    one = "By {attribute}, {n} more group must speak with at least {each} voices; not yet: {groups}."
    many = "By {attribute}, {n} more groups must speak with at least {each} voices each; not yet: {groups}."
    return (Reason(one, {"n": more, "groups": groups, "each": breadth.min_each, "attribute": breadth.attribute}, plural=many),)


def _include_sentences(quorum: Quorum, lacking: Lacking) -> tuple[Reason, ...]:
    sentences = []
    for include, more in zip(quorum.include, lacking, strict=True):
        attribute, values = attribute_and_values(include.where)
        one, many = "{n} more voice with the {attribute} {values} must speak.", "{n} more voices with the {attribute} {values} must speak."
        if not values:
            one, many = "{n} more voice that matches {attribute} must speak.", "{n} more voices that match {attribute} must speak."
        if more:
            sentences.append(Reason(one, {"n": more, "attribute": attribute, "values": values}, plural=many))
    return tuple(sentences)
