"""What people wrote in a decision that was taken elsewhere: for search, and to be read on a page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from markupsafe import Markup

from consensus.web.markdown import cleaned, markdown

WRITTEN = frozenset({"title", "text", "name", "meaning", "by"})
"""Where in a record the words of people stand."""


def texts_of(value: Any) -> Iterator[str]:
    """Yield every text that somebody wrote, titles, options and names included."""
    if isinstance(value, list):
        for each in value:
            yield from texts_of(each)
    elif isinstance(value, dict):
        for key, each in value.items():
            if not isinstance(each, str):
                yield from texts_of(each)
            elif key in WRITTEN:
                yield each


def as_html(said: Mapping[str, str] | None) -> Markup | None:
    """Return a text of a record as safe HTML, whichever form it was written in."""
    if said is None:
        return None
    return cleaned(said["text"]) if said["form"] == "html" else markdown(said["text"])
