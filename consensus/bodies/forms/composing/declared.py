"""The statutory number of seats and the declared values of attributes, as they are typed."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from consensus.bodies.forms.composing.writing import Problem
from consensus.domain.speech import Sentence, _, gettext_noop, speaker

BETWEEN = gettext_noop("{low} to {high}")
AT_LEAST = gettext_noop("at least {low}")
AT_MOST = gettext_noop("at most {high}")

SEATS = _(
    "Expected a number such as {one}, or the lowest and the highest such as {both}; {least} where there is no highest.",
    one=7,
    both=Sentence(BETWEEN, {"low": 4, "high": 8}),
    least=Sentence(AT_LEAST, {"low": 3}),
)

MOST_DIGITS = 6

_RANGE = re.compile(rf"(?:from\s+)?(?P<low>\d{{1,{MOST_DIGITS}}})\s*(?:to|-|–|\.\.)\s*(?P<high>\d{{1,{MOST_DIGITS}}})", re.IGNORECASE)

Seats = int | Mapping[str, int] | None


def seats_as_text(seats: Seats) -> str:
    """Return the number of seats as it stands in its field."""
    if not isinstance(seats, Mapping):
        return "" if seats is None else str(seats)
    low, high = seats.get("min"), seats.get("max")
    if low is None or high is None:
        return str(Sentence(AT_MOST, {"high": high or 0}) if low is None else Sentence(AT_LEAST, {"low": low}))
    return str(Sentence(BETWEEN, {"low": low, "high": high}))


def seats_typed(text: str) -> tuple[Seats, str]:
    """Return the number of seats that was typed, and a sentence if it is none."""
    if not text:
        return None, ""
    if text.isdecimal() and len(text) <= MOST_DIGITS:
        return int(text), ""
    found = _RANGE.fullmatch(text) or next((match for shape in _shapes() if (match := shape.fullmatch(text))), None)
    if found is None:
        return None, SEATS
    bounds = {{"low": "min", "high": "max"}[name]: int(number) for name, number in found.groupdict().items()}
    is_range = bounds.get("min", 0) <= bounds.get("max", sys.maxsize)
    return (bounds, "") if is_range else (None, SEATS)


def _shapes() -> Iterator[re.Pattern[str]]:
    """Return what may be typed in words: as the reader's language says it, and as English does."""
    for template in (BETWEEN, AT_LEAST, AT_MOST):
        for said in dict.fromkeys((speaker().gettext(template), template)):
            words = r"\s*".join(map(re.escape, said.split()))
            yield re.compile(re.sub(r"\\\{(low|high)\\\}", rf"(?P<\1>\\d{{1,{MOST_DIGITS}}})", words), re.IGNORECASE)


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
