"""What composition rules would mean that are not in force: whether anybody could meet them, what they say of today's people,
and the numbers that their shares come to.

Source: composition.md, "feasibility" and "What is shown to whom": rules and whether they hold, no count of anything confidential.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from consensus.bodies.queries.rule_words import RuleWords
from consensus.bodies.queries.sitting import SeatWithTerms
from consensus.bodies.queries.verdicts import BodyVerdict, declared_values, own_words, public, roster_from
from consensus.domain.composition import Rule, SeatRange, judge, parse_rules, parse_seats, sentence_of
from consensus.domain.composition.share_numbers import share_numbers
from consensus.domain.reasons import Reason
from consensus.people.queries import NetworkFacts
from consensus.seating.solving import UndecidedError
from consensus.seating.thinkable import conflict_of_rules, thinkable_roster


class Feasible(Enum):
    """Whether the seats could be filled under rules, whoever the people are."""

    YES = "yes"
    NO = "no"
    UNDECIDED = "undecided"
    NO_SEATS = "no_seats"
    """The number of seats is not laid down, so that nothing can be said."""


@dataclass(frozen=True, slots=True)
class Thinkable:
    """So many people of an example who are alike in what the rules look at, in words."""

    n: int
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SharesOfRule:
    """A rule with what its shares come to."""

    rule: str
    numbers: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class LookAhead:
    """What rules would mean that are not in force."""

    feasible: Feasible
    example: tuple[Thinkable, ...]
    """One way to fill the seats, where there is one."""
    at_odds: tuple[str, ...]
    """A smallest set of rules that nobody can meet together; empty where somebody can, and where it could not be worked out."""
    verdict: BodyVerdict
    shares: tuple[SharesOfRule, ...]


def look_ahead(
    network: NetworkFacts | None,
    all_seats: Sequence[SeatWithTerms],
    words: RuleWords,
    *,
    composition: Sequence[Any],
    attributes: Mapping[str, Sequence[str]],
    seats: int | Mapping[str, int] | None,
) -> LookAhead:
    """Return what these rules would mean for a body; they are of the form of composition.md."""
    rules = parse_rules(composition, "composition")
    declared = declared_values(network, attributes)
    statutory = None if seats is None else parse_seats(seats, "seats")
    feasible, example = _feasible(rules, declared, statutory, words)
    there = sum(not seat.is_abolished for seat in all_seats)
    base = there if statutory is None else statutory
    regions = {} if network is None else network.region_names
    own = judge(roster_from(all_seats, rules), rules, declared=declared, seats=base, names={"region": regions})
    in_words = {name: [words.value(name, value) for value in values] for name, values in declared.items()}
    judged = tuple(public(rule, judgement, in_words) for rule, judgement in zip(rules, own.judgements, strict=True))
    return LookAhead(
        feasible=feasible,
        example=example,
        at_odds=_at_odds(rules, declared, statutory) if feasible is Feasible.NO else (),
        verdict=BodyVerdict(own.value, judged, 0),
        shares=shares_of(rules, base, in_words),
    )


def shares_of(rules: Sequence[Rule], seats: int | SeatRange | None, declared: Mapping[str, Sequence[str]]) -> tuple[SharesOfRule, ...]:
    """Return the rules that have shares, with what these come to for this number of seats."""
    found = ((rule, share_numbers(rule, seats)) for rule in rules)
    return tuple(SharesOfRule(own_words(rule) or sentence_of(rule, declared=declared), numbers) for rule, numbers in found if numbers)


def _at_odds(rules: Sequence[Rule], declared: Mapping[str, Sequence[str]], seats: int | SeatRange | None) -> tuple[str, ...]:
    try:
        found = () if seats is None else conflict_of_rules(rules, declared=declared, seats=seats)
    except UndecidedError:
        return ()
    return tuple(own_words(rule) or sentence_of(rule, declared=declared) for rule in rules if rule.id in found)


def _feasible(
    rules: Sequence[Rule], declared: Mapping[str, Sequence[str]], seats: int | SeatRange | None, words: RuleWords
) -> tuple[Feasible, tuple[Thinkable, ...]]:
    if seats is None:
        return Feasible.NO_SEATS, ()
    try:
        found = thinkable_roster(rules, declared=declared, seats=seats)
    except UndecidedError:
        return Feasible.UNDECIDED, ()
    if found is None:
        return Feasible.NO, ()
    example = (Thinkable(n, tuple(f"{words.name(name)} {words.value(name, value)}" for name, value in one.items())) for one, n in found)
    return Feasible.YES, tuple(example)
