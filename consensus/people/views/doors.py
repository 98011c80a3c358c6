"""Coming in and going out: signing in, taking up an invitation, a new password by link."""

from __future__ import annotations

from flask import Response, request, url_for

from consensus.db import db
from consensus.domain.speech import _
from consensus.people import commands
from consensus.people.commands import SignIn, SignInOutcome
from consensus.people.doorways import Purpose, person_behind
from consensus.people.forms import ForgottenForm, InvitationForm, PasswordForm, SignInForm
from consensus.people.queries import person_in_session
from consensus.people.views.blueprint import blueprint, passwords, post_letters
from consensus.push.views import forget_device, leave_device, leave_to_others
from consensus.web import session
from consensus.web.addresses import safe_next
from consensus.web.htmx import done, render
from consensus.web.now import now

HOME = "/"

WRONG = _("This address and this password do not belong together. Check both, or ask for a new password below.")
TOO_MANY = _("There were too many attempts. Wait a quarter of an hour, then try again, or ask for a new password below.")
ON_ITS_WAY = _("If somebody here has this address, a letter with a link is on its way. The link works for two hours.")


@blueprint.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> Response:
    """Sign in and go on to where one wanted to go."""
    form = SignInForm(next=request.args.get("next"))
    if not form.sent():
        return render("people/sign_in.html", status=form.answer_status, form=form)
    tried = _try(form)
    if tried.person_id is not None:
        return enter(tried.person_id, form.next.data)
    too_many = tried.outcome is SignInOutcome.TOO_MANY
    form.add_error(None, TOO_MANY if too_many else WRONG)
    return render("people/sign_in.html", status=429 if too_many else 422, form=form)


def _try(form: SignInForm) -> SignIn:
    return commands.sign_in(
        db.session(),
        email=form.email.data,
        password=form.password.data,
        network_address=request.remote_addr or "",
        passwords=passwords(),
        now=now(),
    )


def enter(person_id: int, target: str | None = None) -> Response:
    """Begin a session and go on to ``target``, or home."""
    leave_to_others(person_id)
    session.begin(person_in_session(db.session(), person_id))
    return done(safe_next(target, HOME))


@blueprint.post("/sign-out")
def sign_out() -> Response:
    """Sign out in this browser, which forgets the pages that it kept, and is told nothing any more."""
    leave_device()
    session.end()
    answer = done(HOME, message=_("You are signed out."))
    forget_device(answer)
    answer.headers["Clear-Site-Data"] = '"cache", "storage"'
    return answer


@blueprint.route("/invitation", methods=["GET", "POST"])
def accept_invitation() -> Response:
    """Take up an invitation by choosing a password."""
    form = InvitationForm(token=request.args.get("token", ""))
    person = person_behind(db.session(), form.token.data or "", Purpose.INVITATION, now())
    if form.sent() and form.carries_out(
        lambda: commands.accept_invitation(db.session(), **form.choice(), passwords=passwords(), now=now())
    ):
        return enter(form.result)
    return render("people/invitation.html", status=form.answer_status, form=form, name=person.name, email=person.email)


@blueprint.route("/forgotten-password", methods=["GET", "POST"])
def forgotten_password() -> Response:
    """Ask for a link; the answer is the same whoever has the address."""
    form = ForgottenForm()
    if not form.sent():
        return render("people/forgotten.html", status=form.answer_status, form=form)
    letter = commands.request_reset(db.session(), email=form.email.data, network_address=request.remote_addr or "", now=now())
    if letter is not None:
        post_letters(letter)
    return done(url_for("people.sign_in"), message=ON_ITS_WAY)


@blueprint.route("/new-password", methods=["GET", "POST"])
def new_password() -> Response:
    """Choose a new password with a link."""
    form = PasswordForm(token=request.args.get("token", ""))
    person_behind(db.session(), form.token.data or "", Purpose.RESET, now())
    if form.sent() and form.carries_out(lambda: commands.reset_password(db.session(), **form.choice(), passwords=passwords(), now=now())):
        return enter(form.result)
    return render("people/new_password.html", status=form.answer_status, form=form)
