"""The key of a rendering of a page: every form of it carries it, so that one which arrives twice is known again.

What is done with a form that arrived before is the business of ``consensus/sending``.
"""

from __future__ import annotations

import secrets

from flask import g

KEY_FIELD = "sending_key"
"""The hidden field of a form, and the name under which this answer's key is kept (in ``g``)."""


def sending_key() -> str:
    """Return the key of this answer; every rendering has another."""
    if KEY_FIELD not in g:
        setattr(g, KEY_FIELD, secrets.token_urlsafe(18))
    key: str = getattr(g, KEY_FIELD)
    return key
