"""The steward's pages about webhooks."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from flask import Blueprint, Response, current_app, url_for

from config import Settings
from consensus.db import db
from consensus.domain.actor import Actor
from consensus.domain.errors import InvalidError
from consensus.domain.permissions import Permission, demand, roles_of
from consensus.domain.speech import LANGUAGES, _
from consensus.outward import Allowed
from consensus.outward.sealing import UnreadableError
from consensus.outward.trouble import Trouble
from consensus.people.queries import body_names
from consensus.web.htmx import done, render
from consensus.web.now import now
from consensus.web.session import demand_actor
from consensus.webhooks import commands
from consensus.webhooks.commands import Outside
from consensus.webhooks.forms import AddForm, ChangeForm, WishForm
from consensus.webhooks.queries import webhook_page, webhooks
from consensus.webhooks.sealed import sealing_of
from consensus.webhooks.terms import AUDIENCES, BOTH_FOR, EVENTS, Kind

blueprint = Blueprint("webhooks", __name__)

R = TypeVar("R")


@blueprint.context_processor
def words() -> dict[str, object]:
    """What audiences and languages are called, and which kinds there are."""
    return {"audiences": AUDIENCES, "languages": LANGUAGES, "Kind": Kind}


@blueprint.get("/steward/webhooks")
def index() -> Response:
    """Which rooms and programs are told what, and how that goes."""
    _steward()
    return render("webhooks/index.html", webhooks=webhooks(db.session(), _outside().sealing))


@blueprint.route("/steward/webhooks/new", methods=["GET", "POST"])
def add() -> Response:
    """Let a room or a program be told what happens."""
    actor, session = _steward(), db.session()
    form = AddForm().over(body_names(session))
    if not form.is_submitted():
        form.events.data = [event.value for event in EVENTS]
    if form.sent() and form.carries_out(
        lambda: commands.add_webhook(
            session, actor=actor, kind=Kind(form.kind.data), body_id=form.body_id(), told=form.told(), outside=_outside(), now=now()
        )
    ):
        added = form.result
        if added.secret is not None:
            return _secret(added.webhook_id, added.secret)
        return done(_address(added.webhook_id), message=_("It is told what happens from now on. Send a test to see whether it arrives."))
    return render("webhooks/add.html", status=form.answer_status, form=form)


@blueprint.get("/steward/webhooks/<int:webhook_id>")
def show(webhook_id: int) -> Response:
    """One webhook: what it is told, and what was brought there."""
    _steward()
    page = webhook_page(db.session(), webhook_id, _outside().sealing)
    both_until = page.webhook.both_until
    return render("webhooks/show.html", page=page, both_until=both_until if both_until is not None and now() < both_until else None)


@blueprint.route("/steward/webhooks/<int:webhook_id>/change", methods=["GET", "POST"])
def change(webhook_id: int) -> Response:
    """Change what it is told, or where."""
    actor, session = _steward(), db.session()
    found = webhook_page(session, webhook_id, _outside().sealing).webhook
    form = ChangeForm.of(found)
    if form.sent() and form.carries_out(
        lambda: _readable(
            lambda: commands.change_webhook(session, actor=actor, webhook_id=webhook_id, told=form.told(), outside=_outside(), now=now())
        )
    ):
        return done(_address(webhook_id), message=_("It is changed."))
    return render("webhooks/change.html", status=form.answer_status, form=form, webhook=found)


@blueprint.post("/steward/webhooks/<int:webhook_id>/secret")
def renew(webhook_id: int) -> Response:
    """Sign with another secret, and with the one before for some days; show it once."""
    actor = _wishing()
    outside = _outside()
    secret = _readable(lambda: commands.renew_webhook_secret(db.session(), actor=actor, webhook_id=webhook_id, outside=outside, now=now()))
    return _secret(webhook_id, secret, is_another=True)


@blueprint.post("/steward/webhooks/<int:webhook_id>/test")
def test(webhook_id: int) -> Response:
    """Let a test be brought."""
    commands.try_webhook(db.session(), actor=_wishing(), webhook_id=webhook_id, now=now())
    return done(_address(webhook_id), message=_("A test is on its way. Look at the log in some seconds: open this page again."))


@blueprint.post("/steward/webhooks/<int:webhook_id>/<any('on', 'off'):state>")
def switch(webhook_id: int, state: str) -> Response:
    """Switch it on or off."""
    is_on = state == "on"
    commands.switch_webhook(db.session(), actor=_wishing(), webhook_id=webhook_id, is_on=is_on, now=now())
    return done(_address(webhook_id), message=_("It is switched on.") if is_on else _("It is switched off."))


@blueprint.post("/steward/webhooks/<int:webhook_id>/remove")
def remove(webhook_id: int) -> Response:
    """Tell it nothing any more."""
    commands.remove_webhook(db.session(), actor=_wishing(), webhook_id=webhook_id, now=now())
    return done(url_for("webhooks.index"), message=_("It is removed, with its address and its log."))


@blueprint.post("/steward/webhooks/deliveries/<int:delivery_id>/again")
def again(delivery_id: int) -> Response:
    """Bring a delivery again."""
    webhook_id = commands.send_webhook_again(db.session(), actor=_wishing(), delivery_id=delivery_id, now=now())
    return done(_address(webhook_id), message=_("It is sent again. Look at the log in some seconds: open this page again."))


def _secret(webhook_id: int, secret: str, *, is_another: bool = False) -> Response:
    answer = render("webhooks/secret.html", webhook_id=webhook_id, secret=secret, days=BOTH_FOR.days if is_another else None)
    # A copy in the browser would show it again.
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _readable(act: Callable[[], R]) -> R:
    try:
        return act()
    except UnreadableError:
        raise InvalidError(Trouble.SEALED.sentence, "address") from None


def _outside() -> Outside:
    settings: Settings = current_app.config["SETTINGS"]
    return Outside(sealing_of(settings.secret_key), Allowed.of(settings.outward_allowed))


def _address(webhook_id: int) -> str:
    return url_for("webhooks.show", webhook_id=webhook_id)


def _wishing() -> Actor:
    actor = _steward()
    if not WishForm().sent():
        raise InvalidError(_("What your browser sent is not what this page expects."))
    return actor


def _steward() -> Actor:
    actor = demand_actor()
    demand(roles_of(actor), Permission.KEEP_WEBHOOKS)
    return actor
