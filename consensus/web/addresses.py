"""Which addresses a page may lead back to: only those of this very installation."""

from __future__ import annotations

from urllib.parse import urlsplit


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
