"""Which seats could stay vacant so that those who stand fill the others rightfully: as few as can be.

Source: composition.md, "When a rule acts", ``on_failure``: ``seat_vacant``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import product
from math import prod

from consensus.domain.composition import Attributes, Value
from consensus.seating.feasibility import Seating, looked_at, witness
from consensus.seating.solving import UndecidedError

MOST_CHOICES = 500
"""How many choices of unlike seats are looked at. Beyond that nothing is said of which could stay vacant."""


def fewest_vacant(stand_for: Mapping[int, Attributes], seating: Seating) -> tuple[int, ...]:
    """Return as few of the seats as can stay vacant so that a rightful roster exists, by id; ``stand_for`` is what each is kept for.

    Empty where no number of them helps while at least one is filled, or it could not be told in time.
    """
    names = looked_at(seating.binding)
    alike: dict[frozenset[tuple[str, Value]], list[int]] = {}
    for seat_id, attributes in stand_for.items():
        alike.setdefault(frozenset((name, value) for name, value in attributes.items() if name in names), []).append(seat_id)
    if prod(len(each) + 1 for each in alike.values()) > MOST_CHOICES:
        return ()
    fewest, most = max(1, seating.open - len(seating.pool)), len(stand_for) - 1
    choices = product(*(range(len(each) + 1) for each in alike.values()))
    try:
        for numbers in sorted((each for each in choices if fewest <= sum(each) <= most), key=sum):
            chosen = tuple(seat_id for each, number in zip(alike.values(), numbers, strict=True) for seat_id in each[:number])
            vacant = (*seating.vacant, *(stand_for[seat_id] for seat_id in chosen))
            if witness(replace(seating, seats=seating.seats - len(chosen), vacant=vacant)) is not None:
                return tuple(sorted(chosen))
    except UndecidedError:
        return ()
    return ()
