"""The steward makes seats, says anew what they are, and gives them up."""

from __future__ import annotations

from flask import Response, url_for

from consensus.bodies.commands import abolish_seat, add_seat, change_seat
from consensus.bodies.forms import ReasonForm, SeatForm, form_of_seat
from consensus.bodies.forms.seating import OF_A_SEAT
from consensus.bodies.views.access import body_called, keeper, region_names, seat_called
from consensus.bodies.views.blueprint import blueprint
from consensus.db import db
from consensus.domain.permissions import Permission
from consensus.domain.speech import _
from consensus.web.htmx import done, render
from consensus.web.now import now


@blueprint.route("/steward/bodies/<code>/seats/new", methods=["GET", "POST"])
def add(code: str) -> Response:
    actor = keeper(Permission.KEEP_SEATS)
    body = body_called(code)
    form = SeatForm()
    form.offer(region_names())
    if form.sent() and form.carries_out(
        lambda: add_seat(
            db.session(),
            actor=actor,
            body_id=body.id,
            label=form.text("label"),
            kind=form.chosen_kind(),
            attributes=form.attributes(),
            term_months=form.term_months.data,
            now=now(),
        )
    ):
        return done(url_for("bodies.keep", code=code), message=_("The seat was added. It is vacant."))
    return render("bodies/add_seat.html", form=form, body=body, status=form.answer_status)


@blueprint.route("/steward/bodies/<code>/seats/<int:seat_id>/change", methods=["GET", "POST"])
def change(code: str, seat_id: int) -> Response:
    actor = keeper(Permission.KEEP_SEATS)
    body = body_called(code)
    seat = seat_called(body, seat_id)
    form = form_of_seat(seat)
    form.offer(region_names())
    others = {name: value for name, value in seat.attributes.items() if name not in OF_A_SEAT}
    if form.sent() and form.carries_out(
        lambda: change_seat(
            db.session(),
            actor=actor,
            seat_id=seat_id,
            label=form.text("label"),
            kind=form.chosen_kind(),
            attributes={**others, **form.attributes()},
            term_months=form.term_months.data,
            reason=form.text("reason"),
            now=now(),
        )
    ):
        return done(url_for("bodies.seat", code=code, seat_id=seat_id), message=_("The seat was changed. What it was stays on the record."))
    return render("bodies/change_seat.html", form=form, body=body, seat=seat, status=form.answer_status)


@blueprint.route("/steward/bodies/<code>/seats/<int:seat_id>/abolish", methods=["GET", "POST"])
def abolish(code: str, seat_id: int) -> Response:
    actor = keeper(Permission.KEEP_SEATS)
    body = body_called(code)
    seat = seat_called(body, seat_id)
    form = ReasonForm()
    if form.sent() and form.carries_out(
        lambda: abolish_seat(db.session(), actor=actor, seat_id=seat_id, reason=form.text("reason"), now=now())
    ):
        return done(url_for("bodies.keep", code=code), message=_("The seat was given up. Who held it stays on the record."))
    return render("bodies/abolish.html", form=form, body=body, seat=seat, status=form.answer_status)
