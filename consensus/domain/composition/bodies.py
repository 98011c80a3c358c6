"""Bodies with their rules and rosters, as one document in JSON: the form that ``consensus balance`` reads.

What rules and rosters look like is said in ``rule_form.py`` and ``roster.py``; here it is demanded that they can be judged
together. Source: cases/README.md, "balance".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass

from consensus.domain.composition import reading
from consensus.domain.composition.measure_people import number_of
from consensus.domain.composition.roster import Roster, SeatRange, parse_declared, parse_roster, parse_seats
from consensus.domain.composition.rule_form import parse_rules
from consensus.domain.composition.rules import Bound, Condition, ForEach, Rule, Share, conditions_within
from consensus.domain.composition.words import Over
from consensus.domain.errors import InputError
from consensus.domain.filters import UNDISCLOSED
from consensus.domain.speech import _


@dataclass(frozen=True, slots=True)
class NamedRoster:
    """A roster and what the document calls it."""

    name: str
    roster: Roster


@dataclass(frozen=True, slots=True)
class RuledBody:
    """A body with everything that judging its rosters needs."""

    id: str
    rules: tuple[Rule, ...]
    declared: Mapping[str, tuple[str, ...]]
    seats: int | SeatRange | None
    rosters: tuple[NamedRoster, ...]


def parse_bodies(data: object) -> tuple[RuledBody, ...]:
    """The bodies of a document.

    :raises InputError: with one sentence that names the place and what was expected there.
    """
    entry = reading.demand_object(data, _("the document"), _('an object with "bodies"'))
    items = reading.demand_list(reading.demand(entry, "bodies", _("the document")), "bodies", _("a list of bodies"))
    return tuple(_body(item, f"bodies[{number}]") for number, item in enumerate(items))


def demand_judgeable(
    rules: Sequence[Rule], *, declared: Mapping[str, Sequence[str]], seats: int | SeatRange | None, place: str = "rules"
) -> None:
    """Do nothing if everything that the rules refer to is laid down.

    :raises InputError: when groups over declared values have none declared, or a share of the seats has no number of seats.
    """
    for number, rule in enumerate(rules):
        for condition in conditions_within((rule,)):
            missing = _missing(condition, declared, seats)
            if missing:
                raise InputError(_("{place}: expected {expected}.", place=f"{place}[{number}]", expected=missing))


def _missing(condition: Condition, declared: Mapping[str, Sequence[str]], seats: int | SeatRange | None) -> str:
    match condition:
        case ForEach(over=Over.DECLARED, values=None, group_by=attribute) if not declared.get(attribute):
            return _(
                'attributes with the declared values of {attribute}, since a "for_each" runs over them', attribute=reading.shown(attribute)
            )
        case Share(of_seats=True) if seats is None:
            return _('"seats" of the body, since a share is of them')
        case _:
            return ""


def _body(data: object, place: str) -> RuledBody:
    entry = reading.demand_object(data, place, _('an object with "id", "rules" and "rosters"'))
    code = reading.text_in(reading.demand(entry, "id", place), f"{place}.id")
    declared = parse_declared(entry.get("attributes", {}), f"{place}.attributes")
    seats = parse_seats(entry["seats"], f"{place}.seats") if "seats" in entry else None
    rules = parse_rules(reading.demand(entry, "rules", place), f"{place}.rules")
    demand_judgeable(rules, declared=declared, seats=seats, place=f"{place}.rules")
    items = reading.demand_list(reading.demand(entry, "rosters", place), f"{place}.rosters", _("a list of rosters"))
    bounded = bounded_by(rules)
    rosters = tuple(_roster(item, f"{place}.rosters[{number}]", bounded) for number, item in enumerate(items))
    return RuledBody(id=code, rules=rules, declared=declared, seats=seats, rosters=rosters)


def _roster(data: object, place: str, bounded: Set[str]) -> NamedRoster:
    entry = reading.demand_object(data, place, _('an object with "name" and "members"'))
    name = reading.text_in(reading.demand(entry, "name", place), f"{place}.name")
    roster = parse_roster(entry, place)
    for number, member in enumerate(reading.demand_list(entry["members"], place)):
        here = f"{place}.members[{number}]"
        demand_numbers(reading.demand_object(member, here), bounded, here)
    return NamedRoster(name, roster)


def bounded_by(rules: Sequence[Rule]) -> frozenset[str]:
    """The attributes that must be numbers, since a rule has a bound for them."""
    return frozenset(condition.attribute for condition in conditions_within(tuple(rules)) if isinstance(condition, Bound))


def demand_numbers(member: Mapping[str, object], bounded: Set[str], place: str) -> None:
    """Do nothing if every attribute of a member that must be a number is one, or undisclosed.

    :raises InputError: when one is not.
    """
    for attribute in sorted(bounded & member.keys()):
        value = member[attribute]
        if value != UNDISCLOSED and number_of(reading.text_of(value)) is None:
            reading.refuse(f"{place}.{attribute}", _('a number, or "?" for undisclosed, since a rule has a bound for it'), value)
