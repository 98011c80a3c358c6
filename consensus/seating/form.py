"""Bodies with seats, people who sit and people who could, as one document in JSON: what ``consensus balance feasible`` and ``fill`` read.

Source: cases/elections/README.md, "balance feasible, balance fill".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from consensus.domain.composition import Attributes, demand_judgeable, parse_declared, parse_members, parse_rules, reading
from consensus.domain.composition.bodies import bounded_by, demand_numbers
from consensus.domain.composition.roster import parse_history
from consensus.domain.errors import InputError
from consensus.seating.feasibility import Seating


@dataclass(frozen=True, slots=True)
class NamedSeating:
    """A body's seats and people, and what the document calls it and them."""

    id: str
    seating: Seating
    names: Sequence[str]
    """Those of the pool, in its order."""


def parse_seatings(data: object) -> tuple[NamedSeating, ...]:
    """The bodies of a document.

    :raises InputError: with one sentence that names the place and what was expected there.
    """
    entry = reading.demand_object(data, "the document", 'an object with "bodies"')
    items = reading.demand_list(reading.demand(entry, "bodies", "the document"), "bodies", "a list of bodies")
    return tuple(_body(item, f"bodies[{number}]") for number, item in enumerate(items))


def _body(data: object, place: str) -> NamedSeating:
    entry = reading.demand_object(data, place, 'an object with "id", "seats", "rules" and "pool"')
    code = reading.text_in(reading.demand(entry, "id", place), f"{place}.id")
    seats = reading.whole_number(reading.demand(entry, "seats", place), f"{place}.seats")
    declared = parse_declared(entry.get("attributes", {}), f"{place}.attributes")
    rules = parse_rules(reading.demand(entry, "rules", place), f"{place}.rules")
    demand_judgeable(rules, declared=declared, seats=seats, place=f"{place}.rules")
    pool = parse_members(reading.demand(entry, "pool", place), f"{place}.pool")
    sitting = parse_members(entry.get("sitting", ()), f"{place}.sitting")
    bounded = bounded_by(rules)
    for what in ("pool", "sitting"):
        for number, member in enumerate(reading.demand_list(entry.get(what, ()), f"{place}.{what}")):
            here = f"{place}.{what}[{number}]"
            demand_numbers(reading.demand_object(member, here), bounded, here)
    history = parse_history(entry.get("history", {}), f"{place}.history")
    seating = Seating(seats=seats, rules=rules, sitting=sitting, pool=pool, declared=declared, history=history)
    return NamedSeating(code, seating, _names(pool, f"{place}.pool"))


def _names(pool: Sequence[Attributes], place: str) -> tuple[str, ...]:
    names = tuple(
        reading.text_in(reading.demand(one, "name", f"{place}[{number}]"), f"{place}[{number}].name") for number, one in enumerate(pool)
    )
    for number, name in enumerate(names):
        if name in names[:number]:
            raise InputError(f"{place}[{number}].name: expected a name of its own for each, found {reading.shown(name)} twice.")
    return names
