"""Rules as they are typed: each a kind and the texts in its fields, with the rules that stand inside it.

A field is called by its way through the tree: ``rule__0__rules__1__min`` is "at least" of the second rule inside the first.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from consensus.domain.composition.reading import DEEPEST

ROOT = "rule"
KEPT = "kept"
"""The kind of a rule that the fields cannot express: it is shown as a sentence and stays as it is."""
ROW = "row"
"""The kind of a row of a rule by size: a range, and rules."""

LISTS: Mapping[str, tuple[str, ...]] = {
    "by_size": ("table",),
    "for_each": ("rules",),
    "if": ("when", "then"),
    "any_of": ("rules",),
    "all_of": ("rules",),
    ROW: ("rules",),
}
"""The lists of rules inside each kind."""

SLOTS = ("where", "of", "exempt", "attributes", "on_failure")
"""Fields of which there are as many as were filled in, and one more."""

LONGEST_STEP = 4
"""Digits of the place of a rule in its list."""

_NAMED = re.compile(r"(rule__\d+(?:__(?:rules|when|then|table)__\d+)*)__(.+)", re.ASCII)
"""The name of a field: the way to its rule, and its key."""


@dataclass(frozen=True, slots=True)
class TypedRule:
    """A rule as it was typed."""

    kind: str
    texts: Mapping[str, str] = field(default_factory=dict)
    inner: Mapping[str, tuple[TypedRule, ...]] = field(default_factory=dict)

    def text(self, key: str) -> str:
        """Return what stands in a field, without spaces around it."""
        return self.texts.get(key, "").strip()

    def slots(self, base: str) -> list[str]:
        """Return what is filled in of the fields of one kind."""
        return [text for number in range(len(self.texts)) if (text := self.text(f"{base}__{number}"))]


Rules = tuple[TypedRule, ...]


def rules_sent(sent: Mapping[str, str]) -> Rules:
    """Return the rules that a form sent; what stands deeper than anybody could read is not looked at."""
    found: dict[str, dict[str, str]] = {}
    for name, text in sent.items():
        if match := _NAMED.fullmatch(name):
            found.setdefault(match[1], {})[match[2]] = text
    return _rules_at(found, ROOT, DEEPEST)


def _rules_at(sent: Mapping[str, Mapping[str, str]], place: str, room: int) -> Rules:
    rules: list[TypedRule] = []
    while room and "kind" in (texts := sent.get(f"{place}__{len(rules)}", {})):
        path, kind = f"{place}__{len(rules)}", texts["kind"]
        own = {key: text for key, text in texts.items() if key != "kind"}
        inner = {name: _rules_at(sent, f"{path}__{name}", room - 1) for name in LISTS.get(kind, ())}
        rules.append(TypedRule(kind, _closed_up(own), inner))
    return tuple(rules)


def added(rules: Rules, place: str, new: TypedRule) -> Rules:
    """Return the rules with one more at the end of the list that ``place`` names; the same where there is no such list."""
    return _in_list(rules, _steps(place), lambda found: (*found, new))


def removed(rules: Rules, path: str) -> Rules:
    """Return the rules without the one that ``path`` names; the same where there is none."""
    place, _, step = path.rpartition("__")
    number = _number(step)
    if number is None:
        return rules
    return _in_list(rules, _steps(place), lambda found: (*found[:number], *found[number + 1 :]))


def depth_of(place: str) -> int:
    """Return how deep the rules of a list stand; a row of a rule by size is no rule."""
    return sum(1 for step in _steps(place)[1:] if step in {"rules", "when", "then"})


def _steps(place: str) -> list[str]:
    return place.split("__")


def _in_list(rules: Rules, steps: list[str], act: Callable[[Rules], Rules]) -> Rules:
    """``steps`` begin with the name of the list ``rules``; then come the number of a rule in it and the name of a list in that."""
    if len(steps) == 1:
        return act(rules)
    number, name = _number(steps[1]), steps[2] if len(steps) > 2 else ""
    if number is None or number >= len(rules) or name not in LISTS.get(rules[number].kind, ()):
        return rules
    rule = rules[number]
    inner = {**rule.inner, name: _in_list(rule.inner.get(name, ()), steps[2:], act)}
    return (*rules[:number], replace(rule, inner=inner), *rules[number + 1 :])


def _number(step: str) -> int | None:
    """Return the place in a list that a step names; ``None`` for one that no list here has."""
    return int(step) if step.isascii() and step.isdecimal() and len(step) <= LONGEST_STEP else None


def _closed_up(texts: Mapping[str, str]) -> dict[str, str]:
    """Return the texts with the empty ones among several of a kind taken out, and the rest counted anew."""
    rule = TypedRule("", texts)
    found = {key: text for key, text in texts.items() if not re.fullmatch(rf"(?:{'|'.join(SLOTS)}|seat_value|seat_number)__\d+", key)}
    for base in SLOTS:
        found |= {f"{base}__{number}": text for number, text in enumerate(rule.slots(base))}
    return {**found, **numbered_seats(seats_typed(rule))}


def seats_typed(rule: TypedRule) -> list[tuple[str, str]]:
    """Return the values of a quota and their numbers, as they were typed."""
    pairs = [(rule.text(f"seat_value__{number}"), rule.text(f"seat_number__{number}")) for number in range(len(rule.texts))]
    return [pair for pair in pairs if any(pair)]


def numbered_seats(pairs: list[tuple[str, str]]) -> dict[str, str]:
    """Return the fields of the values of a quota."""
    values = {f"seat_value__{number}": value for number, (value, _) in enumerate(pairs)}
    return {**values, **{f"seat_number__{number}": seats for number, (_, seats) in enumerate(pairs)}}
