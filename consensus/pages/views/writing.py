"""Writing the text: start a proposal, edit the draft, revise it. Nothing typed is lost: a refusal shows it again.

Whoever saves after somebody else did sees both texts side by side, and saves again on purpose.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Response, request, url_for
from sqlalchemy import select
from sqlalchemy.orm import Session

from consensus.bodies.models import Body
from consensus.bodies.queries import is_in_body
from consensus.db import db
from consensus.domain.actor import Actor
from consensus.domain.errors import InvalidError, NotFoundError
from consensus.domain.permissions import Permission, demand, roles_of
from consensus.domain.speech import _
from consensus.domain.terms import Action, BodyKind, Relation, Stage, Visibility
from consensus.domain.wording import changed_words
from consensus.ledger import newest_act
from consensus.pages.act_page import demand_open, fill_choices
from consensus.pages.attempt import Outdated, attempt
from consensus.pages.autosaved import Kept, is_place
from consensus.pages.doing import number, seen_version
from consensus.pages.proposal_parts import ProposalPage
from consensus.pages.reading import demand_reading
from consensus.pages.succeeding import beginning, named_decision
from consensus.pages.views.autosaving import forget, formdata_of, here, keep, kept_here
from consensus.pages.views.blueprint import blueprint, page_for
from consensus.pages.writing_form import Draft, as_it_stands, draft_form, fill_draft, new_draft_form, previews, revise_form
from consensus.proposals.commands import create_proposal, edit_draft
from consensus.voting.commands import revise
from consensus.web.htmx import done, offer_receipt, render
from consensus.web.now import now
from consensus.web.session import demand_actor


@blueprint.route("/bodies/<code>/proposals/new", methods=["GET", "POST"])
def new_proposal(code: str) -> Response:
    """Start a proposal in a body."""
    session, actor, instant = db.session(), demand_actor(), now()
    body = _body(session, code)
    in_body = actor.person_id is not None and is_in_body(session, actor.person_id, body.id, instant)
    demand(roles_of(actor, in_body=in_body), Permission.START_PROPOSAL)
    languages = _authentic_first(body)
    kept = kept_here(actor)
    form = new_draft_form(languages, _beginning(session, actor, body.id, languages[0], instant), **formdata_of(kept))
    if _is_to_be_saved() and attempt(form, lambda: _create(session, actor, body.id, form, languages[0], instant)) is None:
        forget(actor, here())
        offer_receipt(newest_act(session, actor, Action.CREATE.value))
        return done(
            url_for("pages.proposal", proposal_id=form.result), message=_("Your draft is saved. Open it for comment when it is ready.")
        )
    fill_draft(session, form, body.id, instant)
    has_seats = body.kind is BodyKind.STEERING
    draft = Draft(body.code, body.name, languages[0], tuple(body.required_languages), tuple(body.languages), has_seats=has_seats)
    return _page(form, draft, title=_title(), save=_("Save the draft"), kept=kept)


@blueprint.route("/proposals/<int:proposal_id>/edit_draft", methods=["GET", "POST"])
def edit(proposal_id: int) -> Response:
    """Edit a draft: every save is a version of its own."""
    return _write(proposal_id, Action.EDIT_DRAFT)


@blueprint.route("/proposals/<int:proposal_id>/revise", methods=["GET", "POST"])
def revise_text(proposal_id: int) -> Response:
    """Revise the text: in the comment stage, or in the objection stage to meet objections."""
    return _write(proposal_id, Action.REVISE)


def _write(proposal_id: int, action: Action) -> Response:
    session, actor, instant = db.session(), demand_actor(), now()
    demand_reading(session, proposal_id, actor, instant)
    page = page_for(proposal_id, actor)
    is_draft = action is Action.EDIT_DRAFT
    kept = kept_here(actor)
    form = (draft_form if is_draft else revise_form)(page, as_it_stands(page), **formdata_of(kept))
    outcome = None
    if _is_to_be_saved():
        save = _edit if is_draft else _revise
        outcome = attempt(form, lambda: save(session, actor, page, form, instant))
        if outcome is None:
            forget(actor, here())
            offer_receipt(newest_act(session, actor, action.value))
            words = _("The draft is saved as a new version.") if is_draft else _("The text is revised: a new version is on the page.")
            return done(url_for("pages.proposal", proposal_id=proposal_id), message=words)
        page = page_for(proposal_id, actor)
    elif request.method == "GET":
        demand_open(page, action.value, None)
    moved_on = outcome.sentence if isinstance(outcome, Outdated) else ""
    if is_draft:
        fill_draft(session, form, page.body_id, instant)
    else:
        fill_choices(session, form, page, action.value, None)
    has_seats = page.body_kind is BodyKind.STEERING
    draft = Draft(
        page.body_code, page.body_name, page.version.authentic.language, page.required_languages, proposal=page, has_seats=has_seats
    )
    theirs = page.version if moved_on and seen_version(form) != page.version.number else None
    if theirs is not None:
        form.version.data = str(theirs.number)
    title, button = (_("Edit the draft"), _("Save the draft")) if is_draft else (_("Revise the text"), _("Publish the new version"))
    if theirs is not None:
        button = _("Save mine on top of version {number}", number=theirs.number)
    return _page(form, draft, title=title, save=button, moved_on=moved_on, theirs=theirs, kept=kept)


def _authentic_first(body: Body) -> tuple[str, ...]:
    """Return the languages in which the text can be written; the one in which it counts, which the address may name, first."""
    asked = request.args.get("language", "")
    first = asked if asked in body.languages else body.languages[0]
    return tuple(dict.fromkeys((first, *body.languages, *body.required_languages)))


def _relation_asked() -> Relation | None:
    """What the address says that the new proposal does to the decision that it names."""
    return next((relation for relation in Relation if relation == request.args.get("relation")), None)


def _title() -> str:
    return {
        None: _("Start a proposal"),
        Relation.SUPERSEDES: _("Propose to change a decision"),
        Relation.RATIFIES: _("Propose to ratify a decision"),
    }[_relation_asked()]


def _beginning(session: Session, actor: Actor, body_id: int, authentic: str, instant: datetime) -> dict[str, Any]:
    """Return with what the form begins: with the text of the decision that the address names, if it names one."""
    relation = _relation_asked()
    if request.method == "POST" or relation is None:
        return {}
    return beginning(session, actor, body_id, request.args.get("names", ""), relation, authentic, instant)


def _is_to_be_saved() -> bool:
    return request.method == "POST" and "preview" not in request.form


def _page(form: Any, draft: Draft, *, title: str, save: str, moved_on: str = "", theirs: Any = None, kept: Kept | None = None) -> Response:
    if request.method == "POST" and is_place(here()):
        # Until it is saved it can be found again: a preview and a save that could not be done keep it as well.
        keep(demand_actor(), here())
    shown = previews(form, draft.authentic) if request.method == "POST" and "preview" in request.form else ()
    status = 409 if moved_on else form.answer_status
    mine = form.texts(draft.authentic) if theirs is not None else {}
    pieces = {
        text.language: changed_words(text.text, mine[text.language].text if text.language in mine else "")
        for text in (theirs.texts if theirs is not None else ())
    }
    values: dict[str, Any] = {
        "theirs_in_pieces": pieces,
        "draft": draft,
        "title": title,
        "save": save,
        "moved_on": moved_on,
        "theirs": theirs,
        "previews": shown,
        "kept": kept,
        "place": here() if is_place(here()) else "",
        "would_change": {
            language: changed_words(text.text, mine[language].text)
            for text in (theirs.texts if theirs is not None else ())
            for language in (text.language,)
            if language in mine and mine[language].text != text.text
        },
    }
    return render("proposals/write.html", status=status, form=form, **values)


def _body(session: Session, code: str) -> Body:
    body = session.scalars(select(Body).where(Body.code == code)).one_or_none()
    if body is None:
        raise NotFoundError(_("There is no such body."))
    return body


def _create(session: Session, actor: Actor, body_id: int, form: Any, authentic: str, instant: datetime) -> int:
    relation = Relation(form.relation.data or Relation.SUPERSEDES)
    named = named_decision(session, actor, (form.names_decision.data or "").strip(), relation, instant)
    return create_proposal(
        session,
        actor=actor,
        body_id=body_id,
        class_code=form.class_code.data,
        texts=form.texts(authentic),
        authentic_language=authentic,
        visibility=Visibility(form.visibility.data),
        fills_seats=bool(form.fills_seats.data),
        owner_ids=form.owner_ids(),
        facilitator_id=number(form.facilitator.data),
        relation=None if named is None else relation,
        names_decision_id=named,
        now=instant,
    )


def _edit(session: Session, actor: Actor, page: ProposalPage, form: Any, instant: datetime) -> int:
    return edit_draft(
        session,
        actor=actor,
        proposal_id=page.proposal_id,
        texts=form.texts(page.version.authentic.language),
        confirmed=form.confirmed(),
        class_code=form.class_code.data,
        owner_ids=form.owner_ids(),
        facilitator_id=number(form.facilitator.data),
        visibility=Visibility(form.visibility.data),
        fills_seats=bool(form.fills_seats.data),
        version=seen_version(form),
        now=instant,
    )


def _revise(session: Session, actor: Actor, page: ProposalPage, form: Any, instant: datetime) -> int:
    meets = tuple(number(each) or 0 for each in form.meets.data or ()) if page.stage is Stage.OBJECTION else ()
    if page.stage is Stage.OBJECTION and not meets and any(each.status.is_live for each in page.objections):
        raise InvalidError(_("Choose the objections that the change is meant to meet."), field="meets")
    return revise(
        session,
        actor=actor,
        proposal_id=page.proposal_id,
        texts=form.texts(page.version.authentic.language),
        confirmed=form.confirmed(),
        meets=meets,
        is_material=form.is_material.data == "yes",
        note=form.note.data or "",
        version=seen_version(form),
        now=instant,
    )
