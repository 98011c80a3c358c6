"""What stands in the fields of a rule that is there already; and what a rule says once its fields were touched, or were not.

A rule that the fields cannot express, because it stands too deep or says more than they can, is kept as it is. A rule that nobody
touched stays exactly as it was written.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from consensus.bodies.default_balance import SOURCE
from consensus.bodies.forms.composing.filters import choices_of_filter
from consensus.bodies.forms.composing.kinds import DEFAULTS
from consensus.bodies.forms.composing.tree import KEPT, LISTS, ROOT, ROW, Rules, TypedRule, numbered_seats
from consensus.bodies.forms.composing.writing import Problem, Writer, share_of
from consensus.bodies.queries.rule_words import RuleWords
from consensus.domain.composition import parse_rules
from consensus.domain.composition.rule_kinds import KINDS as FIELDS
from consensus.domain.errors import InputError

DEEPEST = 2
"""How deep a rule with fields stands at most: in a rule that stands in a rule. Nobody reads more in one sentence."""

_ABOUT = ("id", "text", "source", "severity", "on_failure")
_FILTERS = ("where", "of", "exempt")


def typed_rules(data: Sequence[Mapping[str, Any]], words: RuleWords) -> Rules:
    """Return what stands in the fields of the rules of a ruleset."""
    return tuple(typed_rule(each, words) for each in data)


def typed_rule(data: Mapping[str, Any], words: RuleWords, depth: int = 0) -> TypedRule:
    """Return what stands in the fields of a rule; it is of the form of composition.md."""
    rule = shown_rule(data, words, depth)
    if depth > DEEPEST or not _says_the_same(data, rule, words):
        return TypedRule(KEPT, {"was": _json(data)})
    return replace(rule, texts={**rule.texts, "was": _json(data)}) if depth == 0 else rule


def rules_as_typed(rules: Rules, words: RuleWords) -> tuple[list[dict[str, Any]], list[Problem]]:
    """Return what typed rules make as data, and what is wrong with their fields."""
    writer = Writer(words, [])
    made = [_as_typed(rule, f"{ROOT}__{number}", writer) for number, rule in enumerate(rules)]
    return made, writer.problems


def _as_typed(rule: TypedRule, path: str, writer: Writer) -> dict[str, Any]:
    made = writer.rule(rule, path)
    if rule.kind == KEPT or not rule.text("was"):
        return made
    was = Writer(writer.words, []).rule(TypedRule(KEPT, {"was": rule.text("was")}))
    try:
        parse_rules([was])
    except InputError:
        return made
    before = shown_rule(was, writer.words, 0)
    stood = Writer(writer.words, []).rule(before)
    if made == stood:
        return was
    return _not_the_software_s(made, stood) if was.get("source") == SOURCE else made


def _not_the_software_s(made: dict[str, Any], stood: Mapping[str, Any]) -> dict[str, Any]:
    """A rule that the network changed is its own: the words and the source of the software go, unless they are all that was changed."""
    if all(made.get(key) == stood.get(key) for key in made.keys() | stood.keys() if key not in {"text", "source"}):
        return made
    return {key: value for key, value in made.items() if key not in {"text", "source"} or value != stood.get(key)}


def _says_the_same(data: Mapping[str, Any], rule: TypedRule, words: RuleWords) -> bool:
    writer = Writer(words, [])
    made = writer.rule(rule)
    if writer.problems:
        return False
    try:
        return parse_rules([{"id": "x", **made}]) == parse_rules([{"id": "x", **data}])
    except InputError:
        return False


def shown_rule(data: Mapping[str, Any], words: RuleWords, depth: int = 0) -> TypedRule:
    """Return a rule as it stands in its fields, whether or not they say everything."""
    kind = str(data["kind"])
    texts = {**_own_texts(kind, data, words), **(_about(data) if depth == 0 else {})}
    inner = {name: tuple(_inner(each, words, depth) for each in data[name]) for name in LISTS.get(kind, ())}
    return TypedRule(kind, {**texts, **_rest(data, (*FIELDS[kind][1], "kind", *(_ABOUT if depth == 0 else ())))}, inner)


def _inner(data: Mapping[str, Any], words: RuleWords, depth: int) -> TypedRule:
    if "kind" in data:
        return typed_rule(data, words, depth + 1)
    texts = {key: _text(data.get(key)) for key in ("from", "to")}
    rules = tuple(typed_rule(each, words, depth + 1) for each in data["rules"])
    return TypedRule(ROW, {**texts, **_rest(data, ("from", "to", "rules"))}, {"rules": rules})


def _own_texts(kind: str, data: Mapping[str, Any], words: RuleWords) -> dict[str, str]:
    texts: dict[str, str] = {}
    for key in FIELDS[kind][1]:
        if key in LISTS.get(kind, ()):
            continue
        if key in _FILTERS:
            texts |= _numbered(key, choices_of_filter(data.get(key) or {}))
        elif key in _OF_KEY:
            texts |= _OF_KEY[key](data, words)
        else:
            texts[key] = _share(str(data.get(key, ""))) if kind == "share" else _text(data.get(key)) or DEFAULTS.get(key, "")
    return texts


def _seats(data: Mapping[str, Any], words: RuleWords) -> dict[str, str]:
    attribute = str(data["attribute"])
    return numbered_seats([(words.value(attribute, value), str(seats)) for value, seats in data["seats"].items()])


def _rounding(data: Mapping[str, Any], _: RuleWords) -> dict[str, str]:
    mode, ceiling = (*str(data.get("rounding", "")).split("<="), "")[:2]
    return {"rounding": mode or DEFAULTS["rounding"], "ceiling": _share(ceiling)}


_OF_KEY: Mapping[str, Callable[[Mapping[str, Any], RuleWords], dict[str, str]]] = {
    "seats": _seats,
    "attributes": lambda data, _: _numbered("attributes", data["attributes"]),
    "rounding": _rounding,
    "base": lambda data, _: {"base": data.get("base", "")},
    "no_repeat_within": lambda data, _: {"turns": str(data["no_repeat_within"] - 1)},
    "values": lambda data, words: {"values": _listed(str(data["group_by"]), data.get("values") or (), words)},
    "vacant_ok": lambda data, _: {"vacant_ok": "yes" if data.get("vacant_ok") else "no"},
}


def _numbered(base: str, texts: Iterable[object]) -> dict[str, str]:
    return {f"{base}__{number}": str(text) for number, text in enumerate(texts)}


def _about(data: Mapping[str, Any]) -> dict[str, str]:
    text, source = data.get("text") or {}, data.get("source") or ()
    spoken = {key or "plain": said for key, said in text.items()} if isinstance(text, Mapping) else {"plain": str(text)}
    lines = "\n".join(source) if isinstance(source, list | tuple) else str(source)
    steps = _numbered("on_failure", data.get("on_failure") or ())
    severity = str(data.get("severity") or DEFAULTS["severity"])
    return {
        "id": str(data.get("id", "")),
        "severity": severity,
        "source": lines,
        **steps,
        **{f"text__{key}": said for key, said in spoken.items()},
    }


def _rest(data: Mapping[str, Any], known: Sequence[str]) -> dict[str, str]:
    """Return what describes a rule and has no field."""
    rest = {key: value for key, value in data.items() if key not in known}
    return {"rest": _json(rest)} if rest else {}


def _listed(attribute: str, values: Sequence[object], words: RuleWords) -> str:
    names = [words.value(attribute, str(value)) for value in values]
    readable = all("," not in name for name in names)
    return ", ".join(names if readable else [str(value) for value in values])


def _share(text: str) -> str:
    """Return a share as it is read most easily: in per cent where these are whole."""
    share = share_of(text)
    if share is None or share in (0, 1) or (100 * share).denominator != 1:
        return text
    return f"{100 * share} %"


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _json(data: Mapping[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False)
