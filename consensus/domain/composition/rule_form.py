"""How composition rules are written in JSON, and read strictly: a misspelt key must never silently weaken a rule.

The fields of each kind are read in ``rule_kinds.py``; what a kind means is said in ``rules.py``; writing rules back
stands in ``rule_data.py``. Source: composition.md.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from consensus.domain.composition import reading
from consensus.domain.composition.rule_kinds import KINDS, Entry, demand_known
from consensus.domain.composition.rules import ForEach, Rule, inner_rules
from consensus.domain.composition.words import FailureStep, Severity
from consensus.domain.errors import InputError
from consensus.domain.speech import _

_OF_EVERY_RULE = ("id", "kind", "text", "source", "severity", "on_failure")


def parse_rules(data: object, place: str = "rules") -> tuple[Rule, ...]:
    """The rules that a list in JSON means; each needs an ``id`` that no other has.

    :raises InputError: with one sentence that names the place and what was expected there.
    """
    items = reading.demand_list(data, place, _("a list of rules"))
    rules = tuple(_rule(item, f"{place}[{number}]", depth=0) for number, item in enumerate(items))
    seen: set[str] = set()
    for number, rule in enumerate(rules):
        if _groups_within_groups(rule) > reading.DEEPEST_GROUPS:
            raise InputError(
                _(
                    '{place}: expected at most {most} "for_each" within one another.',
                    place=f"{place}[{number}]",
                    most=reading.DEEPEST_GROUPS,
                )
            )
        if rule.id in seen:
            raise InputError(
                _(
                    "{place}: expected an id that no other rule has, found {found} again.",
                    place=f"{place}[{number}].id",
                    found=reading.shown(rule.id),
                )
            )
        seen.add(rule.id)
    return rules


def _groups_within_groups(rule: Rule) -> int:
    return isinstance(rule.condition, ForEach) + max(map(_groups_within_groups, inner_rules(rule.condition)), default=0)


def _rule(data: object, place: str, *, depth: int) -> Rule:
    if depth > reading.DEEPEST:
        raise InputError(_("{place}: expected at most {most} rules within one another.", place=place, most=reading.DEEPEST))
    entry = Entry(reading.demand_object(data, place), place, lambda inner, here: _rule(inner, here, depth=depth + 1))
    kind = reading.demand(entry.data, "kind", place)
    if not isinstance(kind, str) or kind not in KINDS:
        reading.refuse(entry.at("kind"), _("one of {choices}", choices=tuple(KINDS)), kind)
    read, fields = KINDS[kind]
    demand_known(entry, (*_OF_EVERY_RULE, *fields))
    described = {key for key, is_form in _DESCRIPTIONS.items() if is_form(entry.data.get(key))}
    return Rule(
        condition=read(entry),
        id=entry.get("id", reading.text_in, "") if depth else entry.need("id", reading.text_in),
        text=_text(entry.data["text"]) if "text" in described else {},
        source=_source(entry.data["source"]) if "source" in described else (),
        severity=entry.get("severity", partial(reading.one_of, Severity), Severity.HARD),
        on_failure=entry.get("on_failure", _steps, ()) if "on_failure" in described else (),
        remarks={
            key: value
            for key, value in entry.data.items()
            if key not in described and key not in fields and (key in reading.DESCRIPTIVE or key in _DESCRIPTIONS)
        },
    )


def _text(value: object) -> dict[str, str]:
    return {language: str(text) for language, text in value.items()} if isinstance(value, Mapping) else {"": str(value)}


def _source(value: object) -> tuple[str, ...]:
    return tuple(value) if isinstance(value, list | tuple) else (str(value),)


def _steps(value: object, place: str) -> tuple[FailureStep, ...]:
    items = reading.demand_list(value, place, _("a list of steps"))
    return tuple(reading.one_of(FailureStep, item, f"{place}[{number}]") for number, item in enumerate(items))


def _is_list(value: object) -> bool:
    return isinstance(value, list | tuple)


def _is_text_or_texts(value: object) -> bool:
    if isinstance(value, Mapping):
        return all(isinstance(each, str) for each in value.values())
    return isinstance(value, str)


def _is_text_or_list(value: object) -> bool:
    return isinstance(value, str) or (isinstance(value, list | tuple) and all(isinstance(each, str) for each in value))


_DESCRIPTIONS: Mapping[str, Callable[[object], bool]] = {"text": _is_text_or_texts, "source": _is_text_or_list, "on_failure": _is_list}
"""What describes a rule, and whether it has the form that is understood; in another form it is kept as a remark."""
