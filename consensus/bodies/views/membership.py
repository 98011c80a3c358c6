"""The steward records which members take part in a working group, and whom a body offers as facilitators."""

from __future__ import annotations

from flask import Response, request, url_for

from consensus.bodies.commands import join_body, leave_body, name_facilitators
from consensus.bodies.forms import FacilitatorForm, JoinForm, OptionalReasonForm, WishForm
from consensus.bodies.queries import BodyHead, members_of, people_of
from consensus.bodies.queries.choices import member_taking_part, members_who_could_join
from consensus.bodies.views.access import body_called, keeper, region_names
from consensus.bodies.views.blueprint import blueprint
from consensus.db import db
from consensus.domain.actor import Actor
from consensus.domain.errors import NotFoundError
from consensus.domain.permissions import Permission
from consensus.domain.speech import _
from consensus.domain.terms import BodyKind
from consensus.web.htmx import done, render
from consensus.web.now import now
from consensus.web.paging import page_number


@blueprint.route("/steward/bodies/<code>/members", methods=["GET", "POST"])
def members(code: str) -> Response:
    actor = keeper(Permission.KEEP_BODIES)
    body, regions = body_called(code), region_names()
    if body.kind is not BodyKind.WORKING_GROUP:
        raise NotFoundError(_("Members join working groups alone."))
    form = JoinForm()
    form.offer(members_who_could_join(db.session(), body.id), regions)
    if form.sent() and form.carries_out(
        lambda: join_body(db.session(), actor=actor, body_id=body.id, member_id=int(form.member.data), now=now())
    ):
        return done(url_for("bodies.members", code=code), message=_("The member takes part from now on."))
    taking_part = members_of(db.session(), body.id, number=page_number(request.args))
    return render("bodies/keep_members.html", form=form, body=body, members=taking_part, regions=regions, status=form.answer_status)


@blueprint.route("/steward/bodies/<code>/members/<int:member_id>/leave", methods=["GET", "POST"])
def member_leaves(code: str, member_id: int) -> Response:
    actor = keeper(Permission.KEEP_BODIES)
    body = body_called(code)
    name = member_taking_part(db.session(), body.id, member_id)
    form = OptionalReasonForm()
    if form.sent() and form.carries_out(
        lambda: leave_body(db.session(), actor=actor, body_id=body.id, member_id=member_id, reason=form.text("reason"), now=now())
    ):
        return done(url_for("bodies.members", code=code), message=_("The member takes part no longer."))
    return render("bodies/member_leaves.html", form=form, body=body, member_name=name, status=form.answer_status)


@blueprint.route("/steward/bodies/<code>/facilitators", methods=["GET", "POST"])
def facilitators(code: str) -> Response:
    actor = keeper(Permission.KEEP_BODIES)
    body = body_called(code)
    offered = {each.person_id for each in body.facilitators}
    people = {person.person_id: person.name for person in people_of(db.session(), body.id, now())}
    form = FacilitatorForm()
    form.offer({person_id: name for person_id, name in people.items() if person_id not in offered})
    if form.sent() and form.carries_out(lambda: _name(actor, body, adds=int(form.person.data))):
        return done(url_for("bodies.facilitators", code=code), message=_("The pool was changed."))
    return render("bodies/facilitators.html", form=form, body=body, status=form.answer_status)


@blueprint.post("/steward/bodies/<code>/facilitators/<int:person_id>/remove")
def facilitator_leaves(code: str, person_id: int) -> Response:
    actor = keeper(Permission.KEEP_BODIES)
    if WishForm().sent():
        _name(actor, body_called(code), removes=person_id)
    return done(url_for("bodies.facilitators", code=code), message=_("The pool was changed."))


def _name(actor: Actor, body: BodyHead, *, adds: int | None = None, removes: int | None = None) -> None:
    """Name the pool as it is now, with one person more or one less."""
    pool = {each.person_id for each in body.facilitators} | ({adds} if adds else set())
    name_facilitators(db.session(), actor=actor, body_id=body.id, person_ids=pool - {removes}, now=now())
