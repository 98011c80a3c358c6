"""What stands in a PDF that the program set: its text as it is drawn, the names in its outline, and what it says of itself."""

from __future__ import annotations

import re
import zlib

_STREAM = re.compile(rb"(\d+) 0 obj\s*<<(?:(?!endobj).)*?>>\s*stream\r?\n(.*?)endstream", re.DOTALL)
_FONT = re.compile(rb"/BaseFont /([A-Z]{6})\+[^/]+/ToUnicode (\d+) 0 R")
_GLYPH = re.compile(rb"^<([0-9a-f]{4})> <([0-9a-f]+)>$", re.MULTILINE)
_DRAWN = re.compile(rb"^/([A-Z]{6}) [\d.]+ Tf$|^\[(.*)\] TJ$", re.MULTILINE)
_HEX = re.compile(rb"<([0-9a-f]+)>")
_NAME = re.compile(rb"<feff([0-9a-f]+)>")


def unpacked(pdf: bytes) -> bytes:
    """Return the file, and behind it all that is packed in it."""
    return b"\n".join([pdf, *_streams(pdf).values()])


def told_by(pdf: bytes) -> str:
    """Return all that a PDF tells in letters, without the blanks: where a line ends it draws none."""
    content = unpacked(pdf)
    names = "\n".join(_utf16(name) for name in _NAME.findall(content))
    return re.sub(r"\s+", "", "\n".join([_drawn(pdf), names, content.decode(errors="replace")]))


def _streams(pdf: bytes) -> dict[bytes, bytes]:
    return {number: _inflated(stream) for number, stream in _STREAM.findall(pdf)}


def _drawn(pdf: bytes) -> str:
    """Return the text: a font has its glyphs numbered, and a table beside it says which letters each stands for."""
    streams, letters = _streams(pdf), {}
    for font, table in _FONT.findall(unpacked(pdf)):
        letters[font] = {glyph: _utf16(text) for glyph, text in _GLYPH.findall(streams[table])}
    found, font = [], b""
    for chosen, glyphs in _DRAWN.findall(b"\n".join(streams.values())):
        font = chosen or font
        numbers = b"".join(_HEX.findall(glyphs))
        found += [letters[font][numbers[at : at + 4]] for at in range(0, len(numbers), 4)]
    return "".join(found)


def _utf16(digits: bytes) -> str:
    return bytes.fromhex(digits.decode("ascii")).decode("utf-16-be")


def _inflated(stream: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(stream)
    except zlib.error:
        return stream
