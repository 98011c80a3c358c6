"""What the search of a copy looks through: the words of each decision that its audience may read, folded as the archive folds them.

They stand in a script, because a page that is opened from a disk may load no other file. They are sorted, so that their order
tells nothing.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from consensus.archive.export.folder import File
from consensus.archive.loomio.written import texts_of
from consensus.archive.queries.imported import ImportedView
from consensus.archive.queries.seen import DecisionView
from consensus.domain.folding import fold, words_in

LETTERS = "ßłøđðıŧħæœىیېةۀەہٱکـςẞ٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹०१२३४५६७८९০১২৩৪৫৬৭৮৯"
"""Letters and digits that a browser's own folding leaves as they are, and the archive's does not."""


def begin(file: File) -> None:
    """Write what the script needs once: which letters become which."""
    letters = {letter: fold(letter) for letter in LETTERS}
    file.write(f"const LETTERS = {json.dumps(letters, ensure_ascii=False)};\nconst DECISIONS = [\n")


def add(file: File, view: DecisionView, *, outcome: str, data: dict[str, Any]) -> None:
    """Write a decision: number, question, day, outcome, whether with dissent, words.

    :param data: the decision as its JSON file has it, which is all that may be found of it.
    """
    _write(file, [view.number, view.question, view.closed_at.date().isoformat(), outcome, int(view.has_dissent), _sorted(_texts(data))])


def add_imported(file: File, view: ImportedView) -> None:
    """Write a decision that was taken elsewhere: it has neither number nor outcome, and its id comes last."""
    listed = view.listed
    _write(file, ["", listed.question, listed.closed_at.date().isoformat(), "", 0, _sorted(texts_of(view.record)), listed.id])


def end(file: File) -> None:
    """Write the end of the script."""
    file.write("];\n")


def _sorted(texts: Iterable[str]) -> str:
    return " ".join(sorted({word for text in texts for word in _words(text)}))


def _write(file: File, line: list[str | int]) -> None:
    file.write(json.dumps(line, ensure_ascii=False, separators=(",", ":")).replace("\u2028", " ").replace("\u2029", " ") + ",\n")


def _words(text: str) -> Iterator[str]:
    """Yield what is found at its beginning; and stretches of a script without spaces whole, in which anything is found."""
    for stretch in _STRETCH.findall(fold(text)):
        words = words_in(stretch)
        yield from (word for word in words if len(words) == 1 or len(word) > 1)
        if len(words) > 1:
            yield stretch


_STRETCH = re.compile(r"[^\W_]+")

SPOKEN = frozenset({"question", "text", "reason", "remedy", "whom", "passage", "amendment", "extent"})
"""The fields of a decision's JSON that hold what people wrote."""


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for name, inner in value.items():
            if name in SPOKEN and isinstance(inner, str):
                yield inner
            else:
                yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)
