"""How composition rules are written back to JSON: what ``rule_form.py`` reads, it reads again to the same rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import assert_never

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
    Rounding,
    Rule,
    Share,
    Size,
    SizeRow,
    Where,
)
from consensus.domain.composition.words import Over, QuotaMode, Severity
from consensus.domain.filters import NOT


def rules_as_data(rules: Sequence[Rule]) -> list[dict[str, object]]:
    """The rules as JSON values; what is at its default is left out."""
    return [_rule(rule) for rule in rules]


def _rule(rule: Rule) -> dict[str, object]:
    text: object = rule.text.get("") if rule.text.keys() == {""} else dict(rule.text)
    described = {
        "text": text if rule.text else None,
        "source": (rule.source[0] if len(rule.source) == 1 else list(rule.source)) if rule.source else None,
        "severity": None if rule.severity is Severity.HARD else rule.severity.value,
        "on_failure": [step.value for step in rule.on_failure] or None,
    }
    name = {"id": rule.id} if rule.id else {}
    return {**name, **_without_none(_condition(rule.condition)), **_without_none(described), **rule.remarks}


def _without_none(data: Mapping[str, object]) -> dict[str, object]:
    return {key: value for key, value in data.items() if value is not None}


def _condition(condition: Condition) -> dict[str, object]:  # noqa: C901  # one branch for each kind
    match condition:
        case Size():
            return {"kind": "size", "min": condition.min, "max": condition.max}
        case Count():
            return {"kind": "count", "where": _where(condition.where), "min": condition.min, "max": condition.max}
        case Share():
            return _share(condition)
        case BySize():
            return {"kind": "by_size", "of": _where(condition.of), "table": [_row(row) for row in condition.table]}
        case ForEach():
            return _for_each(condition)
        case Quota():
            return _quota(condition)
        case Distinct():
            return {"kind": "distinct", "attributes": list(condition.attributes), "where": _where(condition.where)}
        case Bound():
            return {"kind": "bound", "attribute": condition.attribute, "max": condition.max, "exempt": _filter(condition.exempt)}
        case Rotation():
            return {
                "kind": "rotation",
                "where": _where(condition.where),
                "attribute": condition.attribute,
                "history": condition.history,
                "no_repeat_within": condition.no_repeat_within,
            }
        case If():
            return {"kind": "if", "when": rules_as_data(condition.when), "then": rules_as_data(condition.then)}
        case AnyOf():
            return {"kind": "any_of", "rules": rules_as_data(condition.rules)}
        case AllOf():
            return {"kind": "all_of", "rules": rules_as_data(condition.rules)}
    assert_never(condition)


def _share(share: Share) -> dict[str, object]:
    return {
        "kind": "share",
        "where": _where(share.where),
        "of": _filter(share.of),
        "min": _fraction(share.min),
        "max": _fraction(share.max),
        "rounding": None if share.rounding == Rounding() else str(share.rounding),
        "base": "seats" if share.of_seats else None,
    }


def _for_each(rule: ForEach) -> dict[str, object]:
    return {
        "kind": "for_each",
        "group_by": rule.group_by,
        "over": None if rule.over is Over.PRESENT else rule.over.value,
        "values": None if rule.values is None else list(rule.values),
        "exempt": _filter(rule.exempt),
        "rules": rules_as_data(rule.rules),
    }


def _quota(quota: Quota) -> dict[str, object]:
    return {
        "kind": "quota",
        "attribute": quota.attribute,
        "seats": dict(quota.seats),
        "mode": None if quota.mode is QuotaMode.EXACT else quota.mode.value,
        "where": _where(quota.where),
        "vacant_ok": quota.vacant_ok or None,
    }


def _row(row: SizeRow) -> dict[str, object]:
    return {**_without_none({"from": row.start, "to": row.end}), "rules": rules_as_data(row.rules)}


def _fraction(share: Fraction | None) -> str | None:
    return None if share is None else str(share)


def _where(where: Where) -> dict[str, object] | None:
    """The filter, or None where it asks for nothing."""
    return _filter(where) if where else None


def _filter(where: Where | None) -> dict[str, object] | None:
    return None if where is None else {name: _wanted(name, wanted) for name, wanted in where.items()}


def _wanted(name: str, wanted: object) -> object:
    if name == NOT and isinstance(wanted, Mapping):
        return _filter(wanted)
    if isinstance(wanted, tuple):
        return wanted[0] if len(wanted) == 1 else list(wanted)
    return wanted
