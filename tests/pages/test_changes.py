"""What changed between two texts: nothing of either is lost, whatever they are."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consensus.pages.changes import MOST_WORDS, Piece, changed_words

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
    old = " ".join(f"word{number % 97}" for number in range(MOST_WORDS * 12))
    new = " ".join(f"word{number % 89}" for number in range(MOST_WORDS * 12))
    began = time.perf_counter()
    pieces = changed_words(old, new)
    assert time.perf_counter() - began < 5
    assert [piece.kind for piece in pieces] == ["gone", "new"]
