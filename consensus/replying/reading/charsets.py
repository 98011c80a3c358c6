"""Bytes of a message as letters: in the charset that it declares, if that is true, else in the one that is likely."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

_REFUSED = frozenset({"utf_7", "utf_7_imap"})
"""Charsets in which plain letters hide others: what looks harmless to whoever looks at the bytes is not what is read."""

_NO_CHARSETS = frozenset({"unicode_escape", "raw_unicode_escape", "undefined", "idna", "punycode"})
"""What the language knows under a name as if it were one, and what no mail is written in."""

_SEVEN_BITS = re.compile(r"iso2022_|hz$")
"""Charsets that write other letters with the bytes of plain ones."""

_AS_IT_IS_MEANT = {"iso8859_1": "cp1252", "ascii": "cp1252", "iso8859_9": "cp1254"}
"""Programs write the larger charset under the name of the smaller one. Source: WHATWG Encoding Standard, section 4.2."""

_DIRECTION = re.compile(r"(?i)(iso-8859-[68])-[ei]$")
"""Hebrew and Arabic, with a word on who orders the letters: RFC 1556."""

_FOUR_HIGH_BYTES = re.compile(rb"[\x80-\xff]{3}")


@dataclass(frozen=True, slots=True)
class InLetters:
    """What bytes say."""

    text: str
    is_guessed: bool
    """Whether the charset was none, or not the true one."""


def in_letters(payload: bytes, declared: str | None) -> InLetters | None:
    """Return bytes as text; ``None`` for those in a charset that is refused. Whatever they are, the text can be written as UTF-8."""
    name = _known(declared)
    if name in _REFUSED:
        return None
    is_wide = name in {"utf_16", "utf_16_le", "utf_16_be", "utf_32", "utf_32_le", "utf_32_be"}
    is_stateful = name is not None and _SEVEN_BITS.match(name) is not None
    if not is_wide and not is_stateful:
        try:
            # No text in an older charset is valid UTF-8 by accident.
            return InLetters(payload.decode("utf-8"), not payload.isascii() and name not in {"utf_8", "ascii"} and declared is not None)
        except UnicodeDecodeError:
            pass
    if name is not None and name not in {"utf_8", "ascii"}:
        try:
            return InLetters(payload.decode(_AS_IT_IS_MEANT.get(name, name)), is_guessed=False)
        except (UnicodeError, LookupError):
            pass
    # Arabic words are letters beyond ASCII in a row; words of Latin letters have one of them here and there.
    return InLetters(payload.decode("cp1256" if _FOUR_HIGH_BYTES.search(payload) else "cp1252", "replace"), is_guessed=True)


def _known(declared: str | None) -> str | None:
    """Return the name of a charset as the language has it; ``None`` for one that is none."""
    try:
        name = None if declared is None else codecs.lookup(_DIRECTION.sub(r"\1", declared)).name.replace("-", "_")
    except (LookupError, ValueError):
        return None
    return None if name in _NO_CHARSETS else name
