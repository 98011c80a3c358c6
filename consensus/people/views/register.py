"""The registers that the steward keeps."""

from __future__ import annotations

from flask import Response, url_for

from consensus.people.views.blueprint import blueprint
from consensus.web.htmx import done


@blueprint.get("/steward")
def steward() -> Response:
    return done(url_for("people.steward"))
