"""How the rules of a class are written in JSON: reading them strictly, and writing them whole.

A misspelt key must never be silently a default, so every key is known or refused. What the defaults are stands in
``ruleset.py``. Source: process.md section 4, "A class as data".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import NoReturn, Self, TypeVar

from consensus.domain.classes import MICROSECONDS_A_DAY, Breadth, ClassRules, Fallback, Include, Quorum, StandAsideCeiling, Where, days_of
from consensus.domain.errors import InputError
from consensus.domain.shares import Count, Threshold, parse_threshold
from consensus.domain.speech import _
from consensus.domain.terms import Electorate, MemberKind, Silence

T = TypeVar("T")

FIELDS = tuple(each.name for each in fields(ClassRules) if each.name != "code")
"""The keys that an entry of ``ruleset.classes`` may have."""

LONGEST_DAYS = 36_500
"""A hundred years: longer durations are slips of the pen, and would leave the calendar."""


def read_class(default: ClassRules, data: object, place: str) -> ClassRules:
    """The default with what ``data`` changes in it.

    :raises InputError: when a key is unknown, or a value is not what is expected there.
    """
    entry = _Entry.of(data, place, FIELDS)
    return ClassRules(
        code=default.code,
        electorate=entry.get("electorate", _electorate, default.electorate),
        comment_days=entry.get("comment_days", _days, default.comment_days),
        objection_days=entry.get("objection_days", _days, default.objection_days),
        consensus_days=entry.get("consensus_days", _days, default.consensus_days),
        resolution_days=entry.get("resolution_days", _days, default.resolution_days),
        fallback_days=entry.get("fallback_days", _days, default.fallback_days),
        overrule=entry.get("overrule", _flag, default.overrule),
        silence=entry.get("silence", _silence, default.silence),
        block_seconds=entry.get("block_seconds", _count, default.block_seconds),
        max_returns=entry.get("max_returns", _count, default.max_returns),
        extension_days=entry.get("extension_days", _days, default.extension_days),
        statement_days=entry.get("statement_days", _days, default.statement_days),
        idle_days=entry.get("idle_days", _days_above_0, default.idle_days),
        quorum=entry.get("quorum", partial(_quorum, default.quorum), default.quorum),
        support_floor=entry.get("support_floor", parse_threshold, default.support_floor),
        stand_aside_ceiling=entry.get("stand_aside_ceiling", partial(_ceiling, default.stand_aside_ceiling), default.stand_aside_ceiling),
        fallback=entry.get("fallback", partial(_fallback, default.fallback), default.fallback),
        provisional_days=entry.get("provisional_days", _provisional_days, default.provisional_days),
    )


def write_class(rules: ClassRules) -> dict[str, object]:
    """The whole entry, in the order in which process.md section 4 has it."""
    quorum, ceiling, fallback = rules.quorum, rules.stand_aside_ceiling, rules.fallback
    return {
        "electorate": rules.electorate.value,
        "comment_days": days_of(rules.comment_days),
        "objection_days": days_of(rules.objection_days),
        "consensus_days": days_of(rules.consensus_days),
        "resolution_days": days_of(rules.resolution_days),
        "fallback_days": days_of(rules.fallback_days),
        "overrule": rules.overrule,
        "silence": rules.silence.value,
        "block_seconds": rules.block_seconds,
        "max_returns": rules.max_returns,
        "extension_days": days_of(rules.extension_days),
        "statement_days": days_of(rules.statement_days),
        "idle_days": days_of(rules.idle_days),
        "quorum": {
            "share": quorum.share.as_data(),
            "breadth": quorum.breadth and _written_breadth(quorum.breadth),
            "include": [{"where": dict(each.where), "min": each.min} for each in quorum.include],
        },
        "support_floor": rules.support_floor.as_data(),
        "stand_aside_ceiling": {
            "overall": ceiling.overall and ceiling.overall.as_data(),
            "within": {attribute: each.as_data() for attribute, each in sorted(ceiling.within.items())},
            "within_from": ceiling.within_from,
        },
        "fallback": fallback and {"share": fallback.share.as_data(), "strict": fallback.strict, "regions_for": fallback.regions_for},
        "provisional_days": None if rules.provisional_days is None else days_of(rules.provisional_days),
    }


def _written_breadth(breadth: Breadth) -> dict[str, object]:
    return {"attribute": breadth.attribute, "min_groups": breadth.min_groups, "min_each": breadth.min_each}


def paths_of(settings: Mapping[str, object]) -> Iterator[str]:
    """The fields that an entry names, those of its objects as ``"quorum.share"``."""
    for key, value in settings.items():
        if isinstance(value, Mapping):
            yield from (f"{key}.{'share' if inner == 'count' else inner}" for inner in value)
        else:
            yield key


def differing(field: str, ours: object, theirs: object) -> Iterator[str]:
    """The field, or those of its parts, whose written value is not the same."""
    if isinstance(ours, Mapping) and isinstance(theirs, Mapping):
        yield from (f"{field}.{inner}" for inner in ours if ours[inner] != theirs[inner])
    elif ours != theirs:
        yield field


# -- reading one value -------------------------------------------------------------------------------------------------


def _fail(place: str, expected: str) -> NoReturn:
    raise InputError(_("{place}: expected {expected}.", place=place, expected=expected))


@dataclass(frozen=True, slots=True)
class _Entry:
    """An object of the JSON whose keys are all known, and the place where it stands."""

    data: Mapping[str, object]
    place: str

    @classmethod
    def of(cls, data: object, place: str, known: Sequence[str]) -> Self:
        if not isinstance(data, Mapping):
            _fail(place, _("an object"))
        for key in data:
            if key not in known:
                _fail(place, _('one of {known}, not "{key}"', known=", ".join(known), key=str(key)))
        return cls(data, place)

    def get(self, key: str, read: Callable[[object, str], T], default: T) -> T:
        """What is read under a key, or the default where the key is not there."""
        return read(self.data[key], f"{self.place}.{key}") if key in self.data else default


def _count(value: object, place: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        _fail(place, _("a whole number, 0 or more"))
    return value


def _count_above_0(value: object, place: str) -> int:
    if _count(value, place) == 0:
        _fail(place, _("a whole number, 1 or more"))
    return _count(value, place)


def _flag(value: object, place: str) -> bool:
    if not isinstance(value, bool):
        _fail(place, _("true or false"))
    return value


def _days(value: object, place: str) -> timedelta:
    """A number of days; what JSON wrote with a point is taken by its digits, so that 0.1 is a tenth."""
    expected = _('a number of days from 0 to {most}, or a fraction in text such as "1/2"', most=LONGEST_DAYS)
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal | Fraction | str):
        _fail(place, expected)
    try:
        days = Fraction(value if isinstance(value, str) else str(value))
    except (ValueError, ZeroDivisionError):
        _fail(place, expected)
    if not 0 <= days <= LONGEST_DAYS:
        _fail(place, expected)
    microseconds = days * MICROSECONDS_A_DAY
    if microseconds.denominator != 1:
        _fail(place, _("days that make a whole number of microseconds"))
    return timedelta(microseconds=microseconds.numerator)


def _days_above_0(value: object, place: str) -> timedelta:
    duration = _days(value, place)
    if not duration:
        _fail(place, _("more than 0 days"))
    return duration


def _provisional_days(value: object, place: str) -> timedelta | None:
    return None if value is None else _days_above_0(value, place)


def _electorate(value: object, place: str) -> Electorate:
    if not isinstance(value, str) or value not in tuple(Electorate):
        _fail(place, _("one of {known}", known=", ".join(Electorate)))
    return Electorate(value)


def _silence(value: object, place: str) -> Silence:
    if not isinstance(value, str) or value not in tuple(Silence):
        _fail(place, _("one of {known}", known=", ".join(Silence)))
    return Silence(value)


def _attribute(value: object, place: str) -> str:
    if not isinstance(value, str) or not value.strip():
        _fail(place, _('the name of an attribute, such as "region"'))
    return value


def _where(value: object, place: str) -> Where:
    """A filter of composition.md: an attribute with a value or several, and perhaps ``not`` with a filter."""
    if not isinstance(value, Mapping) or not value:
        _fail(place, _("an object such as {example}", example='{"kind": "movement"}'))
    for attribute, wanted in value.items():
        here = f"{place}.{attribute}"
        if attribute == "not":
            _where(wanted, here)
            continue
        for each in wanted if isinstance(wanted, list | tuple) and wanted else [wanted]:
            if not isinstance(each, str) or not each:
                _fail(here, _("a value in text, or a list of such values"))
            if attribute == "kind" and each not in {kind.value for kind in MemberKind}:
                _fail(here, _('one of {known}, not "{key}"', known=", ".join(MemberKind), key=each))
    return dict(value)


# -- reading the objects of a class  ------------------------------------------------------------------------------------


def _quorum(default: Quorum, value: object, place: str) -> Quorum:
    entry = _Entry.of(value, place, ("share", "count", "breadth", "include"))
    if {"share", "count"} <= entry.data.keys():
        _fail(place, _("either share or count, not both"))
    share = entry.get("share", parse_threshold, default.share)
    return Quorum(
        share=entry.get("count", _voices, share),
        breadth=entry.get("breadth", partial(_breadth, default.breadth), default.breadth),
        include=entry.get("include", _includes, default.include),
    )


def _voices(value: object, place: str) -> Threshold:
    return Count(_count(value, place))


def _breadth(default: Breadth | None, value: object, place: str) -> Breadth | None:
    if value is None:
        return None
    entry = _Entry.of(value, place, ("attribute", "min_groups", "min_each"))
    if default is None and "min_groups" not in entry.data:
        _fail(place, _("min_groups, since the class has none of its own to take it from"))
    start = default or Breadth(attribute="region", min_groups=0, min_each=1)
    return Breadth(
        attribute=entry.get("attribute", _attribute, start.attribute),
        min_groups=entry.get("min_groups", _count, start.min_groups),
        min_each=entry.get("min_each", _count_above_0, start.min_each),
    )


def _includes(value: object, place: str) -> tuple[Include, ...]:
    if not isinstance(value, list | tuple):
        _fail(place, _("a list such as {example}", example='[{"where": {"kind": "movement"}, "min": 1}]'))
    return tuple(_include(each, f"{place}[{number}]") for number, each in enumerate(value))


def _include(value: object, place: str) -> Include:
    entry = _Entry.of(value, place, ("where", "min"))
    if len(entry.data) != 2:
        _fail(place, _("both where and min"))
    return Include(where=_where(entry.data["where"], f"{place}.where"), min=_count(entry.data["min"], f"{place}.min"))


def _ceiling(default: StandAsideCeiling, value: object, place: str) -> StandAsideCeiling:
    if value is None:
        return StandAsideCeiling(overall=None, within={}, within_from=default.within_from)
    entry = _Entry.of(value, place, ("overall", "within", "within_from"))
    return StandAsideCeiling(
        overall=entry.get("overall", _threshold_or_none, default.overall),
        within=entry.get("within", _within, default.within),
        within_from=entry.get("within_from", _count, default.within_from),
    )


def _threshold_or_none(value: object, place: str) -> Threshold | None:
    return None if value is None else parse_threshold(value, place)


def _within(value: object, place: str) -> Mapping[str, Threshold]:
    if not isinstance(value, Mapping):
        _fail(place, _("an object such as {example}", example='{"region": "1/2"}'))
    return {_attribute(attribute, place): parse_threshold(most, f"{place}.{attribute}") for attribute, most in value.items()}


def _fallback(default: Fallback | None, value: object, place: str) -> Fallback | None:
    if value is None:
        return None
    entry = _Entry.of(value, place, ("share", "strict", "regions_for"))
    if default is None and "share" not in entry.data:
        _fail(place, _("a share, since the class has no fallback vote of its own to take it from"))
    start = default or Fallback(share=Count(0), strict=False, regions_for=0)
    return Fallback(
        share=entry.get("share", parse_threshold, start.share),
        strict=entry.get("strict", _flag, start.strict),
        regions_for=entry.get("regions_for", _count, start.regions_for),
    )
