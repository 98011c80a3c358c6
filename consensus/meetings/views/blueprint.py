"""The blueprint on which the pages of meetings stand, and what all of them share."""

from __future__ import annotations

from flask import Blueprint, url_for

from consensus.db import db
from consensus.meetings import queries
from consensus.meetings.queries import Entry, ListedMeeting, MeetingPage, meeting_page
from consensus.pages.home_page import OwnBody
from consensus.web.now import now
from consensus.web.page import name_network
from consensus.web.session import current_actor, demand_actor

blueprint = Blueprint("meetings", __name__)


def page_of(meeting_id: int) -> MeetingPage:
    """Return a meeting for whoever is signed in; a visitor is led to sign in.

    :raises NotFoundError: when there is no such meeting, or it is not open to the reader.
    """
    page = meeting_page(db.session(), meeting_id, demand_actor(), now())
    name_network(page.network_name)
    return page


def address_of(meeting_id: int) -> str:
    """Return where a meeting is."""
    return url_for("meetings.show", meeting_id=meeting_id)


@blueprint.app_template_global()
def entries_waiting(proposal_id: int | None = None) -> tuple[Entry, ...]:
    """Return what the secretary of a meeting wrote down for voices of the reader's, for home and the page of a proposal."""
    return queries.waiting_for(db.session(), current_actor(), now(), proposal_id=proposal_id)


@blueprint.app_template_global()
def meetings_soon(bodies: tuple[OwnBody, ...]) -> tuple[ListedMeeting, ...]:
    """Return the meetings that run or are near, for the home page."""
    actor = current_actor()
    return () if actor is None else queries.home_meetings(db.session(), [body.body_id for body in bodies], actor, now())


@blueprint.app_template_global()
def meetings_address(body_id: int, code: str) -> str | None:
    """Return where the meetings of a body are listed, for the body's own page; None for somebody who may not attend them."""
    actor = current_actor()
    if actor is None or not queries.may_attend(db.session(), body_id, actor, now()):
        return None
    return url_for("meetings.of_body", code=code)
