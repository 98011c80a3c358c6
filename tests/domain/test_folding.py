"""Which words a text holds, whatever their accents and letter forms. Source: record.md section 5."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consensus.domain.folding import excerpt, fold, words_in

SAME: tuple[tuple[str, str, str], ...] = (
    ("case", "Équité", "équité"),
    ("accents", "équité", "equite"),
    ("accents that are letters of their own", "décomposé", "de\u0301compose\u0301"),
    ("strokes", "Łódź", "lodz"),
    ("the Turkish dotless i", "ışık", "isik"),
    ("German sharp s", "Straße", "STRASSE"),
    ("ligatures", "œuvre", "oeuvre"),
    ("Arabic hamza on alef", "أحمد", "احمد"),
    ("Arabic alef with madda", "آمن", "امن"),
    ("Arabic vowel marks", "مُقَاوَمَة", "مقاومة"),
    ("Arabic teh marbuta and heh", "مقاومة", "مقاومه"),
    ("Arabic alef maksura and yeh", "على", "علي"),
    ("Arabic tatweel", "ســـلام", "سلام"),
    ("Persian letters", "کتاب یک", "كتاب يك"),
    ("Arabic digits", "٢٠٢٦", "2026"),
    ("full-width letters", "ＡＢＣ", "abc"),
)


@pytest.mark.parametrize(("one", "other"), [row[1:] for row in SAME], ids=[row[0] for row in SAME])
def test_forms_of_one_word_are_one(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_words_are_letters_and_digits() -> None:
    assert words_in("Don't panic: it's 3.5%, well-known_!") == ["don", "t", "panic", "it", "s", "3", "5", "well", "known"]


WORDS: tuple[tuple[str, str, list[str]], ...] = (
    ("Chinese is compared letter by letter", "我们决定。", ["我", "们", "决", "定"]),
    ("Japanese too, whatever its marks", "ガンジーの道", ["カ", "ン", "シ", "ー", "の", "道"]),
    ("with words of other scripts beside", "第7章 CP-1", ["第", "7", "章", "cp", "1"]),
    ("an Arabic word without its article", "المقاومة", ["مقاومه"]),
    ("or with and, with and for before it", "والمقاومة بالمقاومة وللمقاومة", ["مقاومه"] * 3),
    ("but a short word keeps what it begins with", "الله لله إلى", ["الله", "لله", "الي"]),
)


@pytest.mark.parametrize(("text", "words"), [row[1:] for row in WORDS], ids=[row[0] for row in WORDS])
def test_what_counts_as_a_word(text: str, words: list[str]) -> None:
    assert words_in(text) == words


def test_korean_is_found_without_its_particle() -> None:
    assert words_in("결정") == words_in("결정을")[: len(words_in("결정"))]


@given(st.text())
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_an_excerpt_shows_the_word_as_it_was_written_with_what_stands_around_it() -> None:
    text = "Before. " * 40 + "La Équité counts. " + "After. " * 40

    pieces = excerpt(text, [("equite",)], around=40)

    assert [piece.text for piece in pieces if piece.is_match] == ["Équité"]
    assert "".join(piece.text for piece in pieces).startswith("… ")
    assert "".join(piece.text for piece in pieces).endswith(" …")
    assert len("".join(piece.text for piece in pieces)) < 100


def test_an_excerpt_marks_arabic_words_with_their_vowel_marks() -> None:
    pieces = excerpt("حق مُقَاوَمَة الناس", [tuple(words_in("مقاومة"))])

    assert [piece.text for piece in pieces if piece.is_match] == ["مُقَاوَمَة"]


def test_where_no_word_is_there_is_no_excerpt() -> None:
    assert excerpt("Nothing of it.", [("else",)]) == ()


def test_words_next_to_each_other_are_marked_as_one() -> None:
    pieces = excerpt("定 是 我们决定了。A well-known tune, well; known.", [("决", "定"), ("well", "known")])

    assert [piece.text for piece in pieces if piece.is_match] == ["决定", "well-known", "well; known"]


@given(st.text(), st.sampled_from(["a", "equite", "7"]))
def test_an_excerpt_is_a_part_of_the_text(text: str, word: str) -> None:
    shown = "".join(piece.text for piece in excerpt(text, [(word,)]))

    assert shown.removeprefix("… ").removesuffix(" …") in text
