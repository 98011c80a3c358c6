"""A composition rule as a sentence that a member understands. The reasons of a verdict stand in ``messages.py``.

A rule inside another is said of its group: "each region has at most 2 members".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import assert_never

from consensus.domain.composition.messages import filter_as_words, name_as_words
from consensus.domain.composition.rules import (
    AllOf,
    AnyOf,
    Bound,
    BySize,
    Condition,
    Count,
    Distinct,
    ForEach,
    If,
    Quota,
    Rotation,
    Rule,
    Share,
    Size,
    SizeRow,
)
from consensus.domain.composition.words import Over, QuotaMode, RoundingMode

Declared = Mapping[str, Sequence[str]]

_THE_BODY = "the body"

_COUNTS: Mapping[tuple[bool, str], tuple[str, str]] = {
    (False, "least"): ("{subject} has at least {min} member", "{subject} has at least {min} members"),
    (False, "most"): ("{subject} has at most {max} member", "{subject} has at most {max} members"),
    (False, "both"): ("{subject} has at least {min} and at most {max} member", "{subject} has at least {min} and at most {max} members"),
    (False, "exactly"): ("{subject} has exactly {min} member", "{subject} has exactly {min} members"),
    (True, "least"): ("{subject} has at least {min} member with {what}", "{subject} has at least {min} members with {what}"),
    (True, "most"): ("{subject} has at most {max} member with {what}", "{subject} has at most {max} members with {what}"),
    (True, "both"): (
        "{subject} has at least {min} and at most {max} member with {what}",
        "{subject} has at least {min} and at most {max} members with {what}",
    ),
    (True, "exactly"): ("{subject} has exactly {min} member with {what}", "{subject} has exactly {min} members with {what}"),
    (False, "any"): ("{subject} has any number of members", "{subject} has any number of members"),
    (True, "any"): ("{subject} has any number of members with {what}", "{subject} has any number of members with {what}"),
}

_SHARES: Mapping[tuple[str, str], str] = {
    ("members", "least"): "at least {min} of the members of {subject}{rounding} have {what}",
    ("members", "most"): "at most {max} of the members of {subject}{rounding} have {what}",
    ("members", "both"): "at least {min} and at most {max} of the members of {subject}{rounding} have {what}",
    ("members", "exactly"): "exactly {min} of the members of {subject}{rounding} have {what}",
    ("of", "least"): "at least {min} of the members of {subject} with {base}{rounding} have {what}",
    ("of", "most"): "at most {max} of the members of {subject} with {base}{rounding} have {what}",
    ("of", "both"): "at least {min} and at most {max} of the members of {subject} with {base}{rounding} have {what}",
    ("of", "exactly"): "exactly {min} of the members of {subject} with {base}{rounding} have {what}",
    ("seats", "least"): "at least {min} of the statutory seats{rounding} are held by members of {subject} with {what}",
    ("seats", "most"): "at most {max} of the statutory seats{rounding} are held by members of {subject} with {what}",
    ("seats", "both"): "at least {min} and at most {max} of the statutory seats{rounding} are held by members of {subject} with {what}",
    ("seats", "exactly"): "exactly {min} of the statutory seats{rounding} are held by members of {subject} with {what}",
}

_ROUNDINGS: Mapping[RoundingMode, str] = {
    RoundingMode.EXACT: "",
    RoundingMode.CEIL: " (rounded up)",
    RoundingMode.FLOOR: " (rounded down)",
    RoundingMode.NEAREST: " (rounded to the nearest number, halves up)",
    RoundingMode.CLOSEST: " (the number closest to it that does not pass {ceiling})",
}

_QUOTAS: Mapping[tuple[QuotaMode, bool], str] = {
    (QuotaMode.EXACT, False): "{subject} has exactly these numbers of members{whom} by {attribute}: {seats}",
    (QuotaMode.AT_LEAST, False): "{subject} has at least these numbers of members{whom} by {attribute}: {seats}",
    (QuotaMode.AT_MOST, False): "{subject} has at most these numbers of members{whom} by {attribute}: {seats}",
    (QuotaMode.EXACT, True): "{subject} has exactly these numbers of members{whom} and declared vacancies by {attribute}: {seats}",
    (QuotaMode.AT_LEAST, True): "{subject} has at least these numbers of members{whom} and declared vacancies by {attribute}: {seats}",
    (QuotaMode.AT_MOST, True): "{subject} has at most these numbers of members{whom} and declared vacancies by {attribute}: {seats}",
}


def sentence_of(rule: Rule, *, declared: Declared | None = None) -> str:
    """The rule itself; with ``declared`` the values of an attribute are named where the rule runs over all of them."""
    clause = _clause(rule.condition, _THE_BODY, declared or {})
    return f"{clause[0].upper()}{clause[1:]}."


def _clause(condition: Condition, subject: str, declared: Declared) -> str:  # noqa: C901  # one branch for each kind
    def say(inner: Rule) -> str:
        return _clause(inner.condition, subject, declared)

    match condition:
        case Size():
            return _count(subject, "", condition.min, condition.max)
        case Count():
            return _count(subject, filter_as_words(condition.where) if condition.where else "", condition.min, condition.max)
        case Share():
            return _share(subject, condition)
        case BySize():
            return _by_size(subject, condition, say)
        case ForEach():
            group = _group(condition, subject, declared)
            return _every(condition.rules, lambda inner: _clause(inner.condition, group, declared))
        case Quota():
            return _quota(subject, condition)
        case Distinct():
            return _distinct(subject, condition)
        case Bound():
            return _bound(subject, condition)
        case Rotation():
            return _rotation(subject, condition)
        case If():
            return f"if {_every(condition.when, say)}, then {_every(condition.then, say)}"
        case AnyOf():
            return f"at least one of these holds: {_numbered(condition.rules, say)}"
        case AllOf():
            return _every(condition.rules, say)
    assert_never(condition)


def _count(subject: str, what: str, least: int | None, most: int | None) -> str:
    singular, plural = _COUNTS[bool(what), _sides(least, most)]
    decisive = least if most is None else most
    return (singular if decisive == 1 else plural).format(subject=subject, what=what, min=least, max=most)


def _sides(least: object, most: object) -> str:
    if least is None and most is None:
        return "any"
    if least is None or most is None:
        return "most" if least is None else "least"
    return "exactly" if least == most else "both"


def _share(subject: str, share: Share) -> str:
    base = "seats" if share.of_seats else "members" if share.of is None else "of"
    return _SHARES[base, _sides(share.min, share.max)].format(
        subject=subject,
        what=filter_as_words(share.where),
        base=filter_as_words(share.of or {}),
        min=share.min,
        max=share.max,
        rounding=_ROUNDINGS[share.rounding.mode].format(ceiling=share.rounding.ceiling),
    )


def _by_size(subject: str, rule: BySize, say: Callable[[Rule], str]) -> str:
    whom = f" with {filter_as_words(rule.of)}" if rule.of else ""
    rows = [f"if {subject} has {_range(row)}{whom}, then {_every(row.rules, say)}" for row in rule.table if row.rules]
    return "; ".join(rows) or f"nothing is asked of {subject}"


def _range(row: SizeRow) -> str:
    if row.end is None:
        return f"{row.start} or more members"
    if row.start == row.end:
        return f"{row.start} member" if row.start == 1 else f"{row.start} members"
    return f"{row.start} to {row.end} members"


def _group(rule: ForEach, subject: str, declared: Declared) -> str:
    values = rule.values
    if values is None and rule.over is Over.DECLARED:
        values = tuple(declared.get(rule.group_by, ()))
    attribute = name_as_words(rule.group_by)
    if values:
        group = f"each {attribute} ({', '.join(values)})"
    else:
        group = f"each declared {attribute}" if rule.over is Over.DECLARED else f"each {attribute} represented"
    if subject != _THE_BODY:
        group = f"{group} in {subject}"
    return group if rule.exempt is None else f"{group}, not counting members with {filter_as_words(rule.exempt)},"


def _quota(subject: str, quota: Quota) -> str:
    return _QUOTAS[quota.mode, quota.vacant_ok].format(
        subject=subject,
        whom=f" with {filter_as_words(quota.where)}" if quota.where else "",
        attribute=name_as_words(quota.attribute),
        seats=", ".join(f"{value} {seats}" for value, seats in quota.seats.items()),
    )


def _distinct(subject: str, rule: Distinct) -> str:
    whom = f" with {filter_as_words(rule.where)}" if rule.where else ""
    attributes = " or the same ".join(name_as_words(attribute) for attribute in rule.attributes)
    return f"no two members of {subject}{whom} have the same {attributes}"


def _bound(subject: str, rule: Bound) -> str:
    clause = f"no member of {subject} has a number of {name_as_words(rule.attribute)} above {rule.max}"
    return clause if rule.exempt is None else f"{clause}, not counting members with {filter_as_words(rule.exempt)}"


def _rotation(subject: str, rule: Rotation) -> str:
    attribute, turns = name_as_words(rule.attribute), rule.no_repeat_within - 1
    whom = f"members of {subject} with {filter_as_words(rule.where)}" if rule.where else f"members of {subject}"
    if turns == 0:
        return f"the {attribute} of {whom} may be any"
    return f"the {attribute} of {whom} was not among the last {turns} in {name_as_words(rule.history)}"


def _every(rules: Sequence[Rule], say: Callable[[Rule], str]) -> str:
    return say(rules[0]) if len(rules) == 1 else f"all of these hold: {_numbered(rules, say)}"


def _numbered(rules: Sequence[Rule], say: Callable[[Rule], str]) -> str:
    return "; ".join(f"({number}) {say(rule)}" for number, rule in enumerate(rules, start=1))
