"""Which words a text holds, whatever their accents, letter forms and case: what search compares on every database.

The same folding is done to what is stored and to what is asked, so that neither engine's own rules play a part.
Scripts that are written without spaces are compared letter by letter: what is asked for is found wherever its letters stand next
to each other. An Arabic word is the same with its article and without.
Source: record.md section 5 (accents and Arabic forms folded).
"""

from __future__ import annotations

import re
import unicodedata
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

Phrase: TypeAlias = tuple[str, ...]
"""Folded words next to each other; at least one."""

LONGEST_WORD = 100
"""What is longer is no word: neither engine need keep it. Compared by its beginning."""

# Thai, Lao, Burmese, Khmer, Japanese and Chinese; Korean, whose particles stand at the word, composed and taken apart.
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f"
    "\U00020000-\U0003ffff\u1100-\u11ff\uac00-\ud7af"
)
_LETTER = rf"(?=[^\W_])[{_UNSPACED}]"

_WORD = re.compile(rf"{_LETTER}|[^\W_{_UNSPACED}]+")

# In a text as it was written, vowel marks and joiners stand inside words.
_WORD_WITH_MARKS = re.compile(
    rf"{_LETTER}|[^\W_{_UNSPACED}](?:[^\W_{_UNSPACED}]|[\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u0640\u06d6-\u06ed\u093c-\u094d])*"
)

# Letters that no decomposition takes apart: strokes, and the forms of Arabic, Persian and Urdu that writers mix.
_SAME_LETTERS = {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "ı": "i", "ŧ": "t", "ħ": "h", "æ": "ae", "œ": "oe"} | {
    "ى": "ي",
    "ی": "ي",
    "ې": "ي",
    "ة": "ه",
    "ۀ": "ه",
    "ە": "ه",
    "ہ": "ه",
    "ٱ": "ا",
    "ک": "ك",
    "ـ": "",
}


# The Arabic article, alone or with "and", "so", "with", "as" or "for" before it; what remains is a word of three letters or more.
_ARTICLE = re.compile(r"(?:[وف]?(?:[بك]?ال|لل))(?=\w{3})")


class _Letters(dict[int, str]):
    """What each letter becomes; looked up once and kept, because texts are long and alphabets are short."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        if unicodedata.category(letter) == "Mn":
            becomes = ""
        elif letter.isdecimal():
            becomes = str(unicodedata.decimal(letter))
        else:
            becomes = _SAME_LETTERS.get(letter, letter)
        self[code] = becomes
        return becomes


_LETTERS = _Letters()


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text as it was written, and whether it is what was looked for."""

    text: str
    is_match: bool


def fold(text: str) -> str:
    """Return ``text`` without accents, vowel marks, case, and the differences between forms of one letter."""
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold()).translate(_LETTERS)


def words_in(text: str) -> list[str]:
    """Return the folded words of ``text``, in order."""
    folded = fold(text)
    words = _WORD.findall(folded)
    if "ل" in folded:
        words = [word[article.end() :] if (article := _ARTICLE.match(word)) else word for word in words]
    return [word[:LONGEST_WORD] for word in words]


def excerpt(text: str, phrases: Iterable[Phrase], around: int = 90) -> tuple[Piece, ...]:
    """Return the part of ``text`` around the first of the ``phrases`` in it, each of them marked; empty if none is there.

    :param around: how many characters to show before and after it, as far as whole words allow.
    """
    folded = fold(text)
    # Most texts hold none of it, which is told sooner letter by letter than word by word.
    wanted = tuple(phrase for phrase in phrases if all(word in folded for word in phrase))
    if not wanted:
        return ()
    first = next(_stretches_of(text, wanted, _before(text, folded, wanted)), None)
    if first is None:
        return ()
    start, end = _stretch(text, first[0] - around, max(first[0] + around, first[1]))
    pieces, at = [Piece("… " if start > 0 else "", is_match=False)], start
    for begins, ends in _stretches_of(text, wanted, start, end):
        if begins >= at:
            pieces += [Piece(text[at:begins], is_match=False), Piece(text[begins:ends], is_match=True)]
            at = ends
    pieces.append(Piece(text[at:end] + (" …" if end < len(text) else ""), is_match=False))
    return tuple(piece for piece in pieces if piece.text)


def _before(text: str, folded: str, phrases: tuple[Phrase, ...]) -> int:
    """Return where a word begins before which no phrase can stand; letters keep their places only where none is folded into others."""
    return text.rfind(" ", 0, min(folded.find(phrase[0]) for phrase in phrases)) + 1 if text.isascii() else 0


def _stretches_of(text: str, phrases: tuple[Phrase, ...], start: int = 0, end: int | None = None) -> Iterator[tuple[int, int]]:
    """Yield where a phrase stands, as it was written: from the beginning of its first word to the end of its last."""
    by_last = {phrase[-1]: [each for each in phrases if each[-1] == phrase[-1]] for phrase in phrases}
    recent: deque[tuple[str, int]] = deque(maxlen=max(map(len, phrases)))
    for match in _WORD_WITH_MARKS.finditer(text, start, len(text) if end is None else end):
        for word in _folded(match.group()):
            recent.append((word, match.start()))
            for phrase in by_last.get(word, ()):
                before = list(recent)[-len(phrase) :]
                if tuple(each for each, _ in before) == phrase:
                    yield before[0][1], match.end()


@lru_cache(maxsize=10_000)
def _folded(word: str) -> tuple[str, ...]:
    return tuple(words_in(word))


def _stretch(text: str, start: int, end: int) -> tuple[int, int]:
    """Move both ends inwards to the nearest space, so that no word is cut."""
    start, end = max(0, start), min(len(text), end)
    if start > 0:
        space = text.find(" ", start, start + 30)
        start = start if space < 0 else space + 1
    if end < len(text):
        space = text.rfind(" ", end - 30, end)
        end = end if space < 0 else space
    return start, end
