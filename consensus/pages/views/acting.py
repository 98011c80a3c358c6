"""One act on a proposal: what it means and its form on a page of its own, or in the panel of the proposal's page.

What was sent and could not be taken is never lost: it stands in the form again, beside how things stand now.
"""

from __future__ import annotations

from typing import Any

from flask import Response, request, url_for

from consensus.db import db
from consensus.domain.actor import Actor
from consensus.ledger import newest_act
from consensus.pages.act_page import act_named, acts_on_objection, can_answer, demand_open, fill_choices, is_open_now, show_present
from consensus.pages.acts import ActPage
from consensus.pages.attempt import Outdated, attempt
from consensus.pages.closing_hour import closing_hour
from consensus.pages.doing import Doing, seen_stage
from consensus.pages.panel import kept_in, panel_of
from consensus.pages.proposal_parts import ProposalPage
from consensus.pages.reading import demand_reading
from consensus.pages.unstaged import decision_number
from consensus.pages.views.blueprint import blueprint, page_for
from consensus.sending.arriving import as_sent
from consensus.sending.once import once
from consensus.web.htmx import done, done_here, is_htmx, offer_receipt, render
from consensus.web.now import now
from consensus.web.session import demand_actor


@blueprint.get("/proposals/<int:proposal_id>/<name>")
def act(proposal_id: int, name: str) -> Response:
    """What an act means, and its form; what is not open to the reader is refused with the reason."""
    page = page_for(proposal_id, demand_actor(), about=_target())
    shown = act_named(name, page.stage)
    demand_open(page, name, _target())
    form = shown.form(formdata=None)
    show_present(form, page)
    return _form_page(page, name, shown, form)


@blueprint.post("/proposals/<int:proposal_id>/<name>")
def carry_out(proposal_id: int, name: str) -> Response:
    """Carry an act out; answer with the proposal, or with the form and what was wrong, or with how things stand now."""
    session, actor, instant = db.session(), demand_actor(), now()
    shown = act_named(name, seen_stage(request.form.get("seen_stage")))
    closes_at = demand_reading(session, proposal_id, actor, instant)
    form = shown.form()
    doing = Doing(session, actor, proposal_id, instant, closes_at, _target())
    outcome = attempt(form, lambda: once(session, as_sent(actor), instant, lambda: shown.run(form, doing)))
    if outcome is None:
        return _carried_out(proposal_id, actor, shown)
    page = page_for(proposal_id, actor, about=_target())
    moved_on = outcome.sentence if isinstance(outcome, Outdated) else ""
    status = 409 if moved_on else 422
    if is_htmx():
        return _panel("proposals/_panel_answer.html", page, sent=form, moved_on=moved_on, status=status)
    return _form_page(page, name, shown, form, moved_on=moved_on, status=status)


def _target() -> int | None:
    return request.args.get("about", type=int)


def _carried_out(proposal_id: int, actor: Actor, shown: ActPage) -> Response:
    address = url_for("pages.proposal", proposal_id=proposal_id)
    offer_receipt(newest_act(db.session(), actor))
    if shown.leads_to == "desk":
        return done(url_for("pages.desk"), message=shown.done)
    if shown.leads_to == "decision":
        code, year, sequence = decision_number(db.session(), proposal_id).split("/")
        decision = url_for("archive.decision", code=code, year=int(year), sequence=sequence, _anchor="afterwards")
        return done(decision, message=shown.done)
    if not is_htmx():
        return done(address, message=shown.done)
    page = page_for(proposal_id, actor)
    return done_here(address, "proposals/_panel_answer.html", message=shown.done, **_values(page), was_done=True)


def _values(page: ProposalPage, *, sent: Any = None, moved_on: str = "") -> dict[str, Any]:
    return {
        "proposal": page,
        "panel": panel_of(db.session(), page, sent=sent, moved_on=moved_on),
        "acts_on_objection": lambda objection_id: acts_on_objection(page, objection_id),
        "can_answer": lambda comment_id: can_answer(page, comment_id),
    }


def _panel(fragment: str, page: ProposalPage, *, sent: Any, moved_on: str, status: int) -> Response:
    return render(fragment, fragment, status=status, **_values(page, sent=sent, moved_on=moved_on), was_done=False)


def _form_page(page: ProposalPage, name: str, shown: ActPage, form: Any, *, moved_on: str = "", status: int = 200) -> Response:
    """Show the form of an act; where things have moved on, it carries what is shown now, if it can still be sent."""
    target = _target()
    can_be_sent = not moved_on or (is_open_now(page, name, target) and act_named(name, page.stage) is shown)
    if can_be_sent:
        fill_choices(db.session(), form, page, name, target)
    if moved_on:
        show_present(form, page)
    return render(
        "proposals/act.html",
        status=status,
        proposal=page,
        act=shown,
        name=name,
        form=form if can_be_sent else None,
        kept=() if can_be_sent else kept_in(form),
        moved_on=moved_on,
        target=target,
        closing=closing_hour(db.session(), page, name, now()) if can_be_sent else None,
    )
