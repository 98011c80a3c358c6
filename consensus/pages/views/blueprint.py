"""The blueprint on which the pages that join features stand, and what all of them share."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, request
from sqlalchemy import or_, select

from consensus.db import db
from consensus.domain.actor import Actor
from consensus.domain.terms import Attribution
from consensus.pages.opening import proposal_heading
from consensus.pages.outside import comment_from_outside
from consensus.pages.picture import is_pictured
from consensus.pages.present import what_it_waits_for
from consensus.pages.proposal_page import proposal_page
from consensus.pages.proposal_parts import CommentView, ProposalHeading, ProposalPage, TextView
from consensus.pages.standing import who_stands_where
from consensus.proposals.models import Proposal
from consensus.voting.commands import advance
from consensus.web import words
from consensus.web.keeping import leave_no_copy
from consensus.web.now import now
from consensus.web.page import name_network
from consensus.web.session import current_actor, current_person

blueprint = Blueprint("pages", __name__)


@blueprint.before_request
def let_the_clock_go_first() -> None:
    """Do what is due on a proposal before anybody acts on it: its window may be over and the clock not there yet."""
    proposal_id = (request.view_args or {}).get("proposal_id")
    if request.method == "POST" and proposal_id is not None:
        do_what_is_due(proposal_id)


def do_what_is_due(proposal_id: int) -> None:
    """Do what is due on a proposal now."""
    session, instant = db.session(), now()
    over = or_(Proposal.closes_at <= instant, Proposal.lapses_at <= instant, Proposal.comes_back_at <= instant)
    if session.scalars(select(Proposal.id).where(Proposal.id == proposal_id, over)).one_or_none() is not None:
        advance(session, proposal_id=proposal_id, now=instant)


@blueprint.app_context_processor
def give_words() -> dict[str, object]:
    """Let every template call things by their words."""
    return {"words": words}


def page_for(proposal_id: int, actor: Actor | None, *, about: int | None = None) -> ProposalPage:
    """Return the page of a proposal as it is now for one reader; the comment that it is ``about`` is among those it holds.

    :raises NotFoundError: when there is no such proposal, or it is not open to the reader.
    """
    page = proposal_page(db.session(), proposal_id, actor, now(), about=about)
    name_network(page.network_name)
    voices = () if page.roll is None else page.roll.voices
    if Attribution.SEALED in {*(said.attribution for said in page.objections), *(said.attribution for said in voices)}:
        leave_no_copy()
    return page


def with_comments(page: ProposalPage, comments: tuple[CommentView, ...]) -> ProposalPage:
    """Return a page that holds other comments, as far as its reader may see them."""
    return replace(page, comments=comments if page.is_inside else tuple(comment_from_outside(each) for each in comments))


def heading_for(proposal_id: int) -> ProposalHeading:
    """Return what a page about one side of a proposal says of the whole, for whoever reads.

    :raises NotFoundError: when there is no such proposal, or it is not open to the reader.
    """
    heading = proposal_heading(db.session(), proposal_id, current_actor(), now())
    name_network(heading.network_name)
    return heading


@blueprint.app_template_global()
def shown_text(page: ProposalPage) -> TextView:
    """Return the text in the language that the address names, else the reader's, where there is one; else the one that counts."""
    wanted = (request.args.get("language"), preferred_language())
    found = (text for language in wanted for text in page.version.texts if text.language == language)
    return next(found, page.version.authentic)


@blueprint.app_template_global()
def preferred_language() -> str | None:
    """Return the language in which the reader prefers to read texts."""
    person = current_person()
    return None if person is None else person.language


blueprint.add_app_template_global(what_it_waits_for, "waits_for")
blueprint.add_app_template_global(who_stands_where)
blueprint.add_app_template_global(is_pictured)
