"""Every sentence of the program is there in every language, with its values and tags; and templates hold no sentence unmarked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from jinja2 import Environment

from consensus.domain.speech import LANGUAGES, spoken_by
from consensus.translations.catalogs import Fault, faults, translated_into
from consensus.translations.extraction import Said, UnreadableSentenceError, _in_python, said_everywhere
from consensus.web.languages import speaker_of
from consensus.web.words import OUTCOMES, STAGES
from tests.support.tree import ROOT

said = cache(said_everywhere)


def test_every_language_but_english_has_a_catalog() -> None:
    assert set(translated_into()) == set(LANGUAGES) - {"en"}


@pytest.mark.parametrize("language", translated_into())
def test_a_language_says_every_sentence_with_its_values_and_tags(language: str) -> None:
    assert [str(fault) for fault in faults(language, said())][:20] == []


@pytest.mark.parametrize("language", translated_into())
def test_words_of_stages_and_outcomes_are_said_in_the_language(language: str) -> None:
    with spoken_by(lambda: speaker_of(language)):
        for word in (*STAGES.values(), *OUTCOMES.values()):
            assert str(word) != word or language == "fr", word


def test_a_sentence_put_together_while_the_program_runs_is_refused() -> None:
    with pytest.raises(UnreadableSentenceError):
        list(_in_python("def f(x):\n    return _(x)\n", "f.py"))


def test_a_mark_under_another_name_is_refused_because_nobody_would_find_what_it_marks() -> None:
    with pytest.raises(UnreadableSentenceError):
        list(_in_python("from consensus.domain.speech import gettext_noop as n\n", "f.py"))


def test_a_name_stands_for_the_words_it_was_given() -> None:
    source = 'def f(n):\n    one, many = "{n} vote", "{n} votes"\n    return ngettext(one, many, n)\n'
    assert list(_in_python(source, "f.py")) == [Said("{n} vote", "{n} votes", "python-brace-format")]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("{nom} a voté.", "has other named values"),
        ("{name} et {n} ont voté.", "has other named values"),
        ("<b>{name}</b> a voté.", "has other tags"),
        (" {name} a voté.", "begins or ends with a space"),
    ],
)
def test_a_translation_with_other_values_or_tags_is_a_fault(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, text: str, what: str) -> None:
    monkeypatch.setattr("consensus.translations.catalogs.CATALOGS", tmp_path)
    header = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n'
    (tmp_path / "fr.po").write_text(f'{header}msgid "{{name}} voted."\nmsgstr "{text}"\n', encoding="utf-8")
    assert list(faults("fr", {Said("{name} voted.", None, ""): []})) == [Fault("fr", "{name} voted.", what)]


# What stands in a template outside of marks, tags and what is computed, and is no sentence.
NO_SENTENCES = frozenset({"SHA", "hx", "swap", "oob", "true"})
WORDS = re.compile(r"[A-Za-z]{2,}(?: [A-Za-z]+)*")
ENGINE = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)


def unmarked(path: Path) -> Iterator[str]:
    """The words of a template that nobody marked."""
    text, block, is_marked, inside = "", "", False, ""
    for _line, kind, value in ENGINE.lexer.tokeniter(path.read_text(encoding="utf-8"), str(path)):
        if kind.endswith("_begin"):
            inside, block = kind.removesuffix("_begin"), ""
        elif kind.endswith("_end"):
            if inside == "block":
                is_marked = {"trans": True, "endtrans": False}.get((block.split() or [""])[0], is_marked)
            inside = ""
            text += "§"
        elif inside:
            block += value
        elif kind == "data" and not is_marked:
            text += value
    text = re.sub(r"<!--.*?-->|<(code|pre|style|script)\b.*?</\1>", "§", text, flags=re.DOTALL)
    yield from (found for found in re.findall(r'\b(?:aria-label|alt|title|placeholder|data-label)="([^"§]*)"', text) if WORDS.search(found))
    yield from (found for found in WORDS.findall(re.sub(r"<[^>]*>|&\w+;", "§", text)) if found not in NO_SENTENCES)


TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))


def test_no_template_holds_a_sentence_that_is_not_marked() -> None:
    found = {str(path.relative_to(ROOT)): words for path in TEMPLATES if (words := list(unmarked(path)))}
    assert found == {}
