"""What a composition rule is: twelve kinds of condition, as frozen values. Reading them from JSON stands in ``rule_form.py``.

A filter (``where``, ``of``, ``exempt``) is the mapping that ``consensus.domain.filters`` matches, each attribute with the
tuple of values wanted; values are kept as text, so that 4 and "4" are one. Source: composition.md, the table of kinds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from consensus.domain.composition.words import FailureStep, Over, QuotaMode, RoundingMode, Severity

Where = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Rule:
    """A condition with its name and what the network says of it; a rule inside another needs no ``id``."""

    condition: Condition
    id: str = ""
    text: Mapping[str, str] = field(default_factory=dict)
    """The network's own words, by language; under "" where the language was not named."""
    source: tuple[str, ...] = ()
    severity: Severity = Severity.HARD
    on_failure: tuple[FailureStep, ...] = ()
    remarks: Mapping[str, object] = field(default_factory=dict)
    """Whatever else describes the rule, kept as it came; it decides nothing."""


@dataclass(frozen=True, slots=True)
class Size:
    """The number of filled seats is within bounds."""

    min: int | None
    max: int | None


@dataclass(frozen=True, slots=True)
class Count:
    """The number of members that match is within bounds."""

    where: Where
    min: int | None
    max: int | None


@dataclass(frozen=True, slots=True)
class Rounding:
    """How a share becomes a count; only ``closest`` has a ceiling."""

    mode: RoundingMode = RoundingMode.EXACT
    ceiling: Fraction = Fraction(1)

    def __str__(self) -> str:
        return f"closest<={self.ceiling}" if self.mode is RoundingMode.CLOSEST else self.mode.value


@dataclass(frozen=True, slots=True)
class Share:
    """The members that match, as a share of those that match ``of``, or of the statutory seats, are within bounds."""

    where: Where
    of: Where | None
    min: Fraction | None
    max: Fraction | None
    rounding: Rounding
    of_seats: bool


@dataclass(frozen=True, slots=True)
class SizeRow:
    """The rules for a range of sizes, both ends included; no end on the right: however many."""

    start: int
    end: int | None
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class BySize:
    """The rules of the row whose range holds the number of members; without such a row it holds."""

    of: Where
    table: tuple[SizeRow, ...]


@dataclass(frozen=True, slots=True)
class ForEach:
    """The rules hold in each group of members that share a value of an attribute."""

    group_by: str
    over: Over
    values: tuple[str, ...] | None
    exempt: Where | None
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Quota:
    """For each value of an attribute, the number of members is as laid down."""

    attribute: str
    seats: Mapping[str, int]
    mode: QuotaMode
    where: Where
    vacant_ok: bool


@dataclass(frozen=True, slots=True)
class Distinct:
    """No two of the members that match have the same value, in each of the attributes."""

    attributes: tuple[str, ...]
    where: Where


@dataclass(frozen=True, slots=True)
class Bound:
    """Nobody's number is above a bound."""

    attribute: str
    max: int
    exempt: Where | None


@dataclass(frozen=True, slots=True)
class Rotation:
    """The value held now is not among the last ``no_repeat_within`` - 1 of a named history."""

    where: Where
    attribute: str
    history: str
    no_repeat_within: int


@dataclass(frozen=True, slots=True)
class If:
    """If all of ``when`` hold, all of ``then`` must."""

    when: tuple[Rule, ...]
    then: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one of the rules holds."""

    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class AllOf:
    """Every one of the rules holds."""

    rules: tuple[Rule, ...]


Condition = Size | Count | Share | BySize | ForEach | Quota | Distinct | Bound | Rotation | If | AnyOf | AllOf


def inner_rules(condition: Condition) -> tuple[Rule, ...]:
    """The rules directly inside a condition."""
    match condition:
        case BySize(table=table):
            return tuple(rule for row in table for rule in row.rules)
        case If(when=when, then=then):
            return when + then
        case ForEach(rules=rules) | AnyOf(rules=rules) | AllOf(rules=rules):
            return rules
        case _:
            return ()


def conditions_within(rules: tuple[Rule, ...]) -> tuple[Condition, ...]:
    """All conditions of the rules, at every depth."""
    return tuple(part for rule in rules for part in (rule.condition, *conditions_within(inner_rules(rule.condition))))


def attributes_of(rule: Rule) -> frozenset[str]:
    """Every attribute that the rule looks at, at every depth: a page holds back numbers about the confidential ones."""
    return frozenset(name for part in conditions_within((rule,)) for name in _attributes_in(part))


def _attributes_in(condition: Condition) -> tuple[str, ...]:
    match condition:
        case Count(where=where):
            return names_in(where)
        case Share(where=where, of=of):
            return (*names_in(where), *names_in(of))
        case BySize(of=of):
            return names_in(of)
        case ForEach(group_by=name, exempt=exempt) | Bound(attribute=name, exempt=exempt):
            return (name, *names_in(exempt))
        case Quota(attribute=name, where=where) | Rotation(attribute=name, where=where):
            return (name, *names_in(where))
        case Distinct(attributes=names, where=where):
            return (*names, *names_in(where))
        case _:
            return ()


def names_in(where: object) -> tuple[str, ...]:
    """The attributes that a filter looks at."""
    if not isinstance(where, Mapping):
        return ()
    return tuple(each for name, wanted in where.items() for each in (names_in(wanted) if name == "not" else (name,)))
