"""Which words a text holds, whatever their accents, letter forms and case: what search compares on every database.

The same folding is done to what is stored and to what is asked, so that neither engine's own rules play a part.
Source: record.md section 5 (accents and Arabic forms folded).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

LONGEST_WORD = 100
"""What is longer is no word: neither engine need keep it. Compared by its beginning."""

_WORD = re.compile(r"[^\W_]+")

# In a text as it was written, vowel marks and joiners stand inside words.
_WORD_WITH_MARKS = re.compile(r"[^\W_](?:[^\W_]|[\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u0640\u06d6-\u06ed\u093c-\u094d])*")

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
    return [word[:LONGEST_WORD] for word in _WORD.findall(fold(text))]


def excerpt(text: str, wanted: frozenset[str], around: int = 90) -> tuple[Piece, ...]:
    """Return the part of ``text`` around the first of the ``wanted`` words in it, each of them marked; empty if none is there.

    :param around: how many characters to show before and after it, as far as whole words allow.
    """
    first = next((match.start() for match in _WORD_WITH_MARKS.finditer(text) if _is_wanted(match.group(), wanted)), None)
    if first is None:
        return ()
    start, end = _stretch(text, first - around, first + around)
    pieces, at = [Piece("… " if start > 0 else "", is_match=False)], start
    for match in _WORD_WITH_MARKS.finditer(text, start, end):
        if _is_wanted(match.group(), wanted):
            pieces += [Piece(text[at : match.start()], is_match=False), Piece(match.group(), is_match=True)]
            at = match.end()
    pieces.append(Piece(text[at:end] + (" …" if end < len(text) else ""), is_match=False))
    return tuple(piece for piece in pieces if piece.text)


def _is_wanted(word: str, wanted: frozenset[str]) -> bool:
    return not wanted.isdisjoint(_folded(word))


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
