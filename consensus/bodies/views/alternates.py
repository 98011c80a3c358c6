"""Who stands in on a seat: the steward names an alternate; the holder, the alternate and the steward say when they act for it."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response, url_for

from consensus.bodies.commands import end_alternate, end_standing_in, name_alternate, stand_in
from consensus.bodies.forms import AlternateForm, ReasonForm
from consensus.bodies.queries import SeatWithTerms
from consensus.bodies.queries.choices import candidates
from consensus.bodies.views.access import body_called, keeper, region_names, seat_called
from consensus.bodies.views.blueprint import blueprint
from consensus.db import db
from consensus.domain.actor import Actor
from consensus.domain.permissions import Permission, demand, may, roles_of
from consensus.domain.speech import _
from consensus.web.htmx import done, render
from consensus.web.now import now
from consensus.web.session import demand_actor


@blueprint.route("/steward/bodies/<code>/seats/<int:seat_id>/alternate", methods=["GET", "POST"])
def name(code: str, seat_id: int) -> Response:
    actor = keeper(Permission.KEEP_SEATS)
    body = body_called(code)
    seat = seat_called(body, seat_id)
    form = AlternateForm()
    form.offer(candidates(db.session(), body.id, now()), region_names())

    def act() -> int:
        person_id, member_id = form.chosen()
        return name_alternate(
            db.session(),
            actor=actor,
            seat_id=seat_id,
            person_id=person_id,
            member_id=member_id,
            reason=form.text("reason"),
            now=now(),
        )

    if form.sent() and form.carries_out(act):
        return done(
            url_for("bodies.seat", code=code, seat_id=seat_id), message=_("The alternate was named. They do not act for the seat yet.")
        )
    return render("bodies/name_alternate.html", form=form, body=body, seat=seat, status=form.answer_status)


@blueprint.route("/bodies/<code>/seats/<int:seat_id>/alternate/end", methods=["GET", "POST"])
def end(code: str, seat_id: int) -> Response:
    return _act(code, seat_id, end_alternate, may_end_alternate, "bodies/end_alternate.html", _("They are the alternate no more."))


@blueprint.route("/bodies/<code>/seats/<int:seat_id>/stand-in", methods=["GET", "POST"])
def begin(code: str, seat_id: int) -> Response:
    return _act(code, seat_id, stand_in, may_let_stand_in, "bodies/stand_in.html", _("The alternate acts for the seat from now on."))


@blueprint.route("/bodies/<code>/seats/<int:seat_id>/stand-in/end", methods=["GET", "POST"])
def back(code: str, seat_id: int) -> Response:
    return _act(code, seat_id, end_standing_in, may_end_stand_in, "bodies/end_standing_in.html", _("The alternate stands in no more."))


def may_let_stand_in(actor: Actor, seat: SeatWithTerms) -> bool:
    """Return whether somebody may let the alternate of a seat stand in; a holder who is suspended may not."""
    return _may(actor, _is_holder(actor, seat))


def may_end_stand_in(actor: Actor, seat: SeatWithTerms) -> bool:
    """Return whether somebody may have the alternate of a seat stand in no more."""
    return _may(actor, _is_holder(actor, seat) or _is_alternate(actor, seat))


def may_end_alternate(actor: Actor, seat: SeatWithTerms) -> bool:
    """Return whether somebody may have the alternate of a seat be that no more."""
    return _may(actor, _is_alternate(actor, seat))


def _may(actor: Actor, is_self: bool) -> bool:  # noqa: FBT001 - one fact about the actor
    return may(roles_of(actor, is_self=is_self), Permission.ACT_FOR_SEAT)


def _is_holder(actor: Actor, seat: SeatWithTerms) -> bool:
    return seat.holder is not None and seat.holder.person_id == actor.person_id and seat.holder.suspended_at is None


def _is_alternate(actor: Actor, seat: SeatWithTerms) -> bool:
    alternate = None if seat.holder is None else seat.holder.alternate
    return alternate is not None and alternate.person_id == actor.person_id


def _act(
    code: str,
    seat_id: int,
    act: Callable[..., object],
    is_allowed: Callable[[Actor, SeatWithTerms], bool],
    template: str,
    message: str,
) -> Response:
    """Do what is done to an alternate with a reason, or show its page; who may is said by the table, not by the address."""
    actor = demand_actor()
    body = body_called(code)
    seat = seat_called(body, seat_id)
    if not is_allowed(actor, seat):
        demand(roles_of(actor), Permission.ACT_FOR_SEAT)
    form = ReasonForm()
    if form.sent() and form.carries_out(lambda: act(db.session(), actor=actor, seat_id=seat_id, reason=form.text("reason"), now=now())):
        return done(url_for("bodies.seat", code=code, seat_id=seat_id), message=message)
    return render(template, form=form, body=body, seat=seat, status=form.answer_status)
