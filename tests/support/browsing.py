"""A person with a browser without scripts: opens pages, and sends forms the way that a page's own form would be sent."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from consensus.web.session import SIGNED_IN_AT

_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')

HTMX = {"HX-Request": "true"}
"""What htmx says of itself with every request."""

FROM_HERE = {"Sec-Fetch-Site": "same-origin"}
"""What a browser says of a form that one of our own pages sent."""


class Visitor:
    """Somebody with a browser of their own, with cookies."""

    def __init__(self, app: Flask) -> None:
        self.client: FlaskClient = app.test_client()

    def get(self, address: str, **options: Any) -> TestResponse:
        """Open a page."""
        return self.client.get(address, **options)

    def post(self, address: str, data: dict[str, Any] | None = None, **options: Any) -> TestResponse:
        """Send a form with the token of this session."""
        fields = {"csrf_token": self.token(), **(data or {})}
        headers = FROM_HERE | options.pop("headers", {})
        return self.client.post(address, data=fields, headers=headers, **options)

    def token(self) -> str:
        """Return the token that a page of this session holds."""
        found = _TOKEN.search(self.client.get("/forgotten-password").get_data(as_text=True))
        assert found is not None
        return found[1]

    def sign_in(self, person_id: int, *, epoch: int = 0, at: datetime | None = None) -> Visitor:
        """Be signed in as a person, without their password; the page of signing in has tests of its own."""
        with self.client.session_transaction() as session:
            session["_user_id"] = f"{person_id}:{epoch}"
            session["_fresh"] = True
            session[SIGNED_IN_AT] = (at or datetime.now(UTC)).isoformat()
            session.permanent = True
        return self


def text_of(answer: TestResponse) -> str:
    """Return what an answer says."""
    return answer.get_data(as_text=True)


_UNSEEN = re.compile(r'<span class="hidden"[^>]*>[^<]*</span>')


def seen_in(page: str) -> str:
    """Return a page without the words that are there for those alone who hear it."""
    return _UNSEEN.sub("", page)
