"""HTML of a mail as plain text: its lines, with what is quoted marked by ``>`` as in plain text, and what is hidden left out."""

from __future__ import annotations

import re
from html.parser import HTMLParser

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


def text_of_html(source: str) -> str:
    """Return the words of a page of a mail."""
    reader = _Reader()
    reader.feed(source)
    reader.close()
    return reader.text()


class _Reader(HTMLParser):
    """Collects lines; knows in how many quotes, and whether in something that nobody sees, it stands."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._lines: list[tuple[bool, str]] = []
        self._now = ""
        self._open: list[tuple[str, bool, bool]] = []
        """The elements around: name, whether it quotes, whether it is seen by nobody."""
        self._is_over = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attrs}
        if tag in _BLOCKS:
            self._end_line()
        if named.get("id", "").strip().lower().removeprefix("x_") in _ENDS_WITH_IT:
            self._is_over = True
        if tag in _VOID or len(self._open) >= DEEPEST:
            return
        quotes = tag == "blockquote" or bool(_QUOTED.search(named.get("class", "")))
        hidden = tag in _SILENT or "hidden" in named or bool(_HIDDEN.search(named.get("style", "")))
        self._open.append((tag, quotes, hidden))

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self._end_line()
        for place in range(len(self._open) - 1, -1, -1):
            if self._open[place][0] == tag:
                del self._open[place:]
                return

    def handle_data(self, data: str) -> None:
        if not any(hidden for _tag, _quotes, hidden in self._open):
            is_kept = any(tag == "pre" for tag, _quotes, _hidden in self._open)
            pieces = data.split("\n") if is_kept else [re.sub(r"[ \t\r\n]+", " ", data)]
            for number, piece in enumerate(pieces):
                if number:
                    self._end_line()
                self._now += piece

    def text(self) -> str:
        """Return the lines that were found."""
        self._end_line()
        return "\n".join(("> " if is_quoted else "") + line for is_quoted, line in self._lines)

    def _end_line(self) -> None:
        line, self._now = self._now.strip(" "), ""
        is_quoted = self._is_over or any(quotes for _tag, quotes, _hidden in self._open)
        if line or (self._lines and self._lines[-1][1]):
            self._lines.append((is_quoted, line))
