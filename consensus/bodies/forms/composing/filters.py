"""Whom a rule counts, as choices: "with region Africa", "without kind of seat president", and what is written out beside them.

Several values of one attribute mean any of them, different attributes mean all of them. A filter that says more than that has no
fields: ``showing.py`` keeps its rule as it is. Source: composition.md, "Matching and counting".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from consensus.bodies.queries.rule_words import RuleWords
from consensus.domain.filters import NOT
from consensus.domain.speech import _

WITHOUT = "not "
"""Stands before a choice that leaves people out."""


def choices_of_filter(where: Mapping[str, Any]) -> list[str]:
    """Return a choice for each value that a filter names."""
    chosen = [f"{name}={value}" for name, wanted in where.items() if name != NOT for value in _values(wanted)]
    left_out = where.get(NOT)
    if isinstance(left_out, Mapping):
        chosen += [f"{WITHOUT}{name}={value}" for name, wanted in left_out.items() for value in _values(wanted)]
    return chosen


def filter_of(choices: Sequence[str], written: str, words: RuleWords) -> tuple[dict[str, Any], str]:
    """Return the filter that choices and what is written out beside them make, and a sentence if something is wrong with it."""
    wanted: dict[str, list[str]] = {}
    left_out: dict[str, list[str]] = {}
    for choice in choices:
        name, _unused, value = choice.removeprefix(WITHOUT).partition("=")
        _add(left_out if choice.startswith(WITHOUT) else wanted, name, [value])
    for part in filter(None, (each.strip() for each in written.split(";"))):
        name, colon, rest = part.removeprefix(WITHOUT).partition(":")
        values = [value for value in (each.strip() for each in rest.split(",")) if value]
        if not colon or not name.strip() or not values:
            return {}, _(
                "Expected an attribute and its values, such as {one} or {another}; several with semicolons.",
                one='"country: KE, UG"',
                another='"not role: chair"',
            )
        attribute = words.attribute_of(name)
        _add(left_out if part.startswith(WITHOUT) else wanted, attribute, [words.code_of(attribute, value) for value in values])
    if len(left_out) > 1:
        return {}, _("Expected values of one attribute only among those that are left out; for more, write two rules.")
    found: dict[str, Any] = {name: _single(values) for name, values in wanted.items()}
    if left_out:
        found[NOT] = {name: _single(values) for name, values in left_out.items()}
    return found, ""


def said(choice: str, words: RuleWords) -> str:
    """Return a choice as a sentence has it."""
    name, _unused, value = choice.removeprefix(WITHOUT).partition("=")
    if choice.startswith(WITHOUT):
        return _("without {attribute} {value}", attribute=words.name(name), value=words.value(name, value))
    return _("with {attribute} {value}", attribute=words.name(name), value=words.value(name, value))


def _add(to: dict[str, list[str]], name: str, values: Sequence[str]) -> None:
    known = to.setdefault(name, [])
    known += [value for value in values if value not in known]


def _values(wanted: object) -> list[str]:
    return [str(value) for value in wanted] if isinstance(wanted, list | tuple) else [str(wanted)]


def _single(values: list[str]) -> object:
    return values[0] if len(values) == 1 else values
