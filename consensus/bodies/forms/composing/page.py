"""Typed rules as a page shows them: sentences with their fields in place, what is said less often, and the rules inside."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from consensus.bodies.forms.composing.kinds import KINDS
from consensus.bodies.forms.composing.tree import KEPT, LISTS, ROOT, ROW, Rules, TypedRule
from consensus.bodies.forms.composing.writing import Problem, Writer
from consensus.bodies.forms.ruleset_sentences import SentenceWithFields, in_place
from consensus.bodies.queries.rule_words import RuleWords
from consensus.domain.composition import Rule, SeatRange, parse_rules, sentence_of
from consensus.domain.composition.share_numbers import share_numbers
from consensus.domain.errors import InputError
from consensus.domain.reasons import Reason
from consensus.domain.speech import _


@dataclass(frozen=True, slots=True)
class RuleList:
    """The rules of a list inside a rule, the words before them, and the field from which one is added."""

    place: str
    words: str
    rules: tuple[RuleOnPage, ...]
    adds: Any
    """None where rows are added, which have no kinds."""


@dataclass(frozen=True, slots=True)
class RuleOnPage:
    """A rule, or a row of a rule by size, with its fields."""

    path: str
    name: str
    kind: str
    hidden: tuple[Any, ...]
    sentence: SentenceWithFields | None = None
    seats: tuple[SentenceWithFields, ...] = ()
    """A number of seats for each value of a quota."""
    lists: tuple[RuleList, ...] = ()
    more: tuple[SentenceWithFields, ...] = ()
    own: tuple[Any, ...] = ()
    """Fields that stand by themselves: the network's own words, the source."""
    kept: str = ""
    """The sentence of a rule that has no fields."""
    numbers: tuple[Reason, ...] = ()
    """What its shares come to."""

    @property
    def is_open(self) -> bool:
        """Whether what is said less often has something in it that is wrong, or that goes beyond the sentence."""
        return any(each.errors for sentence in self.more for each in sentence.fields) or any(each.errors for each in self.own)


