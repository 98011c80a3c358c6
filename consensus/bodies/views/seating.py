"""Who sits: filling seats, leaving them, suspending and restoring. What the rules refuse is shown with what was chosen."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response, url_for

from consensus.bodies.commands import fill_seat, fill_seats, leave_seat, restore_seat, suspend_seat
from consensus.bodies.forms import FillForm, ReasonForm, proposed_end, several_seats
from consensus.bodies.queries import BodyHead, BodyVerdict, SeatWithTerms, judged
from consensus.bodies.queries.choices import candidates
from consensus.bodies.views.access import body_called, keeper, region_names, seat_called
from consensus.bodies.views.blueprint import blueprint
from consensus.db import db
from consensus.domain.actor import Actor
from consensus.domain.permissions import Permission, demand, roles_of
from consensus.domain.speech import _
from consensus.web.htmx import done, render
from consensus.web.now import now
from consensus.web.session import demand_actor


@blueprint.route("/steward/bodies/<code>/seats/<int:seat_id>/fill", methods=["GET", "POST"])
def fill(code: str, seat_id: int) -> Response:
    actor = keeper(Permission.KEEP_SEATS)
    body = body_called(code)
    state = judged(db.session(), body.id)
    seat, regions = seat_called(body, seat_id, state), region_names()
    form = FillForm(ends_on=proposed_end(seat, now().date()))
    form.offer(candidates(db.session(), body.id, now()), regions)

    def act() -> BodyVerdict:
        chosen = form.filling(seat_id)
        return fill_seat(
            db.session(),
            actor=actor,
            seat_id=seat_id,
            person_id=chosen.person_id,
            member_id=chosen.member_id,
            ends_on=chosen.ends_on,
            filled_by=chosen.filled_by,
            decision=chosen.decision,
            reason=form.text("reason"),
            now=now(),
        )

    if form.sent() and form.carries_out(act):
        return done(url_for("bodies.keep", code=code), message=_("The seat was filled."))
    return render("bodies/fill.html", form=form, body=body, seat=seat, verdict=state.verdict, status=form.answer_status)


@blueprint.route("/steward/bodies/<code>/seats/fill", methods=["GET", "POST"])
def fill_several(code: str) -> Response:
    actor = keeper(Permission.KEEP_SEATS)
    body, regions = body_called(code), region_names()
    state = judged(db.session(), body.id)
    vacant = [seat for seat in state.seats if seat.holder is None]
    form = several_seats(vacant, candidates(db.session(), body.id, now()), regions, now().date())

    def act() -> BodyVerdict:
        fillings = form.fillings(vacant)
        return fill_seats(db.session(), actor=actor, body_id=body.id, fillings=fillings, reason=form.text("reason"), now=now())

    if form.sent() and form.carries_out(act):
        return done(url_for("bodies.keep", code=code), message=_("The seats were filled."))
    return render("bodies/fill_several.html", form=form, body=body, vacant=vacant, verdict=state.verdict, status=form.answer_status)


@blueprint.route("/bodies/<code>/seats/<int:seat_id>/leave", methods=["GET", "POST"])
def leave(code: str, seat_id: int) -> Response:
    """For the holder and the steward alike: who may is said by the table, not by the address."""
    actor = demand_actor()
    body = body_called(code)
    seat = seat_called(body, seat_id)
    is_self = seat.holder is not None and seat.holder.person_id == actor.person_id
    demand(roles_of(actor, is_self=is_self), Permission.LEAVE_SEAT)
    return _with_reason(leave_seat, actor, body, seat, "bodies/leave.html", done_message=_("The seat was left. It is vacant."))


@blueprint.route("/steward/bodies/<code>/seats/<int:seat_id>/suspend", methods=["GET", "POST"])
def suspend(code: str, seat_id: int) -> Response:
    actor = keeper(Permission.KEEP_SEATS)
    body = body_called(code)
    seat = seat_called(body, seat_id)
    return _with_reason(suspend_seat, actor, body, seat, "bodies/suspend.html", done_message=_("The seat is suspended."))


@blueprint.route("/steward/bodies/<code>/seats/<int:seat_id>/restore", methods=["GET", "POST"])
def restore(code: str, seat_id: int) -> Response:
    actor = keeper(Permission.KEEP_SEATS)
    body = body_called(code)
    seat = seat_called(body, seat_id)
    return _with_reason(restore_seat, actor, body, seat, "bodies/restore.html", done_message=_("The suspension has ended."))


def _with_reason(
    act: Callable[..., object], actor: Actor, body: BodyHead, seat: SeatWithTerms, template: str, *, done_message: str
) -> Response:
    """Do what is done to a seat with a reason, or show its page; then go on to the page of the seat."""
    form = ReasonForm()
    if form.sent() and form.carries_out(
        lambda: act(db.session(), actor=actor, seat_id=seat.seat_id, reason=form.text("reason"), now=now())
    ):
        return done(url_for("bodies.seat", code=body.code, seat_id=seat.seat_id), message=done_message)
    return render(template, form=form, body=body, seat=seat, status=form.answer_status)
