"""The steward records a new ruleset of a body: a field for each number of each class, composition rules as data."""

from __future__ import annotations

from flask import Response, url_for

from consensus.bodies.commands import adopt_ruleset
from consensus.bodies.forms import RulesetForm, class_codes, ruleset_form
from consensus.bodies.queries import RulesetData, ruleset_data
from consensus.bodies.views.access import body_called, keeper
from consensus.bodies.views.blueprint import blueprint
from consensus.db import db
from consensus.domain.actor import Actor
from consensus.domain.errors import InputError, RefusedError
from consensus.domain.permissions import Permission
from consensus.web.htmx import done, render
from consensus.web.now import now


@blueprint.route("/steward/bodies/<code>/rules", methods=["GET", "POST"])
def adopt(code: str) -> Response:
    actor = keeper(Permission.KEEP_RULES)
    body = body_called(code)
    before = ruleset_data(db.session(), body.id)
    form = ruleset_form(before)
    outdated = False
    if form.sent():
        try:
            if _adopted(form, before, actor, body.id):
                return done(url_for("bodies.rules", code=code), message="The new ruleset is in force.")
        except RefusedError as error:
            # Somebody adopted another ruleset meanwhile: everything typed stays, and the next send follows the newest.
            form.add_error(None, str(error), "Look at what changed, then send this again: it will replace the newest ruleset.")
            form.follows.data = str(before.number)
            outdated = True
    status = 409 if outdated else form.answer_status
    return render("bodies/adopt.html", form=form, body=body, codes=class_codes(before), number=before.number, status=status)


def _adopted(form: RulesetForm, before: RulesetData, actor: Actor, body_id: int) -> bool:
    """Return whether the ruleset was adopted; if not, the form shows what is not of its form, and where."""
    draft = form.draft(before)
    if draft is None:
        return False
    follows = form.text("follows")
    number = int(follows) if follows.isdigit() else 0
    try:
        return form.carries_out(lambda: adopt_ruleset(db.session(), actor=actor, body_id=body_id, ruleset=draft, follows=number, now=now()))
    except InputError as error:
        form.show_error(error)
        return False
