"""The meetings of a body: their list, calling one, changing what is said of it, its agenda."""

from __future__ import annotations

from typing import Any

from flask import Response, url_for
from sqlalchemy import select

from consensus.bodies.models import FacilitatorPool
from consensus.bodies.queries import body_head, people_of
from consensus.db import db
from consensus.domain.actor import Actor
from consensus.domain.permissions import Permission, demand
from consensus.domain.speech import _
from consensus.domain.terms import STAGES_UNDER_WAY
from consensus.meetings import commands, queries
from consensus.meetings.acting import roles_at
from consensus.meetings.forms import ItemForm, MeetingForm
from consensus.meetings.queries import MeetingPage
from consensus.meetings.views.blueprint import address_of, blueprint, page_of
from consensus.pages.doing import number
from consensus.people.models import Person
from consensus.proposals.models import Proposal
from consensus.sending.arriving import as_sent
from consensus.sending.once import once
from consensus.web.forms import choices_of
from consensus.web.htmx import done, render
from consensus.web.now import now
from consensus.web.session import demand_actor


@blueprint.get("/bodies/<code>/meetings")
def of_body(code: str) -> Response:
    """The meetings of a body."""
    actor = demand_actor()
    body = body_head(db.session(), code)
    return render("meetings/index.html", listed=queries.meetings_of(db.session(), body.id, actor, now()))


@blueprint.route("/bodies/<code>/meetings/new", methods=["GET", "POST"])
def call(code: str) -> Response:
    """Call a meeting."""
    session, actor, instant = db.session(), demand_actor(), now()
    body = body_head(session, code)
    demand(roles_at(session, actor, body.id, instant), Permission.CALL_MEETINGS)
    form = MeetingForm()
    _offer_people(form.secretary, actor, body.id)

    def act() -> int:
        return commands.call_meeting(session, actor=actor, body_id=body.id, **_described(form), now=instant)

    if form.sent() and form.carries_out(lambda: once(session, as_sent(actor), instant, act)):
        address = url_for("meetings.agenda", meeting_id=form.result) if form.result else url_for("meetings.of_body", code=code)
        return done(address, message=_("The meeting is called. Now say what is on its agenda."))
    return render("meetings/call.html", form=form, body=body, meeting=None, status=form.answer_status)


@blueprint.route("/meetings/<int:meeting_id>/change", methods=["GET", "POST"])
def change(meeting_id: int) -> Response:
    """Change when and where a meeting is, what it is called, or who its secretary is."""
    session, actor, instant = db.session(), demand_actor(), now()
    page = _led(meeting_id)
    form = MeetingForm()
    _offer_people(form.secretary, actor, page.body_id)
    if form.sent() and form.carries_out(
        lambda: commands.change_meeting(session, actor=actor, meeting_id=meeting_id, **_described(form), now=instant)
    ):
        return done(address_of(meeting_id), message=_("The meeting was changed."))
    if not form.is_submitted():
        form.title.data, form.place.data, form.secretary.data = page.title, page.place, str(page.secretary_id)
        form.show_instant(page.planned_at)
    return render("meetings/call.html", form=form, body=None, meeting=page, status=form.answer_status)


@blueprint.route("/meetings/<int:meeting_id>/agenda", methods=["GET", "POST"])
def agenda(meeting_id: int) -> Response:
    """What is on the agenda; whoever leads the meeting adds to it."""
    session, actor, instant = db.session(), demand_actor(), now()
    page = _led(meeting_id)
    form = ItemForm()
    form.proposal.choices = choices_of(_open_proposals(page), first=_("None of them"))
    _offer_people(form.presenter, actor, page.body_id, first=_("Nobody in particular"))

    def act() -> int:
        return commands.add_agenda_item(
            session,
            actor=actor,
            meeting_id=meeting_id,
            proposal_id=number(form.proposal.data),
            title=form.text("title"),
            presenter_id=number(form.presenter.data),
            now=instant,
        )

    if form.sent() and form.carries_out(lambda: once(session, as_sent(actor), instant, act)):
        return done(url_for("meetings.agenda", meeting_id=meeting_id), message=_("The item is on the agenda."))
    return render("meetings/agenda.html", form=form, meeting=page, offers=queries.offered_in(page, None), status=form.answer_status)


def _led(meeting_id: int) -> MeetingPage:
    """Return a meeting for somebody who leads it.

    :raises ForbiddenError: for somebody who may attend it and no more.
    """
    page = page_of(meeting_id)
    demand(roles_at(db.session(), demand_actor(), page.body_id, now(), secretary_id=page.secretary_id), Permission.LEAD_MEETING)
    return page


def _described(form: MeetingForm) -> dict[str, Any]:
    return {
        "title": form.text("title"),
        "place": form.text("place"),
        "planned_at": form.instant,
        "secretary_id": number(form.secretary.data) or 0,
    }


def _offer_people(field: Any, actor: Actor, body_id: int, *, first: str = _("Choose a person")) -> None:
    """Offer the people of a body, those whom it offers as facilitators, and the actor."""
    session = db.session()
    people = {person.person_id: person.name for person in people_of(session, body_id, now())}
    pool = select(FacilitatorPool.person_id).where(FacilitatorPool.body_id == body_id)
    others = select(Person.id, Person.name).where(Person.is_active, Person.id.in_(pool) | (Person.id == actor.person_id))
    people |= dict(session.execute(others).tuples().all())
    field.choices = choices_of(dict(sorted(people.items(), key=lambda each: each[1].casefold())), first=first)


def _open_proposals(page: MeetingPage) -> dict[int, str]:
    there = {item.proposal_id for item in page.items}
    statement = select(Proposal.id, Proposal.question).where(Proposal.body_id == page.body_id, Proposal.stage.in_(STAGES_UNDER_WAY))
    rows = db.session().execute(statement.order_by(Proposal.closes_at, Proposal.id)).tuples()
    return {proposal_id: question for proposal_id, question in rows if proposal_id not in there}
