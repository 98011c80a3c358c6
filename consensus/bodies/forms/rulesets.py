"""A whole ruleset as a form: a field for every setting of every class, and for who may sit together.

Which fields there are and what they make is said in ``ruleset_fields``, the sentences in which they stand in
``ruleset_sentences``; composition rules are the business of ``composing``.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from functools import partial
from typing import Any

from flask import request
from wtforms import HiddenField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, Optional

from consensus.bodies.commands import RulesetDraft, problems_of_draft
from consensus.bodies.forms.composing.form import ComposedForm, composed, fields_and_texts
from consensus.bodies.forms.ruleset_fields import ATTRIBUTES, FILTER, NUMBERS, WITHIN, Number, TypedInclude, entry_of, included, shown
from consensus.bodies.forms.ruleset_sentences import INCLUDE, SENTENCES, SentenceWithFields, in_place
from consensus.bodies.queries import RulesetData
from consensus.bodies.queries.rule_words import RuleWords
from consensus.domain.errors import InputError
from consensus.domain.ruleset import DEFAULT_CLASSES, as_data, default_rules
from consensus.domain.speech import _

EMPTY_ROWS = 2
"""How many more voices to include can be named at a time."""

MOST_ROWS = 50
"""No quorum names more; whoever sends more is not using the page."""

_NAMED_ROW = re.compile(r"(\w+)__quorum__include__([0-9]{1,4})__(?:min|attribute|values)")
_PLACE_OF_ROW = re.compile(r"quorum\.include\[([0-9]+)\]")


class RulesetForm(ComposedForm):
    """The whole ruleset; ``ruleset_form`` adds the fields of the classes, named ``class__setting``."""

    follows = HiddenField()
    looked_at = HiddenField()
    """Which rules the steward was shown the meaning of."""
    reason = TextAreaField(_("Why the rules change, or who decided it"), [Optional(), Length(max=2_000)])
    despite = TextAreaField(_("Who decided to adopt rules that nobody can meet together, and why"), [Optional(), Length(max=2_000)])

    rows: Mapping[str, int]
    """For each class, how many rows there are for voices that a quorum must include."""

    def sentences_of(self, code: str) -> list[SentenceWithFields]:
        """Return the sentences of a class with their fields in place."""
        return [in_place(template, lambda key: self[f"{code}__{key}"]) for template in SENTENCES]

    def includes_of(self, code: str) -> list[SentenceWithFields]:
        """Return a sentence for each row of voices that the quorum of a class must include."""
        return [in_place(INCLUDE, partial(self._in_row, code, row)) for row in range(self.rows[code])]

    def has_own(self, code: str) -> bool:
        """Return whether any field of a class is filled in, or wrong."""
        return any(field.data or field.errors for field in self._fields_of(code) if not field.name.endswith("__attribute") or field.errors)

    def has_includes(self, code: str) -> bool:
        """Return whether a row of voices to include is filled in, or wrong."""
        fields = (field for sentence in self.includes_of(code) for field in sentence.fields)
        return any(field.errors or (field.data and not field.name.endswith("__attribute")) for field in fields)

    def reset(self, code: str) -> None:
        """Empty every field of a class, so that the defaults of the software hold."""
        for field in self._fields_of(code):
            field.data = ""
            field.raw_data = [""]

    def draft(self, before: RulesetData) -> RulesetDraft | None:
        """Return the ruleset that was written, or None with a sentence at each field that is not of its form."""
        composition, attributes, seats = self.composition(before)
        if self.errors:
            # What is wrong with the classes is said all the same, in the same answer.
            composition, attributes, seats = [], {}, None
        classes = {code: self._class(code, before.classes.get(code, {})) for code in class_codes(before)}
        draft = RulesetDraft(
            classes={code: entry for code, entry in classes.items() if entry},
            composition=composition,
            attributes=attributes,
            seats=seats,
            reason=self.text("reason"),
            despite=self.text("despite"),
        )
        for problem in problems_of_draft(draft):
            self._show_error(problem)
        return None if self.errors else draft

    def mark(self, draft: RulesetDraft) -> str:
        """Return what tells these rules from any others, as a page carries it from looking to adopting."""
        said = [self.text("follows"), draft.classes, draft.composition, draft.attributes, draft.seats]
        return hashlib.sha256(json.dumps(said, sort_keys=True, default=str).encode()).hexdigest()

    def _show_error(self, error: InputError) -> None:
        """Show what is not of its form at the field where it was written."""
        place, _, expected = str(error).partition(": ")
        _, *parts = place.split(".")
        if place.startswith("composition"):
            self.show_rule_error(error)
            return
        if not place.startswith("classes."):
            self.add_error(place.split(".")[0].split("[")[0], str(error))
            return
        name = "__".join(parts)
        if row := _PLACE_OF_ROW.search(place):
            filled = [number for number, each in enumerate(self._typed_includes(parts[0])) if not each.is_empty]
            last = "min" if place.endswith("].min") else "values"
            name = _row_name(parts[0], filled[int(row[1])], last)
        field = next((each for each in self._fields if each == name or each.startswith(f"{name}__")), None)
        self.add_error(field, str(error) if field is None else f"{expected[:1].upper()}{expected[1:]}")

    def _in_row(self, code: str, row: int, key: str) -> Any:
        return self[_row_name(code, row, key)]

    def _fields_of(self, code: str) -> list[Any]:
        sentences = [*self.sentences_of(code), *self.includes_of(code)]
        return [field for sentence in sentences for field in sentence.fields]

    def _class(self, code: str, before: Mapping[str, Any]) -> dict[str, Any]:
        typed = {number.path: self.text(f"{code}__{number.key}") for number in NUMBERS}
        return entry_of(before, typed, self._typed_includes(code))

    def _typed_includes(self, code: str) -> list[TypedInclude]:
        return [
            TypedInclude(*(self.text(_row_name(code, row, key)) for key in ("min", "attribute", "values")))
            for row in range(self.rows[code])
        ]


def ruleset_form(before: RulesetData, words: RuleWords, code: str) -> RulesetForm:
    """Return the form of the ruleset of a body that follows ``before``, with what stands there filled in."""
    has = composed(before, words, code)
    of_rules = fields_and_texts(has)
    fields: dict[str, Any] = {name: each.made for name, each in of_rules.items()}
    values: dict[str, str] = {"follows": str(before.number)}
    rows: dict[str, int] = {}
    for code in class_codes(before):
        entry = before.classes.get(code, {})
        defaults, texts = _default_texts(code), shown(entry)
        for number in NUMBERS:
            fields[f"{code}__{number.key}"] = _field(number, defaults[number.path], texts[number.path])
        values |= {f"{code}__{number.key}": texts[number.path] for number in NUMBERS}
        named = included(entry)
        rows[code] = max(len(named) + EMPTY_ROWS, _rows_sent(code))
        for row in range(rows[code]):
            fields |= _fields_of_row(code, row)
            typed = named[row] if row < len(named) else TypedInclude(attribute=WITHIN[0])
            values |= {_row_name(code, row, key): getattr(typed, key) for key in ("min", "attribute", "values")}
    made: RulesetForm = type("ThisRulesetForm", (RulesetForm,), {**fields, "rows": rows, "has": has})(data=values)
    made.fill_in(of_rules)
    return made


def class_codes(before: RulesetData) -> list[str]:
    """Return the classes that the form has: the software's own, then those that the network invented."""
    return [*DEFAULT_CLASSES, *sorted(code for code in before.classes if code not in DEFAULT_CLASSES)]


