"""Calendars: one's own addresses, what programs read by them, and single dates as files."""

from __future__ import annotations

from flask import Blueprint, Response, abort, current_app, request, url_for

from consensus.calendars import commands
from consensus.calendars.events import calendar_of, meeting_file, public_calendar_of, window_file
from consensus.calendars.forms import MakeForm
from consensus.calendars.queries import bodies_to_choose, own_addresses, public_body, reading_by
from consensus.db import db
from consensus.domain.errors import NotFoundError
from consensus.domain.speech import _
from consensus.meetings.views.blueprint import page_of
from consensus.pages.views.blueprint import heading_for
from consensus.web.htmx import done, render
from consensus.web.now import now
from consensus.web.session import demand_person

blueprint = Blueprint("calendars", __name__)


@blueprint.route("/account/calendar", methods=["GET", "POST"])
def own() -> Response:
    """Show which calendars I have, and make one; its address is shown this once."""
    person, session = demand_person(), db.session()
    form = MakeForm.of(bodies_to_choose(session, person.person_id, now()), request.args.get("body", type=int))
    address = ""
    if form.sent() and form.carries_out(
        lambda: commands.make_calendar_address(session, actor=person.actor, body_id=form.body_id, is_discreet=form.is_discreet, now=now())
    ):
        address = f"{_site()}{url_for('calendars.by_address', token=form.result)}"
    answer = render(
        "calendars/own.html", status=form.answer_status, form=form, address=address, own=own_addresses(session, person.person_id)
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer


@blueprint.post("/account/calendar/<int:address_id>/words")
def choose_words(address_id: int) -> Response:
    """Choose whether a calendar of mine tells what its dates are."""
    is_discreet = request.form.get("words") != "telling"
    commands.choose_calendar_words(db.session(), actor=demand_person().actor, address_id=address_id, is_discreet=is_discreet, now=now())
    said = _("This calendar tells no more than that something waits.") if is_discreet else _("This calendar tells what its dates are.")
    return done(url_for("calendars.own"), message=said)


@blueprint.post("/account/calendar/<int:address_id>/end")
def end(address_id: int) -> Response:
    """End an address of mine."""
    commands.end_calendar_address(db.session(), actor=demand_person().actor, address_id=address_id, now=now())
    return done(url_for("calendars.own"), message=_("This address shows nothing any more."))


@blueprint.get("/calendar/<token>.ics")
def by_address(token: str) -> Response:
    """The dates that a secret address shows, for a program that asks now and then."""
    session = db.session()
    return _calendar(calendar_of(session, reading_by(session, token), base_url=_site(), now=now()))


@blueprint.get("/calendar/of/<code>.ics")
def of_body(code: str) -> Response:
    """The dates of a body that everybody may see."""
    session = db.session()
    answer = _calendar(public_calendar_of(session, public_body(session, code), base_url=_site(), now=now()))
    answer.vary.add("Accept-Language")
    return answer


@blueprint.get("/proposals/<int:proposal_id>/deadline.ics")
def of_proposal(proposal_id: int) -> Response:
    """Until when something can be said on a proposal, as a file."""
    heading_for(proposal_id)
    return _file(window_file(db.session(), proposal_id, base_url=_site(), now=now()), f"proposal-{proposal_id}")


@blueprint.get("/meetings/<int:meeting_id>/meeting.ics")
def of_meeting(meeting_id: int) -> Response:
    """When a meeting is, as a file."""
    page_of(meeting_id)
    return _file(meeting_file(db.session(), meeting_id, base_url=_site(), now=now()), f"meeting-{meeting_id}")


@blueprint.app_template_global()
def dates_address(body_id: int) -> str:
    """Return where a reader has the dates of a body in a calendar, for the body's own page."""
    return url_for("calendars.own", body=body_id)


@blueprint.app_template_global()
def public_dates_address(code: str) -> str | None:
    """Return where everybody finds the public dates of a body; None where it never had any."""
    try:
        return url_for("calendars.of_body", code=public_body(db.session(), code).code)
    except NotFoundError:
        return None


def _calendar(content: bytes) -> Response:
    """Answer a program that asks again and again: what has not changed is not sent anew."""
    answer = Response(content, content_type="text/calendar; charset=utf-8", headers={"Cache-Control": "private, no-cache"})
    answer.add_etag()
    answer.make_conditional(request)
    return answer


def _file(content: bytes | None, name: str) -> Response:
    if content is None:
        abort(404)
    headers = {"Content-Disposition": f'attachment; filename="{name}.ics"', "Cache-Control": "private, no-store"}
    return Response(content, content_type="text/calendar; charset=utf-8", headers=headers)


def _site() -> str:
    """Return the address of the site as it is set: a program reads it long after it was asked for."""
    base_url: str = current_app.config["SETTINGS"].base_url
    return base_url
