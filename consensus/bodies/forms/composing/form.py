"""Who may sit together, as a part of a form: the rules in their sentences, the seats, the declared values, and the file.

A button may change what the form has (add a rule, take one away, take over a file) without saving anything: nothing typed is lost.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import request
from flask_wtf.file import FileField
from wtforms import HiddenField, StringField, TextAreaField
from wtforms.validators import Length, Optional

from consensus.bodies.forms.composing.declared import DeclaredRow, declared_typed, rows_of, rows_sent, seats_as_text, seats_typed
from consensus.bodies.forms.composing.fields import Field, fields_of, fresh, new_row, used_in
from consensus.bodies.forms.composing.file import read_rules
from consensus.bodies.forms.composing.kinds import EXAMPLES
from consensus.bodies.forms.composing.page import Composer, RuleList, place_in
from consensus.bodies.forms.composing.showing import rules_as_typed, shown_rule, typed_rules
from consensus.bodies.forms.composing.tree import ROOT, Rules, added, depth_of, removed, rules_sent
from consensus.bodies.queries import RulesetData
from consensus.bodies.queries.rule_words import RuleWords
from consensus.domain.composition import parse_seats
from consensus.domain.errors import InputError
from consensus.domain.speech import _
from consensus.web.forms import Form

SENT = "composed"
"""The field that tells that the rules of the page were sent, be they none."""

CHANGE = "change"
"""The button that changes what the form has: ``add``, ``remove`` and where, ``show``, or ``import``."""


IMPORT = "import"


@dataclass(frozen=True, slots=True)
class Composed:
    """What a form has about who may sit together."""

    rules: Rules
    declared: tuple[DeclaredRow, ...]
    seats: str
    words: RuleWords
    said: str = ""
    """What a button did."""
    problem: str = ""
    """What is wrong with the file."""
    at: str = ""
    """Which rule a button added."""

    @property
    def known(self) -> RuleWords:
        """The words of the network, with what is declared here and what the rules use."""
        declared = {row.name: row.listed for row in self.declared if row.name}
        return self.words.with_values(declared).with_values(used_in(self.rules))


class ComposedForm(Form):
    """The part of a form about who may sit together; ``fields_and_texts`` gives the fields of its rules."""

    composed = HiddenField()
    seats = StringField(_("Seats by statute"), [Optional(), Length(max=40)])
    file = FileField(_("A file with rules"))
    rules_text = TextAreaField(_("Or its text"), [Optional(), Length(max=200_000)])

    has: Composed

    @property
    def rules(self) -> list[Any]:
        """The rules as the page shows them."""
        return list(self._composer().rules(self.has.rules))

    @property
    def all_rules(self) -> RuleList:
        """The list of all rules, with the field from which one is added."""
        return RuleList(ROOT, "", tuple(self.rules), self[f"add__{ROOT}"])

    @property
    def declared(self) -> list[tuple[Any, Any]]:
        """The fields of the declared values: a name and a list for each attribute."""
        return [(self[f"attribute__{n}__name"], self[f"attribute__{n}__values"]) for n in range(len(self.has.declared) + 1)]

    @property
    def declared_is_open(self) -> bool:
        """Whether anything is declared, or wrong."""
        return bool(self.has.declared) or any(field.errors for pair in self.declared for field in pair)

    def composition(self, before: RulesetData) -> tuple[list[Any], dict[str, list[str]], Any]:
        """Return the rules, the declared values and the number of seats that were written, with a sentence at each field that is wrong."""
        if SENT not in request.form:
            return before.composition, before.attributes, before.seats
        rules, problems = rules_as_typed(self.has.rules, self.has.known)
        attributes, more = declared_typed(self.has.declared)
        for problem in (*problems, *more):
            self.add_error(problem.field, problem.sentence)
        seats, wrong = seats_typed(self.has.seats)
        if wrong:
            self.add_error("seats", wrong)
        if self.text("rules_text"):
            self.add_error("rules_text", _("Take this text over into the rules first, or empty the field."))
        if rows_of(before.attributes) == list(self.has.declared):
            attributes = before.attributes
        return rules, attributes, before.seats if self.has.seats == seats_as_text(before.seats) else seats

    def show_rule_error(self, error: InputError) -> None:
        """Show what the rules say of a rule at the field where it was written."""
        place = str.partition(error.args[0], ": ")[0]
        expected = str(error).partition(": ")[2]
        name = place_in(self.has.rules, place)
        if name in self and not self[name].errors:
            self.add_error(name, f"{expected[:1].upper()}{expected[1:]}")
        elif name not in self:
            self.add_error(None, str(error))

    def fill_in(self, fields: Mapping[str, Field]) -> None:
        """Let every field of the rules say what the form has: a rule may stand at another place than where it was sent."""
        for name, each in fields.items():
            self[name].data = each.text
            self[name].raw_data = [each.text]
        self.seats.data, self.seats.raw_data = self.has.seats, [self.has.seats]
        self.composed.data = "yes"
        if self.has.problem:
            self.add_error("rules_text", self.has.problem)
        elif request.form.get(CHANGE) == IMPORT:
            self.rules_text.data = ""

    def _composer(self) -> Composer:
        seats, _ = seats_typed(self.has.seats)
        return Composer(self, self.has.known, None if seats is None else parse_seats(seats))


def composed(before: RulesetData, words: RuleWords, code: str) -> Composed:
    """Return what the form has: what was sent, or else the rules before; and then what the button that was pressed makes of it."""
    if SENT in request.form:
        has = Composed(rules_sent(request.form), tuple(rows_sent(request.form)), request.form.get("seats", "").strip(), words)
    else:
        declared = tuple(rows_of(before.attributes))
        has = Composed(typed_rules(before.composition, words), declared, seats_as_text(before.seats), words)
    step, _unused, where = request.form.get(CHANGE, "").partition(":")
    if step == "add":
        return _with_rule(has, where, request.form.get(f"add__{where}", ""))
    if step == "remove":
        return replace(has, rules=removed(has.rules, where), said=_("The rule is taken out. Nothing is saved yet."))
    if step == IMPORT:
        return _from_file(has, code)
    return has


def fields_and_texts(has: Composed) -> dict[str, Field]:
    """Return every field of the rules and of the declared values, by name, with what stands in it."""
    fields = dict(fields_of(has.rules, has.known))
    for number, row in enumerate((*has.declared, DeclaredRow())):
        name = StringField(_("Attribute {number}: name", number=number + 1), [Optional(), Length(max=60)], render_kw={"size": 14})
        listed = _("Attribute {number}: its values, with commas", number=number + 1)
        values = StringField(listed, [Optional(), Length(max=4_000)], render_kw={"size": 32})
        fields |= {f"attribute__{number}__name": Field(name, row.name), f"attribute__{number}__values": Field(values, row.values)}
    for name, each in fields.items():
        if name.startswith("add__"):
            offered = [choice.value for choice in each.made.kwargs["choices"]]
            chosen = request.form.get(name, "")
            fields[name] = replace(each, text=chosen if chosen in offered else offered[0])
    return fields


def _with_rule(has: Composed, place: str, code: str) -> Composed:
    if place.endswith("__table"):
        return replace(has, rules=added(has.rules, place, new_row()), said=_("A row is added."))
    example = EXAMPLES.get(code)
    if example is None:
        return has
    rule = fresh(code, has.rules, shown_rule(example.data, has.known, depth_of(place)), place)
    said = _("A rule is added: change its numbers and words as you need them. Nothing is saved yet.")
    return replace(has, rules=added(has.rules, place, rule), said=said, at=f"{ROOT}__{len(has.rules)}" if place == ROOT else place)


def _from_file(has: Composed, code: str) -> Composed:
    """Take over the rules of a file, and its seats and declared values where it has them and the network has not."""
    try:
        found = read_rules(_text_sent(), code)
    except InputError as error:
        return replace(has, problem=str(error))
    declared = has.declared
    if found.attributes is not None:
        own = {name: values for name, values in found.attributes.items() if not _is_known(name, values, has.words)}
        declared = tuple(rows_of(own))
    return replace(
        has,
        rules=typed_rules(found.rules, has.words),
        declared=declared,
        seats=has.seats if found.seats is None else seats_as_text(found.seats),
        said=_("Rules taken over from the file: {n}. Nothing is saved yet.", n=len(found.rules)),
    )


def _is_known(name: str, values: Sequence[str], words: RuleWords) -> bool:
    return name in {"region", "kind", "gender"} and set(words.values.get(name, ())) == set(values)


def _text_sent() -> str:
    upload = request.files.get("file")
    if upload is None or not upload.filename:
        return str(request.form.get("rules_text", ""))
    try:
        return bytes(upload.read()).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(_("the file: expected text in UTF-8.")) from error
