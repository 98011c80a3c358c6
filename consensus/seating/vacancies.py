"""Who could sit on each vacant seat so that every hard rule holds once all of them are filled: in values, never in names.

Looked at is everybody thinkable: any mix of the declared values of what the rules look at; of what has no declared values,
such as an organisation, somebody new who has it with nobody in common. A seat gives whoever sits there what it stands for.
Source: composition.md, "When a rule acts", 2.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from math import prod

from consensus.domain.composition import Attributes, Rule, parse_rules
from consensus.domain.composition.reading import text_of
from consensus.seating.feasibility import Seating, conflict, could_fill, looked_at, witness
from consensus.seating.solving import UndecidedError

VACANCY = "vacant seat"
"""The attribute by which those who could sit on one vacant seat are told from those who could on another."""

ONE_EACH = "one for each vacant seat"
"""The rule that each vacant seat is filled by one person."""

OWN = frozenset({"region", "country", "kind", "org", "gender"})
"""What belongs to the one who sits there and goes before what the seat stands for."""

NEW = {"consecutive_terms": "1"}
"""What is known of everybody who was never here."""

MOST_PEOPLE = 1_500
"""How many thinkable people are looked at. Beyond that nothing is said of who could sit."""


@dataclass(frozen=True, slots=True)
class Sittable:
    """The answer: for each vacant seat the mixes of values that somebody there could have; or what stands in the way."""

    mixes: Mapping[int, tuple[Mapping[str, str], ...]]
    values: Mapping[str, tuple[str, ...]]
    """For each attribute that the rules look at and that has declared values: those."""
    needed: tuple[tuple[str, str], ...] = ()
    """The attributes and values that at least one of those who fill the seats must have."""
    at_odds: tuple[str, ...] = ()
    """Where nobody could: a smallest set of rules that cannot hold together with those who sit."""


def who_could_sit(seating: Seating, vacancies: Mapping[int, Attributes]) -> Sittable:
    """Return who could sit on each of the ``vacancies``, by the id of its seat; the values are what the seat itself stands for.

    ``seating`` says who sits and under which rules; its pool is left aside.

    :raises UndecidedError: when it could not be decided, or there are too many mixes to look at.
    """
    names = sorted(looked_at(seating.binding) - NEW.keys())
    declared = {name: tuple(text_of(value) for value in seating.declared[name]) for name in names if seating.declared.get(name)}
    people = [one for seat_id, fixed in vacancies.items() for one in _people(seat_id, fixed, names, declared)]
    asked = replace(
        seating,
        seats=len(seating.sitting) + len(vacancies),
        rules=(*seating.binding, _one_each(vacancies)),
        pool=people,
        declared={**seating.declared, VACANCY: [str(seat_id) for seat_id in vacancies]},
    )
    found = could_fill(asked)
    mixes: dict[int, tuple[Mapping[str, str], ...]] = {}
    for seat_id in vacancies:
        mine = (people[place] for place in found if people[place][VACANCY] == str(seat_id))
        mixes[seat_id] = tuple({name: text_of(one[name]) for name in declared} for one in mine)
    if not found:
        return Sittable(mixes, declared, at_odds=tuple(each for each in conflict(asked) if each != ONE_EACH))
    needed = tuple(
        (name, value)
        for name, values in declared.items()
        for value in values
        if witness(replace(asked, pool=[one for one in people if one[name] != value])) is None
    )
    return Sittable(mixes, declared, needed)


def _people(seat_id: int, fixed: Attributes, names: Sequence[str], declared: Mapping[str, Sequence[str]]) -> list[Attributes]:
    kept = {name: text_of(value) for name, value in fixed.items() if name not in OWN or name not in declared}
    varied = {name: declared.get(name, (f"another {seat_id}",)) for name in names if name not in kept}
    if prod(len(values) for values in varied.values()) > MOST_PEOPLE:
        raise UndecidedError
    return [{**NEW, **kept, **dict(zip(varied, mix, strict=True)), VACANCY: str(seat_id)} for mix in product(*varied.values())]


def _one_each(vacancies: Mapping[int, Attributes]) -> Rule:
    quota = {"id": ONE_EACH, "kind": "quota", "attribute": VACANCY, "seats": {str(seat_id): 1 for seat_id in vacancies}}
    (rule,) = parse_rules([quota], "vacancies")
    return rule
