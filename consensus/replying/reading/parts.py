"""The parts of a message: which of them holds what its sender wrote, and in which letters."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message

from consensus.replying.reading.html import text_of_html

DEEPEST = 20
MOST_PARTS = 200
"""A message that nests deeper or holds more was made to be a burden: what is beyond is not looked at."""

LONGEST_TEXT = 200_000
"""Characters of a text that are read; ten times what may be said in one act."""

_REFUSED = frozenset({"utf_7", "utf_7_imap"})
"""Charsets in which plain letters hide others: what looks harmless to whoever looks at the bytes is not what is read."""

_AS_IT_IS_MEANT = {"iso8859_1": "cp1252", "ascii": "cp1252", "iso8859_9": "cp1254"}
"""Programs write the larger charset under the name of the smaller one. Source: WHATWG Encoding Standard, section 4.2."""

_FOUR_HIGH_BYTES = re.compile(rb"[\x80-\xff]{3}")


@dataclass(frozen=True, slots=True)
class TextFound:
    """The text of a message, or of a part."""

    text: str
    is_readable: bool = True
    is_guessed: bool = False
    has_files: bool = False


@dataclass(frozen=True, slots=True)
class _Leaf:
    text: str | None
    """``None`` for a file."""
    is_html: bool = False
    is_signature: bool = False
    is_readable: bool = True
    is_guessed: bool = False


def text_of(message: Message) -> TextFound:
    """Return what stands in the text of a message: plain text before HTML, files left out."""
    leaves = list(_leaves(message))[:MOST_PARTS]
    said = [leaf for leaf in leaves if leaf.text is not None]
    text = "\n".join(leaf.text or "" for leaf in said)[:LONGEST_TEXT]
    return TextFound(
        text=text,
        is_readable=bool(said) and all(leaf.is_readable for leaf in said),
        is_guessed=any(leaf.is_guessed for leaf in said),
        has_files=any(leaf.text is None and not leaf.is_signature for leaf in leaves),
    )


def _leaves(part: Message, depth: int = 0) -> Iterator[_Leaf]:
    if depth > DEEPEST:
        return
    kind = _kind(part)
    inside = part.get_payload()
    if part.is_multipart() and isinstance(inside, list) and not kind.startswith("message/"):
        children = [child for child in inside if isinstance(child, Message)]
        if kind == "multipart/alternative":
            yield from _one_of(children, depth)
        else:
            for child in children:
                yield from _leaves(child, depth + 1)
    elif kind in {"text/plain", "text/html"} and not _is_file(part):
        yield _read(part, is_html=kind == "text/html")
    else:
        yield _Leaf(None, is_signature=kind.endswith("-signature"))


def _one_of(children: list[Message], depth: int) -> Iterator[_Leaf]:
    """Yield the best of several forms of the same: plain text if there is any in it, else HTML."""
    forms = [list(_leaves(child, depth + 1)) for child in children]
    plain = [form for form in forms if any(leaf.text and leaf.text.strip() and not leaf.is_html for leaf in form)]
    marked_up = [form for form in forms if any(leaf.text and leaf.text.strip() for leaf in form)]
    yield from (plain or marked_up or forms or [[]])[0]


def _kind(part: Message) -> str:
    return part.get_content_type()


def _is_file(part: Message) -> bool:
    disposition = str(part.get("Content-Disposition") or "").strip().lower()
    return disposition.startswith("attachment") or (not disposition.startswith("inline") and _has_name(part))


def _has_name(part: Message) -> bool:
    try:
        return bool(part.get_filename())
    except (ValueError, LookupError, TypeError):
        return True


def _read(part: Message, *, is_html: bool) -> _Leaf:
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        return _Leaf("", is_html, is_readable=False)
    read = _in_letters(payload, _charset(part))
    if read is None:
        return _Leaf("", is_html, is_readable=False)
    text, is_guessed = read
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")[:LONGEST_TEXT]
    if is_html:
        return _Leaf(text_of_html(text), is_html=True, is_guessed=is_guessed)
    return _Leaf(_reflowed(part, text), is_guessed=is_guessed)


def _charset(part: Message) -> str | None:
    try:
        return part.get_content_charset()
    except (ValueError, LookupError, TypeError):
        return None


def _in_letters(payload: bytes, declared: str | None) -> tuple[str, bool] | None:
    """Return a payload as text, and whether its charset was guessed; ``None`` for one that is refused."""
    name = _known(declared)
    if name in _REFUSED:
        return None
    if payload.isascii() and name not in {"iso2022_jp", "iso2022_kr", "utf_16", "utf_16_le", "utf_16_be"}:
        return payload.decode("ascii"), False
    if name not in {"utf_16", "utf_16_le", "utf_16_be"}:
        try:
            # No text in an older charset is valid UTF-8 by accident.
            return payload.decode("utf-8"), name not in {"utf_8", "ascii"} and declared is not None
        except UnicodeDecodeError:
            pass
    if name is not None and name not in {"utf_8", "ascii"}:
        try:
            return payload.decode(_AS_IT_IS_MEANT.get(name, name)), False
        except (UnicodeDecodeError, LookupError):
            pass
    # Arabic words are letters beyond ASCII in a row; words of Latin letters have one of them here and there.
    return payload.decode("cp1256" if _FOUR_HIGH_BYTES.search(payload) else "cp1252", "replace"), True


def _known(declared: str | None) -> str | None:
    try:
        return None if declared is None else codecs.lookup(declared).name.replace("-", "_")
    except (LookupError, ValueError):
        return None


def _reflowed(part: Message, text: str) -> str:
    """Return a text whose lines were broken for the way, as its sender wrote it. Source: RFC 3676, section 4."""
    if str(part.get_param("format") or "").lower() != "flowed":
        return text
    drops_space = str(part.get_param("delsp") or "").lower() == "yes"
    lines: list[str] = []
    flows_on, depth_before = False, 0
    for line in text.split("\n"):
        depth = len(line) - len(line.lstrip(">"))
        words = line[depth:].removeprefix(" ")
        if flows_on and depth == depth_before and words != "-- ":
            lines[-1] += words
        else:
            lines.append((">" * depth + " " if depth else "") + words)
        flows_on, depth_before = words.endswith(" ") and words != "-- ", depth
        if flows_on and drops_space:
            lines[-1] = lines[-1][:-1]
    return "\n".join(lines)
