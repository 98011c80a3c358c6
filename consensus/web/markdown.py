"""What people write, as HTML that is safe to show: Markdown in, a small set of tags out.

Whatever the text holds, nothing is loaded from another host: an image becomes a link to it.
"""

from __future__ import annotations

from collections.abc import Sequence

import nh3
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markupsafe import Markup

HEADING_SHIFT = 2
"""A text's own headings stand below the page's heading and the section's, and none is skipped, whichever the writer began with."""

DEEPEST_HEADING = 6

TAGS = {
    *("p", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "pre", "code", "hr", "br"),
    *("strong", "em", "s", "a", "table", "thead", "tbody", "tr", "th", "td"),
}

# Each block finds its own direction from its first letters, so that Arabic stands right in an English page.
BLOCKS = frozenset({"p", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "th", "td"})


def _shift_headings_and_free_directions(state: StateCore) -> None:
    above: list[int] = []
    for token in state.tokens:
        if token.type == "heading_open":
            level = int(token.tag[1])
            above = [each for each in above if each < level] + [level]
        if token.type in {"heading_open", "heading_close"}:
            token.tag = f"h{min(len(above) + HEADING_SHIFT, DEEPEST_HEADING)}"
        if token.nesting == 1 and token.tag in BLOCKS:
            token.attrSet("dir", "auto")
        if token.children:
            token.children = _images_as_links(token.children)


def _images_as_links(tokens: Sequence[Token]) -> list[Token]:
    found: list[Token] = []
    for token in tokens:
        if token.type != "image":
            found.append(token)
            continue
        address = str(token.attrs.get("src", ""))
        words = Token("text", "", 0, content=token.content or address)
        found += [Token("link_open", "a", 1, attrs={"href": address}), words, Token("link_close", "a", -1)]
    return found


def _reader() -> MarkdownIt:
    reader = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    reader.core.ruler.push("house", _shift_headings_and_free_directions)
    return reader


_READER = _reader()
_CLEANER = nh3.Cleaner(
    tags=TAGS,
    attributes={"a": {"href", "title"}, "ol": {"start"}},
    tag_attribute_values={tag: {"dir": {"auto"}} for tag in BLOCKS},
    url_schemes={"http", "https", "mailto"},
    link_rel="noopener noreferrer nofollow",
)


def markdown(text: str) -> Markup:
    """Return ``text`` as sanitised HTML."""
    return Markup(_CLEANER.clean(_READER.render(text)))  # noqa: S704 - it has just been sanitised


def cleaned(html: str) -> Markup:
    """Return HTML that somebody wrote in another program with the same small set of tags; all else is taken away, its words stay."""
    return Markup(_CLEANER.clean(html))  # noqa: S704 - it has just been sanitised


def plain_text(text: str, length: int = 200) -> str:
    """Return the words of a Markdown text on one line, at most ``length`` characters of them."""
    html = _READER.render(text)
    words = " ".join(nh3.clean(html, tags=set()).split())
    words = str(Markup(words).unescape())  # noqa: S704 - markup is taken away here, not made
    return words if len(words) <= length else f"{words[: length - 1].rstrip()}…"
