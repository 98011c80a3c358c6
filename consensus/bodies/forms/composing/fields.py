"""The fields of typed rules: one for each key of each rule, called by the rule's way through the tree."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from wtforms import HiddenField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, Optional

from consensus.bodies.forms.composing.filters import WITHOUT, said
from consensus.bodies.forms.composing.kinds import CHOICES, DEFAULTS, EXAMPLES, IN_A_GROUP, KINDS, LABELS
from consensus.bodies.forms.composing.showing import DEEPEST
from consensus.bodies.forms.composing.tree import KEPT, LISTS, ROOT, ROW, Rules, TypedRule, depth_of, numbered_seats, seats_typed
from consensus.bodies.queries.rule_words import RuleWords
from consensus.domain.speech import _
from consensus.web.words import language_word

PLACES = re.compile(r"\{(\w+)\}")

EMPTY_SEATS = 1
"""How many more values a quota can be given at a time, beside those that are known."""

_WIDTHS = {
    "min": 5,
    "max": 5,
    "from": 4,
    "to": 4,
    "turns": 3,
    "ceiling": 7,
    "seat_number": 3,
    "seat_value": 20,
    "id": 18,
    "history": 12,
    "values": 24,
}


@dataclass(frozen=True, slots=True)
class Field:
    """A field, and what stands in it."""

    made: Any
    text: str


def fields_of(rules: Rules, words: RuleWords, place: str = ROOT, *, inside: int = 0, grouped: bool = False) -> Iterator[tuple[str, Field]]:
    """Return every field of the rules of a list, by name, and the field from which a rule is added to it."""
    for number, rule in enumerate(rules):
        path = f"{place}__{number}"
        top = inside or number + 1
        for key, text in with_empty(rule, words).items():
            yield f"{path}__{key}", Field(_field(rule, key, top, words, grouped=grouped), text)
        yield f"{path}__kind", Field(HiddenField(), rule.kind)
        for name in LISTS.get(rule.kind, ()):
            yield from fields_of(rule.inner.get(name, ()), words, f"{path}__{name}", inside=top, grouped=grouped or rule.kind == "for_each")
    if not place.endswith("__table"):
        yield f"add__{place}", Field(_adding(place, inside), "")


def with_empty(rule: TypedRule, words: RuleWords) -> dict[str, str]:
    """Return what stands in every field of a rule, those included that are empty."""
    if rule.kind == KEPT:
        return {"was": rule.text("was")}
    form = KINDS[rule.kind]
    keys = [place for sentence in (form.sentence, *form.more) for place in PLACES.findall(sentence)]
    keys = [key for key in keys if key not in dict(form.filters) and key != "attributes"]
    several = [base for base, _ in form.filters] + ["attributes"] * ("{attributes}" in form.sentence)
    if "severity" in rule.texts:
        keys += ["was", "id", "severity", "source", *(f"text__{each}" for each in _languages(rule, words))]
        several.append("on_failure")
    if rule.text("rest"):
        keys.append("rest")
    texts = {key: rule.texts.get(key, DEFAULTS.get(key, "")) for key in keys}
    for base in several:
        texts |= {f"{base}__{number}": text for number, text in enumerate([*rule.slots(base), ""])}
        if base in dict(form.filters):
            texts[f"{base}__other"] = rule.texts.get(f"{base}__other", "")
    return texts | (_seats(rule, words) if rule.kind == "quota" else {})


def _languages(rule: TypedRule, words: RuleWords) -> list[str]:
    spoken = [key.removeprefix("text__") for key, text in rule.texts.items() if key.startswith("text__") and text.strip()]
    return list(dict.fromkeys([*words.languages, *spoken])) or ["en"]


def _seats(rule: TypedRule, words: RuleWords) -> dict[str, str]:
    """Return the fields of a quota: what was typed, and the other values of the attribute that are known."""
    attribute = rule.text("attribute")
    known = words.values.get(attribute, {})
    typed = [pair for pair in seats_typed(rule) if pair[1] or words.code_of(attribute, pair[0]) in known]
    there = {words.code_of(attribute, value) for value, _ in typed}
    others = [(name, "") for code, name in known.items() if code not in there]
    return numbered_seats([*typed, *others, *[("", "")] * EMPTY_SEATS])


def _field(rule: TypedRule, key: str, number_of_rule: int, words: RuleWords, *, grouped: bool) -> Any:
    base, _unused, number = key.partition("__")
    label = _("Rule {number}: {field}", number=number_of_rule, field=LABELS.get(base, base))
    if key in ("was", "rest"):
        return HiddenField()
    if key.endswith("__other"):
        return StringField(
            _("{label}, written out", label=label), [Optional(), Length(max=400)], render_kw={"size": 24, "placeholder": "country: KE, UG"}
        )
    if base in dict(KINDS[rule.kind].filters):
        return SelectField(label, [Optional()], choices=_of_filter(base, number, words, rule.slots(base)))
    if base in ("group_by", "attribute", "attributes"):
        return SelectField(
            label, [Optional()], choices=_of_attributes(words, rule.text(key), empty="" if number in ("", "0") else _("or the same ..."))
        )
    if base in CHOICES:
        empty = [SelectChoice("", "...")] if base == "on_failure" else []
        given = dict(CHOICES[base]) | {text: text for text in [rule.text(key)] if text}
        choices = {**given, **dict(CHOICES[base]), **(IN_A_GROUP.get(base, {}) if grouped else {})}
        return SelectField(label, [Optional()], choices=[*empty, *(SelectChoice(*each) for each in choices.items())])
    if base == "source":
        return TextAreaField(label, [Optional(), Length(max=2_000)], render_kw={"rows": 2})
    if base == "text":
        return TextAreaField(
            _("{label} (no language named)", label=label)
            if number == "plain"
            else _("{label} ({language})", label=label, language=language_word(number)),
            [Optional(), Length(max=400)],
            render_kw={"rows": 2, "dir": "auto"},
        )
    return StringField(label, [Optional(), Length(max=400)], render_kw={"size": _WIDTHS.get(base, 12)})


def _of_filter(base: str, number: str, words: RuleWords, chosen: list[str]) -> list[SelectChoice]:
    nobody = base == "exempt"
    first = (_("nobody") if nobody else _("whoever they are")) if number == "0" else "..."
    choices = [SelectChoice("", first)]
    for before in ("", WITHOUT):
        known = {attribute: list(values) for attribute, values in words.values.items() if values}
        for choice in chosen:
            attribute, _unused, value = choice.removeprefix(before).partition("=")
            if choice.startswith(WITHOUT) == bool(before) and value not in known.setdefault(attribute, []):
                known[attribute].append(value)
        for attribute, values in known.items():
            group = str(words.name(attribute)).capitalize() if not before else _("Not: {attribute}", attribute=words.name(attribute))
            for value in values:
                code = f"{before}{attribute}={value}"
                choices.append(SelectChoice(code, said(code, words), optgroup=group))
    return choices


def _of_attributes(words: RuleWords, chosen: str, *, empty: str) -> list[SelectChoice]:
    names = {attribute: words.name(attribute) for attribute in words.values} | ({chosen: words.name(chosen)} if chosen else {})
    return [*([SelectChoice("", empty)] if empty or not chosen else []), *(SelectChoice(*each) for each in names.items())]


def _adding(place: str, inside: int) -> Any:
    room = DEEPEST - depth_of(place)
    choices = [SelectChoice(code, example.sentence) for code, example in EXAMPLES.items() if _height(example.data) <= room]
    label = _("Another rule inside rule {number}, such as", number=inside) if inside else _("Another rule, such as")
    return SelectField(label, [Optional()], choices=choices)


def _height(data: Mapping[str, Any]) -> int:
    """Return how many rules stand within one another in an example; one that is still empty has room for one."""
    inner = [each for name in LISTS.get(data["kind"], ()) for each in data[name]]
    rules = [rule for each in inner for rule in (each["rules"] if "kind" not in each else [each])]
    return 1 + max(map(_height, rules), default=0) if data["kind"] in LISTS else 0


def used_in(rules: Rules) -> Mapping[str, list[str]]:
    """Return the attributes that typed rules name, and the values that their filters choose, so that each can be chosen elsewhere."""
    found: dict[str, list[str]] = {}
    for rule in rules:
        for key, text in rule.texts.items():
            base = key.partition("__")[0]
            if base in ("group_by", "attribute", "attributes") and text:
                found.setdefault(text, [])
            elif base in dict(KINDS[rule.kind].filters if rule.kind in KINDS else ()) and text and not key.endswith("__other"):
                attribute, _, value = text.removeprefix(WITHOUT).partition("=")
                found.setdefault(attribute, []).append(value)
        for inner in rule.inner.values():
            for attribute, values in used_in(inner).items():
                found.setdefault(attribute, []).extend(values)
    return found


def fresh(code: str, rules: Rules, typed: TypedRule, place: str) -> TypedRule:
    """Return a new rule with a short name that no other has; one inside another has none."""
    if place != ROOT:
        return typed
    taken = {rule.text("id") for rule in rules}
    name = next(name for number in range(1, len(taken) + 2) if (name := code if number == 1 else f"{code}-{number}") not in taken)
    return replace(typed, texts={**typed.texts, "id": name, "was": ""})


def new_row() -> TypedRule:
    """Return an empty row of a rule by size."""
    return TypedRule(ROW)
