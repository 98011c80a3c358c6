"""For whom people speak: granting a mandate and ending it."""

from __future__ import annotations

from flask import Response, request, url_for

from consensus.db import db
from consensus.domain.actor import Actor
from consensus.domain.errors import NotFoundError
from consensus.domain.permissions import Permission
from consensus.domain.speech import _
from consensus.people import commands
from consensus.people.forms import EndMandateForm, MandateForm, end_of
from consensus.people.queries import body_names, mandates, member_called, person_called
from consensus.people.views.blueprint import blueprint, demand_may
from consensus.web.htmx import done, render
from consensus.web.now import now


@blueprint.route("/steward/mandates/new", methods=["GET", "POST"])
def grant_mandate() -> Response:
    """Let a person speak for a member."""
    actor = demand_may(Permission.KEEP_MANDATES)
    form = MandateForm.of(body_names(db.session()), person=request.args.get("person", ""), member=request.args.get("member", ""))
    if form.sent() and form.carries_out(lambda: _grant(form, actor)):
        return done(url_for("people.member", member_id=form.result), message=_("The mandate is granted."))
    return render("steward/grant_mandate.html", status=form.answer_status, form=form)


def _grant(form: MandateForm, actor: Actor) -> int:
    """Grant what the form asks for and return whose mandate it is."""
    member_id = member_called(db.session(), form.member.data)
    person_id = person_called(db.session(), form.person.data)
    commands.grant_mandate(db.session(), actor=actor, person_id=person_id, member_id=member_id, **form.terms(), now=now())
    return member_id


@blueprint.route("/steward/mandates/<int:mandate_id>/end", methods=["GET", "POST"])
def end_mandate(mandate_id: int) -> Response:
    """End a mandate, after saying what follows."""
    actor, form = demand_may(Permission.KEEP_MANDATES), EndMandateForm()
    found = mandates(db.session(), mandate_id=mandate_id)
    if not found:
        raise NotFoundError(_("There is no such mandate."))
    if form.sent() and form.carries_out(
        lambda: commands.end_mandate(db.session(), actor=actor, mandate_id=mandate_id, ends_at=end_of(form.ends_on.data), now=now())
    ):
        return done(url_for("people.member", member_id=found[0].member_id), message=_("The end of the mandate is recorded."))
    return render("steward/end_mandate.html", status=form.answer_status, form=form, mandate=found[0])
