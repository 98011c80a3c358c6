"""The objections of a proposal: all of them beside the changes that met them, and each on a page of its own."""

from __future__ import annotations

from flask import Response

from consensus.db import db
from consensus.pages.act_page import acts_on_objection
from consensus.pages.objection_page import objection_page, objections_page
from consensus.pages.views.blueprint import blueprint, page_for
from consensus.web.htmx import render
from consensus.web.session import current_actor


@blueprint.get("/proposals/<int:proposal_id>/objections")
def objections(proposal_id: int) -> Response:
    """All objections, each with its reason, its answers, its fate, and the change that is meant to meet it."""
    page = page_for(proposal_id, current_actor())
    return render(
        "proposals/objections.html",
        proposal=page,
        groups=objections_page(db.session(), page),
        acts_on_objection=lambda objection_id: acts_on_objection(page, objection_id),
    )


@blueprint.get("/proposals/<int:proposal_id>/objections/<key>")
def objection(proposal_id: int, key: str) -> Response:
    """One objection: the text it spoke of, what was said to it in order, the change that is meant to meet it, its fate."""
    page = page_for(proposal_id, current_actor())
    shown = objection_page(db.session(), page, key)
    return render(
        "proposals/objection.html",
        proposal=page,
        shown=shown,
        acts=acts_on_objection(page, shown.objection.objection_id),
    )
