"""Addresses: the numbers that can stand in one, and to which of them a page may lead back."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Flask
from werkzeug.routing import IntegerConverter, ValidationError

LARGEST_ID = 2**31 - 1
"""Beyond this no row has its id, on either database: to ask for it would be an error of theirs."""


LONGEST = len(str(LARGEST_ID))
"""Digits."""


class RowNumber(IntegerConverter):
    """A number in an address that a row can have."""

    def to_python(self, value: str) -> int:
        # So many digits are not even made a number: that alone can be refused, and with an error that is none of ours.
        number: int | None = super().to_python(value) if len(value) <= LONGEST else None
        if number is None or number > LARGEST_ID:
            raise ValidationError
        return number


def register(app: Flask) -> None:
    """Let there be nothing at an address whose number no row can have."""
    app.url_map.converters["int"] = RowNumber


def safe_next(target: str | None, otherwise: str) -> str:
    """Return ``target`` if it is a path of this installation, else ``otherwise``.

    Threat: a link to our sign-in page that leads to a look-alike of ours afterwards. Browsers read ``//host`` and
    ``/\\host`` as another host, and skip tabs and line breaks inside addresses.
    """
    if not target or not target.startswith("/") or target.startswith("//"):
        return otherwise
    if "\\" in target or any(ord(letter) < 0x21 or ord(letter) == 0x7F for letter in target):
        return otherwise
    parts = urlsplit(target)
    return otherwise if parts.scheme or parts.netloc else target
