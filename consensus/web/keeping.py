"""Pages that a reader's own browser may keep for when there is no line, and for whom. ``static/sw.js`` does the keeping.

Threat: a phone that is shared, lent or seized. So a browser keeps only pages that are named here one by one, only for whoever
is signed in, and only until a page comes for anybody else or for nobody; what tells of somebody's gender, what is sealed,
what a steward sees, what lets somebody in and what is searched for is never among them, nor is a page of which its view says
``no-store``. The reader can say on each device that nothing is kept there.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from hashlib import blake2b

from flask import Flask, Response, g, jsonify, request, session, url_for

from consensus.web.device import device
from consensus.web.session import SIGNED_IN_AT, SessionPerson, current_person

FOR = "Consensus-For"
"""For whom a page is: the name of their session, which tells nobody who they are; or :data:`NOBODY`."""

KEEP = "Consensus-Keep"
"""``yes`` where the page may be kept."""

NOBODY = "nobody"


def register(app: Flask, secret_key: str, *, pages: Collection[str]) -> None:
    """Let browsers keep ``pages``, named by their endpoints."""
    key = blake2b(secret_key.encode(), person=b"keeping").digest()
    app.add_template_global(leave_no_copy)

    @app.after_request
    def say_for_whom(response: Response) -> Response:
        if response.mimetype != "text/html":
            return response
        person = current_person()
        if person is None or not device().keeps_pages:
            response.headers[FOR] = NOBODY
            return response
        response.headers[FOR] = _name_of(person, key)
        if request.endpoint in pages and _may_be_kept(response):
            response.headers[KEEP] = "yes"
        return response


def _may_be_kept(response: Response) -> bool:
    # What was just done is said once, and an address with a question in it is a search, or one of many views of a page.
    is_plain = request.method == "GET" and response.status_code == 200 and not request.query_string and "HX-Request" not in request.headers
    return is_plain and not response.cache_control.no_store and not g.get("leaves_no_copy", False)


def leave_no_copy() -> str:
    """Say, where a page shows what no device should keep, that it is not to be kept; shows nothing in a template."""
    g.leaves_no_copy = True
    return ""


def _name_of(person: SessionPerson, key: bytes) -> str:
    """Name a session and its language: whoever signs in anew, or reads in another language, begins with nothing."""
    told = f"{person.get_id()} {session.get(SIGNED_IN_AT)} {person.language}"
    return blake2b(told.encode(), key=key, digest_size=12).hexdigest()


def register_manifest(app: Flask, *, network_name: Callable[[], str], icons: Callable[[str], str]) -> None:
    """Let the pages be put on the home screen of a device, under the name of the network."""

    @app.get("/manifest.webmanifest")
    def manifest() -> Response:
        name = network_name()
        answer = jsonify(
            id="/",
            start_url=url_for("pages.home"),
            scope="/",
            name=name,
            short_name=name,
            # The browser's own way back stays in sight.
            display="minimal-ui",
            background_color="#ffffff",
            theme_color="#0b5563",
            icons=[
                {"src": icons("icon.svg"), "sizes": "any", "type": "image/svg+xml"},
                *(
                    {"src": icons(f"icon-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png", "purpose": "any maskable"}
                    for size in (192, 512)
                ),
            ],
        )
        answer.mimetype = "application/manifest+json"
        answer.headers["Cache-Control"] = "public, max-age=86400"
        return answer
