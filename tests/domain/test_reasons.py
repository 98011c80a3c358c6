"""Sentences with named values, in a language and with the names of a place."""

from __future__ import annotations

from consensus.domain.reasons import Reason


def test_a_sentence_names_its_values() -> None:
    assert str(Reason("{n} of {of} voices spoke.", {"n": 5, "of": 21})) == "5 of 21 voices spoke."


def test_several_words_are_listed() -> None:
    assert str(Reason("Not yet: {groups}.", {"groups": ("MENA", "NAM")})) == "Not yet: MENA, NAM."


def test_one_is_singular_and_everything_else_is_plural() -> None:
    def days(n: int | str) -> str:
        return str(Reason("For {n} day.", {"n": n}, plural="For {n} days."))

    assert [days(0), days(1), days(2), days("1/2")] == ["For 0 days.", "For 1 day.", "For 2 days.", "For 1/2 days."]


def test_a_page_names_what_is_a_code_to_the_rules() -> None:
    reason = Reason("In {group}, not yet: {groups}; {n} spoke.", {"group": "LAC", "groups": ("MENA", "X"), "n": 3})
    names = {"LAC": "Latin America", "MENA": "Middle East"}
    assert reason.render(names=names) == "In Latin America, not yet: Middle East, X; 3 spoke."


def test_a_value_is_never_read_as_a_template() -> None:
    assert str(Reason("In {group}.", {"group": "{n}"})) == "In {n}."
