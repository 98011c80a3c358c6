"""One's own account: settings, password, gender, mandates, and the sessions on other machines."""

from __future__ import annotations

from flask import Response, request, url_for

from consensus.db import db
from consensus.domain.speech import _
from consensus.people import commands
from consensus.people.forms import ChangePasswordForm, GenderForm, NewAddressForm, SettingsForm
from consensus.people.queries import (
    account_of,
    audits_until,
    looks_at_gender,
    looks_at_sealed,
    mandates,
    person_in_session,
    trouble_of,
)
from consensus.people.views.blueprint import blueprint, network, passwords
from consensus.push.views import section_of
from consensus.web import session
from consensus.web.addresses import safe_next
from consensus.web.forms import Form
from consensus.web.htmx import done, render
from consensus.web.now import now
from consensus.web.session import demand_person


@blueprint.get("/account")
def account() -> Response:
    """Show one's own account."""
    return account_page()


@blueprint.post("/account/settings")
def change_settings() -> Response:
    """Change name, time zone and language."""
    person = demand_person()
    form = SettingsForm.of(account_of(db.session(), person.person_id), network(), sent=True)
    if form.sent() and form.carries_out(lambda: commands.change_settings(db.session(), actor=person.actor, **form.settings(), now=now())):
        return done(url_for("people.account"), message=_("Your settings are saved."))
    return account_page(form)


@blueprint.post("/account/language")
def change_language() -> Response:
    """Go on in another language, from the foot of any page. That the page speaks it says that it is done."""
    person = demand_person()
    account = account_of(db.session(), person.person_id)
    asked = {"name": account.name, "timezone": account.timezone, "language": request.form.get("language", "")}
    commands.change_settings(db.session(), actor=person.actor, **asked, now=now())
    return done(safe_next(request.form.get("next"), url_for("people.account")))


@blueprint.post("/account/password")
def change_password() -> Response:
    """Change the password; this session goes on, all others are over."""
    person, form = demand_person(), ChangePasswordForm()
    if form.sent() and form.carries_out(
        lambda: commands.change_password(db.session(), actor=person.actor, **form.change(), passwords=passwords(), now=now())
    ):
        session.begin(person_in_session(db.session(), person.person_id))
        return done(url_for("people.account"), message=_("Your password is changed. All other sessions of yours are over."))
    return account_page(form)


@blueprint.post("/account/gender")
def declare_gender() -> Response:
    """Declare one's gender, or keep it undisclosed."""
    person = demand_person()
    form = GenderForm.of(account_of(db.session(), person.person_id), network(), sent=True)
    if form.sent() and form.carries_out(lambda: commands.declare_gender(db.session(), actor=person.actor, gender=form.chosen, now=now())):
        return done(url_for("people.account"), message=_("What you declared is saved."))
    return account_page(form)


@blueprint.post("/account/sign-out-everywhere")
def sign_out_everywhere() -> Response:
    """End every session of one's own, this one included."""
    commands.sign_out_everywhere(db.session(), actor=demand_person().actor, now=now())
    session.end()
    answer = done(url_for("people.sign_in"), message=_("You are signed out everywhere."))
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


def account_page(wrong: Form | None = None) -> Response:
    """Show the account; the form in which something is ``wrong`` stands there as it was sent."""
    person_id = demand_person().person_id
    own, facts = account_of(db.session(), person_id), network()
    return render(
        "people/account.html",
        status=200 if wrong is None else 422,
        account=own,
        network=facts,
        mandates=mandates(db.session(), person_id=person_id),
        looks=looks_at_gender(db.session(), person_id),
        audits_until=audits_until(db.session(), person_id, now()),
        sealed_looks=looks_at_sealed(db.session(), person_id, now()),
        push=section_of(person_id),
        trouble=trouble_of(db.session(), person_id),
        address_form=wrong if isinstance(wrong, NewAddressForm) else NewAddressForm(formdata=None),
        settings_form=wrong if isinstance(wrong, SettingsForm) else SettingsForm.of(own, facts),
        password_form=wrong if isinstance(wrong, ChangePasswordForm) else ChangePasswordForm(formdata=None),
        gender_form=wrong if isinstance(wrong, GenderForm) else GenderForm.of(own, facts),
    )
