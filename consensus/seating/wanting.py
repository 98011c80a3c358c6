"""Who would have to stand as well, where those who stand cannot fill the seats under the rules: how many, and with which values.

"Two more candidates from movements" is found by asking with how few people beside those who stand there is a rightful result,
and how few of them may have each value. Source: composition.md, "feasibility is checked again when nominations close".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import product
from math import prod

from consensus.domain.composition import Attributes, Rule, parse_rules
from consensus.domain.composition.reading import text_of
from consensus.seating.feasibility import Seating, looked_at, witness
from consensus.seating.solving import UndecidedError

FURTHER = "further candidate"
"""The attribute by which those who would have to stand as well are told from those who do."""

MOST_PEOPLE = 1_500
"""How many thinkable people are looked at; beyond that nothing is said of who is wanted."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Who would have to stand as well."""

    number: int
    """How many at least."""
    needed: tuple[tuple[str, str, int], ...]
    """Attribute, value, and how many of them at least must have it; a value that none needs is left out."""
    example: tuple[Mapping[str, str], ...]
    """One set of such people, in declared values."""


def further_candidates(seating: Seating) -> Wanted | None:
    """Return who would have to stand beside the pool so that there is a rightful result, or None where nobody could help.

    :raises UndecidedError: when it could not be decided.
    """
    names = sorted(looked_at(seating.binding) - {"candidate"})
    declared = {name: tuple(text_of(value) for value in seating.declared[name]) for name in names if seating.declared.get(name)}
    people = _thinkable(seating, names, declared)
    pool = [*({**one, FURTHER: "no"} for one in seating.pool), *({**one, FURTHER: "yes"} for one in people)]
    asked = replace(seating, pool=pool, sitting=[{**one, FURTHER: "no"} for one in seating.sitting])

    def taken(number: int, where: Mapping[str, str], most: int) -> tuple[int, ...] | None:
        limits = (_at_most(number, {}), *((_at_most(most, where),) if where else ()))
        return witness(replace(asked, rules=(*seating.binding, *limits)))

    for number in range(1, seating.open + 1):
        found = taken(number, {}, number)
        if found is None:
            continue
        example = tuple({name: text_of(pool[place][name]) for name in declared} for place in found if place >= len(seating.pool))
        needed = []
        for name, values in declared.items():
            for value in values:
                least = next(few for few in range(number + 1) if taken(number, {name: value}, few) is not None)
                if least:
                    needed.append((name, value, least))
        return Wanted(number, tuple(needed), example)
    return None


def _thinkable(seating: Seating, names: list[str], declared: Mapping[str, tuple[str, ...]]) -> list[Attributes]:
    """Return as many of each thinkable mix as there are seats; of what has no declared values everybody has a value of their own."""
    mixes = prod(len(values) for values in declared.values()) * seating.open
    if mixes > MOST_PEOPLE:
        raise UndecidedError
    kept = {name: text_of(value) for name, value in (seating.pool[0] if seating.pool else {}).items() if name == "seat"}
    found: list[Attributes] = []
    for mix in product(*declared.values()):
        for _ in range(seating.open):
            own = {name: f"another {len(found)}" for name in names if name not in declared and name not in kept}
            found.append({**own, "consecutive_terms": "1", **dict(zip(declared, mix, strict=True)), **kept})
    return found


def _at_most(number: int, where: Mapping[str, str]) -> Rule:
    (rule,) = parse_rules([{"id": "few", "kind": "count", "where": {FURTHER: "yes", **where}, "max": number}], "wanted")
    return rule
