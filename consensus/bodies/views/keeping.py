"""The steward founds bodies, describes them, and has one page for each from which everything in it is kept."""

from __future__ import annotations

from flask import Response, url_for

from consensus.bodies.commands import change_body, change_cure, change_terms, first_ruleset, found_body
from consensus.bodies.forms import CureForm, DescriptionForm, FoundForm, TermsForm
from consensus.bodies.queries import bodies, judged
from consensus.bodies.term_chart import ends_beyond
from consensus.bodies.views.access import body_called, keeper, region_names
from consensus.bodies.views.blueprint import blueprint
from consensus.db import db
from consensus.domain.permissions import Permission
from consensus.domain.speech import _
from consensus.domain.terms import BodyKind
from consensus.web.htmx import done, render
from consensus.web.now import now


@blueprint.get("/steward/bodies")
def steward() -> Response:
    keeper(Permission.KEEP_BODIES)
    return render("bodies/steward.html", bodies=bodies(db.session()))


@blueprint.route("/steward/bodies/new", methods=["GET", "POST"])
def found() -> Response:
    actor = keeper(Permission.KEEP_BODIES)
    form = FoundForm()
    if form.sent() and form.carries_out(
        lambda: found_body(
            db.session(),
            actor=actor,
            code=form.text("code"),
            kind=BodyKind(form.text("kind")),
            name=form.text("name"),
            purpose=form.text("purpose"),
            languages=form.languages_in("languages"),
            required_languages=form.languages_in("required_languages"),
            ruleset=first_ruleset(BodyKind(form.text("kind")), seats=form.seats.data, is_balanced=form.balance.data),
            now=now(),
        )
    ):
        return done(url_for("bodies.keep", code=form.text("code")), message=_("The body was founded."))
    return render("bodies/found.html", form=form, status=form.answer_status)


@blueprint.get("/steward/bodies/<code>")
def keep(code: str) -> Response:
    keeper(Permission.KEEP_BODIES)
    body = body_called(code)
    state = judged(db.session(), body.id)
    return render(
        "bodies/keep.html",
        body=body,
        seats=state.seats,
        crowded=ends_beyond(state.seats, body.most_ends_a_year, now().date()),
        today=now().date(),
        verdict=state.verdict,
        regions=region_names(),
    )


@blueprint.route("/steward/bodies/<code>/description", methods=["GET", "POST"])
def describe(code: str) -> Response:
    actor = keeper(Permission.KEEP_BODIES)
    body = body_called(code)
    form = DescriptionForm(
        name=body.name,
        purpose=body.purpose,
        languages=" ".join(body.languages),
        required_languages=" ".join(body.required_languages),
    )
    if form.sent() and form.carries_out(
        lambda: change_body(
            db.session(),
            actor=actor,
            body_id=body.id,
            name=form.text("name"),
            purpose=form.text("purpose"),
            languages=form.languages_in("languages"),
            required_languages=form.languages_in("required_languages"),
            now=now(),
        )
    ):
        return done(url_for("bodies.keep", code=code), message=_("The description was changed."))
    return render("bodies/describe.html", form=form, body=body, status=form.answer_status)


@blueprint.route("/steward/bodies/<code>/cure", methods=["GET", "POST"])
def cure(code: str) -> Response:
    actor = keeper(Permission.KEEP_RULES)
    body = body_called(code)
    form = CureForm(days=body.cure_days, suspends=body.suspends_when_uncured)
    if form.sent() and form.carries_out(
        lambda: change_cure(
            db.session(),
            actor=actor,
            body_id=body.id,
            days=form.days.data,
            suspends=form.suspends.data,
            reason=form.text("reason"),
            now=now(),
        )
    ):
        return done(url_for("bodies.keep", code=code), message=_("Saved. It holds for every breach from now on."))
    return render("bodies/cure.html", form=form, body=body, status=form.answer_status)


@blueprint.route("/steward/bodies/<code>/terms", methods=["GET", "POST"])
def terms(code: str) -> Response:
    actor = keeper(Permission.KEEP_RULES)
    body = body_called(code)
    form = TermsForm(most_ends_a_year=body.most_ends_a_year, end_by_themselves=body.terms_end_by_themselves)
    if form.sent() and form.carries_out(
        lambda: change_terms(
            db.session(),
            actor=actor,
            body_id=body.id,
            most_ends_a_year=form.most_ends_a_year.data,
            end_by_themselves=form.end_by_themselves.data,
            reason=form.text("reason"),
            now=now(),
        )
    ):
        return done(url_for("bodies.keep", code=code), message=_("Saved. It holds from now on."))
    return render("bodies/terms.html", form=form, body=body, status=form.answer_status)
