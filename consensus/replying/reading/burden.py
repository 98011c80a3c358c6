"""Whether a message was made to be a burden, judged from its bytes before a line of it is parsed.

The parser of the standard library looks at each line once for each part around it, at a header anew for each of its parameters, and
goes down into messages within messages without end: a message of a few hundred kilobytes can keep it for minutes.
"""

from __future__ import annotations

import re

LONGEST_HEAD = 64 * 1024
"""Bytes of the headers of a message, or of one header that says what a part is."""

LONGEST_KIND = 4_000
"""Bytes of such a header within a message."""

MOST_MARKS = 1_000
"""Lines that may divide parts."""

MOST_WITHIN = 50
"""Parts that hold parts, and messages within messages."""

MOST_LOOKS = 2_000_000
"""Lines, times the parts in which they may stand."""

_BLANK = re.compile(rb"\r\n\r\n|\n\n|\r\r|\n\r\n")
_MARK = re.compile(rb"[\r\n]--")
_LINE = re.compile(rb"\r\n|\r|\n")
_HOLDS = re.compile(rb"boundary[*0-9]*\s*=|content-type:\s*message/", re.IGNORECASE)
_KIND = re.compile(rb"(?:^|[\r\n])content-[a-z-]+[ \t]*:[^\r\n]*(?:(?:\r\n|\r|\n)[ \t][^\r\n]*)*", re.IGNORECASE)


def head_of(raw: bytes) -> bytes:
    """Return the headers of a message, as far as they are looked into."""
    blank = _BLANK.search(raw, 0, LONGEST_HEAD)
    return raw[: LONGEST_HEAD if blank is None else blank.start()]


def is_burden(raw: bytes) -> bool:
    """Return whether more than the head of a message would take too long to read."""
    if len(raw) > LONGEST_HEAD and _BLANK.search(raw, 0, LONGEST_HEAD) is None:
        return True
    holding = sum(1 for _found in _HOLDS.finditer(raw))
    lines = sum(1 for _found in _LINE.finditer(raw))
    return (
        holding > MOST_WITHIN
        or lines * (holding + 1) > MOST_LOOKS
        or sum(1 for _found in _MARK.finditer(raw)) > MOST_MARKS
        or any(len(found[0]) > LONGEST_KIND for found in _KIND.finditer(raw))
    )
