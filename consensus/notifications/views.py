"""The pages of notices: the list, what each leads to, what one chooses, and the one step from a letter to fewer of them."""

from __future__ import annotations

import hmac

from flask import Blueprint, Response, abort, current_app, redirect, request, url_for
from flask.blueprints import BlueprintSetupState

from consensus.db import db, set_reading
from consensus.domain.speech import _
from consensus.notifications import commands
from consensus.notifications.forms import form_for
from consensus.notifications.letters import addresses, line_of, seal_of
from consensus.notifications.queries import About, choices_of, is_digest, notice_by_handle, notices_of
from consensus.notifications.reach import reach_of
from consensus.notifications.words import Place
from consensus.web.htmx import done, render
from consensus.web.now import now
from consensus.web.paging import PAGE_SIZE, Page, offset_of, page_number
from consensus.web.session import current_actor, demand_actor, demand_person

blueprint = Blueprint("notifications", __name__)


@blueprint.get("/notices")
def index() -> Response:
    """One's notices, the newest first."""
    page = notices_of(db.session(), demand_actor(), now(), before=request.args.get("before", type=int))
    return render("notifications/index.html", page=page, line_of=line_of)


@blueprint.post("/notices/seen")
def see_all() -> Response:
    """Mark as seen what the page showed and what came before."""
    up_to = request.form.get("up_to", 0, type=int)
    commands.see_all_notices(db.session(), actor=demand_actor(), up_to=up_to, now=now())
    return done(url_for("notifications.index"), message=_("They are marked as seen."))


@blueprint.get("/n/<handle>")
def follow(handle: str) -> Response:
    """Lead to what a notice is about, and note that it was seen: only whoever it is for comes this far."""
    actor, session = demand_actor(), db.session()
    found = notice_by_handle(session, actor, handle, now())
    if found is None:
        if is_digest(session, actor, handle):
            return redirect(url_for("notifications.index"), 303)  # type: ignore[return-value]  # Werkzeug's answer is Flask's here
        raise commands.no_such_notice()
    # What was read so far was read without the lock for writing.
    session.rollback()
    set_reading(False)
    commands.see_notice(session, actor=actor, handle=handle, now=now())
    return redirect(_address_of(found), 303)  # type: ignore[return-value]  # as above


@blueprint.route("/account/notices", methods=["GET", "POST"])
def choose() -> Response:
    """Choose of what one is told, and how."""
    person, session = demand_person(), db.session()
    choices = choices_of(session, person.person_id, now())
    form = form_for(choices)
    if form.sent() and form.carries_out(
        lambda: commands.choose_notices(session, actor=person.actor, wishes=form.wishes(), levels=form.levels(), now=now())
    ):
        return done(url_for("notifications.choose"), message=_("Your choices are saved."))
    return render("notifications/choose.html", status=form.answer_status, form=form, choices=choices)


@blueprint.get("/proposals/<int:proposal_id>/told")
def told(proposal_id: int) -> Response:
    """Which voices were told what they are asked, and which nobody reached."""
    reach = reach_of(db.session(), proposal_id, current_actor(), now())
    number = page_number(request.args)
    first = offset_of(number)
    listed = Page(reach.voices[first : first + PAGE_SIZE], number, len(reach.voices))
    has_mail_server = current_app.config["SETTINGS"].smtp is not None
    return render("notifications/told.html", reach=reach, listed=listed, has_mail_server=has_mail_server)


@blueprint.route("/n/<handle>/<seal>", methods=["GET", "POST"])
def less(handle: str, seal: str) -> Response:
    """One step from a letter to fewer of them, without signing in. Opening it asks; only sending it changes anything.

    Source: RFC 8058: a mail program sends the form by itself. What follows links without being asked, changes nothing.
    """
    settings = current_app.config["SETTINGS"]
    if not hmac.compare_digest(seal.encode(), seal_of(addresses(settings.base_url, settings.secret_key).key, handle).encode()):
        abort(404)
    is_done = request.method == "POST"
    if is_done:
        commands.ask_for_less(db.session(), handle=handle, now=now())
    return render("notifications/less.html", is_done=is_done, address=request.path)


@blueprint.record_once
def _let_mail_programs_post(state: BlueprintSetupState) -> None:
    # They bring no token of a form; the seal in the address stands for it.
    state.app.extensions["csrf"].exempt(less)


def _address_of(found: About) -> str:
    match found.place:
        case Place.PROPOSAL if found.proposal_id is not None and found.is_open:
            return url_for("pages.proposal", proposal_id=found.proposal_id)
        case Place.TOLD if found.proposal_id is not None and found.is_open:
            return url_for("notifications.told", proposal_id=found.proposal_id)
        case Place.MEETING if found.place_id is not None:
            return url_for("meetings.show", meeting_id=found.place_id)
        case Place.ELECTION if found.place_id is not None:
            return url_for("elections.show", election_id=found.place_id)
        case Place.BODY if found.body_code is not None:
            return url_for("bodies.show", code=found.body_code)
        case Place.ACCOUNT:
            return url_for("people.account")
        case Place.BODIES:
            return url_for("bodies.index")
        case Place.STEWARD:
            return url_for("people.steward")
        case Place.RECORD:
            return url_for("archive.record")
        case _:
            return url_for("notifications.index")
