"""Invented words with the frequencies of a language: a few stand everywhere, most are rare. The same number gives the same text."""

from __future__ import annotations

from functools import cache
from itertools import accumulate, product
from random import Random

VOCABULARY = 8_000
STRETCH = 5
"""Words that are drawn together."""

_ONSETS = ("b", "d", "f", "g", "k", "l", "m", "n", "p", "r", "s", "t", "v", "z", "ch", "st")
_VOWELS = ("a", "e", "i", "o", "u", "ai")
_SYLLABLES = tuple(onset + vowel for onset, vowel in product(_ONSETS, _VOWELS))


@cache
def vocabulary() -> tuple[str, ...]:
    """Return the words, the most frequent first."""
    chance = Random(7)
    words: dict[str, None] = {}
    while len(words) < VOCABULARY:
        words["".join(chance.choices(_SYLLABLES, k=chance.choice((1, 2, 2, 3, 3, 4))))] = None
    return tuple(words)


@cache
def _weights() -> tuple[float, ...]:
    # Source: Zipf; the word of rank n is met n times less often than the first.
    return tuple(accumulate(1 / (rank + 3) for rank in range(VOCABULARY)))


@cache
def _stretches() -> tuple[str, ...]:
    chance = Random(13)
    return tuple(" ".join(chance.choices(vocabulary(), cum_weights=_weights(), k=STRETCH)) for _ in range(20_000))


def text(chance: Random, words: int) -> str:
    """Return about that many words; a text of a hundred thousand is made in no time."""
    stretches = _stretches()
    return " ".join(stretches[int(chance.random() * len(stretches))] for _ in range(max(1, words // STRETCH)))


def sentence(number: int, words: int) -> str:
    """Return the sentence with this number."""
    return f"{text(Random(number), words).capitalize()}."
