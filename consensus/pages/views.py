"""The pages that join features. Each view parses, asks one query or command, and renders."""

from __future__ import annotations

from flask import Blueprint, Response, abort, request, url_for

from consensus.db import db
from consensus.domain.terms import Action
from consensus.pages import listing, words
from consensus.pages.act_page import act_page, acts_on_objection, acts_on_proposal, can_answer, fill_choices
from consensus.pages.acts import Doing
from consensus.pages.home_page import home_page
from consensus.pages.proposal_page import proposal_page
from consensus.pages.reading import demand_reading
from consensus.voting.commands import advance
from consensus.web.htmx import done, render
from consensus.web.now import now
from consensus.web.session import current_actor, demand_actor

blueprint = Blueprint("pages", __name__)


@blueprint.before_request
def let_the_clock_go_first() -> None:
    """Do what is due on a proposal before anybody acts on it: its window may be over and the clock not there yet."""
    proposal_id = (request.view_args or {}).get("proposal_id")
    if request.method == "POST" and proposal_id is not None:
        advance(db.session(), proposal_id=proposal_id, now=now())


@blueprint.app_context_processor
def give_words() -> dict[str, object]:
    """Let every template call things by their words."""
    return {"words": words}


@blueprint.get("/")
def home() -> Response:
    """What waits for me."""
    return render("pages/home.html", home=home_page(db.session(), current_actor(), now()))


@blueprint.get("/about")
def about() -> Response:
    """What this is, and how a decision is taken here."""
    return render("pages/about.html")


@blueprint.get("/bodies/<code>/proposals")
def proposals_of(code: str) -> Response:
    """The proposals of a body."""
    listed = listing.proposals_of(db.session(), code, current_actor(), now(), before=request.args.get("before", type=int))
    return render("pages/proposals.html", listed=listed)


@blueprint.get("/proposals/<int:proposal_id>/timeline")
def timeline(proposal_id: int) -> Response:
    """Everything that happened, in order, for the people of the body."""
    session, actor, instant = db.session(), current_actor(), now()
    demand_reading(session, proposal_id, actor, instant)
    page = proposal_page(session, proposal_id, actor, instant)
    entries = listing.timeline_of(session, proposal_id)
    return render("proposals/timeline.html", proposal=page, entries=entries)


@blueprint.get("/proposals/<int:proposal_id>")
def proposal(proposal_id: int) -> Response:
    """What is asked, in which stage it is, what I can do now, who stands where, what is still missing."""
    session, actor, instant = db.session(), current_actor(), now()
    demand_reading(session, proposal_id, actor, instant)
    page = proposal_page(session, proposal_id, actor, instant)
    return render(
        "proposals/show.html",
        proposal=page,
        acts=acts_on_proposal(page),
        acts_on_objection=lambda objection_id: acts_on_objection(page, objection_id),
        can_answer=lambda comment_id: can_answer(page, comment_id),
    )


@blueprint.route("/proposals/<int:proposal_id>/<action>", methods=["GET", "POST"])
def act(proposal_id: int, action: str) -> Response:
    """One act on a page of its own: what it means, and its form."""
    session, actor, instant = db.session(), demand_actor(), now()
    if action not in {each.value for each in Action}:
        abort(404)
    demand_reading(session, proposal_id, actor, instant)
    page = proposal_page(session, proposal_id, actor, instant)
    shown = act_page(page, Action(action))
    form = shown.form()
    fill_choices(session, form, page, instant)
    target = request.args.get("about", type=int)
    doing = Doing(session, actor, proposal_id, instant, page.closes_at, target)
    if form.sent() and form.carries_out(lambda: shown.run(form, doing)):
        return done(url_for("pages.proposal", proposal_id=proposal_id), message=shown.done)
    return render("proposals/act.html", status=form.status, proposal=page, act=shown, action=action, form=form, target=target)
