"""What composition rules would mean that are not in force: whether anybody could meet them, what they say of today's people,
and the numbers that their shares come to.

Whether a rule about gender holds tells what somebody declared, if the rule is made for it. So what such rules say of people waits,
unless they are in force and everybody reads it: first the steward's look is recorded (``try_rules``).
Source: composition.md, "feasibility" and "What is shown to whom": rules and whether they hold, no count of anything confidential.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from consensus.bodies.queries.rule_words import RuleWords
from consensus.bodies.queries.rules import RulesetData
from consensus.bodies.queries.sitting import SeatWithTerms
from consensus.bodies.queries.verdicts import CONFIDENTIAL, BodyVerdict, declared_values, own_words, public, roster_from
from consensus.domain.composition import Rule, SeatRange, judge, parse_rules, parse_seats, sentence_of
from consensus.domain.composition.rules import Rotation, attributes_of, conditions_within
from consensus.domain.composition.share_numbers import share_numbers
from consensus.domain.composition.view import Names
from consensus.domain.reasons import Reason
from consensus.domain.speech import _
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
class DraftRules:
    """Composition rules as somebody wrote them, in the form of composition.md, with what they are judged by."""

    composition: Sequence[Any]
    attributes: Mapping[str, Sequence[str]]
    seats: int | Mapping[str, int] | None

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The rules as values."""
        return parse_rules(self.composition, "composition")

    def base(self, all_seats: Sequence[SeatWithTerms]) -> int | SeatRange:
        """The statutory number of seats, or else the seats that there are."""
        return sum(not seat.is_abolished for seat in all_seats) if self.seats is None else parse_seats(self.seats, "seats")


@dataclass(frozen=True, slots=True)
class LookAhead:
    """What rules would mean that are not in force."""

    feasible: Feasible
    example: tuple[Thinkable, ...]
    """One way to fill the seats, where there is one."""
    at_odds: tuple[str, ...]
    """A smallest set of rules that nobody can meet together; empty where somebody can, and where it could not be worked out."""
    verdict: BodyVerdict
    """Of the rules that do not wait."""
    waiting: tuple[str, ...]
    """The rules whose verdict is shown once the steward's look is recorded."""
    shares: tuple[SharesOfRule, ...]


def look_ahead(
    network: NetworkFacts | None,
    all_seats: Sequence[SeatWithTerms],
    words: RuleWords,
    draft: DraftRules,
    *,
    before: RulesetData,
    is_recorded: bool = False,
) -> LookAhead:
    """Return what these rules would mean for a body.

    :param before: the ruleset in force.
    :param is_recorded: whether ``try_rules`` has recorded the steward's look at what they say of ``all_seats``.
    """
    rules = draft.rules
    declared = declared_values(network, draft.attributes)
    statutory = None if draft.seats is None else parse_seats(draft.seats, "seats")
    feasible, example = _feasible(rules, declared, statutory, words)
    base = draft.base(all_seats)
    waiting = () if is_recorded else rules_that_wait(all_seats, draft, before)
    # What waits is not even judged: nothing of it can come to a page by mistake.
    told = [rule for rule in rules if rule not in waiting]
    own = judge(roster_from(all_seats, told), told, declared=declared, seats=base, names=words.values)
    judged = tuple(public(rule, judgement, declared, words.values) for rule, judgement in zip(told, own.judgements, strict=True))
    return LookAhead(
        feasible=feasible,
        example=example,
        at_odds=_at_odds(rules, declared, statutory, words.values) if feasible is Feasible.NO else (),
        verdict=BodyVerdict(own.value, judged, 0),
        waiting=tuple(own_words(rule) or sentence_of(rule, declared=declared, names=words.values) for rule in waiting),
        shares=shares_of(rules, base, declared, words.values),
    )


def rules_that_wait(all_seats: Sequence[SeatWithTerms], draft: DraftRules, before: RulesetData) -> tuple[Rule, ...]:
    """Return the rules about something confidential whose verdict on these people is not public already.

    It is where the same rule is in force and is judged by the same seats and declared values; and where there are no people.
    """
    in_force = DraftRules(before.composition, before.attributes, before.seats)
    is_judged_alike = draft.base(all_seats) == in_force.base(all_seats) and _lists(draft.attributes) == _lists(in_force.attributes)
    known = [rule.condition for rule in in_force.rules] if is_judged_alike else []
    rules = (rule for rule in draft.rules if attributes_of(rule) & CONFIDENTIAL and rule.condition not in known)
    return tuple(rule for rule in rules if people_judged(all_seats, [rule]))


def people_judged(all_seats: Sequence[SeatWithTerms], rules: Sequence[Rule]) -> tuple[int, ...]:
    """Return the persons whose values these rules look at: who acts on a seat, and who sat there before where a rule asks for it."""
    sitting = {seat.acting.person_id for seat in all_seats if seat.acting is not None and seat.acting.is_filled}
    if any(isinstance(each, Rotation) for each in conditions_within(tuple(rules))):
        sitting |= {term.person_id for seat in all_seats for term in seat.terms if term.ended_at is not None}
    return tuple(sorted(sitting))


def _lists(attributes: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    return {name: list(values) for name, values in attributes.items()}


def shares_of(
    rules: Sequence[Rule], seats: int | SeatRange | None, declared: Mapping[str, Sequence[str]], names: Names
) -> tuple[SharesOfRule, ...]:
    """Return the rules that have shares, with what these come to for this number of seats."""
    found = ((rule, share_numbers(rule, seats)) for rule in rules)
    return tuple(
        SharesOfRule(own_words(rule) or sentence_of(rule, declared=declared, names=names), numbers) for rule, numbers in found if numbers
    )


def _at_odds(rules: Sequence[Rule], declared: Mapping[str, Sequence[str]], seats: int | SeatRange | None, names: Names) -> tuple[str, ...]:
    try:
        found = () if seats is None else conflict_of_rules(rules, declared=declared, seats=seats)
    except UndecidedError:
        return ()
    return tuple(own_words(rule) or sentence_of(rule, declared=declared, names=names) for rule in rules if rule.id in found)


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
    example = (Thinkable(n, tuple(_known(words, *each) for each in one.items())) for one, n in found)
    return Feasible.YES, tuple(example)


def _known(words: RuleWords, attribute: str, value: str) -> str:
    return _("{attribute} {value}", attribute=words.name(attribute), value=words.value(attribute, value))
