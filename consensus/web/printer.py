"""A program of its own: HTML in, PDF out. It alone loads what sets pages, so that no web worker keeps the memory of it.

    python -I printer.py STYLE_SHEET BASE_URL < page.html > page.pdf
    python -I printer.py STYLE_SHEET BASE_URL many
    python -I printer.py STYLE_SHEET BASE_URL picture < page.html > page.png

The second sets one page after the other: each comes, and each PDF goes, after its length in eight bytes. The third makes a
picture of the first page.

The PDF is tagged for those who hear or feel it (PDF/UA), and its fonts are inside. Nothing is asked of any network, and of no
file but the style sheet, whatever the page says. Exit code 3: something it needs is missing.
"""

from __future__ import annotations

import io
import struct
import sys
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

MISSING = 3
"""The exit code where the library that sets type, or what it stands on, is not there."""

_RIGHT_TO_LEFT = frozenset({"R", "AL"})
_STRONG = _RIGHT_TO_LEFT | {"L"}


LENGTH = struct.Struct(">Q")
"""How the length of a page, or of a PDF, stands before it."""


MANY, PICTURE = "many", "picture"

PIXELS_OF_A_POINT = 96 / 72
"""So that a pixel of the style sheet is one of the picture."""


def main(style_sheet: str, base_url: str, how: str = "") -> int:
    """Set the page of the standard input, or many, or make a picture of it, and return the exit code."""
    try:
        from weasyprint import CSS, HTML
        from weasyprint.text.fonts import FontConfiguration
        from weasyprint.urls import URLFetcher

        if how == PICTURE:
            import pypdfium2  # noqa: F401 - what is missing is told before anything is set
    except (ImportError, OSError) as error:
        sys.stderr.write(f"{error}\n")
        return MISSING
    fonts = FontConfiguration()
    styles = [CSS(filename=style_sheet, font_config=fonts)]
    for content in _pages() if how == MANY else [sys.stdin.buffer.read()]:
        page = HTML(string=content.decode(), base_url=base_url, url_fetcher=URLFetcher(allowed_protocols=()))
        free_directions(page.etree_element)
        pdf = page.write_pdf(stylesheets=styles, font_config=fonts, pdf_variant="pdf/ua-1", pdf_tags=True)
        sys.stdout.buffer.write(LENGTH.pack(len(pdf)) + pdf if how == MANY else _picture(pdf) if how == PICTURE else pdf)
        sys.stdout.buffer.flush()
    return 0


def _picture(pdf: bytes) -> bytes:
    import pypdfium2

    drawn = pypdfium2.PdfDocument(pdf)[0].render(scale=PIXELS_OF_A_POINT).to_pil()
    png = io.BytesIO()
    # Few colours make a light file, and nothing on it needs more.
    drawn.quantize(128).save(png, "PNG", optimize=True)
    return png.getvalue()


def _pages() -> Iterator[bytes]:
    while head := sys.stdin.buffer.read(LENGTH.size):
        yield sys.stdin.buffer.read(LENGTH.unpack(head)[0])


def free_directions(root: Element) -> None:
    """Give each element whose direction is its text's own (``dir="auto"``) that direction: browsers do so, the setter does not."""
    for element in root.iter():
        if element.get("dir") == "auto":
            element.set("dir", direction_of("".join(element.itertext())))


def direction_of(text: str) -> str:
    """Return the direction of a text: that of its first letter that has one."""
    first = next((kind for kind in map(unicodedata.bidirectional, text) if kind in _STRONG), "L")
    return "rtl" if first in _RIGHT_TO_LEFT else "ltr"


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:4]))
