"""Writing the text: start a proposal, edit the draft, revise it. Nothing typed is lost: a refusal shows it again."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Response, abort, request, url_for
from sqlalchemy import select
from sqlalchemy.orm import Session

from consensus.bodies.models import Body
from consensus.bodies.queries import is_in_body
from consensus.db import db
from consensus.domain.actor import Actor
from consensus.domain.errors import InvalidError, NotFoundError
from consensus.domain.lifecycle import is_open
from consensus.domain.permissions import Permission, demand, roles_of
from consensus.domain.ruleset import DEFAULT_CLASSES
from consensus.domain.terms import Action, Relation, Stage, Visibility
from consensus.pages.act_page import fill_choices, people_choices
from consensus.pages.proposal_page import proposal_page
from consensus.pages.proposal_parts import ProposalPage
from consensus.pages.reading import demand_reading, may_read
from consensus.pages.views import blueprint
from consensus.proposals.commands import create_proposal, edit_draft
from consensus.proposals.facts import ruleset_in_force
from consensus.proposals.forms import DraftForm, ReviseForm, TextForm
from consensus.proposals.models import Proposal
from consensus.proposals.texts import TextIn
from consensus.voting.commands import revise
from consensus.voting.models import Decision
from consensus.web.forms import Form
from consensus.web.htmx import done, render
from consensus.web.markdown import markdown
from consensus.web.now import now
from consensus.web.session import demand_actor


@blueprint.route("/bodies/<code>/proposals/new", methods=["GET", "POST"])
def new_proposal(code: str) -> Response:
    """Start a proposal in a body."""
    session, actor, instant = db.session(), demand_actor(), now()
    body = _body(session, code)
    in_body = actor.person_id is not None and is_in_body(session, actor.person_id, body.id, instant)
    demand(roles_of(actor, in_body=in_body), Permission.START_PROPOSAL)
    form = DraftForm()
    _fill_draft(session, form, body.id, instant)
    if _is_preview() or not (form.sent() and form.carries_out(lambda: _create(session, actor, body, form, instant))):
        return _writing_page(form, body=body, proposal=None, title="Start a proposal")
    return done(url_for("pages.proposal", proposal_id=form.result), message="Your draft is saved. Open it for comment when it is ready.")


@blueprint.route("/proposals/<int:proposal_id>/edit_draft", methods=["GET", "POST"])
def edit(proposal_id: int) -> Response:
    """Edit a draft: every save is a version of its own."""
    session, actor, instant = db.session(), demand_actor(), now()
    page = _page_to_write(session, proposal_id, actor, Action.EDIT_DRAFT, instant)
    form = DraftForm(data=_as_it_stands(page))
    _fill_draft(session, form, page.body_id, instant)
    if _is_preview() or not (form.sent() and form.carries_out(lambda: _edit(session, actor, page, form, instant))):
        return _writing_page(form, body=None, proposal=page, title="Edit the draft")
    return done(url_for("pages.proposal", proposal_id=proposal_id), message="The draft is saved as a new version.")


@blueprint.route("/proposals/<int:proposal_id>/revise", methods=["GET", "POST"])
def revise_text(proposal_id: int) -> Response:
    """Revise the text: in the comment stage, or in the objection stage to meet objections."""
    session, actor, instant = db.session(), demand_actor(), now()
    page = _page_to_write(session, proposal_id, actor, Action.REVISE, instant)
    form = ReviseForm(data=_as_it_stands(page))
    fill_choices(session, form, page, instant)
    if _is_preview() or not (form.sent() and form.carries_out(lambda: _revise(session, actor, page, form, instant))):
        return _writing_page(form, body=None, proposal=page, title="Revise the text")
    return done(url_for("pages.proposal", proposal_id=proposal_id), message="The text is revised: a new version is on the page.")


def _is_preview() -> bool:
    return request.method == "POST" and "preview" in request.form


def _writing_page(form: Form, *, body: Body | None, proposal: ProposalPage | None, title: str) -> Response:
    preview = markdown(form["text"].data or "") if _is_preview() else None
    values: dict[str, Any] = {"form": form, "proposal": proposal, "title": title, "preview": preview}
    values["body_code"] = body.code if body is not None else proposal.body_code if proposal is not None else ""
    values["body_name"] = body.name if body is not None else proposal.body_name if proposal is not None else ""
    return render("proposals/write.html", status=form.status, **values)


def _page_to_write(session: Session, proposal_id: int, actor: Actor, action: Action, instant: datetime) -> ProposalPage:
    """Return the page of a proposal whose text the actor can write now; anybody else is shown why not by the command."""
    demand_reading(session, proposal_id, actor, instant)
    page = proposal_page(session, proposal_id, actor, instant)
    if request.method == "GET" and not is_open(page.facts, action):
        abort(403)
    return page


def _body(session: Session, code: str) -> Body:
    body = session.scalars(select(Body).where(Body.code == code)).one_or_none()
    if body is None:
        raise NotFoundError("There is no such body.")
    return body


def _fill_draft(session: Session, form: Form, body_id: int, instant: datetime) -> None:
    ruleset = ruleset_in_force(session, body_id)
    codes = list(dict.fromkeys([*DEFAULT_CLASSES, *ruleset.classes]))
    form.class_code.choices = [(code, code.replace("_", " ").capitalize()) for code in codes]
    people = people_choices(session, body_id, instant)
    form.facilitator.choices = [("", "Nobody yet"), *people]
    form.owners.choices = people


def _as_it_stands(page: ProposalPage) -> dict[str, Any]:
    authentic = page.version.texts[0]
    return {
        "question": authentic.question,
        "text": authentic.text,
        "version": str(page.version.number),
        "class_code": page.class_code,
        "facilitator": "" if page.facilitator is None else str(page.facilitator.person_id),
        "owners": [str(owner.person_id) for owner in page.owners],
        "visibility": page.visibility.value,
    }


def _text(form: TextForm) -> TextIn:
    return TextIn(form.question.data, form.text.data)


def _version(form: TextForm) -> int | None:
    return int(form.version.data) if (form.version.data or "").isdecimal() else None


def _number(value: str | None) -> int | None:
    return int(value) if value else None


def _create(session: Session, actor: Actor, body: Body, form: DraftForm, instant: datetime) -> int:
    named = _named_decision(session, actor, (form.names_decision.data or "").strip(), instant)
    return create_proposal(
        session,
        actor=actor,
        body_id=body.id,
        class_code=form.class_code.data,
        texts={body.languages[0]: _text(form)},
        visibility=Visibility(form.visibility.data),
        owner_ids=tuple(int(each) for each in form.owners.data or ()),
        facilitator_id=_number(form.facilitator.data),
        relation=None if named is None else Relation(form.relation.data),
        names_decision_id=named,
        now=instant,
    )


def _named_decision(session: Session, actor: Actor, number: str, instant: datetime) -> int | None:
    """Return the decision of that number, if the actor may read it."""
    if not number:
        return None
    statement = select(Decision.id, Decision.body_id, Proposal.visibility).join(Proposal, Proposal.id == Decision.proposal_id)
    found = session.execute(statement.where(Decision.number == number)).one_or_none()
    if found is None or not may_read(session, found.visibility, found.body_id, actor, instant):
        raise InvalidError("There is no decision of this number. Look it up in the archive.", field="names_decision")
    return int(found.id)


def _edit(session: Session, actor: Actor, page: ProposalPage, form: DraftForm, instant: datetime) -> int:
    texts = _other_languages(page) | {page.version.texts[0].language: _text(form)}
    return edit_draft(
        session,
        actor=actor,
        proposal_id=page.proposal_id,
        texts=texts,
        class_code=form.class_code.data,
        owner_ids=tuple(int(each) for each in form.owners.data or ()) or None,
        facilitator_id=_number(form.facilitator.data),
        visibility=Visibility(form.visibility.data),
        version=_version(form),
        now=instant,
    )


def _revise(session: Session, actor: Actor, page: ProposalPage, form: ReviseForm, instant: datetime) -> int:
    texts = _other_languages(page) | {page.version.texts[0].language: _text(form)}
    return revise(
        session,
        actor=actor,
        proposal_id=page.proposal_id,
        texts=texts,
        meets=tuple(int(each) for each in form.meets.data or ()) if page.stage is Stage.OBJECTION else (),
        is_material=form.is_material.data == "yes",
        note=form.note.data or "",
        version=_version(form),
        now=instant,
    )


def _other_languages(page: ProposalPage) -> dict[str, TextIn]:
    return {text.language: TextIn(text.question, text.text) for text in page.version.texts if not text.is_authentic}