@dataclass(frozen=True, slots=True)
class Composer:
    """Lays out the rules of a form."""

    form: Any
    words: RuleWords
    seats: int | SeatRange | None

    def rules(self, rules: Rules, place: str = ROOT) -> Iterator[RuleOnPage]:
        """Return the rules of a list as a page shows them."""
        for number, rule in enumerate(rules):
            path = f"{place}__{number}"
            yield self._kept(rule, path, number) if rule.kind == KEPT else self._rule(rule, path, number)

    def _rule(self, rule: TypedRule, path: str, number: int) -> RuleOnPage:
        form, filters = KINDS[rule.kind], dict(KINDS[rule.kind].filters)
        template = str(form.sentence)
        for base in (*filters, "attributes"):
            several = max(len(rule.slots(base)), 1) + (base == "attributes" and bool(rule.slots(base)))
            template = template.replace(f"{{{base}}}", " ".join(f"{{{base}__{each}}}" for each in range(several)))
        more = [*form.more, *(self._rest_of_filter(rule, base, what) for base, what in filters.items())]
        return RuleOnPage(
            path=path,
            name=_("Rule {number}", number=number + 1),
            kind=rule.kind,
            hidden=tuple(self._present(path, ("kind", "was", "rest"))),
            sentence=self._sentence(path, template) if template else None,
            seats=tuple(self._seats(rule, path)),
            lists=tuple(self._list(rule, path, name, words) for name, words in form.lists),
            more=tuple(self._sentence(path, each) for each in [*more, *self._about(rule)]),
            own=tuple(self._own(path)),
            numbers=self._numbers(rule) if path.count("__") == 1 else (),
        )

    def _kept(self, rule: TypedRule, path: str, number: int) -> RuleOnPage:
        (parsed,) = self._parsed(rule) or (None,)
        sentence = (
            _("This rule cannot be read.") if parsed is None else sentence_of(parsed, declared=self._declared(), names=self.words.values)
        )
        hidden = tuple(self._present(path, ("kind", "was")))
        return RuleOnPage(path=path, name=_("Rule {number}", number=number + 1), kind=KEPT, hidden=hidden, kept=sentence)

    def _list(self, rule: TypedRule, path: str, name: str, words: str) -> RuleList:
        place = f"{path}__{name}"
        adds = None if name == "table" else self.form[f"add__{place}"]
        return RuleList(place, words, tuple(self.rules(rule.inner.get(name, ()), place)), adds)

    def _sentence(self, path: str, template: str) -> SentenceWithFields:
        return in_place(template, lambda key: self.form[f"{path}__{key}"])

    def _rest_of_filter(self, rule: TypedRule, base: str, what: str) -> str:
        """Return the sentence with the fields of a filter that the sentence of the rule has no place for."""
        used = len(rule.slots(base))
        first = max(used, 1) if f"{{{base}}}" in KINDS[rule.kind].sentence else 0
        slots = " ".join(f"{{{base}__{number}}}" for number in range(first, used + 1))
        other = f"{{{base}__other}}"
        if first:
            return _("{whom}, besides: {choices} or, written out, {other}", whom=what, choices=slots, other=other)
        return _("{whom}: {choices} or, written out, {other}", whom=what, choices=slots, other=other)

    def _about(self, rule: TypedRule) -> Iterator[str]:
        if "severity" in rule.texts:
            yield _("This rule {severity}.")
            steps = "{on_failure__0}"
            for number in range(1, len(rule.slots("on_failure")) + 1):
                steps = _("{steps} then {step}", steps=steps, step=f"{{on_failure__{number}}}")
            yield _("If nobody can be elected under it: {steps}", steps=steps)
            yield _("Short name of the rule: {id}")

    def _own(self, path: str) -> Iterator[Any]:
        for each in self.form:
            if each.name.startswith(f"{path}__text__"):
                yield each
        yield from self._present(path, ("source",))

    def _seats(self, rule: TypedRule, path: str) -> Iterator[SentenceWithFields]:
        if rule.kind == "quota":
            number = 0
            while f"{path}__seat_value__{number}" in self.form:
                yield self._sentence(path, f"{{seat_value__{number}}} {{seat_number__{number}}}")
                number += 1

    def _present(self, path: str, keys: tuple[str, ...]) -> Iterator[Any]:
        return (self.form[f"{path}__{key}"] for key in keys if f"{path}__{key}" in self.form)

    def _parsed(self, rule: TypedRule) -> tuple[Rule, ...]:
        problems: list[Problem] = []
        try:
            found = parse_rules([{"id": "x", **Writer(self.words, problems).rule(rule)}])
        except InputError:
            return ()
        return () if problems else found

    def _numbers(self, rule: TypedRule) -> tuple[Reason, ...]:
        return tuple(number for parsed in self._parsed(rule) for number in share_numbers(parsed, self.seats))

    def _declared(self) -> dict[str, list[str]]:
        return {attribute: list(names) for attribute, names in self.words.values.items()}


def place_in(rules: Rules, place: str) -> str:
    """Return the field at which a mistake is shown that the rules found at a place such as ``composition[0].rules[1].min``."""
    path, found = ROOT, rules
    rule: TypedRule | None = None
    key = ""
    for step in place.split("."):
        name, _, index = step.partition("[")
        number = index.rstrip("]")
        inside = name in LISTS.get(rule.kind, ()) if rule is not None else True
        if inside and number.isdigit():
            found = found if rule is None else rule.inner.get(name, ())
            path = f"{path}__{number}" if rule is None else f"{path}__{name}__{number}"
            if int(number) >= len(found):
                return ""
            rule, key = found[int(number)], ""
        else:
            key = key or name
    return "" if rule is None else f"{path}__{_FIELDS.get(key, key)}" if key else _first(rule, path)


_FIELDS = {
    "no_repeat_within": "turns",
    "attributes": "attributes__0",
    "where": "where__other",
    "of": "of__other",
    "exempt": "exempt__other",
    "seats": "seat_number__0",
    "on_failure": "on_failure__0",
}


def _first(rule: TypedRule, path: str) -> str:
    first = {
        ROW: "from",
        "size": "min",
        "count": "min",
        "share": "min",
        "for_each": "group_by",
        "distinct": "attributes__0",
        "quota": "attribute",
    }
    return f"{path}__{first.get(rule.kind, 'id')}"
