"""A page that is still as the browser last had it is not sent again: many readers are on a phone over a slow link.

Browsers keep pages but ask each time (``private, no-cache``); what they kept is named by what the page says. Left out is
the token of its forms, which is another one each time and holds as long as its session: the one that was kept still does;
and their sending key: a page of which something was sent since says something else now, so one that says the same still holds.
"""

from __future__ import annotations

from hashlib import blake2b

from flask import Flask, Response, g, request, session

from consensus.web.sending import KEY_FIELD

_FORMS = "csrf_token"
"""Under this name Flask-WTF keeps the token of this answer (in ``g``), and what it was made from (in the session)."""


def register(app: Flask, secret_key: str) -> None:
    """Name pages by what they say. Registered after what compresses, so that it comes before it."""
    key = blake2b(secret_key.encode(), person=b"pages").digest()

    @app.after_request
    def name(response: Response) -> Response:
        if request.method != "GET" or response.status_code != 200 or response.mimetype != "text/html" or response.is_streamed:
            return response
        content = response.get_data()
        for each in (g.get(_FORMS), g.get(KEY_FIELD)):
            if each is not None:
                content = content.replace(each.encode(), b"")
        # Keyed, and bound to the session: another session's token would not be taken, and nobody can guess at a page by its name.
        said = blake2b(content, key=key, digest_size=16)
        said.update(str(session.get(_FORMS, "")).encode())
        response.set_etag(said.hexdigest(), weak=True)
        response.make_conditional(request)
        return response
