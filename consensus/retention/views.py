"""The steward's pages about how long names and leftovers are kept."""

from __future__ import annotations

from flask import Blueprint, Response, url_for

from consensus.db import db
from consensus.domain.actor import Actor
from consensus.domain.errors import InvalidError
from consensus.domain.permissions import Permission, demand, roles_of
from consensus.domain.speech import _
from consensus.people.queries import body_names
from consensus.retention import commands
from consensus.retention.forms import HoldForm, ReleaseForm, SettingForm
from consensus.retention.queries import retention_page
from consensus.web.htmx import done, render
from consensus.web.now import now
from consensus.web.session import demand_actor

blueprint = Blueprint("retention", __name__)


@blueprint.get("/steward/retention")
def index() -> Response:
    """What is kept for how long, what would happen now, what is held, and what was done."""
    _steward()
    return render("retention/index.html", page=retention_page(db.session(), now()))


@blueprint.route("/steward/retention/set", methods=["GET", "POST"])
def setting() -> Response:
    """Say for how long something is kept."""
    actor, session = _steward(), db.session()
    form = SettingForm().over(body_names(session))
    if form.sent() and form.carries_out(lambda: _set(form, actor)):
        return done(url_for("retention.index"), message=_("It is set. For a day nothing goes: see below what is due."))
    return render("retention/set.html", status=form.answer_status, form=form)


def _set(form: SettingForm, actor: Actor) -> None:
    category, body_id = form.chosen()
    if form.forever.data == (form.days.data is not None):
        raise InvalidError(_("Give a number of days, or tick that it is kept for ever."), "days")
    commands.set_retention(db.session(), actor=actor, category=category, days=form.days.data, body_id=body_id, now=now())


@blueprint.route("/steward/retention/hold", methods=["GET", "POST"])
def hold() -> Response:
    """Hold a proposal, a body or the network."""
    actor, session = _steward(), db.session()
    form = HoldForm().over(body_names(session))
    if form.sent() and form.carries_out(lambda: _hold(form, actor)):
        return done(url_for("retention.index"), message=_("It is held until you release it."))
    return render("retention/hold.html", status=form.answer_status, form=form)


def _hold(form: HoldForm, actor: Actor) -> None:
    body_id, proposal_id = int(form.body.data) if form.body.data else None, form.proposal.data
    if body_id is not None and proposal_id is not None:
        raise InvalidError(_("Name a body or a proposal, not both."), "proposal")
    commands.place_hold(db.session(), actor=actor, reason=form.text("reason"), body_id=body_id, proposal_id=proposal_id, now=now())


@blueprint.post("/steward/retention/hold/<int:hold_id>/release")
def release(hold_id: int) -> Response:
    """End a hold."""
    actor, form = _steward(), ReleaseForm()
    if form.sent() and form.carries_out(lambda: commands.release_hold(db.session(), actor=actor, hold_id=hold_id, now=now())):
        return done(url_for("retention.index"), message=_("The hold is released."))
    return render("retention/index.html", status=form.answer_status, page=retention_page(db.session(), now()))


def _steward() -> Actor:
    actor = demand_actor()
    demand(roles_of(actor), Permission.KEEP_RETENTION)
    return actor
