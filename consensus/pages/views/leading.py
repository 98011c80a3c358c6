"""Leading: the facilitator's desk, and the script for a meeting."""

from __future__ import annotations

from flask import Response

from consensus.db import db
from consensus.domain.errors import ForbiddenError
from consensus.pages.desk_page import desk_of
from consensus.pages.views.blueprint import blueprint, page_for
from consensus.web.htmx import render
from consensus.web.now import now
from consensus.web.session import demand_actor


@blueprint.get("/desk")
def desk() -> Response:
    """Everything that I lead: on one time line, what blocks it, and who has not been heard."""
    actor = demand_actor()
    return render("pages/desk.html", desk=desk_of(db.session(), actor.person_id or 0, now()))


@blueprint.get("/proposals/<int:proposal_id>/script")
def script(proposal_id: int) -> Response:
    """What the one who leads a meeting says and asks, in order, to be printed."""
    page = page_for(proposal_id, demand_actor())
    if not page.is_inside:
        raise ForbiddenError("The script of a meeting is for the people of the body.")
    return render("proposals/script.html", proposal=page)
