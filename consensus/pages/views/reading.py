"""Reading: home, about, the proposals of a body, a proposal, and everything that happened to it."""

from __future__ import annotations

from flask import Response, request, url_for

from consensus.db import db
from consensus.domain.errors import NotFoundError
from consensus.domain.speech import _
from consensus.pages import listing
from consensus.pages.act_page import acts_on_objection, can_answer
from consensus.pages.changes import View, changes_of
from consensus.pages.comments import comments_page
from consensus.pages.course import course_of
from consensus.pages.home_page import home_page
from consensus.pages.panel import panel_of
from consensus.pages.participation import participation_in
from consensus.pages.picture import picture_of
from consensus.pages.proposal_parts import ProposalHeading
from consensus.pages.timeline import timeline_of
from consensus.pages.views.blueprint import blueprint, heading_for, page_for, with_comments
from consensus.pages.voices import address_of, voices_page
from consensus.web.htmx import render
from consensus.web.now import now
from consensus.web.paging import page_number
from consensus.web.session import current_actor, current_person

SHOWN_FOR = 600
"""Seconds for which a picture may be shown without asking again: the count beneath it goes on."""


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


@blueprint.get("/bodies/<code>/participation")
def participation(code: str) -> Response:
    """Who was heard in the last twelve months, by region."""
    return render("pages/participation.html", year=participation_in(db.session(), code, current_actor(), now()))


@blueprint.app_template_global()
def proposals_of_body(body_id: int) -> tuple[listing.ListedProposal, ...]:
    """Return what is under way in a body, for the body's own page."""
    return listing.open_proposals_of(db.session(), body_id, current_actor(), now())


@blueprint.get("/proposals/<int:proposal_id>")
def proposal(proposal_id: int) -> Response:
    """What is asked, in which stage it is, what I can do now, who stands where, what is still missing."""
    page = page_for(proposal_id, current_actor())
    return render(
        "proposals/show.html",
        proposal=page,
        panel=panel_of(db.session(), page),
        acts_on_objection=lambda objection_id: acts_on_objection(page, objection_id),
        can_answer=lambda comment_id: can_answer(page, comment_id),
    )


@blueprint.get("/proposals/<int:proposal_id>/picture.png")
def picture(proposal_id: int) -> Response:
    """What a visitor may see of a proposal, as a picture to be shown where its address is passed on; whoever asks, nobody sees more."""
    page = page_for(proposal_id, None)
    address = url_for("pages.proposal", proposal_id=proposal_id, _external=True)
    db.session.rollback()  # setting it takes a second or more, in which the database need not wait for us
    drawn = picture_of(page, request.args.get("language"), address)
    return Response(drawn, content_type="image/png", headers={"Cache-Control": f"public, max-age={SHOWN_FOR}"})


@blueprint.get("/proposals/<int:proposal_id>/versions/<int:number>")
def version(proposal_id: int, number: int) -> Response:
    """One version of the text, with what changed since another."""
    return _changes(heading_for(proposal_id), number, request.args.get("since", type=int))


@blueprint.get("/proposals/<int:proposal_id>/comments")
def comments(proposal_id: int) -> Response:
    """Every comment, the oldest first, page by page."""
    page = page_for(proposal_id, current_actor())
    listed = comments_page(db.session(), proposal_id, page_number(request.args), total=page.comments_in_all)
    shown = with_comments(page, listed.items)
    return render("proposals/comments.html", proposal=shown, listed=listed, can_answer=lambda comment_id: can_answer(shown, comment_id))


@blueprint.get("/proposals/<int:proposal_id>/voices")
def voices(proposal_id: int) -> Response:
    """Who stands where, by name: every voice of the roll, found by position and by name."""
    page = page_for(proposal_id, current_actor())
    if page.roll is None:
        raise NotFoundError(_("There is no roll of voices yet. It is drawn up when objections are called for."))
    position, q = request.args.get("position", ""), request.args.get("q", "").strip()
    listed = voices_page(page.roll, page_number(request.args), position=position, words=q)
    return render("proposals/voices.html", proposal=page, listed=listed, position=position, q=q, voices_at=address_of)


@blueprint.get("/proposals/<int:proposal_id>/changes")
def changes(proposal_id: int) -> Response:
    """Any two versions of the text, chosen in a form; without a choice the newest and the one before it."""
    heading = heading_for(proposal_id)
    chosen = [request.args.get(name, type=int) for name in ("from", "to")]
    known = sorted({number for number in chosen if number is not None})
    newer = known[-1] if known else heading.version_number
    return _changes(heading, newer, known[0] if len(known) > 1 else None)


def _changes(heading: ProposalHeading, number: int, since: int | None) -> Response:
    person = current_person()
    wanted = request.args.get("language") or (None if person is None else person.language)
    view = request.args.get("view", View.MERGED, type=View)
    changes = changes_of(db.session(), heading, number, since, wanted=wanted, view=view)
    return render("proposals/version.html", proposal=heading, changes=changes)


@blueprint.get("/proposals/<int:proposal_id>/timeline")
def timeline(proposal_id: int) -> Response:
    """Everything that happened, in order, for those who see positions as they are."""
    heading = heading_for(proposal_id)
    after = request.args.get("after", -1, type=int)
    told = timeline_of(db.session(), proposal_id, after=after) if heading.is_inside else None
    course = course_of(db.session(), proposal_id, now()) if heading.is_inside and after < 0 else None
    return render("proposals/timeline.html", proposal=heading, timeline=told, course=course)
