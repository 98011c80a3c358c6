"""The page behind a personal link, which asks to confirm, and the one on which somebody chooses about their answers by mail.

Opening a link changes nothing, whatever follows links by itself.
"""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, current_app, g, request, url_for
from werkzeug.exceptions import TooManyRequests

from consensus.db import db
from consensus.domain.errors import NotFoundError
from consensus.domain.speech import LANGUAGES, _
from consensus.pages.attempt import Outdated, attempt
from consensus.pages.panel import Kept, kept_in
from consensus.pages.views.blueprint import do_what_is_due
from consensus.replying.commands import Answered, answer_by_link, choose_answers_at_once
from consensus.replying.forms import AnswerForm
from consensus.replying.offers import LINK_PATH
from consensus.replying.queries import LinkPage, choices_of_answers, link_page
from consensus.web.htmx import done, render
from consensus.web.keeping import leave_no_copy
from consensus.web.now import now
from consensus.web.page import name_network
from consensus.web.session import demand_person
from consensus.web.times import shown_in

blueprint = Blueprint("replying", __name__)

NO_SUCH_LINK = _("This link leads nowhere. Copy it whole from the letter, or use the newest letter about this question.")
SAID = _("It is recorded.")
AT_ONCE = _("From now on your answers by e-mail count at once.")
CONFIRMED = _("From now on each answer by e-mail counts once you confirm it.")


@blueprint.after_request
def keep_the_address_to_ourselves(response: Response) -> Response:
    """Let the address, which holds the token, reach no other page, no device's copy and no cache between."""
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store"
    return response


@blueprint.get("/account/answers")
def choices() -> Response:
    """How letters can be answered, and what was chosen about it."""
    person = demand_person()
    return render("replying/choices.html", page=choices_of_answers(db.session(), person.person_id, current_app.config["SETTINGS"].mailbox))


@blueprint.post("/account/answers")
def choose() -> Response:
    """Choose whether answers by mail count at once."""
    at_once = request.form.get("at_once") == "yes"
    choose_answers_at_once(db.session(), actor=demand_person().actor, at_once=at_once, now=now())
    return done(url_for("replying.choices"), message=AT_ONCE if at_once else CONFIRMED)


@blueprint.get(LINK_PATH)
def answer() -> Response:
    """What the link says, and a form that confirms it; or what holds now, once it is of no more use."""
    token = request.args.get("token", "")
    page = _page(token)
    return _show(page, None if page.outdated else AnswerForm(formdata=None, data={"token": token}).for_page(page))


@blueprint.post(LINK_PATH)
def confirm() -> Response:
    """Say what the link says."""
    form = AnswerForm()
    token = form.token.data or ""
    before = link_page(db.session(), token, now())
    if before is None:
        raise _wrong_link(_carry_out(token))
    do_what_is_due(before.proposal_id)
    form.for_page(before)
    outcome = attempt(form, lambda: _carry_out(token, **form.answer()))
    if outcome is None and form.result is not Answered.SAID:
        raise _wrong_link(form.result)
    if outcome is None:
        return done(url_for("replying.answer", token=token), message=SAID)
    page = _page(token)
    if isinstance(outcome, Outdated):
        return _show(page, None, status=409, moved_on=outcome.sentence, kept=kept_in(form))
    return _show(page, form, status=422)


def _carry_out(token: str, **said: Any) -> Answered:
    return answer_by_link(db.session(), token=token, network_address=request.remote_addr or "", now=now(), **said)


def _wrong_link(answered: Answered) -> Exception:
    return TooManyRequests() if answered is Answered.TOO_MANY else NotFoundError(NO_SUCH_LINK)


def _page(token: str) -> LinkPage:
    page = link_page(db.session(), token, now())
    if page is None:
        raise NotFoundError(NO_SUCH_LINK)
    return page


def _show(page: LinkPage, form: AnswerForm | None, *, status: int = 200, moved_on: str = "", kept: tuple[Kept, ...] = ()) -> Response:
    """Show the page in the language and the time zone of the person to whom the letter went, whoever's browser this is."""
    name_network(page.network_name)
    leave_no_copy()
    if page.language in LANGUAGES:
        g.language = page.language
    with shown_in(ZoneInfo(page.timezone)):
        return render("replying/answer.html", status=status, page=page, form=form, moved_on=moved_on, kept=kept)
