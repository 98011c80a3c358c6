"""Which rules a class of decision has: the software's defaults, and what a body's ruleset says instead.

A ruleset's JSON names only what differs; whatever it leaves out, at any depth, is the default of the class. The values
themselves stand in ``classes.py``; ``ruleset_sentences.py`` says them to a member. Source: process.md section 4.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

from consensus.domain import ruleset_form as form
from consensus.domain.classes import Breadth, ClassRules, Fallback, Quorum, StandAsideCeiling
from consensus.domain.shares import Count, Share
from consensus.domain.terms import Electorate, Silence

__all__ = [
    "DEFAULT_CLASSES",
    "NEW_CLASS_BASE",
    "as_data",
    "chosen_fields",
    "class_rules",
    "default_rules",
    "differs_from_default",
    "parse_class",
    "value_at",
]


def _third() -> Share:
    return Share(Fraction(1, 3))


_WORK_PLAN = ClassRules(
    code="work_plan",
    electorate=Electorate.ALL,
    comment_days=timedelta(days=30),
    objection_days=timedelta(days=14),
    consensus_days=timedelta(days=7),
    resolution_days=timedelta(days=7),
    fallback_days=timedelta(days=7),
    overrule=True,
    silence=Silence.NONE,
    block_seconds=0,
    max_returns=2,
    extension_days=timedelta(days=7),
    statement_days=timedelta(days=14),
    idle_days=timedelta(days=180),
    quorum=Quorum(share=_third(), breadth=Breadth(attribute="region", min_groups=4, min_each=1), include=()),
    support_floor=Share(Fraction(1, 4)),
    stand_aside_ceiling=StandAsideCeiling(overall=_third(), within={"region": Share(Fraction(1, 2))}, within_from=3),
    fallback=Fallback(share=Share(Fraction(2, 3)), strict=False, regions_for=0),
    provisional_days=None,
)

DEFAULT_CLASSES: Mapping[str, ClassRules] = {
    "governance": replace(
        _WORK_PLAN,
        code="governance",
        electorate=Electorate.ORGANISATIONS,
        consensus_days=timedelta(days=14),
        overrule=False,
        fallback=Fallback(share=Share(Fraction(3, 4)), strict=False, regions_for=4),
        support_floor=_third(),
    ),
    "political_position": replace(
        _WORK_PLAN,
        code="political_position",
        electorate=Electorate.ORGANISATIONS,
        comment_days=timedelta(days=14),
        overrule=False,
        fallback=None,
    ),
    "work_plan": _WORK_PLAN,
    "project": replace(
        _WORK_PLAN,
        code="project",
        comment_days=timedelta(days=14),
        objection_days=timedelta(days=7),
        resolution_days=timedelta(days=5),
    ),
    "procedural": replace(
        _WORK_PLAN,
        code="procedural",
        comment_days=timedelta(0),
        objection_days=timedelta(days=5),
        consensus_days=timedelta(days=3),
        resolution_days=timedelta(days=2),
        fallback=Fallback(share=Share(Fraction(1, 2)), strict=True, regions_for=0),
        support_floor=Count(2),
        silence=Silence.CONSENT,
    ),
    "urgent": replace(
        _WORK_PLAN,
        code="urgent",
        comment_days=timedelta(0),
        objection_days=timedelta(0),
        consensus_days=timedelta(days=2),
        resolution_days=timedelta(0),
        overrule=False,
        fallback=None,
        support_floor=Count(3),
        quorum=Quorum(share=Count(3), breadth=Breadth(attribute="region", min_groups=2, min_each=1), include=()),
        provisional_days=timedelta(days=14),
    ),
}
"""The six classes as the software has them. They are defaults of the software, not rules of any network."""

NEW_CLASS_BASE = _WORK_PLAN
"""What a class that a network invents starts from: the row that the example of process.md section 4 is written from."""


def default_rules(code: str) -> ClassRules:
    """What the software says about a class before any ruleset speaks."""
    return DEFAULT_CLASSES.get(code) or replace(NEW_CLASS_BASE, code=code)


def class_rules(code: str, settings: Mapping[str, object] | None = None) -> ClassRules:
    """The rules of a class in a ruleset whose entry for it is ``settings``, what it leaves out being the default.

    :raises InputError: when ``settings`` is not of the form.
    """
    return parse_class(code, settings or {}, f"classes.{code}")


def parse_class(code: str, data: object, place: str) -> ClassRules:
    """The rules that an entry of ``ruleset.classes`` means; ``place`` is what a complaint calls the entry.

    Objects with fixed keys are merged key by key; a value, a list, or the map ``within`` replaces the default; null takes
    away what may be absent.
    A class that is none of the six starts from :data:`NEW_CLASS_BASE`.

    :raises InputError: when a key is unknown, or a value is not what is expected there.
    """
    return form.read_class(default_rules(code), data, place)


def as_data(rules: ClassRules) -> dict[str, object]:
    """The whole entry of ``ruleset.classes`` for these rules, nothing left out; ``parse_class`` reads it back."""
    return form.write_class(rules)


def chosen_fields(settings: Mapping[str, object]) -> frozenset[str]:
    """The fields that a ruleset's entry names itself, be it with the default's own number."""
    return frozenset(form.paths_of(settings))


def value_at(settings: Mapping[str, object], field: str) -> object:
    """What a ruleset's entry says of a field of :func:`chosen_fields`; None where it says nothing."""
    outer, _, inner = field.partition(".")
    value = settings.get(outer)
    if not inner or not isinstance(value, Mapping):
        return value
    return value.get("count", value.get("share")) if inner == "share" else value.get(inner)


def differs_from_default(code: str, rules: ClassRules) -> frozenset[str]:
    """The fields (``"comment_days"``, ``"quorum.share"``) in which the rules are not the software's default.

    An object that the default has and the rules have not, or the other way round, differs as a whole (``"fallback"``).
    """
    ours, theirs = as_data(rules), as_data(default_rules(code))
    return frozenset(path for field in ours for path in form.differing(field, ours[field], theirs[field]))
