"""Who audits: the people who may read sealed words for a time, beside the steward."""

from __future__ import annotations

from flask import Response, url_for

from consensus.db import db
from consensus.domain.permissions import Permission
from consensus.domain.speech import _
from consensus.people import commands
from consensus.people.forms import AuditorForm, end_of
from consensus.people.queries import auditors, person_called
from consensus.people.views.blueprint import blueprint, demand_may
from consensus.web.htmx import done, render
from consensus.web.now import now


@blueprint.route("/steward/auditors", methods=["GET", "POST"], endpoint="auditors")
def show() -> Response:
    """Show who audits and who did, and name somebody."""
    actor, form = demand_may(Permission.KEEP_AUDITORS), AuditorForm()
    if form.sent() and form.carries_out(
        lambda: commands.name_auditor(
            db.session(),
            actor=actor,
            person_id=person_called(db.session(), form.person.data),
            reason=form.text("reason"),
            ends_at=end_of(form.ends_on.data) or now(),
            now=now(),
        )
    ):
        return done(url_for("people.auditors"), message=_("This person is an auditor now."))
    return render("steward/auditors.html", status=form.answer_status, form=form, auditors=auditors(db.session()))


@blueprint.post("/steward/auditors/<int:term_id>/end")
def end_audit(term_id: int) -> Response:
    """Let somebody be an auditor no longer."""
    commands.end_audit(db.session(), actor=demand_may(Permission.KEEP_AUDITORS), term_id=term_id, now=now())
    return done(url_for("people.auditors"), message=_("This person is an auditor no longer."))
