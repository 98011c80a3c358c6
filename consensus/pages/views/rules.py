"""The steward writes a new ruleset of a body: first what it would have meant for the newest decisions, then it is adopted."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Response, request, url_for

from consensus.bodies.commands import RulesetDraft, adopt_ruleset, try_rules
from consensus.bodies.forms import RulesetForm, class_codes, ruleset_form
from consensus.bodies.forms.composing.form import CHANGE
from consensus.bodies.queries import BodyHead, RulesetData, SeatWithTerms, changes_between, ruleset_data, seats_with_terms
from consensus.bodies.queries.looking_ahead import DraftRules, look_ahead
from consensus.bodies.queries.rule_words import rule_words
from consensus.bodies.views.access import body_called, keeper
from consensus.db import db
from consensus.domain.actor import Actor
from consensus.domain.errors import RefusedError
from consensus.domain.permissions import Permission
from consensus.domain.replay import Meaning
from consensus.domain.speech import _
from consensus.domain.terms import BodyKind
from consensus.pages.views.blueprint import blueprint
from consensus.people.queries import NetworkFacts, network_facts
from consensus.voting.replaying import what_it_would_have_meant
from consensus.web.htmx import done, is_htmx, render
from consensus.web.now import now
from consensus.web.page import name_network

Seated = tuple[NetworkFacts | None, Sequence[SeatWithTerms]]
"""The network, and the seats of a body with those who sit there: genders stand in it, so it goes to the judgement and to no page."""


@blueprint.route("/steward/bodies/<code>/rules", methods=["GET", "POST"])
def change_rules(code: str) -> Response:
    actor = keeper(Permission.KEEP_RULES)
    body = body_called(code)
    before = ruleset_data(db.session(), body.id)
    seated = _seated(body)
    form = ruleset_form(before, rule_words(*seated), body.code)
    if CHANGE in request.form:
        return _composed(form, body, before)
    reset = request.form.get("reset", "")
    if reset in class_codes(before):
        form.reset(reset)
        return _shown(form, body, before, reset=reset)
    draft = form.draft(before) if form.sent() else None
    if draft is None:
        return _shown(form, body, before, status=form.answer_status)
    if form.text("follows") != str(before.number):
        return _outdated(form, body, before, _("Ruleset {number} was adopted in the meantime.", number=before.number))
    if request.form.get("step") == "try" and body.kind is BodyKind.STEERING:
        return _tried(form, body, before, draft, seated, actor)
    if request.form.get("step") != "adopt":
        return _looked_at(form, body, before, draft, seated)
    if form.text("looked_at") != form.mark(draft):
        return _looked_at(form, body, before, draft, seated, changed_since=True)
    try:
        if _adopted(form, draft, actor, body.id, before.number):
            return done(url_for("bodies.rules", code=code), message=_("The new ruleset is in force."))
    except RefusedError as error:
        return _outdated(form, body, before, str(error))
    return _looked_at(form, body, before, draft, seated, status=form.answer_status)


def _seated(body: BodyHead) -> Seated:
    """Only a steering body has rules about who sits together."""
    if body.kind is not BodyKind.STEERING:
        return None, ()
    network = network_facts(db.session())
    if network is not None:
        name_network(network.name)
    return network, seats_with_terms(db.session(), body.id)


def _composed(form: RulesetForm, body: BodyHead, before: RulesetData) -> Response:
    """A button changed what stands in the form about who may sit together: nothing is judged, and nothing saved."""
    status = 422 if form.has.problem else 200
    if is_htmx():
        return render("bodies/_composition.html", "bodies/_composition.html", form=form, status=status)
    return _shown(form, body, before, status=status)


def _adopted(form: RulesetForm, draft: RulesetDraft, actor: Actor, body_id: int, follows: int) -> bool:
    """Return whether the ruleset was adopted; if not, the form shows what was wrong."""
    return form.carries_out(lambda: adopt_ruleset(db.session(), actor=actor, body_id=body_id, ruleset=draft, follows=follows, now=now()))


def _tried(form: RulesetForm, body: BodyHead, before: RulesetData, draft: RulesetDraft, seated: Seated, actor: Actor) -> Response:
    """Show what rules about gender would say of today's people, once it is recorded that the steward looks."""
    network, _ = seated
    if not form.carries_out(lambda: try_rules(db.session(), actor=actor, body_id=body.id, draft=_rules_in(draft), now=now())):
        return _looked_at(form, body, before, draft, seated, status=form.answer_status)
    answer = _looked_at(form, body, before, draft, (network, form.result), is_recorded=True)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _rules_in(draft: RulesetDraft) -> DraftRules:
    return DraftRules(draft.composition, draft.attributes, draft.seats)


def _looked_at(
    form: RulesetForm,
    body: BodyHead,
    before: RulesetData,
    draft: RulesetDraft,
    seated: Seated,
    *,
    changed_since: bool = False,
    is_recorded: bool = False,
    status: int = 200,
) -> Response:
    """Show what the rules would have meant; what is adopted afterwards is what was looked at."""
    form.looked_at.data = form.mark(draft)
    ahead = None
    if body.kind is BodyKind.STEERING:
        ahead = look_ahead(*seated, form.has.known, _rules_in(draft), before=before, is_recorded=is_recorded)
    replayed = what_it_would_have_meant(db.session(), body.id, draft.classes, region_names=form.has.words.values.get("region"))
    return _shown(
        form,
        body,
        before,
        status=status,
        changes=changes_between(before, draft, form.has.words.values),
        ahead=ahead,
        at_odds=() if ahead is None else ahead.at_odds,
        replayed=replayed,
        changed=sum(each.replayed.meaning in (Meaning.OTHER, Meaning.GOES_ON) for each in replayed),
        changed_since=changed_since,
        is_recorded=is_recorded,
    )


def _outdated(form: RulesetForm, body: BodyHead, before: RulesetData, why: str) -> Response:
    """Somebody adopted another ruleset meanwhile: everything typed stays, and the next send follows the newest."""
    before = ruleset_data(db.session(), body.id)
    form.add_error(None, why, _("Look at what changed, then send this again: it will replace the newest ruleset."))
    form.follows.data = str(before.number)
    form.looked_at.data = ""
    return _shown(form, body, before, status=409)


def _shown(form: RulesetForm, body: BodyHead, before: RulesetData, *, status: int = 200, **said: object) -> Response:
    values = {
        "changes": None,
        "replayed": None,
        "changed": 0,
        "changed_since": False,
        "reset": "",
        "at_odds": (),
        "ahead": None,
        "is_recorded": False,
        **said,
    }
    return render("bodies/adopt.html", form=form, body=body, codes=class_codes(before), number=before.number, status=status, **values)
