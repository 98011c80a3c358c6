"""What somebody chose for the device at hand, signed in or not: a cookie on that device remembers it, and nothing else does.

What suits one's own phone does not suit a computer that is shared, and whoever needs single keys to be off needs it on the
page where they sign in too.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from flask import Flask, Response, request

COOKIE = "device"

REMEMBERED = timedelta(days=365)
"""As long as browsers remember a cookie. Default of the software."""

KEEPS_NO_PAGES = "no-pages"
TAKES_NO_KEYS = "no-keys"


@dataclass(frozen=True, slots=True)
class Device:
    """What is done on this device; both are done until somebody says no."""

    keeps_pages: bool = True
    """Whether pages that were read are kept for when there is no line."""
    takes_keys: bool = True
    """Whether single keys do something. Source: WCAG 2.2, 2.1.4."""


def device() -> Device:
    """Return what was chosen on the device from which this request comes."""
    refused = request.cookies.get(COOKIE, "").split(".")
    return Device(keeps_pages=KEEPS_NO_PAGES not in refused, takes_keys=TAKES_NO_KEYS not in refused)


def remember(response: Response, chosen: Device, *, secure: bool) -> Response:
    """Let the device of whoever is answered remember what was chosen."""
    refused = [word for word, is_done in ((KEEPS_NO_PAGES, chosen.keeps_pages), (TAKES_NO_KEYS, chosen.takes_keys)) if not is_done]
    if refused:
        response.set_cookie(COOKIE, ".".join(refused), max_age=REMEMBERED, secure=secure, httponly=True, samesite="Lax")
    else:
        response.delete_cookie(COOKIE, secure=secure, httponly=True, samesite="Lax")
    return response


def register(app: Flask) -> None:
    """Let every template ask."""
    app.add_template_global(device)
