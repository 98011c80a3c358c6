"""HTML of a mail as plain text: its lines, with what is quoted marked by ``>`` as in plain text, and what is hidden left out.

Read here from left to right in one go, whatever it holds: the parser of the standard library takes minutes over what was made to
be a burden. What it reads better (a ``>`` within an attribute) no program of mail writes.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

_SILENT = frozenset({"script", "style", "head", "title", "template", "noscript", "svg", "object"})
_BLOCKS = frozenset(
    {"p", "div", "br", "tr", "li", "ul", "ol", "table", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "pre", "section", "article", "blockquote"}
)
_VOID = frozenset({"br", "hr", "img", "input", "meta", "link", "area", "base", "col", "embed", "source", "track", "wbr"})
_QUOTED = re.compile(r"(?:^|\s)(?:gmail_quote|gmail_attr|gmail_extra|yahoo_quoted|protonmail_quote|moz-cite-prefix|tutanota_quote)")
_ENDS_WITH_IT = frozenset({"divrplyfwdmsg", "appendonsend", "mail-editor-reference-message-container", "olk_src_body_section"})
"""Where Outlook puts what it quotes, until the end, without marking it further."""
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?:px|pt|em)?\s*(?:;|$)", re.IGNORECASE)

DEEPEST = 200
LONGEST_TAG = 4_000
"""Letters of a tag that is looked into."""

_NAME = re.compile(r"(/?)([a-zA-Z][a-zA-Z0-9:-]{0,40})")
_ATTRIBUTE = re.compile(r"""\b(id|class|style|hidden)\b(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?""", re.IGNORECASE)


def text_of_html(source: str) -> str:
    """Return the words of a page of a mail."""
    reader = _Reader()
    for token in _tokens(source):
        reader.read(token)
    return reader.text()


@dataclass(frozen=True, slots=True)
class _Token:
    """Text, or a tag: its name, whether it ends, and its attributes that matter."""

    text: str = ""
    tag: str = ""
    ends: bool = False
    attributes: tuple[tuple[str, str], ...] = ()


def _tokens(source: str) -> Iterator[_Token]:
    place, lowered = 0, source.lower()
    while place < len(source):
        opens = source.find("<", place)
        if opens < 0:
            yield _Token(html.unescape(source[place:]))
            return
        if opens > place:
            yield _Token(html.unescape(source[place:opens]))
        closing = "-->" if source.startswith("<!--", opens) else ">"
        closes = source.find(closing, opens + 1)
        if closes < 0:
            # Nothing ends it: whatever stands behind is no text that anybody saw.
            return
        place = closes + len(closing)
        token = _tag(source[opens + 1 : min(closes, opens + LONGEST_TAG)])
        if token is None:
            continue
        yield token
        if token.tag in _SILENT and not token.ends:
            # What stands in it is no markup: only its own end ends it.
            end = lowered.find(f"</{token.tag}", place) if token.tag in ("script", "style") else place
            place = len(source) if end < 0 else end


def _tag(inside: str) -> _Token | None:
    named = _NAME.match(inside)
    if named is None:
        return None
    found = tuple((name.lower(), html.unescape(one or two or three)) for name, one, two, three in _ATTRIBUTE.findall(inside[named.end() :]))
    return _Token(tag=named[2].lower(), ends=bool(named[1]), attributes=found)


class _Reader:
    """Collects lines; knows in how many quotes, and whether in something that nobody sees, it stands."""

    def __init__(self) -> None:
        self._lines: list[tuple[bool, str]] = []
        self._now: list[str] = []
        self._open: list[tuple[str, bool, bool]] = []
        """The elements around: name, whether it quotes, whether it is seen by nobody."""
        self._is_over = False

    def read(self, token: _Token) -> None:
        """Take in one piece."""
        if not token.tag:
            self._read_text(token.text)
            return
        if token.tag in _BLOCKS:
            self._end_line()
        if token.ends:
            self._close(token.tag)
        else:
            self._begin(token.tag, dict(token.attributes))

    def _begin(self, tag: str, named: dict[str, str]) -> None:
        if named.get("id", "").strip().lower().removeprefix("x_") in _ENDS_WITH_IT:
            self._is_over = True
        if tag in _VOID or len(self._open) >= DEEPEST:
            return
        quotes = tag == "blockquote" or bool(_QUOTED.search(named.get("class", "")))
        hidden = tag in _SILENT or "hidden" in named or bool(_HIDDEN.search(named.get("style", "")))
        self._open.append((tag, quotes, hidden))

    def _close(self, tag: str) -> None:
        for place in range(len(self._open) - 1, -1, -1):
            if self._open[place][0] == tag:
                del self._open[place:]
                return

    def _read_text(self, text: str) -> None:
        if any(hidden for _tag, _quotes, hidden in self._open):
            return
        is_kept = any(tag == "pre" for tag, _quotes, _hidden in self._open)
        pieces = text.split("\n") if is_kept else [re.sub(r"[ \t\r\n]+", " ", text)]
        for number, piece in enumerate(pieces):
            if number:
                self._end_line()
            self._now.append(piece)

    def text(self) -> str:
        """Return the lines that were found."""
        self._end_line()
        return "\n".join(("> " if is_quoted else "") + line for is_quoted, line in self._lines)

    def _end_line(self) -> None:
        line = "".join(self._now).strip(" ")
        self._now.clear()
        is_quoted = self._is_over or any(quotes for _tag, quotes, _hidden in self._open)
        if line or (self._lines and self._lines[-1][1]):
            self._lines.append((is_quoted, line))
