"""Which words came and went between two texts: words, not lines, in every script, with nothing of either text lost.

A word is what a reader takes for one. Where a script puts no space between words (Chinese, Japanese, Thai and their
neighbours) each character is one; a sign that belongs to the character before it (a vowel sign, a point, an accent) never
stands alone, or it would be shown on nothing.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from unicodedata import category

MOST_COMPARISONS = 200_000
"""Pairs of equal words that one comparison looks at; beyond it a passage is shown as taken out and put in whole.
A bound on time, chosen by measuring (about a second at worst); a default of the software."""

MOST_LINES = 2_000
"""In a passage whose lines are held each against the one in its place."""

_UNSPACED = (
    # Thai, Lao, Tibetan, Myanmar, Khmer; Kana and Bopomofo; CJK with its extensions and compatibility forms.
    "\u0e00-\u0eff\u0f00-\u0fff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3100-\u312f\u31a0-\u31bf\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
)
_JOINERS = "\u200c\u200d\u00ad"
"""Zero-width joiner and non-joiner, soft hyphen: inside a word they part nothing."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words: ``same`` in both, ``gone`` or ``new``."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Row:
    """What stands at one height when two texts stand side by side."""

    old: tuple[Piece, ...]
    new: tuple[Piece, ...]


def words_of(text: str) -> list[str]:
    """Return the words, the signs and the spaces of a text, in order; joined again they are the text."""
    marks = "".join(sorted(sign for sign in set(text) if category(sign).startswith("M")))
    return _words(marks).findall(text)


@lru_cache(maxsize=64)
def _words(marks: str) -> re.Pattern[str]:
    """Return the pattern of a word where ``marks`` are the signs that belong to the character before them."""
    with_marks = f"[{re.escape(marks + _JOINERS)}]*"
    letter = f"[^\\W{_UNSPACED}]{with_marks}"
    return re.compile(rf"\s+|(?:{letter})+(?:['’ʼ](?:{letter})+)*|[{_UNSPACED}]{with_marks}|[^\s]{with_marks}")


@lru_cache(maxsize=64)
def changed_words(old: str, new: str) -> tuple[Piece, ...]:
    """Return ``new`` with what is new and what is gone since ``old``: line by line, and word by word where lines changed.

    Kept for each pair: versions are written once, and many read the same two.
    """
    pieces: list[Piece] = []
    for same, before, after in _blocks(old.splitlines(keepends=True), new.splitlines(keepends=True)):
        if same:
            pieces.append(Piece("same", "".join(after)))
        elif len(before) == len(after) <= MOST_LINES:
            # As many lines as before: each is held against the one in its place.
            for line_before, line_after in zip(before, after, strict=True):
                pieces += _within(line_before, line_after)
        else:
            pieces += _within("".join(before), "".join(after))
    return _joined(pieces)


def side_by_side(pieces: Sequence[Piece]) -> tuple[Row, ...]:
    """Return both texts line by line; lines that both have stand at one height."""
    rows: list[Row] = []
    old: list[Piece] = []
    new: list[Piece] = []

    def close() -> None:
        if old or new:
            rows.append(Row(tuple(old), tuple(new)))
        old.clear()
        new.clear()

    for piece in pieces:
        if piece.kind == "gone":
            old.append(piece)
        elif piece.kind == "new":
            new.append(piece)
        else:
            for line in piece.text.splitlines(keepends=True):
                old.append(Piece("same", line))
                new.append(Piece("same", line))
                if line.endswith(("\n", "\r")):
                    close()
    close()
    return tuple(rows)


def _within(old: str, new: str) -> Iterator[Piece]:
    for same, gone, come in _readable(list(_blocks(words_of(old), words_of(new)))):
        if same:
            yield Piece("same", "".join(come))
            continue
        if gone:
            yield Piece("gone", "".join(gone))
        if come:
            yield Piece("new", "".join(come))


Block = tuple[bool, Sequence[str], Sequence[str]]


def _readable(blocks: list[Block]) -> Iterator[Block]:
    """Join changes between which nothing but a space or a sign stayed: a sentence that was rewritten reads as one."""
    found: list[Block] = []
    for block in blocks:
        same, gone, come = block
        if len(found) > 1 and not same and found[-1][0] and _says_little(found[-1][2]) and not found[-2][0]:
            _, between, _ = found.pop()
            _, gone_before, come_before = found.pop()
            found.append((False, [*gone_before, *between, *gone], [*come_before, *between, *come]))
        else:
            found.append((same, gone, come))
    yield from found


def _says_little(words: Sequence[str]) -> bool:
    text = "".join(words)
    return "\n" not in text and not any(sign.isalnum() for sign in text) and len(text) <= 2


def _joined(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    found: list[Piece] = []
    for piece in pieces:
        if found and found[-1].kind == piece.kind:
            found[-1] = Piece(piece.kind, found[-1].text + piece.text)
        else:
            found.append(piece)
    return tuple(found)


def _blocks(old: Sequence[str], new: Sequence[str]) -> Iterator[Block]:
    """Return what stayed and what changed, in order; what both begin and end with is set aside first."""
    most = min(len(old), len(new))
    head = next((place for place in range(most) if old[place] != new[place]), most)
    tail = next((place for place in range(most - head) if old[-1 - place] != new[-1 - place]), most - head)
    if head:
        yield True, old[:head], new[:head]
    old_between, new_between = old[head : len(old) - tail], new[head : len(new) - tail]
    if _comparisons(old_between, new_between) > MOST_COMPARISONS:
        yield False, old_between, new_between
    else:
        # autojunk would take words that come often for noise, and texts are made of such words.
        # Spaces are matched with the words beside them: alone they say nothing, and there are as many as words.
        for kind, a, b, c, d in SequenceMatcher(str.isspace, old_between, new_between, autojunk=False).get_opcodes():
            yield kind == "equal", old_between[a:b], new_between[c:d]
    if tail:
        yield True, old[len(old) - tail :], new[len(new) - tail :]


def _comparisons(old: Sequence[str], new: Sequence[str]) -> int:
    before, after = Counter(old), Counter(new)
    return sum(count * after[word] for word, count in before.items() if not word.isspace())
