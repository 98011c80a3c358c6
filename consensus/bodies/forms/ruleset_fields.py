"""The settings of a class as fields of text: what stands in each field, and which entry of a ruleset was typed.

An empty field is the default of the software, a filled one is the network's own. Fields that mean one thing together (a quorum's
breadth, say) make one part: what nobody touched stays exactly as it was written. What a setting means is judged in
``consensus.domain.ruleset``. Source: process.md section 4, "A class as data".
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from consensus.domain.quorum import attribute_and_values
from consensus.domain.speech import _

NONE = "none"
"""What is typed where something is not to be there at all, such as a fallback vote."""

FILTER = "filter"
"""The attribute that is chosen where the values are a filter in JSON."""

ATTRIBUTES = (("region", _("region")), ("kind", _("kind of member")), ("country", _("country")))
"""What a voice on a roll is known by; the kinds of member are those of process.md section 1."""

WITHIN = tuple(code for code, _ in ATTRIBUTES)

LONGEST_NUMBER = 10
"""Digits of a number that is read as one; more is left to the rules, which refuse it with its place."""


@dataclass(frozen=True, slots=True)
class Number:
    """One setting of a class: where it stands in the ruleset, what its field is called, and the words for a fixed choice."""

    path: str
    label: str
    choices: tuple[tuple[str, str], ...] = ()
    may_be_none: bool = False

    @property
    def key(self) -> str:
        """The path as a part of the name of a field."""
        return self.path.replace(".", "__")


NUMBERS = (
    Number(
        "electorate",
        _("Who has a voice"),
        (("organisations", _("organisations")), ("all", _("all members, organisations and individuals"))),
    ),
    Number("comment_days", _("Days for comments")),
    Number("objection_days", _("Days for objections")),
    Number("silence", _("What silence counts for"), (("none", _("nothing")), ("consent", _("consent, if nobody ever objected")))),
    Number("resolution_days", _("Days between the answer to an objection and declaring it unresolved")),
    Number("block_seconds", _("Other voices that must second a block")),
    Number(
        "overrule",
        _("May an unresolved objection be overruled"),
        (("yes", _("yes, and it stays on the record as dissent")), ("no", _("no"))),
    ),
    Number("consensus_days", _("Days for positions")),
    Number("quorum.share", _("Quorum: a share of the base, or a number of voices")),
    Number("quorum.breadth.min_groups", _("Quorum: groups from which voices must speak"), may_be_none=True),
    Number("quorum.breadth.attribute", _("Quorum: by what voices are grouped"), ATTRIBUTES),
    Number("quorum.breadth.min_each", _("Quorum: voices that must speak in each of these groups")),
    Number("extension_days", _("Days of extension without a quorum")),
    Number("support_floor", _("Who must agree at least: a share of the base, or a number of voices")),
    Number("stand_aside_ceiling.overall", _("Who may stand aside at most: a share of those who spoke"), may_be_none=True),
    Number("stand_aside_ceiling.within.region", _("Who may stand aside at most within one region"), may_be_none=True),
    Number("stand_aside_ceiling.within.kind", _("Who may stand aside at most within one kind of member"), may_be_none=True),
    Number("stand_aside_ceiling.within.country", _("Who may stand aside at most within one country"), may_be_none=True),
    Number("stand_aside_ceiling.within_from", _("From how many voices that spoke a group is asked")),
    Number("max_returns", _("Returns from positions to objections, at most")),
    Number("fallback.share", _("What a fallback vote must reach, as a share of yes and no"), may_be_none=True),
    Number("fallback.strict", _("Is the share to be reached or passed"), (("no", _("at least")), ("yes", _("more than")))),
    Number("fallback.regions_for", _("Regions with more yes than no that a fallback vote needs")),
    Number("fallback_days", _("Days of the fallback vote")),
    Number("provisional_days", _("Days after which an adoption lapses unless it is ratified"), may_be_none=True),
    Number("statement_days", _("Days for statements after the closing")),
    Number("idle_days", _("Days without any act after which a proposal lapses")),
)
"""In the order of a proposal's life."""


