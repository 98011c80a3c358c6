"""The objections of a proposal: beside the changes that met them, each on a page of its own, and what of it all is sealed."""

from __future__ import annotations

from flask import Response

from consensus.archive.forms import LookForm
from consensus.archive.queries.sealed import sealed_on
from consensus.db import db
from consensus.domain.permissions import Permission, demand, may, roles_of
from consensus.pages.act_page import acts_on_objection
from consensus.pages.objection_page import objection_page, objections_page
from consensus.pages.views.blueprint import blueprint, page_for
from consensus.people.queries import sealed_roles
from consensus.voting.commands import look_at_sealed
from consensus.web.htmx import render
from consensus.web.now import now
from consensus.web.session import current_actor, demand_actor


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


@blueprint.route("/proposals/<int:proposal_id>/sealed", methods=["GET", "POST"])
def sealed(proposal_id: int) -> Response:
    """What is sealed on a proposal, decided or not, for the clerk and an auditor, once they said why."""
    session, instant, actor = db.session(), now(), demand_actor()
    demand(sealed_roles(session, actor, instant), Permission.READ_SEALED)
    about, form = sealed_on(session, proposal_id), LookForm()
    if form.sent() and form.carries_out(
        lambda: look_at_sealed(session, actor=actor, proposal_id=proposal_id, reason=form.text("reason"), now=instant)
    ):
        answer = render("archive/sealed_words.html", about=about, said=form.result, reason=form.text("reason"))
        answer.headers["Cache-Control"] = "no-store"
        return answer
    return render("archive/sealed.html", status=form.answer_status, about=about, form=form)


@blueprint.app_template_global()
def may_look_at_sealed() -> bool:
    """Return whether whoever reads may look at sealed words by what they are for good; an auditor goes there from the account."""
    return may(roles_of(current_actor()), Permission.READ_SEALED)
