"""What changed between two texts: nothing of either is lost, whatever they are."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consensus.domain.passages import cut_at, end_of, places_of, together, with_passage
from consensus.domain.wording import Piece, changed_words, side_by_side

TEXTS = st.lists(st.sampled_from(["a", "b ", "c\n", "spring", ".", " ", "\n\n", "ا"]), max_size=30).map("".join)


@given(TEXTS, TEXTS)
def test_both_texts_can_be_read_from_the_pieces(old: str, new: str) -> None:
    pieces = changed_words(old, new)
    assert "".join(piece.text for piece in pieces if piece.kind != "new") == old
    assert "".join(piece.text for piece in pieces if piece.kind != "gone") == new


@pytest.mark.parametrize(
    ("old", "new", "pieces"),
    [
        # the same
        ("We meet.", "We meet.", [("same", "We meet.")]),
        # a word
        ("We meet in spring.", "We meet in autumn.", [("same", "We meet in "), ("gone", "spring"), ("new", "autumn"), ("same", ".")]),
        # a line more
        ("One.\n", "One.\nTwo.\n", [("same", "One.\n"), ("new", "Two.\n")]),
        # everything
        ("", "New.", [("new", "New.")]),
        ("Old.", "", [("gone", "Old.")]),
    ],
)
def test_words_that_came_and_went_are_told_apart(old: str, new: str, pieces: list[tuple[str, str]]) -> None:
    assert changed_words(old, new) == tuple(Piece(kind, text) for kind, text in pieces)


def test_the_longest_texts_are_compared_in_a_moment() -> None:
    old = " ".join(f"word{number % 97}" for number in range(18_000))
    new = " ".join(f"word{number % 89}" for number in range(18_000))
    began = time.perf_counter()
    pieces = changed_words(old, new)
    assert time.perf_counter() - began < 5
    assert [piece.kind for piece in pieces if piece.kind != "same"] == ["gone", "new"]


def told(old: str, new: str) -> str:
    """Both texts as one, with brackets around what went and braces around what came."""
    frames = {"same": "{}", "gone": "[{}]", "new": "{{{}}}"}
    return "".join(frames[piece.kind].format(piece.text) for piece in changed_words(old, new))


@pytest.mark.parametrize(
    ("old", "new", "as_told"),
    [
        # Latin: an apostrophe parts no word
        (
            "L'assemblée se réunit au printemps, et l'accès est libre.",
            "L'assemblée se réunit à l'automne, et l'accès n'est libre qu'aux membres.",
            "L'assemblée se réunit [au printemps]{à l'automne}, et l'accès [est]{n'est} libre{ qu'aux membres}.",
        ),
        # Arabic, with points above and below the letters
        (
            "تلتقي الجمعيةُ في الربيع، في مكانٍ يصل إليه الجميع.",
            "تلتقي الجمعيةُ في الخريف، في مكانٍ يصل إليه كل الأعضاء.",
            "تلتقي الجمعيةُ في [الربيع]{الخريف}، في مكانٍ يصل إليه [الجميع]{كل الأعضاء}.",
        ),
        # Chinese: no spaces, each character a word
        ("大会每年春季在各地区轮流举行。", "大会每两年秋季在各地区轮流举行。", "大会每{两}年[春]{秋}季在各地区轮流举行。"),
        # Devanagari: a vowel sign never leaves its consonant
        ("सभा हर साल वसंत में मिलती है।", "सभा हर साल सर्दी में मिलती है।", "सभा हर साल [वसंत]{सर्दी} में मिलती है।"),
        # Cyrillic
        (
            "Собрание проходит каждый год весной в одном из регионов.",
            "Собрание проходит каждый год осенью в одном из четырёх регионов.",
            "Собрание проходит каждый год [весной]{осенью} в одном из{ четырёх} регионов.",
        ),
        # Thai: no spaces; a vowel above stays with its letter
        ("ประชุมทุกปี", "ประชุมทุกเดือน", "ประชุมทุก[ปี]{เดือน}"),
        # an accent that is a sign of its own stays with its letter
        ("cafe\u0301 noir", "cafe noir", "[cafe\u0301]{cafe} noir"),
        # a sentence that was rewritten reads as one
        ("Nobody pays, ever.", "Everyone gives, always.", "[Nobody pays, ever]{Everyone gives, always}."),
    ],
)
def test_changed_words_are_marked_in_every_script(old: str, new: str, as_told: str) -> None:
    assert told(old, new) == as_told


def test_a_word_that_comes_often_is_still_a_word() -> None:
    old = "the member and the region and the seat " * 60
    assert told(old, old.replace("seat", "chair", 1)).count("[") == 1


@given(TEXTS, TEXTS)
def test_both_texts_can_be_read_side_by_side(old: str, new: str) -> None:
    rows = side_by_side(changed_words(old, new))
    assert "".join(piece.text for row in rows for piece in row.old) == old
    assert "".join(piece.text for row in rows for piece in row.new) == new


def test_lines_that_both_have_stand_at_one_height() -> None:
    rows = side_by_side(changed_words("One.\nTwo.\nThree.\n", "One.\nTwo and a half.\nThree.\nFour.\n"))
    assert [("".join(piece.text for piece in row.old), "".join(piece.text for piece in row.new)) for row in rows] == [
        ("One.\n", "One.\n"),
        ("Two.\n", "Two and a half.\n"),
        ("Three.\n", "Three.\n"),
        ("", "Four.\n"),
    ]


@pytest.mark.parametrize(
    ("old", "new"),
    [("\n" * 200_000, "x\n" * 100_000), ("a\nb\n" * 50_000, "b\na\n" * 50_000), ("的" * 100_000, "的了" * 50_000)],
    ids=["empty lines", "two lines", "one character"],
)
def test_texts_made_to_be_slow_are_compared_in_a_moment(old: str, new: str) -> None:
    began = time.perf_counter()
    changed_words(old, new)
    assert time.perf_counter() - began < 5


PASSAGES = [
    # as it was written
    ("in spring", "We meet in spring.", ["in spring"]),
    # without the marks of Markdown, which a page does not show
    ("We meet in spring", "We meet in **spring**, all.", ["We meet in **spring**"]),
    # a line that breaks elsewhere
    ("a place that all", "in a place\nthat all can reach", ["a place\nthat all"]),
    # from one item of a list to the next
    ("here\nSecond", "- First *point* here\n- Second there", ["here\n- Second"]),
    # a link is its words
    ("the charter says", "What [the charter](https://example.org/x) says.", ["the charter](https://example.org/x) says"]),
    # more than once
    ("spring", "spring, and spring again", ["spring", "spring"]),
    # in other scripts
    ("في الربيع", "تلتقي الجمعية في\nالربيع.", ["في\nالربيع"]),
    ("春季在各", "大会每年春季在各地区举行。", ["春季在各"]),
    # gone, or nothing
    ("in winter", "We meet in spring.", []),
    ("  ", "We meet in spring.", []),
    ("**", "We meet in spring.", []),
]


@pytest.mark.parametrize(("passage", "text", "found"), PASSAGES)
def test_a_passage_is_found_as_people_copied_it(passage: str, text: str, found: list[str]) -> None:
    assert [text[place.start : place.end] for place in places_of(passage, text)] == found


def test_nothing_but_the_passage_changes() -> None:
    text = "One **two** three.\n\nFour."
    (place,) = places_of("two", text)
    assert with_passage(text, place, "five") == "One **five** three.\n\nFour."
    assert with_passage(text, end_of(text), "Five.\n") == "One **two** three.\n\nFour.\n\nFive.\n"


@given(st.text(alphabet="ab *\n", max_size=30), st.text(alphabet="ab *\n", max_size=8))
def test_a_text_cut_at_passages_is_still_the_text(text: str, passage: str) -> None:
    places = together(places_of(passage, text))
    assert "".join(cut_at(text, places)) == text
