"""Letters: how they fare, for the steward; where one's own go, for everybody."""

from __future__ import annotations

from flask import Response, current_app, request, url_for

from consensus.db import db
from consensus.domain.permissions import Permission
from consensus.domain.speech import _
from consensus.mail.folder import lay_down
from consensus.mail.queries import LONG
from consensus.people import commands
from consensus.people.forms import NewAddressForm
from consensus.people.new_address import wish_of
from consensus.people.queries import letters_page
from consensus.people.views.account import account_page
from consensus.people.views.blueprint import blueprint, demand_may, passwords
from consensus.web.htmx import done, render
from consensus.web.now import now
from consensus.web.session import demand_person

TRIED_AGAIN = _("Letters are tried again from now on.")


@blueprint.get("/steward/mail")
def letters() -> Response:
    """Show how letters fare, what is wrong, and what to do."""
    demand_may(Permission.KEEP_PERSONS)
    settings = current_app.config["SETTINGS"]
    page = letters_page(db.session(), now())
    is_stuck = page.state.waits_since is not None and now() - page.state.waits_since > LONG
    return render("steward/mail.html", page=page, state=page.state, has_server=settings.smtp is not None, is_stuck=is_stuck)


@blueprint.post("/steward/people/<int:person_id>/mail-again")
def steward_tries_mail_again(person_id: int) -> Response:
    """Let letters to somebody be tried again."""
    actor = demand_may(Permission.KEEP_PERSONS)
    commands.try_mail_again(db.session(), actor=actor, person_id=person_id, now=now())
    return done(url_for("people.person", person_id=person_id), message=TRIED_AGAIN)


@blueprint.post("/account/mail-again")
def try_mail_again() -> Response:
    """Let letters to oneself be tried again."""
    person = demand_person()
    commands.try_mail_again(db.session(), actor=person.actor, person_id=person.person_id, now=now())
    return done(url_for("people.account"), message=TRIED_AGAIN)


@blueprint.post("/account/address")
def ask_new_address() -> Response:
    """Ask that one's letters go to another address."""
    person, form = demand_person(), NewAddressForm()
    if form.sent() and form.carries_out(
        lambda: commands.ask_new_address(db.session(), actor=person.actor, **form.wish(), passwords=passwords(), now=now())
    ):
        _see_off(form.result)
        return done(url_for("people.account"), message=_("A letter with a link goes to the new address, unless somebody else here has it."))
    return account_page(form)


@blueprint.get("/account/address")
def new_address() -> Response:
    """Show which address a link would make one's own."""
    person = demand_person()
    token = request.args.get("token", "")
    wish = wish_of(db.session(), token, now())
    answer = render("people/address.html", token_of_link=token, wish=wish, is_theirs=wish.person_id == person.person_id)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@blueprint.post("/account/address/confirm")
def confirm_address() -> Response:
    """Take a new address as one's own."""
    person = demand_person()
    _see_off(commands.change_address(db.session(), actor=person.actor, token=request.form.get("link", ""), now=now()))
    return done(url_for("people.account"), message=_("Letters to you go to the new address from now on."))


def _see_off(key: str | None) -> None:
    settings = current_app.config["SETTINGS"]
    if key is not None and settings.smtp is None:
        lay_down(db.session(), settings, now=now(), keys=[key])
