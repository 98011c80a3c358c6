"""Amendments: where they stand in the text, and taking one over."""

from __future__ import annotations

from typing import Any

from flask import Response, request, url_for

from consensus.db import db
from consensus.domain.errors import InvalidError, NotFoundError, Refusal, RefusedError
from consensus.domain.speech import _
from consensus.domain.terms import Stage
from consensus.pages.act_page import can_answer, show_present
from consensus.pages.amendments import amended_text, change_in_place, places_to_choose
from consensus.pages.attempt import Outdated, attempt
from consensus.pages.comments import read_amendments
from consensus.pages.doing import number, seen_version
from consensus.pages.panel import kept_in
from consensus.pages.proposal_parts import CommentView, ProposalPage
from consensus.pages.reading import demand_reading
from consensus.pages.views.blueprint import blueprint, page_for, with_comments
from consensus.proposals.forms import TakeOverForm
from consensus.voting.commands import take_over_amendment
from consensus.voting.commands.amending import place_meant
from consensus.web.forms import choices_of
from consensus.web.htmx import done, render
from consensus.web.now import now
from consensus.web.session import current_actor, demand_actor


@blueprint.get("/proposals/<int:proposal_id>/amendments")
def amendments(proposal_id: int) -> Response:
    """The text with every passage that somebody would change."""
    page = with_comments(page_for(proposal_id, current_actor()), read_amendments(db.session(), proposal_id))
    return render(
        "proposals/amendments.html",
        proposal=page,
        amended=amended_text(page),
        can_answer=lambda comment_id: can_answer(page, comment_id),
    )


@blueprint.route("/proposals/<int:proposal_id>/take_over_amendment", methods=["GET", "POST"])
def take_over(proposal_id: int) -> Response:
    """Take an amendment over: what the text becomes, and the one button that does it."""
    session, actor, instant = db.session(), demand_actor(), now()
    demand_reading(session, proposal_id, actor, instant)
    comment_id = request.args.get("about", 0, type=int)
    form = TakeOverForm()
    outcome = None
    if request.method == "POST":
        outcome = attempt(
            form,
            lambda: take_over_amendment(
                session,
                actor=actor,
                proposal_id=proposal_id,
                comment_id=comment_id,
                occurrence=number(form.occurrence.data),
                text=form.text.data or "",
                is_material=form.is_material.data != "no",
                version=seen_version(form),
                now=instant,
            ),
        )
        if outcome is None:
            address = url_for("pages.proposal", proposal_id=proposal_id)
            return done(address, message=_("The amendment is taken over: a new version is on the page, and the issue has its answer."))
    page = page_for(proposal_id, actor, about=comment_id)
    comment = next((each for each in page.comments if each.comment_id == comment_id and each.amendment is not None), None)
    if comment is None:
        raise NotFoundError(_("There is no such amendment on this proposal."))
    if request.method == "GET":
        _demand_open(page, comment)
    moved_on = outcome.sentence if isinstance(outcome, Outdated) else ""
    return _page(page, comment, form, moved_on)


def _demand_open(page: ProposalPage, comment: CommentView) -> None:
    if page.stage is not Stage.COMMENT:
        raise RefusedError(Refusal.WRONG_STAGE)
    if not can_answer(page, comment.comment_id):
        raise RefusedError(Refusal.ALREADY_DONE if page.facts.is_owner else Refusal.NOT_OWNER)


def _page(page: ProposalPage, comment: CommentView, form: Any, moved_on: str) -> Response:
    can_be_sent = can_answer(page, comment.comment_id)
    if request.method == "GET" or moved_on:
        show_present(form, page)
    form.occurrence.choices = choices_of(places_to_choose(page, comment))
    text = page.version.authentic.text
    try:
        place = place_meant(comment.passage or "", text, number(form.occurrence.data) or 1)
    except InvalidError as error:
        place, why_not = None, str(error)
    else:
        why_not = ""
    return render(
        "proposals/take_over.html",
        status=409 if moved_on else form.answer_status,
        proposal=page,
        comment=comment,
        form=form if can_be_sent and place is not None else None,
        kept=() if can_be_sent and place is not None else kept_in(form),
        change=() if place is None else change_in_place(text, place, comment.amendment or ""),
        why_not=why_not,
        moved_on=moved_on,
    )
