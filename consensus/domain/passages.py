"""Where a passage that somebody copied stands in a text, and the text with another passage in its place.

People copy from the page, where Markdown has become bold words and bullets, and where lines break elsewhere: a passage is
found whatever its spaces, line breaks and marks of emphasis are. Letters, digits and signs must be the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

_MARKS = "*_`~#>"
"""Signs by which Markdown makes letters bold or a line a heading or a quotation; a page does not show them."""
_LIST_MARK = re.compile(r"^[ \t]*(?:[-+*]|\d{1,9}[.)])[ \t]+", re.MULTILINE)
_LINK = re.compile(r"\]\([^()\s]*(?:\s+\"[^\"]*\")?\)")


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where something stands in a text: from the first character to before ``end``."""

    start: int
    end: int

    def overlaps(self, other: Place) -> bool:
        """Whether the two have a character in common, or are the same point."""
        return self == other or (self.start < other.end and other.start < self.end)


def places_of(passage: str, text: str) -> tuple[Place, ...]:
    """Return every place at which ``passage`` stands in ``text``; none if it does not, or if it says nothing."""
    exact = passage.strip()
    if not exact:
        return ()
    found = tuple(Place(each.start(), each.end()) for each in re.finditer(re.escape(exact), text))
    return found or _as_read(exact, text)


def end_of(text: str) -> Place:
    """Return the place behind a text, where something stands that is to be added."""
    return Place(len(text), len(text))


def with_passage(text: str, place: Place, new: str) -> str:
    """Return ``text`` with ``new`` where ``place`` is; at the end of the text it becomes a paragraph of its own."""
    if place == end_of(text) and text:
        return f"{text.rstrip()}\n\n{new.strip()}\n"
    return text[: place.start] + new.strip() + text[place.end :]


def together(places: Iterable[Place]) -> tuple[Place, ...]:
    """Return the places with those that overlap as one, in the order of the text."""
    found: list[Place] = []
    for place in sorted(places):
        if found and found[-1].overlaps(place):
            found[-1] = Place(found[-1].start, max(found[-1].end, place.end))
        else:
            found.append(place)
    return tuple(found)


def cut_at(text: str, places: Sequence[Place]) -> tuple[str, ...]:
    """Return the text in parts: before the first of ``places``, the first, between it and the second, and so on."""
    cuts = [0, *(cut for place in places for cut in (place.start, place.end)), len(text)]
    return tuple(text[start:end] for start, end in pairwise(cuts))


def _as_read(passage: str, text: str) -> tuple[Place, ...]:
    wanted, _ = _read(passage)
    seen, where = _read(text)
    if not wanted.strip():
        return ()
    found = []
    for each in re.finditer(re.escape(wanted.strip()), seen):
        start, end = where[each.start()], where[each.end() - 1] + 1
        found.append(_with_whole_marks(text, start, end))
    return tuple(found)


def _read(text: str) -> tuple[str, list[int]]:
    """Return what a reader sees of ``text``, each space once, and where in ``text`` each character stands."""
    hidden: set[int] = set()
    for pattern in (_LIST_MARK, _LINK):
        for each in pattern.finditer(text):
            hidden.update(range(each.start(), each.end()))
    shown: list[str] = []
    where: list[int] = []
    for place, sign in enumerate(text):
        if sign.isspace() or (place in hidden and text[place - 1 : place] == "\n"):
            if shown and shown[-1] != " ":
                shown.append(" ")
                where.append(place)
        elif place not in hidden and sign not in _MARKS and sign != "[":
            shown.append(sign)
            where.append(place)
    return "".join(shown), where


def _with_whole_marks(text: str, start: int, end: int) -> Place:
    """Widen a place by the marks of emphasis that it would tear apart."""
    for mark in ("**", "__", "*", "_", "`", "~~"):
        if text[start:end].count(mark) % 2:
            if text[end : end + len(mark)] == mark:
                end += len(mark)
            elif text[start - len(mark) : start] == mark:
                start -= len(mark)
    return Place(start, end)
