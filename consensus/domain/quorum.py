"""Whether enough of the base spoke, and what is still missing for it.

The same rules judge who spoke in the consensus stage and who voted in the fallback stage. Source: process.md sections 5.1
and 6.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from consensus.domain.classes import Breadth, Include, Quorum, Where
from consensus.domain.filters import NOT, matches
from consensus.domain.reasons import Reason, Value
from consensus.domain.shares import Share
from consensus.domain.speech import gettext_noop
from consensus.domain.tally import REGION, Ballot, Standing, value_of
from consensus.domain.working import Line


@dataclass(frozen=True, slots=True)
class Turnout:
    """Who was asked and who spoke, in the groups that a quorum asks about."""

    base: int
    spoke: int
    groups_asked: frozenset[str]
    spoke_by_group: Counter[str]
    included: tuple[int, ...]
    """For each ``include`` of the quorum, how many of those that spoke match."""
    is_vote: bool


def turnout(standings: Iterable[Standing], quorum: Quorum) -> Turnout:
    """Who spoke in the consensus stage."""
    asked = [each for each in standings if each.count and not each.is_recused]
    return _turnout(asked, [each for each in asked if each.counts_as is not None], quorum, is_vote=False)


def turnout_of_vote(standings: Iterable[Standing], ballots: Iterable[Ballot], quorum: Quorum) -> Turnout:
    """Who voted, abstentions included, out of the base of the consensus stage."""
    asked = [each for each in standings if each.count and not each.is_recused]
    return _turnout(asked, [each for each in ballots if each.count], quorum, is_vote=True)


def _turnout(asked: list[Standing], spoke: list[Standing] | list[Ballot], quorum: Quorum, *, is_vote: bool) -> Turnout:
    attribute = quorum.breadth.attribute if quorum.breadth else None
    by_group: Counter[str] = Counter()
    included = [0] * len(quorum.include)
    for each in spoke:
        value = value_of(each.attributes, attribute) if attribute else None
        if value is not None:
            by_group[value] += each.count
        for number, include in enumerate(quorum.include):
            included[number] += each.count * (matches(include.where, each.attributes) is True)
    groups = {value_of(each.attributes, attribute) for each in asked} if attribute else set()
    return Turnout(
        base=sum(each.count for each in asked),
        spoke=sum(each.count for each in spoke),
        groups_asked=frozenset(group for group in groups if group is not None),
        spoke_by_group=by_group,
        included=tuple(included),
        is_vote=is_vote,
    )


def quorum_lines(quorum: Quorum, turnout: Turnout) -> tuple[Line, ...]:
    """Each part of the quorum with its numbers; it is met when all of them are."""
    lines = [_share_line(quorum, turnout)]
    if quorum.breadth:
        lines.append(_breadth_line(quorum.breadth, turnout))
    lines += [_include_line(include, have, turnout) for include, have in zip(quorum.include, turnout.included, strict=True)]
    return tuple(lines)


def groups_needed(breadth: Breadth, turnout: Turnout) -> int:
    """From how many groups voices must speak: no more than there are in the base."""
    return min(breadth.min_groups, len(turnout.groups_asked))


def groups_that_spoke(breadth: Breadth, turnout: Turnout) -> int:
    """From how many groups enough voices spoke."""
    return sum(count >= breadth.min_each for count in turnout.spoke_by_group.values())


_SPOKE = {
    "share": gettext_noop("{n} of {of} voices spoke; the quorum needs {bound} ({share} of the base)."),
    "count": gettext_noop("{n} of {of} voices spoke; the quorum needs {bound}."),
    "regions": gettext_noop("Voices spoke from {have} of {of} regions; the quorum needs {bound}."),
    "groups": gettext_noop(
        "By {attribute}, at least {each} of their voices spoke in {have} of {of} groups; the quorum needs {bound} groups."
    ),
    "include": gettext_noop("Among the voices that spoke, {have} have the {attribute} {values}; the quorum needs {bound}."),
    "filter": gettext_noop("Among the voices that spoke, {have} match {attribute}; the quorum needs {bound}."),
}
_VOTED = {
    "share": gettext_noop("{n} of {of} voices voted; the quorum needs {bound} ({share} of the base)."),
    "count": gettext_noop("{n} of {of} voices voted; the quorum needs {bound}."),
    "regions": gettext_noop("Voices voted from {have} of {of} regions; the quorum needs {bound}."),
    "groups": gettext_noop(
        "By {attribute}, at least {each} of their voices voted in {have} of {of} groups; the quorum needs {bound} groups."
    ),
    "include": gettext_noop("Among the voices that voted, {have} have the {attribute} {values}; the quorum needs {bound}."),
    "filter": gettext_noop("Among the voices that voted, {have} match {attribute}; the quorum needs {bound}."),
}


def _sentence(turnout: Turnout, name: str, **values: Value) -> Reason:
    return Reason((_VOTED if turnout.is_vote else _SPOKE)[name], values)


def _share_line(quorum: Quorum, turnout: Turnout) -> Line:
    """Somebody must speak, whatever the share: of nobody, a third is nobody."""
    bound = max(1, quorum.share.needed(turnout.base))
    name = "share" if isinstance(quorum.share, Share) else "count"
    sentence = _sentence(turnout, name, n=turnout.spoke, of=turnout.base, bound=bound, share=str(quorum.share))
    return Line("quorum.share", turnout.spoke, bound, turnout.base, turnout.spoke >= bound, sentence)


def _breadth_line(breadth: Breadth, turnout: Turnout) -> Line:
    have, bound, of = groups_that_spoke(breadth, turnout), groups_needed(breadth, turnout), len(turnout.groups_asked)
    name = "regions" if breadth.attribute == REGION and breadth.min_each == 1 else "groups"
    sentence = _sentence(turnout, name, have=have, of=of, bound=bound, each=breadth.min_each, attribute=breadth.attribute)
    return Line("quorum.breadth", have, bound, of, have >= bound, sentence)


def _include_line(include: Include, have: int, turnout: Turnout) -> Line:
    attribute, values = attribute_and_values(include.where)
    name = "include" if values else "filter"
    sentence = _sentence(turnout, name, have=have, bound=include.min, attribute=attribute, values=values)
    return Line("quorum.include", have, include.min, turnout.spoke, have >= include.min, sentence)


def attribute_and_values(where: Where) -> tuple[str, tuple[str, ...]]:
    """A filter that asks for one attribute, as that and its values; any other as a text such as "kind: ngo; not (region: AFR)"."""
    (name, *others) = where
    wanted = where[name]
    if others or isinstance(wanted, Mapping):
        return _in_words(where), ()
    return name, _values(wanted)


def _in_words(where: Where) -> str:
    return "; ".join(
        f"{NOT} ({_in_words(wanted)})" if isinstance(wanted, Mapping) else f"{name}: {', '.join(_values(wanted))}"
        for name, wanted in where.items()
    )


def _values(wanted: object) -> tuple[str, ...]:
    return tuple(map(str, wanted)) if isinstance(wanted, Sequence) and not isinstance(wanted, str) else (str(wanted),)
