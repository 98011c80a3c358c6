"""The page of one's own tokens: made, shown once, revoked. It needs no scripts."""

from __future__ import annotations

from flask import Blueprint, Response, url_for

from consensus.api import commands
from consensus.api.forms import TokenForm
from consensus.api.queries import tokens_of
from consensus.api.scopes import SCOPES
from consensus.db import db
from consensus.domain.speech import _
from consensus.web.htmx import done, render
from consensus.web.now import now
from consensus.web.session import demand_actor, demand_person

blueprint = Blueprint("api", __name__)


@blueprint.get("/account/tokens")
def tokens() -> Response:
    """Show my tokens, and the form for another."""
    return _page(TokenForm(formdata=None))


@blueprint.post("/account/tokens")
def make_token() -> Response:
    """Make a token and show it, this once."""
    form = TokenForm()
    if form.sent() and form.carries_out(lambda: commands.make_token(db.session(), actor=demand_actor(), **form.asked(), now=now())):
        answer = render("api/token_made.html", token=form.result, name=form.text("name"))
        answer.headers["Cache-Control"] = "no-store"
        return answer
    return _page(form)


@blueprint.post("/account/tokens/<int:token_id>/revoke")
def revoke_token(token_id: int) -> Response:
    """End a token at once."""
    commands.revoke_token(db.session(), actor=demand_actor(), token_id=token_id, now=now())
    return done(url_for("api.tokens"), message=_("The token is revoked: nothing takes it any more."))


def _page(form: TokenForm) -> Response:
    own = tokens_of(db.session(), demand_person().person_id, now())
    return render("api/tokens.html", status=form.answer_status, form=form, own=own, scope_words=SCOPES)
