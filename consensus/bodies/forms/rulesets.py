"""The numbers of a ruleset as fields of a form: an empty field is the default of the software, a filled one is the network's.

What a number means is said in ``consensus.domain.ruleset``; whether it is of its form is judged there too. Fields that have
no place here (a list of voices that a quorum must include, say) stay as the ruleset before had them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from wtforms import HiddenField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from consensus.bodies.commands import RulesetDraft
from consensus.bodies.queries import RulesetData
from consensus.domain.errors import InputError
from consensus.domain.ruleset import DEFAULT_CLASSES, as_data, default_rules
from consensus.web.forms import Form

NONE = "none"
"""What is typed where something is not to be there at all, such as a fallback vote."""


@dataclass(frozen=True, slots=True)
class Number:
    """One number of a class: where it stands in the ruleset, what it is called, and the words for a fixed choice.

    ``none_at`` is the place that becomes null when nothing of the kind is to be there.
    """

    path: str
    label: str
    choices: tuple[tuple[str, str], ...] = ()
    none_at: str | None = None


NUMBERS = (
    Number("electorate", "Who has a voice", (("organisations", "Organisations"), ("all", "All members"))),
    Number("comment_days", "Days for comments"),
    Number("objection_days", "Days for objections"),
    Number("resolution_days", "Days between the answer to an objection and declaring it unresolved"),
    Number("consensus_days", "Days for positions"),
    Number("extension_days", "Days of extension without a quorum"),
    Number("fallback_days", "Days of the fallback vote"),
    Number("overrule", "May an unresolved objection be overruled", (("yes", "Yes"), ("no", "No"))),
    Number("silence", "What silence counts for", (("none", "Nothing"), ("consent", "Consent, if nobody ever objected"))),
    Number("block_seconds", "Other voices that must second a block"),
    Number("max_returns", "Returns from positions to objections, at most"),
    Number("quorum.share", "Quorum: a share of the base, or a number of voices"),
    Number("quorum.breadth.min_groups", "Quorum: regions from which voices must speak", none_at="quorum.breadth"),
    Number("support_floor", "Who must agree at least: a share of the base, or a number of voices"),
    Number("stand_aside_ceiling.overall", "Who may stand aside at most: a share of those who spoke", none_at="stand_aside_ceiling.overall"),
    Number("fallback.share", "What a fallback vote must reach, as a share of yes and no", none_at="fallback"),
    Number("provisional_days", "Days after which an adoption lapses unless it is ratified", none_at="provisional_days"),
    Number("statement_days", "Days for statements after the closing"),
    Number("idle_days", "Days without any act after which a proposal lapses"),
)

_WORDS = {"yes": True, "no": False}

LONGEST_NUMBER = 10
"""Digits of a number that is read as one; more is left to the rules, which refuse it with its place."""


class RulesetForm(Form):
    """The whole ruleset; ``ruleset_form`` adds the fields of the classes, named ``class__number``."""

    follows = HiddenField()
    seats = StringField("Statutory number of seats", [Optional(), Length(max=40)])
    composition = TextAreaField("Composition rules", [Optional(), Length(max=100_000)])
    attributes = TextAreaField("Declared values", [Optional(), Length(max=20_000)])
    reason = TextAreaField("Why the rules change, or who decided it", [InputRequired("Say why the rules change."), Length(max=2_000)])

    def fields_of(self, code: str) -> Iterable[Any]:
        """Return the fields of one class, in order."""
        return (self[_name(code, number.path)] for number in NUMBERS)

    def draft(self, before: RulesetData) -> RulesetDraft | None:
        """Return the ruleset that was written, or None with errors at the fields that cannot be read."""
        composition = self._json("composition", before.composition, [])
        attributes = self._json("attributes", before.attributes, {})
        seats = self._json("seats", before.seats, None)
        if self.errors:
            return None
        classes = {code: self._class(code, before.classes.get(code, {})) for code in class_codes(before)}
        return RulesetDraft(
            classes={code: entry for code, entry in classes.items() if entry},
            composition=composition,
            attributes=attributes,
            seats=seats,
            reason=self.text("reason"),
        )

    def show_error(self, error: InputError) -> None:
        """Show what is not of its form at the field where it was written."""
        place, _, expected = str(error).partition(": ")
        parts = place.split(".")
        if parts[0] != "classes":
            self.add_error(parts[0].split("[")[0], str(error))
            return
        name = "__".join(parts[1:])
        field = next((each for each in self._fields if each == name or each.startswith(f"{name}__")), None)
        self.add_error(field, str(error) if field is None else f"{expected[:1].upper()}{expected[1:]}")

    def _class(self, code: str, before: Mapping[str, Any]) -> dict[str, Any]:
        """Return the entry of a class: what it was, but for the fields that were changed."""
        entry = _with_one_quorum(before)
        for number in NUMBERS:
            text = self.text(_name(code, number.path))
            if text != _shown(entry, number):
                _put(entry, number, text)
        return entry

    def _json(self, name: str, before: Any, empty: Any) -> Any:
        if name not in self or self[name].raw_data is None or not self[name].raw_data:
            return before
        text = self.text(name)
        if not text:
            return empty
        try:
            return json.loads(text, parse_constant=_refuse_constant)
        except (ValueError, RecursionError) as error:
            where = f" in line {error.lineno}, column {error.colno}" if isinstance(error, json.JSONDecodeError) else ""
            self.add_error(name, f"This is not JSON{where}. Expected is what stood here before, changed with care.")
            return empty


def ruleset_form(before: RulesetData) -> RulesetForm:
    """Return the form of the ruleset that follows ``before``, with what stands there filled in."""
    fields: dict[str, Any] = {}
    values: dict[str, str] = {
        "follows": str(before.number),
        "seats": "" if before.seats is None else json.dumps(before.seats),
        "composition": _written(before.composition),
        "attributes": _written(before.attributes) if before.attributes else "",
    }
    for code in class_codes(before):
        defaults, entry = as_data(default_rules(code)), _with_one_quorum(before.classes.get(code, {}))
        for number in NUMBERS:
            name = _name(code, number.path)
            fields[name] = _field(number, _shown(defaults, number))
            values[name] = _shown(entry, number)
    made: RulesetForm = type("ThisRulesetForm", (RulesetForm,), fields)(data=values)
    return made


def class_codes(before: RulesetData) -> list[str]:
    """Return the classes that the form has: the software's own, then those that the network invented."""
    return [*DEFAULT_CLASSES, *sorted(code for code in before.classes if code not in DEFAULT_CLASSES)]