def _default_texts(code: str) -> dict[str, str]:
    """Return what each field would have to say to mean the default of the software."""
    data = as_data(default_rules(code))
    texts = shown(data)
    if data["fallback"] is None:
        # What the rules take where a network has a vote and the software has none.
        texts |= {"fallback.strict": "no", "fallback.regions_for": "0"}
    return texts


def _rows_sent(code: str) -> int:
    """Return how many rows the sent form had: an error must not lose one."""
    found = (_NAMED_ROW.fullmatch(name) for name in request.form)
    return min(MOST_ROWS, max((int(match[2]) + 1 for match in found if match and match[1] == code), default=0))


def _field(number: Number, default: str, text: str) -> Any:
    words = dict(number.choices).get(default, default)
    if number.choices:
        given = number.choices if not text or text in dict(number.choices) else (*number.choices, (text, text))
        choices = [SelectChoice("", _("{words} (default of the software)", words=words)), *(SelectChoice(*pair) for pair in given)]
        return SelectField(number.label, [Optional()], choices=choices, description=words)
    return StringField(number.label, [Optional(), Length(max=40)], description=words, render_kw={"placeholder": words, "size": 6})


def _fields_of_row(code: str, row: int) -> dict[str, Any]:
    choices = [SelectChoice(*pair) for pair in (*ATTRIBUTES, (FILTER, _("filter in JSON")))]
    return {
        _row_name(code, row, "min"): StringField(_("How many such voices"), [Optional(), Length(max=40)], render_kw={"size": 3}),
        _row_name(code, row, "attribute"): SelectField(_("What they are known by"), [Optional()], choices=choices),
        _row_name(code, row, "values"): StringField(
            _("Which value, or several with commas"), [Optional(), Length(max=400)], render_kw={"size": 16}
        ),
    }


def _row_name(code: str, row: int, key: str) -> str:
    return f"{code}__quorum__include__{row}__{key}"
