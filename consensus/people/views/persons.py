"""The register of people: inviting them, who is a steward, and a look at what somebody declared."""

from __future__ import annotations

from flask import Response, current_app, request, url_for

from consensus.db import db
from consensus.domain.permissions import Permission
from consensus.domain.speech import _
from consensus.people import commands
from consensus.people.forms import AddressForm, InviteForm
from consensus.people.queries import mandates, person_row, persons_page, trouble_of
from consensus.people.views.blueprint import blueprint, demand_may, network, post_letters
from consensus.web.htmx import done, render
from consensus.web.now import now
from consensus.web.paging import page_number

INVITED = _("The invitation is on its way.")

LAID_DOWN = _("No mail server is set: the invitation lies in the mail folder of this installation.")


@blueprint.get("/steward/people")
def persons() -> Response:
    """Search the register of people."""
    demand_may(Permission.KEEP_PERSONS)
    words, stewards_only = request.args.get("q", "").strip(), "stewards" in request.args
    page = persons_page(db.session(), words, page_number(request.args), stewards_only=stewards_only)
    return render("steward/persons.html", "steward/_persons.html", page=page, words=words, stewards_only=stewards_only)


@blueprint.route("/steward/people/invite", methods=["GET", "POST"])
def invite_person() -> Response:
    """Invite somebody."""
    actor, form = demand_may(Permission.KEEP_PERSONS), InviteForm()
    if form.sent() and form.carries_out(
        lambda: commands.invite_person(
            db.session(), actor=actor, name=form.name.data, email=form.email.data, language=form.language.data, now=now()
        )
    ):
        post_letters(form.result.letter)
        return done(url_for("people.person", person_id=form.result.person_id), message=_invited())
    return render("steward/invite.html", status=form.answer_status, form=form)


@blueprint.get("/steward/people/<int:person_id>")
def person(person_id: int) -> Response:
    """Show what the register says of a person: nothing that they keep to themselves."""
    return _page(person_id)


@blueprint.post("/steward/people/<int:person_id>/invite-again")
def invite_again(person_id: int) -> Response:
    """Make a new link for somebody who has not come in yet."""
    actor = demand_may(Permission.KEEP_PERSONS)
    invited = commands.invite_again(db.session(), actor=actor, person_id=person_id, now=now())
    post_letters(invited.letter)
    return done(url_for("people.person", person_id=person_id), message=_invited())


@blueprint.post("/steward/people/<int:person_id>/address")
def correct_address(person_id: int) -> Response:
    """Correct the address of somebody who has not come in yet."""
    actor, form = demand_may(Permission.KEEP_PERSONS), AddressForm()
    if form.sent() and form.carries_out(
        lambda: commands.correct_address(db.session(), actor=actor, person_id=person_id, email=form.email.data, now=now())
    ):
        post_letters(form.result.letter)
        return done(url_for("people.person", person_id=person_id), message=_invited())
    return _page(person_id, form)


@blueprint.post("/steward/people/<int:person_id>/make-steward")
def make_steward(person_id: int) -> Response:
    """Make somebody a steward."""
    actor = demand_may(Permission.KEEP_STEWARDS)
    commands.make_steward(db.session(), actor=actor, person_id=person_id, now=now())
    return done(url_for("people.person", person_id=person_id), message=_("This person is a steward now."))


@blueprint.post("/steward/people/<int:person_id>/unmake-steward")
def unmake_steward(person_id: int) -> Response:
    """Let somebody be a steward no longer."""
    actor = demand_may(Permission.KEEP_STEWARDS)
    commands.unmake_steward(db.session(), actor=actor, person_id=person_id, now=now())
    return done(url_for("people.person", person_id=person_id), message=_("This person is a steward no longer."))


@blueprint.post("/steward/people/<int:person_id>/gender")
def look_at_gender(person_id: int) -> Response:
    """Look at what somebody declared; that one looked is kept, and they can see it."""
    actor = demand_may(Permission.SEE_GENDER)
    code = commands.look_at_gender(db.session(), actor=actor, person_id=person_id, now=now())
    words = {word.code: word.name for word in network().genders}
    answer = render(
        "steward/gender.html", person=person_row(db.session(), person_id), declared=None if code is None else words.get(code, code)
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _invited() -> str:
    return LAID_DOWN if current_app.config["SETTINGS"].smtp is None else INVITED


def _page(person_id: int, form: AddressForm | None = None) -> Response:
    demand_may(Permission.KEEP_PERSONS)
    row = person_row(db.session(), person_id)
    return render(
        "steward/person.html",
        status=200 if form is None else 422,
        person=row,
        mandates=mandates(db.session(), person_id=person_id),
        trouble=trouble_of(db.session(), person_id),
        address_form=form or AddressForm(formdata=None, email=row.email),
    )
