"""The parts of a message: which of them holds what its sender wrote, and in which letters."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message

from consensus.replying.reading.charsets import in_letters
from consensus.replying.reading.html import text_of_html

DEEPEST = 20
MOST_PARTS = 200
"""A message that nests deeper or holds more was made to be a burden: what is beyond is not looked at."""

LONGEST_TEXT = 200_000
"""Characters of a text that are read; ten times what may be said in one act."""


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
    inside = part.get_payload() if part.is_multipart() else None
    if isinstance(inside, list) and not kind.startswith("message/"):
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
    declared, flow = _charset(part), _flow(part)
    # Or the library would decode it itself, in whatever the charset is.
    del part["Content-Type"]
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        return _Leaf("", is_html, is_readable=False)
    read = in_letters(payload, declared)
    if read is None:
        return _Leaf("", is_html, is_readable=False)
    text = read.text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")[:LONGEST_TEXT]
    if is_html:
        return _Leaf(text_of_html(text), is_html=True, is_guessed=read.is_guessed)
    return _Leaf(text if flow is None else _reflowed(text, drops_space=flow == "yes"), is_guessed=read.is_guessed)


def _charset(part: Message) -> str | None:
    try:
        return part.get_content_charset()
    except (ValueError, LookupError, TypeError):
        return None


def _flow(part: Message) -> str | None:
    """Return whether spaces at line ends are dropped where lines were broken for the way; ``None`` where none were."""
    try:
        flows = str(part.get_param("format") or "").lower() == "flowed"
        return str(part.get_param("delsp") or "").lower() if flows else None
    except (ValueError, LookupError, TypeError):
        return None


def _reflowed(text: str, *, drops_space: bool) -> str:
    """Return a text whose lines were broken for the way, as its sender wrote it. Source: RFC 3676, section 4."""
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
