"""A composition rule as sentences that a member understands. The reasons of a verdict stand in ``messages.py``.

Each rule is a whole sentence; one inside another is said of its group: "Each region has at most 2 members."
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from typing import assert_never

from consensus.domain.composition.phrases import SEVERAL, attribute_as_words, value_as_words, whom
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
    Where,
)
from consensus.domain.composition.view import NO_NAMES, Names
from consensus.domain.composition.words import Over, QuotaMode, RoundingMode
from consensus.domain.speech import Sentence, Values, gettext_noop

Declared = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class _Subject:
    """The body or a group in it, and what is known of names."""

    first: str
    """As a sentence begins with it."""
    inside: str
    declared: Declared
    names: Names
    is_body: bool = False

    def whom(self, where: Where, n: int = SEVERAL) -> str:
        return whom(where, self.names, n=n)


_COUNTS: Mapping[str, str] = {
    "least": gettext_noop("{subject} has at least {min} {members}."),
    "most": gettext_noop("{subject} has at most {max} {members}."),
    "both": gettext_noop("{subject} has at least {min} and at most {max} {members}."),
    "exactly": gettext_noop("{subject} has exactly {min} {members}."),
    "any": gettext_noop("{subject} has any number of {members}."),
}

_SHARES: Mapping[tuple[str, str], str] = {
    ("members", "least"): gettext_noop("At least {min} of the members of {subject} are {members}."),
    ("members", "most"): gettext_noop("At most {max} of the members of {subject} are {members}."),
    ("members", "both"): gettext_noop("At least {min} and at most {max} of the members of {subject} are {members}."),
    ("members", "exactly"): gettext_noop("Exactly {min} of the members of {subject} are {members}."),
    ("of", "least"): gettext_noop("At least {min} of the {base} in {subject} are {members}."),
    ("of", "most"): gettext_noop("At most {max} of the {base} in {subject} are {members}."),
    ("of", "both"): gettext_noop("At least {min} and at most {max} of the {base} in {subject} are {members}."),
    ("of", "exactly"): gettext_noop("Exactly {min} of the {base} in {subject} are {members}."),
    ("seats", "least"): gettext_noop("At least {min} of the statutory seats are held by {members} in {subject}."),
    ("seats", "most"): gettext_noop("At most {max} of the statutory seats are held by {members} in {subject}."),
    ("seats", "both"): gettext_noop("At least {min} and at most {max} of the statutory seats are held by {members} in {subject}."),
    ("seats", "exactly"): gettext_noop("Exactly {min} of the statutory seats are held by {members} in {subject}."),
    ("filled", "least"): gettext_noop("At least {min} of the statutory seats are filled."),
    ("filled", "most"): gettext_noop("At most {max} of the statutory seats are filled."),
    ("filled", "both"): gettext_noop("At least {min} and at most {max} of the statutory seats are filled."),
    ("filled", "exactly"): gettext_noop("Exactly {min} of the statutory seats are filled."),
    ("group", "least"): gettext_noop("At least {min} of the statutory seats are held by {subject}."),
    ("group", "most"): gettext_noop("At most {max} of the statutory seats are held by {subject}."),
    ("group", "both"): gettext_noop("At least {min} and at most {max} of the statutory seats are held by {subject}."),
    ("group", "exactly"): gettext_noop("Exactly {min} of the statutory seats are held by {subject}."),
}

_ROUNDINGS: Mapping[RoundingMode, str] = {
    RoundingMode.CEIL: gettext_noop("{share} (rounded up)"),
    RoundingMode.FLOOR: gettext_noop("{share} (rounded down)"),
    RoundingMode.NEAREST: gettext_noop("{share} (rounded to the nearest number, halves up)"),
    RoundingMode.CLOSEST: gettext_noop("{share} (the number closest to it that does not pass {ceiling})"),
}

_QUOTAS: Mapping[tuple[QuotaMode, bool], str] = {
    (QuotaMode.EXACT, False): gettext_noop("{subject} has exactly these numbers of {members} by {attribute}: {seats}."),
    (QuotaMode.AT_LEAST, False): gettext_noop("{subject} has at least these numbers of {members} by {attribute}: {seats}."),
    (QuotaMode.AT_MOST, False): gettext_noop("{subject} has at most these numbers of {members} by {attribute}: {seats}."),
    (QuotaMode.EXACT, True): gettext_noop(
        "{subject} has exactly these numbers of {members} and declared vacancies by {attribute}: {seats}."
    ),
    (QuotaMode.AT_LEAST, True): gettext_noop(
        "{subject} has at least these numbers of {members} and declared vacancies by {attribute}: {seats}."
    ),
    (QuotaMode.AT_MOST, True): gettext_noop(
        "{subject} has at most these numbers of {members} and declared vacancies by {attribute}: {seats}."
    ),
}

_GROUPS: Mapping[str, tuple[str, str]] = {
    "named": (gettext_noop("Each {attribute} ({values})"), gettext_noop("each {attribute} ({values})")),
    "declared": (gettext_noop("Each declared {attribute}"), gettext_noop("each declared {attribute}")),
    "represented": (gettext_noop("Each {attribute} represented"), gettext_noop("each {attribute} represented")),
}
"""As a sentence begins with a group, and inside one."""


def sentence_of(rule: Rule, *, declared: Declared | None = None, names: Names = NO_NAMES) -> str:
    """The rule itself; with ``declared`` the values of an attribute are named where the rule runs over all of them.

    :param names: what values are called, by attribute.
    """
    return _said(rule.condition, _Subject(Sentence("The body"), Sentence("the body"), declared or {}, names, is_body=True))


def _said(condition: Condition, subject: _Subject) -> str:  # noqa: C901  # one branch for each kind
    def say(inner: Rule) -> str:
        return _said(inner.condition, subject)

    match condition:
        case Size():
            return _count(subject, {}, condition.min, condition.max)
        case Count():
            return _count(subject, condition.where, condition.min, condition.max)
        case Share():
            return _share(subject, condition)
        case BySize():
            return _by_size(subject, condition, say)
        case ForEach():
            group = _group(condition, subject)
            return _every(condition.rules, lambda inner: _said(inner.condition, group))
        case Quota():
            return _quota(subject, condition)
        case Distinct():
            return _distinct(subject, condition)
        case Bound():
            return _bound(subject, condition)
        case Rotation():
            return _rotation(subject, condition)
        case If():
            said = {"when": _every(condition.when, say), "then": _every(condition.then, say)}
            return Sentence("Where this holds: {when} This must hold too: {then}", said)
        case AnyOf():
            return Sentence("At least one of these holds: {rules}", {"rules": _numbered(condition.rules, say)})
        case AllOf():
            return _every(condition.rules, say)
    assert_never(condition)


def _count(subject: _Subject, where: Where, least: int | None, most: int | None) -> str:
    decisive = least if most is None else most
    members = subject.whom(where, n=SEVERAL if decisive is None else decisive)
    return Sentence(_COUNTS[_sides(least, most)], {"subject": subject.first, "members": members, "min": least or 0, "max": most or 0})


def _sides(least: object, most: object) -> str:
    if least is None and most is None:
        return "any"
    if least is None or most is None:
        return "most" if least is None else "least"
    return "exactly" if least == most else "both"


def _share(subject: _Subject, share: Share) -> str:
    if share.of_seats:
        base = "seats" if share.where else "filled" if subject.is_body else "group"
    else:
        base = "members" if share.of is None else "of"
    rounded = str(share.min if share.max is None else share.max)
    if share.rounding.mode in _ROUNDINGS:
        rounded = Sentence(_ROUNDINGS[share.rounding.mode], {"share": rounded, "ceiling": str(share.rounding.ceiling)})
    sides = _sides(share.min, share.max)
    return Sentence(
        _SHARES[base, sides],
        {
            "subject": subject.inside,
            "members": subject.whom(share.where),
            "base": subject.whom(share.of or {}),
            # The rounding is said once, after the last share.
            "min": str(share.min) if sides == "both" else rounded,
            "max": rounded,
        },
    )


def _by_size(subject: _Subject, rule: BySize, say: Callable[[Rule], str]) -> str:
    rows = [_row(subject, rule.of or {}, row, say) for row in rule.table if row.rules]
    return _together(rows) if rows else Sentence("Nothing is asked of {subject}.", {"subject": subject.inside})


def _row(subject: _Subject, of: Where, row: SizeRow, say: Callable[[Rule], str]) -> str:
    said: Values = {"subject": subject.inside, "start": row.start, "rules": _every(row.rules, say)}
    if row.end is None:
        return Sentence("If {subject} has {start} or more {members}: {rules}", {**said, "members": subject.whom(of)})
    if row.start == row.end:
        return Sentence("If {subject} has {start} {members}: {rules}", {**said, "members": subject.whom(of, n=row.start)})
    return Sentence("If {subject} has {start} to {end} {members}: {rules}", {**said, "end": row.end, "members": subject.whom(of)})


def _group(rule: ForEach, subject: _Subject) -> _Subject:
    values = rule.values
    if values is None and rule.over is Over.DECLARED:
        values = tuple(subject.declared.get(rule.group_by, ()))
    named = tuple(value_as_words(rule.group_by, value, subject.names) for value in values or ())
    said: Values = {"attribute": attribute_as_words(rule.group_by), "values": named}
    first, inside = _GROUPS["named" if values else "declared" if rule.over is Over.DECLARED else "represented"]
    return replace(
        subject, first=_within(Sentence(first, said), rule, subject), inside=_within(Sentence(inside, said), rule, subject), is_body=False
    )


def _within(group: str, rule: ForEach, subject: _Subject) -> str:
    """Return a group with what it is in, and whom it leaves out."""
    if not subject.is_body:
        group = Sentence("{group} in {outer}", {"group": group, "outer": subject.inside})
    if rule.exempt is None:
        return group
    return Sentence("{group}, not counting {members},", {"group": group, "members": subject.whom(rule.exempt)})


def _quota(subject: _Subject, quota: Quota) -> str:
    seats = (
        Sentence("{value} {seats}", {"value": value_as_words(quota.attribute, value, subject.names), "seats": seats})
        for value, seats in quota.seats.items()
    )
    said = {"subject": subject.first, "members": subject.whom(quota.where), "attribute": attribute_as_words(quota.attribute)}
    return Sentence(_QUOTAS[quota.mode, quota.vacant_ok], {**said, "seats": tuple(seats)})


def _distinct(subject: _Subject, rule: Distinct) -> str:
    alike = [attribute_as_words(attribute) for attribute in rule.attributes]
    attributes = reduce(lambda one, other: Sentence("{one} or the same {other}", {"one": one, "other": other}), alike)
    said = {"members": subject.whom(rule.where), "subject": subject.inside, "attributes": attributes}
    return Sentence("No two {members} in {subject} have the same {attributes}.", said)


def _bound(subject: _Subject, rule: Bound) -> str:
    said: Values = {"subject": subject.inside, "attribute": attribute_as_words(rule.attribute), "max": rule.max}
    if rule.exempt is None:
        return Sentence("No member of {subject} has a number of {attribute} above {max}.", said)
    template = "No member of {subject} has a number of {attribute} above {max}, not counting {members}."
    return Sentence(template, {**said, "members": subject.whom(rule.exempt)})


def _rotation(subject: _Subject, rule: Rotation) -> str:
    turns = rule.no_repeat_within - 1
    said = {"attribute": attribute_as_words(rule.attribute), "members": subject.whom(rule.where), "subject": subject.inside}
    if turns == 0:
        return Sentence("The {attribute} of {members} in {subject} may be any.", said)
    template = "The {attribute} of {members} in {subject} was not among the last {turns} in {history}."
    return Sentence(template, {**said, "turns": turns, "history": attribute_as_words(rule.history)})


def _every(rules: Sequence[Rule], say: Callable[[Rule], str]) -> str:
    return say(rules[0]) if len(rules) == 1 else Sentence("All of these hold: {rules}", {"rules": _numbered(rules, say)})


def _numbered(rules: Sequence[Rule], say: Callable[[Rule], str]) -> str:
    return _together([Sentence("({number}) {rule}", {"number": number, "rule": say(rule)}) for number, rule in enumerate(rules, start=1)])


def _together(sentences: Sequence[str]) -> str:
    return reduce(lambda one, other: Sentence("{one} {other}", {"one": one, "other": other}), sentences)