@dataclass(frozen=True, slots=True)
class TypedInclude:
    """A row about voices that a quorum must include, as it was typed."""

    min: str = ""
    attribute: str = ""
    values: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing was typed that makes a rule; an attribute alone does not."""
        return not self.min and not self.values


def shown(entry: Mapping[str, Any]) -> dict[str, str]:
    """Return what stands in each field for an entry of a ruleset, by path; empty where the entry says nothing."""
    return {number.path: _shown(one_quorum(entry), number) for number in NUMBERS}


def included(entry: Mapping[str, Any]) -> list[TypedInclude]:
    """Return the rows about voices that a quorum must include."""
    quorum = entry.get("quorum")
    rows = quorum.get("include") if isinstance(quorum, Mapping) else None
    return [_row(each) for each in rows or ()]


def entry_of(before: Mapping[str, Any], typed: Mapping[str, str], include: Sequence[TypedInclude]) -> dict[str, Any]:
    """Return the entry that was typed: that of ``before``, but for the parts of which a field was changed."""
    entry = one_quorum(before)
    was, rows = shown(before), [each for each in include if not each.is_empty]

    def touched(*paths: str) -> bool:
        return any(typed[path] != was[path] for path in paths)

    for number in NUMBERS:
        if number.path not in _IN_PARTS and touched(number.path):
            text = typed[number.path]
            _set(entry, number.path.split("."), text if text in dict(number.choices) and text not in _FLAGS else _value(text))
    if touched(*_BREADTH):
        _set(entry, ["quorum", "breadth"], _part(typed, "quorum.breadth", none_at="min_groups"))
    if rows != included(before):
        _set(entry, ["quorum", "include"], [_include(each) for each in rows] or _NOT_NAMED)
    if touched(*_CEILING):
        _set(entry, ["stand_aside_ceiling"], _ceiling(entry.get("stand_aside_ceiling"), typed))
    if touched(*_FALLBACK):
        _set(entry, ["fallback"], _part(typed, "fallback", none_at="share"))
    return entry


def one_quorum(entry: Mapping[str, Any]) -> dict[str, Any]:
    """Return a copy of a class's entry in which a quorum's count stands where its share does: it means the same there."""
    copy = deepcopy(dict(entry))
    quorum = copy.get("quorum")
    if isinstance(quorum, dict) and "count" in quorum:
        quorum["share"] = quorum.pop("count")
    return copy


# -- what stands in a field --------------------------------------------------------------------------------------------

_NOT_NAMED: Any = object()
"""What an entry does not say: the default of the software holds."""


def _paths(part: str) -> tuple[str, ...]:
    return tuple(number.path for number in NUMBERS if number.path.startswith(f"{part}."))


_BREADTH, _CEILING, _FALLBACK = _paths("quorum.breadth"), _paths("stand_aside_ceiling"), _paths("fallback")
_IN_PARTS = frozenset((*_BREADTH, *_CEILING, *_FALLBACK))


def _shown(entry: Mapping[str, Any], number: Number) -> str:
    value: Any = entry
    path = number.path.split(".")
    for place, step in enumerate(path):
        if value is None:
            break
        if not isinstance(value, Mapping) or step not in value:
            # A map of groups says everything about groups: those that it leaves out have no ceiling.
            return NONE if path[place - 1] == "within" and place else ""
        value = value[step]
    if value is None:
        return NONE if number.may_be_none else ""
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)


def _row(include: Mapping[str, Any]) -> TypedInclude:
    attribute, values = attribute_and_values(include["where"])
    if attribute in WITHIN and values and all("," not in each for each in values):
        return TypedInclude(str(include["min"]), attribute, ", ".join(values))
    return TypedInclude(str(include["min"]), FILTER, json.dumps(include["where"], ensure_ascii=False))


# -- what was typed ----------------------------------------------------------------------------------------------------


def _part(typed: Mapping[str, str], part: str, *, none_at: str) -> Any:
    """Return an object of the fields that are filled in; None where its one field says that there is to be none."""
    if typed[f"{part}.{none_at}"] == NONE:
        return None
    named = {path.rpartition(".")[2]: _value(typed[path]) for path in _paths(part) if typed[path]}
    return named or _NOT_NAMED


def _ceiling(before: Any, typed: Mapping[str, str]) -> Any:
    part: dict[str, Any] = {}
    for name in ("overall", "within_from"):
        text = typed[f"stand_aside_ceiling.{name}"]
        if text:
            part[name] = None if text == NONE else _value(text)
    groups = {attribute: typed[f"stand_aside_ceiling.within.{attribute}"] for attribute in WITHIN}
    if any(groups.values()):
        others = before.get("within", {}) if isinstance(before, Mapping) else {}
        part["within"] = {name: share for name, share in others.items() if name not in WITHIN}
        # The map stands for all groups, so the default that is left in place must be written into it.
        whole = {name: text or DEFAULT_WITHIN.get(name, NONE) for name, text in groups.items()}
        part["within"] |= {name: _value(text) for name, text in whole.items() if text != NONE}
    return part or _NOT_NAMED


DEFAULT_WITHIN = {"region": "1/2"}
"""The default of every class. Source: process.md section 4; held to it by a test."""


def _include(row: TypedInclude) -> dict[str, Any]:
    where: Any
    if row.attribute == FILTER:
        try:
            where = json.loads(row.values)
        except (ValueError, RecursionError):
            where = row.values
    else:
        values = [value.strip() for value in row.values.split(",") if value.strip()]
        where = {row.attribute or WITHIN[0]: values[0] if len(values) == 1 else values}
    return {"where": where, "min": _value(row.min)}


_FLAGS = {"yes": True, "no": False}


def _set(entry: dict[str, Any], path: Sequence[str], value: Any) -> None:
    """Put a value at its place; what is not named is taken away, and with it the object that it leaves empty."""
    *outer, last = path
    inner = entry
    for step in outer:
        if not isinstance(inner.get(step), dict):
            inner[step] = {}
        inner = inner[step]
    if value is _NOT_NAMED:
        inner.pop(last, None)
    else:
        inner[last] = value
    if outer and not inner:
        entry.pop(outer[0])


def _value(text: str) -> Any:
    """Return what a field says as JSON; nothing typed is not named, so that the default holds."""
    if not text:
        return _NOT_NAMED
    if text == NONE:
        return None
    if text in _FLAGS:
        return _FLAGS[text]
    return int(text) if text.isascii() and text.isdigit() and len(text) < LONGEST_NUMBER else text
