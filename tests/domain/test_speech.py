"""In which language a sentence is said."""

from __future__ import annotations

import copy
from dataclasses import replace
from datetime import date

import pytest
from markupsafe import escape

from consensus.domain.reasons import Reason
from consensus.domain.speech import ENGLISH, Sentence, _, ngettext, spoken_by, spoken_in_english

FRENCH = replace(
    ENGLISH,
    code="fr",
    gettext={
        "{n} of {of} voices spoke.": "{of} voix, dont {n}.",
        "a member": "un membre",
        "By {who}.": "Par {who}.",
        "<b>": "<i>",
    }.__getitem__,
    ngettext=lambda _one, _many, n: "{n} jour" if n < 2 else "{n} jours",
    listing=" ; ".join,
    day=lambda day: day.strftime("%d/%m/%Y"),
)


def in_french(sentence: object) -> str:
    with spoken_by(lambda: FRENCH):
        return str(sentence)


def test_a_translation_replaces_the_sentence_and_keeps_the_values() -> None:
    assert in_french(Reason("{n} of {of} voices spoke.", {"n": 5, "of": 21}).render()) == "21 voix, dont 5."


def test_the_language_chooses_the_plural() -> None:
    assert in_french(ngettext("{n} day", "{n} days", 0)) == "0 jour"
    assert ngettext("{n} day", "{n} days", 0) == "0 days"


def test_a_sentence_in_a_sentence_is_said_in_the_same_language() -> None:
    assert in_french(_("By {who}.", who=_("a member"))) == "Par un membre."


def test_days_and_lists_are_written_as_the_language_writes_them() -> None:
    when = _("By {who}.", who=date(2026, 11, 22))
    assert (str(when), in_french(when)) == ("By 22 November 2026.", "Par 22/11/2026.")
    assert in_french(_("By {who}.", who=("A", "B"))) == "Par A ; B."


def test_what_is_stored_and_compared_is_english_whoever_reads() -> None:
    with spoken_by(lambda: FRENCH):
        said = _("a member")
        assert said == "a member"
        assert hash(said) == hash("a member")
        assert said + "s" == "a members"


def test_a_command_speaks_english_and_what_it_refuses_is_said_to_the_reader() -> None:
    with spoken_by(lambda: FRENCH):
        with spoken_in_english():
            said, recorded = _("a member"), f"{_('a member')}"
        assert recorded == "a member"
        assert str(ValueError(said)) == "un membre"


def test_a_page_shows_it_in_the_language_of_the_reader_and_escaped() -> None:
    with spoken_by(lambda: FRENCH):
        assert escape(_("<b>")) == "&lt;i&gt;"
        assert f"{_('a member'):>10}" == " un membre"


ARABIC = replace(FRENCH, code="ar", is_rtl=True, isolates=True, gettext=lambda _english: "بقلم {who}، {n}.")


@pytest.mark.parametrize(
    ("who", "said"),
    [
        ("Vera (Lake)", "بقلم \u2068Vera (Lake)\u2069، 3."),
        ("فيرا", "بقلم فيرا، 3."),
        ("1/3", "بقلم 1/3، 3."),
        ("https://a.example/b", "بقلم https://a.example/b، 3."),
        (("Vera", "فيرا"), "بقلم \u2068Vera\u2069 ; فيرا، 3."),
        (_("By {who}.", who="Ines", n=3), "بقلم بقلم \u2068Ines\u2069، 3.، 3."),
    ],
)
def test_a_name_that_runs_against_the_sentence_is_set_apart_in_it(who: str, said: str) -> None:
    with spoken_by(lambda: ARABIC):
        sentence = _("By {who}.", who=who, n=3)
        assert str(sentence) == said
        assert escape(sentence) == said


def test_a_name_from_right_to_left_is_set_apart_on_a_page_and_never_in_what_is_stored() -> None:
    sentence = _("By {who}.", who="فيرا")
    assert sentence == f"{sentence}" == "By فيرا."
    assert escape(sentence) == "By \u2068فيرا\u2069."
    assert escape(_("By {who}.", who="Vera")) == "By Vera."


def test_a_copy_says_the_same_in_every_language() -> None:
    for each in (copy.deepcopy(_("a member")), copy.copy(_("a member"))):
        assert isinstance(each, Sentence)
        assert in_french(each) == "un membre"


def test_braces_of_a_sentence_without_values_stay() -> None:
    assert _("{}") == "{}"


def test_a_value_that_is_missing_is_an_error_where_the_sentence_is_made() -> None:
    with pytest.raises(KeyError):
        _("By {who}.", whom="x")
