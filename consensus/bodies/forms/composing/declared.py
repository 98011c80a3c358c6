"""The statutory number of seats and the declared values of attributes, as they are typed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from consensus.bodies.forms.composing.writing import Problem
from consensus.domain.speech import _

SEATS = _("Expected a number such as 7, or the lowest and the highest such as 4 to 8; at least 3 where there is no highest.")

_RANGE = re.compile(r"(?:from\s+)?(\d{1,6})\s*(?:to|-|–|\.\.)\s*(\d{1,6})", re.ASCII | re.IGNORECASE)
_ONE = re.compile(r"(at least|at most)?\s*(\d{1,6})", re.ASCII | re.IGNORECASE)

Seats = int | Mapping[str, int] | None


def seats_as_text(seats: Seats) -> str:
    """Return the number of seats as it stands in its field."""
    if not isinstance(seats, Mapping):
        return "" if seats is None else str(seats)
    low, high = seats.get("min"), seats.get("max")
    if low is None or high is None:
        return f"at most {high}" if low is None else f"at least {low}"
    return f"{low} to {high}"


def seats_typed(text: str) -> tuple[Seats, str]:
    """Return the number of seats that was typed, and a sentence if it is none."""
    if not text:
        return None, ""
    if found := _RANGE.fullmatch(text):
        low, high = int(found[1]), int(found[2])
        return ({"min": low, "max": high}, "") if low <= high else (None, SEATS)
    if found := _ONE.fullmatch(text):
        number, side = int(found[2]), (found[1] or "").lower()
        return (number if not side else {"min" if side == "at least" else "max": number}), ""
    return None, SEATS


@dataclass(frozen=True, slots=True)
class DeclaredRow:
    """An attribute and its values, as they were typed."""

    name: str = ""
    values: str = ""

    @property
    def listed(self) -> list[str]:
        """The values, each once."""
        return list(dict.fromkeys(each for each in (value.strip() for value in self.values.split(",")) if each))


def rows_of(attributes: Mapping[str, Sequence[Any]]) -> list[DeclaredRow]:
    """Return the rows of declared attributes."""
    return [DeclaredRow(name, ", ".join(str(value) for value in values)) for name, values in attributes.items()]


def rows_sent(sent: Mapping[str, str]) -> list[DeclaredRow]:
    """Return the rows that a form sent, without those that are empty."""
    found: list[DeclaredRow] = []
    number = 0
    while (name := sent.get(f"attribute__{number}__name")) is not None:
        found.append(DeclaredRow(name.strip(), sent.get(f"attribute__{number}__values", "").strip()))
        number += 1
    return [row for row in found if row.name or row.values]


def declared_typed(rows: Sequence[DeclaredRow]) -> tuple[dict[str, list[str]], list[Problem]]:
    """Return the declared values that were typed, and what is wrong with them."""
    found: dict[str, list[str]] = {}
    problems: list[Problem] = []
    for number, row in enumerate(rows):
        name = "_".join(row.name.split())
        if not name or name in found:
            problems.append(Problem(f"attribute__{number}__name", _("Expected a name that no other attribute here has.")))
        found[name] = row.listed
    return found, problems
