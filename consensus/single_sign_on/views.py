"""Going to the provider and coming back: to sign in, or to bind an account there to oneself."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, Flask, Response, current_app, redirect, request, url_for
from flask import session as browser
from werkzeug.exceptions import NotFound

from consensus.db import db, set_reading
from consensus.domain.speech import _
from consensus.people.queries import person_in_session
from consensus.people.views.blueprint import passwords
from consensus.people.views.doors import enter
from consensus.single_sign_on import commands
from consensus.single_sign_on.attempt import LASTS, Attempt, begun, returned
from consensus.single_sign_on.forms import BindForm
from consensus.single_sign_on.provider import Provider
from consensus.single_sign_on.queries import own_door
from consensus.single_sign_on.tokens import Claims
from consensus.single_sign_on.trouble import SignOnError, Trouble
from consensus.web import session
from consensus.web.addresses import safe_next
from consensus.web.forms import Form
from consensus.web.htmx import done, render
from consensus.web.now import now
from consensus.web.session import SessionPerson, current_person, demand_person

blueprint = Blueprint("single_sign_on", __name__)

ON_THE_WAY, FOUND = "single_sign_on", "single_sign_on_found"
"""What the session keeps: an attempt, and then the account that was found for somebody who binds it."""


def register(app: Flask) -> None:
    """Know the provider, if the settings name one."""
    app.extensions["single_sign_on"] = Provider.of(app.config["SETTINGS"])


def _provider() -> Provider:
    found: Provider | None = current_app.extensions["single_sign_on"]
    if found is None:
        raise NotFound
    return found


@blueprint.app_template_global()
def single_sign_on_name() -> str | None:
    """Return what people call the provider, for the page of signing in and the account; None where there is none."""
    found: Provider | None = current_app.extensions["single_sign_on"]
    return None if found is None else found.name


@blueprint.errorhandler(SignOnError)
def failed(error: SignOnError) -> Response:
    """Say why nobody was signed in, and what to do."""
    db.session.rollback()
    return render("single_sign_on/failed.html", status=error.trouble.status, sentence=error.trouble.sentence, name=_provider().name)


@blueprint.get("/sign-in/elsewhere")
def start() -> Response:
    """Go to the provider to sign in; whoever is signed in already stays who they are, and goes on."""
    target = safe_next(request.args.get("next"), "")
    return _leave(begun(now(), target=target)) if current_person() is None else done(target or "/")


@blueprint.get("/account/elsewhere/bind")
def start_binding() -> Response:
    """Go to the provider to bind an account there to oneself."""
    return _leave(begun(now(), person_id=demand_person().person_id))


def _leave(attempt: Attempt) -> Response:
    provider = _provider()
    db.session.rollback()  # the provider may take its time, in which the database need not wait for us
    address = provider.address_to_sign_in(attempt, back=_back(), now=now())
    browser[ON_THE_WAY] = attempt.kept()
    answer = redirect(address, 303)
    answer.headers["Cache-Control"] = "no-store"
    return answer  # type: ignore[return-value]  # Werkzeug's answer is Flask's here


@blueprint.get("/sign-in/elsewhere/back")
def back() -> Response:
    """Come back from the provider."""
    instant, provider = now(), _provider()
    attempt = returned(browser.get(ON_THE_WAY), request.args.get("state"), instant)
    del browser[ON_THE_WAY]
    person = current_person()
    if attempt.person_id is not None and (person is None or person.person_id != attempt.person_id):
        raise SignOnError(Trouble.NOT_BEGUN)
    claims = _said_of(provider, attempt, instant)
    if attempt.person_id is None:
        return _enter(provider, attempt, claims, instant)
    said = {"subject": claims.subject, "shown": claims.shown, "is_checked": claims.email is not None}
    browser[FOUND] = {"person_id": attempt.person_id, "at": instant.isoformat(), **said}
    return done(url_for("single_sign_on.confirm"))


def _said_of(provider: Provider, attempt: Attempt, instant: datetime) -> Claims:
    db.session.rollback()
    code = request.args.get("code")
    if not code or "error" in request.args:
        # Nobody comes in by it, whoever says so; providers that name themselves elsewhere forget it here.
        raise SignOnError(Trouble.DECLINED)
    provider.demand_from_here(request.args.get("iss"), now=instant)
    set_reading(False)  # counting is writing, though this is a GET
    if not commands.try_single_sign_on(db.session(), network_address=request.remote_addr or "", now=instant):
        raise SignOnError(Trouble.TOO_MANY)
    db.session.rollback()
    return provider.exchange(code, attempt, back=_back(), now=instant)


def _enter(provider: Provider, attempt: Attempt, claims: Claims, instant: datetime) -> Response:
    person_id = commands.sign_in_elsewhere(
        db.session(),
        issuer=claims.issuer,
        subject=claims.subject,
        email=claims.email,
        trusts_addresses=provider.trusts_addresses,
        network_address=request.remote_addr or "",
        now=instant,
    )
    if person_id is None:
        raise SignOnError(Trouble.UNKNOWN)
    return enter(person_id, attempt.target)


@blueprint.get("/account/elsewhere")
def own() -> Response:
    """Show whether an account elsewhere is bound to me."""
    return _page(Form(formdata=None))


@blueprint.route("/account/elsewhere/confirm", methods=["GET", "POST"])
def confirm() -> Response:
    """Say that the account that was found is mine: somebody could have sent me to the provider with theirs."""
    person, provider, form = demand_person(), _provider(), BindForm()
    found = _found(person.person_id)
    if form.sent() and form.carries_out(lambda: _bind(person, provider, found["subject"], form.present_password.data or "")):
        browser.pop(FOUND, None)
        return done(url_for("single_sign_on.own"), message=_("You can come in by that account from now on."))
    answer = render(
        "single_sign_on/confirm.html",
        status=form.answer_status,
        form=form,
        name=provider.name,
        shown=found["shown"],
        is_checked=found["is_checked"],
        has_password=own_door(db.session(), person.person_id, provider.issuer).has_password,
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _bind(person: SessionPerson, provider: Provider, subject: str, current: str) -> None:
    commands.link_identity(
        db.session(),
        actor=person.actor,
        issuer=provider.issuer,
        subject=subject,
        current=current,
        passwords=passwords(),
        network_address=request.remote_addr or "",
        now=now(),
    )


def _found(person_id: int) -> dict[str, Any]:
    found = browser.get(FOUND)
    if not isinstance(found, dict) or found.get("person_id") != person_id:
        raise SignOnError(Trouble.NOT_BEGUN)
    if not timedelta() <= now() - datetime.fromisoformat(found["at"]) < LASTS:
        raise SignOnError(Trouble.NOT_BEGUN)
    return found


@blueprint.post("/account/elsewhere/end")
def unbind() -> Response:
    """Let the account go; this session goes on, all others are over."""
    person, form = demand_person(), Form()
    if form.sent() and form.carries_out(lambda: commands.unlink_identity(db.session(), actor=person.actor, now=now())):
        session.begin(person_in_session(db.session(), person.person_id))
        return done(
            url_for("single_sign_on.own"), message=_("Nobody comes in by that account any more. All other sessions of yours are over.")
        )
    return _page(form)


def _page(form: Form) -> Response:
    person, provider = demand_person(), _provider()
    door = own_door(db.session(), person.person_id, provider.issuer)
    return render("single_sign_on/own.html", status=form.answer_status, form=form, name=provider.name, door=door)


def _back() -> str:
    """Return the one address to which the provider sends browsers back, as it is registered there."""
    return f"{current_app.config['SETTINGS'].base_url}{url_for('single_sign_on.back')}"
