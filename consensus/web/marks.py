"""Markdown that the program writes: what people said stands as quotations, so that nobody's words become headings of ours."""

from __future__ import annotations

import re
from collections.abc import Iterator

from consensus.domain.speech import _

_MARKS = re.compile(r"([\\`*_\[\]<>#|~])")


def quoted(text: str) -> Iterator[str]:
    """Yield the lines of a quotation, and an empty one after it."""
    for line in text.strip().splitlines() or [""]:
        yield f"> {line}".rstrip()
    yield ""


def inline(text: str) -> str:
    """Return text on one line, in which no mark means anything."""
    return _MARKS.sub(r"\\\1", " ".join(str(text).split()))


def labelled(label: str, value: str) -> str:
    """Return an entry of a list of facts: what it is, and the fact, which is Markdown already."""
    return f"- **{_('{label}:', label=label)}** {value}"