def _field(number: Number, default: str) -> Any:
    words = dict(number.choices).get(default, default)
    if number.choices:
        choices = [SelectChoice("", f"{words} (default of the software)"), *(SelectChoice(*pair) for pair in number.choices)]
        return SelectField(number.label, [Optional()], choices=choices)
    hint = f"Empty: {words}, the default of the software."
    if number.none_at:
        hint = f"Empty: {words}, the default of the software. Write {NONE} to have none."
    return StringField(number.label, [Optional(), Length(max=40)], description=hint)


def _name(code: str, path: str) -> str:
    return f"{code}__{path.replace('.', '__')}"


def _with_one_quorum(entry: Mapping[str, Any]) -> dict[str, Any]:
    """Return a copy of a class's entry in which a quorum's count stands where its share does: it means the same there."""
    copy = deepcopy(dict(entry))
    quorum = copy.get("quorum")
    if isinstance(quorum, dict) and "count" in quorum:
        quorum["share"] = quorum.pop("count")
    return copy


def _shown(entry: Mapping[str, Any], number: Number) -> str:
    """Return what stands at a number's place, as it is typed; empty where the entry says nothing."""
    value: Any = entry
    for step in number.path.split("."):
        if value is None:
            break
        if not isinstance(value, Mapping) or step not in value:
            return ""
        value = value[step]
    if value is None:
        return NONE
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)


def _put(entry: dict[str, Any], number: Number, text: str) -> None:
    """Put what was typed at its place; nothing typed takes it away, so that the default holds."""
    if not text:
        _drop(entry, number.path.split("."))
    elif text == NONE and number.none_at:
        _set(entry, number.none_at.split("."), None)
    else:
        _set(entry, number.path.split("."), _value(text))


def _set(entry: dict[str, Any], path: Sequence[str], value: Any) -> None:
    for step in path[:-1]:
        if not isinstance(entry.get(step), dict):
            entry[step] = {}
        entry = entry[step]
    entry[path[-1]] = value


def _drop(entry: dict[str, Any], path: Sequence[str]) -> None:
    """Take a value away, and with it the objects that it leaves empty, or that were null."""
    step = path[0]
    inner = entry.get(step)
    if len(path) > 1 and isinstance(inner, dict):
        _drop(inner, path[1:])
        if inner:
            return
    entry.pop(step, None)


def _value(text: str) -> Any:
    if text in _WORDS:
        return _WORDS[text]
    return int(text) if text.isascii() and text.isdigit() and len(text) < LONGEST_NUMBER else text


def _written(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, indent=2)


def _refuse_constant(name: str) -> Any:
    """Refuse NaN and the infinities, which Python reads though they are no JSON."""
    raise ValueError(name)
