"""Leading: the facilitator's desk, and the script for a meeting."""

from __future__ import annotations

from typing import Any

from flask import Response, url_for

from consensus.db import db
from consensus.domain.errors import ForbiddenError
from consensus.domain.speech import _
from consensus.domain.terms import Part
from consensus.pages import desk_page
from consensus.pages.desk_page import NotDone, desk_of
from consensus.pages.doing import number
from consensus.pages.unstaged import people_of_network
from consensus.pages.views.blueprint import blueprint, page_for
from consensus.voting.forms import HandOverSeveralForm
from consensus.web.forms import choices_of
from consensus.web.htmx import done, render
from consensus.web.now import now
from consensus.web.session import demand_actor


@blueprint.get("/desk")
def desk() -> Response:
    """Everything that I lead: on one time line, what blocks it, and who has not been heard."""
    actor = demand_actor()
    return render("pages/desk.html", desk=desk_of(db.session(), actor.person_id or 0, now()))


@blueprint.route("/desk/hand_over", methods=["GET", "POST"])
def hand_over_several() -> Response:
    """Give my part in several proposals to somebody else, each by itself: what cannot be handed over is named with the reason."""
    session, actor, instant = db.session(), demand_actor(), now()
    form = HandOverSeveralForm()
    not_done: tuple[NotDone, ...] = ()
    if form.sent():
        chosen = [number(each) or 0 for each in form.proposals.data]
        said: dict[str, Any] = {"to_id": number(form.to.data) or 0, "part": Part(form.part.data)}
        not_done = desk_page.hand_over_several(session, actor, chosen, now=instant, **said)
        if not not_done:
            return done(url_for("pages.desk"), message=_("It is handed over."))
    form.proposals.choices = choices_of(desk_page.owned_by(session, actor.person_id or 0))
    form.to.choices = people_of_network(session, instant)
    status = 409 if not_done else form.answer_status
    return render("pages/hand_over.html", form=form, not_done=not_done, status=status)


@blueprint.get("/proposals/<int:proposal_id>/script")
def script(proposal_id: int) -> Response:
    """What the one who leads a meeting says and asks, in order, to be printed."""
    page = page_for(proposal_id, demand_actor())
    if not page.is_inside:
        raise ForbiddenError(_("The script of a meeting is for the people of the body."))
    return render("proposals/script.html", proposal=page)
