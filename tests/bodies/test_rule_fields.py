"""Composition rules in fields and back: nothing is lost, nothing is guessed, and what is wrong is said at its field."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from consensus.bodies.default_balance import default_balance
from consensus.bodies.forms.composing.declared import seats_as_text, seats_typed
from consensus.bodies.forms.composing.fields import fields_of
from consensus.bodies.forms.composing.file import read_rules
from consensus.bodies.forms.composing.kinds import EXAMPLES, KINDS
from consensus.bodies.forms.composing.showing import rules_as_typed, shown_rule, typed_rules
from consensus.bodies.forms.composing.tree import KEPT, ROW, Rules, TypedRule, added, removed, rules_sent
from consensus.bodies.queries.rule_words import KNOWN, RuleWords
from consensus.domain.composition import parse_rules
from consensus.domain.composition.rule_kinds import KINDS as EVERY_KIND
from consensus.domain.errors import InputError
from consensus.domain.speech import ENGLISH, spoken_by

BODIES: list[dict[str, Any]] = json.loads((Path(__file__).parents[1] / "cases" / "composition.json").read_text(encoding="utf-8"))["bodies"]

REGIONS = {"AFR": "Africa", "LAC": "Latin America, Caribbean"}
WORDS = RuleWords(values={**{name: {} for name in KNOWN}, "region": REGIONS}, languages=("en", "es"))


def as_sent(rules: Rules, place: str = "rule") -> dict[str, str]:
    """The fields of rules as a browser sends them."""
    sent: dict[str, str] = {}
    for number, rule in enumerate(rules):
        path = f"{place}__{number}"
        sent |= {f"{path}__kind": rule.kind, **{f"{path}__{key}": text for key, text in rule.texts.items()}}
        for name, inner in rule.inner.items():
            sent |= as_sent(inner, f"{path}__{name}")
    return sent


def untied(rules: Rules) -> Rules:
    """The same fields without what they were before, so that all is made from what is typed."""
    return tuple(
        replace(rule, texts={key: text for key, text in rule.texts.items() if rule.kind == KEPT or key != "was"}) for rule in rules
    )


def written(rules: Rules) -> list[dict[str, Any]]:
    """What the fields make; none of them is wrong."""
    made, problems = rules_as_typed(rules, WORDS)
    assert problems == []
    return made


def kept(rules: Rules) -> list[TypedRule]:
    """The rules without fields, at every depth."""
    return [each for rule in rules for each in ([rule] if rule.kind == KEPT else [k for inner in rule.inner.values() for k in kept(inner)])]


@pytest.mark.parametrize("body", BODIES, ids=lambda body: body["id"])
def test_the_rules_of_a_real_body_are_read_into_fields_and_written_back_as_they_were(body: dict[str, Any]) -> None:
    typed = typed_rules(body["rules"], WORDS)
    sent = rules_sent(as_sent(typed))

    assert kept(typed) == []
    assert written(sent) == body["rules"]
    assert parse_rules(written(untied(sent))) == parse_rules(body["rules"])


def test_every_kind_has_a_sentence_and_an_example_that_is_a_rule_once_it_is_filled_in() -> None:
    assert KINDS.keys() - {ROW, KEPT} == EVERY_KIND.keys() == {example.data["kind"] for example in EXAMPLES.values()}
    for code, example in EXAMPLES.items():
        if code not in {"quota", "any_of", "all_of"}:
            parse_rules(written((shown_rule({**example.data, "id": code}, WORDS),)))


SENTENCES: list[tuple[dict[str, str], dict[str, Any]]] = [
    # "At least one from each region and no more than three."
    (
        {
            "kind": "for_each",
            "group_by": "region",
            "over": "declared",
            "rules__0__kind": "count",
            "rules__0__min": "1",
            "rules__0__max": "3",
        },
        {"kind": "for_each", "group_by": "region", "over": "declared", "rules": [{"kind": "count", "min": 1, "max": 3}]},
    ),
    # No gender above three fifths, written in per cent.
    (
        {
            "kind": "for_each",
            "group_by": "gender",
            "over": "present",
            "rules__0__kind": "share",
            "rules__0__max": "60 %",
            "rules__0__base": "seats",
        },
        {"kind": "for_each", "group_by": "gender", "rules": [{"kind": "share", "max": "3/5", "base": "seats"}]},
    ),
    # "Two of the seven from movements."
    ({"kind": "count", "min": "2", "where__0": "kind=movement"}, {"kind": "count", "where": {"kind": "movement"}, "min": 2}),
    # Several values are any of them, other attributes are all; what is not in the list is written out, by name or by code.
    (
        {
            "kind": "count",
            "max": "2",
            "where__0": "kind=ngo",
            "where__1": "kind=movement",
            "where__other": "region: africa; not seat: chair",
        },
        {"kind": "count", "where": {"kind": ["ngo", "movement"], "region": "AFR", "not": {"seat": "chair"}}, "max": 2},
    ),
    (
        {
            "kind": "quota",
            "attribute": "region",
            "seat_value__0": "Africa",
            "seat_number__0": "2",
            "seat_value__1": "LAC",
            "vacant_ok": "yes",
        },
        {"kind": "quota", "attribute": "region", "seats": {"AFR": 2}, "vacant_ok": True},
    ),
    (
        {"kind": "share", "min": "33,5 %", "where__0": "kind=ngo", "rounding": "closest", "ceiling": "49 %"},
        {"kind": "share", "where": {"kind": "ngo"}, "min": "67/200", "rounding": "closest<=49/100"},
    ),
    (
        {"kind": "rotation", "where__0": "seat=chair", "attribute": "region", "turns": "4", "history": "chairs"},
        {"kind": "rotation", "where": {"seat": "chair"}, "attribute": "region", "history": "chairs", "no_repeat_within": 5},
    ),
]


@pytest.mark.parametrize(("typed", "made"), SENTENCES)
def test_a_sentence_that_is_filled_in_is_a_rule(typed: dict[str, str], made: dict[str, Any]) -> None:
    about = {
        "id": "r",
        "severity": "target",
        "on_failure__0": "",
        "on_failure__1": "seat_vacant",
        "text__es": "Dos.",
        "source": "Art. 2\nArt. 3",
    }
    rules = rules_sent({f"rule__0__{key}": text for key, text in {**typed, **about}.items()})

    expected = {
        "id": "r",
        "severity": "target",
        "on_failure": ["seat_vacant"],
        "text": {"es": "Dos."},
        "source": ["Art. 2", "Art. 3"],
        **made,
    }
    assert written(rules) == [expected]
    assert parse_rules([expected])


WRONG: list[tuple[dict[str, str], str, str]] = [
    ({"kind": "count", "min": "two"}, "min", "Expected a whole number such as 2."),
    ({"kind": "size"}, "min", "Expected a number in at least one of the two fields."),
    ({"kind": "share", "max": "140 %"}, "max", "Expected a share such as 60 % or 3/5."),
    ({"kind": "share", "max": "1/0"}, "max", "Expected a share such as 60 % or 3/5."),
    ({"kind": "share", "max": "1/2", "base": "seats", "of__0": "kind=ngo"}, "base", "Expected a share of the members there"),
    ({"kind": "count", "min": "1", "where__other": "Kenya"}, "where__other", "Expected an attribute and its values"),
    ({"kind": "count", "min": "1", "where__0": "not kind=ngo", "where__1": "not seat=chair"}, "where__other", "one attribute only"),
    ({"kind": "for_each", "group_by": "", "rules__0__kind": "size", "rules__0__max": "1"}, "group_by", "Expected an attribute"),
    ({"kind": "for_each", "group_by": "region", "rules__0__kind": "count", "rules__0__max": "few"}, "rules__0__max", "whole number"),
    ({"kind": "quota", "attribute": "region", "seat_number__0": "2"}, "seat_value__0", "Expected the value"),
    ({"kind": "quota", "attribute": "region"}, "attribute", "Expected a number of seats"),
    ({"kind": "distinct"}, "attributes__0", "Expected an attribute"),
    ({"kind": "bound", "attribute": "consecutive_terms"}, "max", "whole number"),
    ({"kind": "rotation", "attribute": "region", "turns": "4"}, "history", "Expected a name"),
    (
        {"kind": "by_size", "table__0__kind": "row", "table__0__rules__0__kind": "size", "table__0__rules__0__max": "1"},
        "table__0__from",
        "number",
    ),
    ({"kind": "size", "min": "1", "id": ""}, "id", "Expected a short name"),
]


@pytest.mark.parametrize(("typed", "field", "sentence"), WRONG)
def test_a_field_that_is_wrong_has_a_sentence_that_says_what_is_expected(typed: dict[str, str], field: str, sentence: str) -> None:
    rules = rules_sent({f"rule__0__{key}": text for key, text in {"id": "r", "severity": "hard", **typed}.items()})
    _, problems = rules_as_typed(rules, WORDS)

    assert [each.field for each in problems] == [f"rule__0__{field}"]
    assert sentence in problems[0].sentence


def test_a_list_of_rules_that_is_empty_is_said_where_a_rule_is_added_to_it() -> None:
    _, problems = rules_as_typed(rules_sent({"rule__0__kind": "any_of"}), WORDS)

    assert [(each.field, each.sentence) for each in problems] == [("add__rule__0__rules", "Add at least one rule here.")]


KEPT_AS_IT_IS: list[dict[str, Any]] = [
    {"id": "two-left-out", "kind": "count", "where": {"not": {"kind": "ngo", "region": "AFR"}}, "max": 2},
    {"id": "not-not", "kind": "count", "where": {"not": {"not": {"kind": "ngo"}}}, "max": 2},
    {"id": "nobody", "kind": "bound", "attribute": "consecutive_terms", "max": 2, "exempt": {}},
]


@pytest.mark.parametrize("rule", KEPT_AS_IT_IS, ids=lambda rule: rule["id"])
def test_a_filter_that_says_more_than_the_fields_is_kept_as_it_is(rule: dict[str, Any]) -> None:
    parse_rules([rule])
    typed = typed_rules([rule], WORDS)

    assert kept(typed) == list(typed)
    assert written(rules_sent(as_sent(typed))) == [rule]


def test_what_stands_too_deep_is_kept_and_the_rules_around_it_have_fields() -> None:
    deep: dict[str, Any] = {"kind": "count", "max": 1, "note": "deep"}
    for attribute in ("seat", "kind", "region"):
        deep = {"kind": "for_each", "group_by": attribute, "rules": [deep]}
    typed = typed_rules([{"id": "deep", **deep}], WORDS)

    assert [json.loads(each.texts["was"]) for each in kept(typed)] == [{"kind": "count", "max": 1, "note": "deep"}]
    changed = rules_sent({**as_sent(typed), "rule__0__group_by": "country"})
    assert written(changed) == [{"id": "deep", **deep, "group_by": "country"}]


def test_what_describes_a_rule_and_has_no_field_stays_when_the_rule_is_changed() -> None:
    rule = {
        "id": "r",
        "kind": "for_each",
        "group_by": "region",
        "note": "a",
        "rules": [{"kind": "count", "id": "inner", "max": 2, "text": "b"}],
    }
    sent = {**as_sent(typed_rules([rule], WORDS)), "rule__0__rules__0__max": "3"}

    assert written(rules_sent(sent)) == [{**rule, "rules": [{"kind": "count", "id": "inner", "max": 3, "text": "b"}]}]


def test_a_rule_of_the_software_that_is_changed_no_longer_claims_the_words_of_the_software() -> None:
    """Its text says three fifths; with other numbers that would be untrue."""
    typed = typed_rules(default_balance(), WORDS)
    assert written(rules_sent(as_sent(typed))) == default_balance()

    (changed, _) = written(rules_sent({**as_sent(typed), "rule__0__rules__0__max": "50 %"}))
    assert changed["rules"][0]["max"] == "1/2"
    assert not changed.keys() & {"text", "source"}


def test_a_rule_is_added_and_taken_out_where_its_place_says() -> None:
    rules = typed_rules([{"id": "g", "kind": "for_each", "group_by": "region", "rules": [{"kind": "count", "max": 1}]}], WORDS)
    more = added(rules, "rule__0__rules", TypedRule("size", {"max": "3"}))

    assert [each.kind for each in more[0].inner["rules"]] == ["count", "size"]
    assert [each.kind for each in removed(more, "rule__0__rules__0")[0].inner["rules"]] == ["size"]
    assert removed(more, "rule__0") == ()
    for nowhere in ("rule__7", "rule__0__when__0", "rule__x__rules__0", "", "rule", "rule__²", "rule__0__rules__²", f"rule__{'9' * 5000}"):
        assert removed(more, nowhere) == more


SEATS: list[tuple[str, Any]] = [
    ("7", 7),
    ("4 to 8", {"min": 4, "max": 8}),
    ("at least 3", {"min": 3}),
    ("at most 9", {"max": 9}),
    ("", None),
]


@pytest.mark.parametrize(("text", "seats"), SEATS)
def test_a_number_of_seats_or_its_bounds_are_written_as_they_are_read(text: str, seats: Any) -> None:
    assert seats_typed(text) == (seats, "")
    assert seats_as_text(seats) == text


@pytest.mark.parametrize(
    ("text", "seats"),
    [("de 4 à 8", {"min": 4, "max": 8}), ("3 au moins", {"min": 3}), ("at most 9", {"max": 9}), ("٤-٨", {"min": 4, "max": 8})],
)
def test_a_number_of_seats_is_typed_and_shown_in_the_words_of_its_readers_language(text: str, seats: Mapping[str, int]) -> None:
    said = {"{low} to {high}": "de {low} à {high}", "at least {low}": "{low} au moins"}
    with spoken_by(lambda: replace(ENGLISH, code="fr", gettext=lambda english: said.get(english, english))):
        assert seats_typed(text) == (seats, "")
        assert seats_typed(seats_as_text(seats)) == (seats, "")
    assert seats_typed("8 to 4")[0] is None


MALFORMED = [
    ("[{", "the file: expected JSON, found a mistake in line 1, column 3."),
    ('{"bodies": []}', "bodies: expected a list of bodies with at least one"),
    ('{"bodies": [{"id": "A", "rules": []}, {"id": "B", "rules": []}]}', 'bodies: expected one body, or one whose "id" is "BOARD"'),
    ('[{"id": "x", "kind": "siz"}]', "rules[0].kind: expected one of size, count"),
    ('{"bodies": [{"id": "B", "rules": [{"id": "x", "kind": "size", "min": "a"}]}]}', "bodies[0].rules[0].min: expected a whole number"),
    ('{"rules": [], "seats": "seven"}', "seats: expected a whole number"),
    ('{"rules": [], "rules": []}', 'the file: expected each key once in an object, found "rules" twice.'),
    ('{"seats": 7}', 'the file: expected "rules", which is missing.'),
    ("[" * 100_000, "the file: expected JSON of a sensible depth"),
    ('[{"id": "\\u0000", "kind": "size", "min": 1}]', "the file: expected text"),
    ('[{"id": "\\ud800", "kind": "size", "min": 1}]', "the file: expected text"),
    ("7", 'the file: expected an object with "bodies", or a list of rules'),
]


@pytest.mark.parametrize(("text", "sentence"), MALFORMED)
def test_a_file_that_is_not_of_the_form_is_refused_with_its_place(text: str, sentence: str) -> None:
    with pytest.raises(InputError) as refused:
        read_rules(text, "BOARD")
    assert str(refused.value).startswith(sentence)


def test_the_body_with_the_code_is_taken_from_a_file_of_several() -> None:
    found = read_rules(json.dumps({"bodies": BODIES}), "icann-board")

    assert (found.seats, len(found.rules), found.attributes and found.attributes["region"]) == (16, 4, ["AF", "AP", "EU", "LAC", "NA"])


def test_fields_that_stand_deeper_than_anybody_could_read_are_not_looked_at() -> None:
    path, sent = "rule__0", {}
    for _ in range(2_000):
        sent[f"{path}__kind"] = "any_of"
        path += "__rules__0"

    assert rules_sent(sent)[0].inner["rules"][0].kind == "any_of"


def test_a_share_of_a_group_is_called_so() -> None:
    share = {"kind": "share", "max": "1/2", "where": {"kind": "ngo"}}
    typed = typed_rules([{"id": "a", **share}, {"id": "b", "kind": "for_each", "group_by": "region", "rules": [share]}], WORDS)
    fields = dict(fields_of(typed, WORDS))

    said = [
        {choice.value: choice.label for choice in fields[name].made.kwargs["choices"]}[""]
        for name in ("rule__0__base", "rule__1__rules__0__base")
    ]
    assert said == ["the members there", "the members of the group"]
