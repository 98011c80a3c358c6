"""A whole page, or the fragment of it that htmx asked for: one view answers both.

HTML comes first: every form posts and every link leads without scripts. htmx only shortens the way.
"""

from __future__ import annotations

from typing import Any

from flask import Response, flash, make_response, redirect, render_template, request


def is_htmx() -> bool:
    """Return whether htmx asks and wants a fragment; a boosted link or a restored history entry wants the page."""
    headers = request.headers
    wants_page = headers.get("HX-Boosted") == "true" or headers.get("HX-History-Restore-Request") == "true"
    return headers.get("HX-Request") == "true" and not wants_page


def render(page: str, fragment: str | None = None, /, *, status: int = 200, **values: Any) -> Response:
    """Answer with ``fragment`` when htmx asked for one, else with ``page``, which includes it.

    A message flashed meanwhile travels with the fragment and lands in the page's region for notices.
    """
    if fragment is None or not is_htmx():
        return make_response(render_template(page, **values), status)
    return make_response(render_template(fragment, **values) + render_template("_notices_arriving.html"), status)


def offer_receipt(index: int | None) -> None:
    """Offer, beside what was just done, the receipt of the entry that it added."""
    if index is not None:
        flash(str(index), "receipt")


def done(address: str, *, message: str | None = None) -> Response:
    """Answer a form that was carried out: go on to ``address`` and say ``message`` there.

    htmx gets no redirect, whose target it would ask for as a fragment: it is told to open the page. A view that answers
    htmx with a fresh panel instead does so with :func:`done_here`.
    """
    if message:
        flash(str(message))  # kept in the session as what it says, in the language of who acted
    if is_htmx():
        return Response(status=204, headers={"HX-Redirect": address})
    return _seen_elsewhere(address)


def done_here(address: str, fragment: str, /, *, message: str | None = None, **values: Any) -> Response:
    """Answer a form that was carried out with the fresh ``fragment`` for htmx, else by going on to ``address``."""
    if message:
        flash(str(message))  # kept in the session as what it says, in the language of who acted
    if is_htmx():
        return render(fragment, fragment, **values)
    return _seen_elsewhere(address)


def _seen_elsewhere(address: str) -> Response:
    answer = redirect(address, 303)
    return make_response(answer)
