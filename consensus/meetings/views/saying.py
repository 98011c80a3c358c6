"""What is said in the room: one's own position, what the secretary writes down, one's word to that, and notes."""

from __future__ import annotations

from typing import Any

from flask import Response, request, url_for

from consensus.db import db
from consensus.domain.actor import Actor
from consensus.domain.errors import NotFoundError
from consensus.domain.speech import _
from consensus.domain.terms import Attribution
from consensus.ledger import newest_act
from consensus.meetings import commands
from consensus.meetings.forms import EnterForm, NoteForm, WishForm
from consensus.meetings.models import EnteredPosition, MeetingItem, NoteKind
from consensus.meetings.queries import proposal_at
from consensus.meetings.views.blueprint import address_of, blueprint, page_of
from consensus.meetings.views.showing import values_of
from consensus.pages.attempt import Outdated, Wrong, attempt
from consensus.pages.doing import Doing, number, seen_stage, seen_version, take_position
from consensus.pages.views.blueprint import do_what_is_due
from consensus.sending.arriving import as_sent
from consensus.sending.once import once
from consensus.voting.forms import PositionForm
from consensus.web.htmx import done, done_here, offer_receipt, render
from consensus.web.now import now
from consensus.web.session import demand_actor


@blueprint.post("/meetings/<int:meeting_id>/items/<int:item_id>/position")
def position(meeting_id: int, item_id: int) -> Response:
    """Say where one's own voice stands: the same act as on the page of the proposal."""
    session, actor, instant = db.session(), demand_actor(), now()
    proposal_id = proposal_at(session, meeting_id, item_id, actor, instant)
    do_what_is_due(proposal_id)
    form = PositionForm()
    doing = Doing(session, actor, proposal_id, instant, None, None)
    outcome = attempt(form, lambda: once(session, as_sent(actor), instant, lambda: take_position(form, doing)))
    if outcome is None:
        offer_receipt(newest_act(session, actor, "take_position"))
        return _carried_out(meeting_id, "meetings/_own_answer.html", _("Your position is recorded."))
    return _shown_again(meeting_id, "meetings/_own_answer.html", outcome, own=form)


@blueprint.post("/meetings/<int:meeting_id>/items/<int:item_id>/enter")
def enter(meeting_id: int, item_id: int) -> Response:
    """Write down what a voice said; its own person confirms it."""
    session, actor, instant = db.session(), demand_actor(), now()
    do_what_is_due(proposal_at(session, meeting_id, item_id, actor, instant))
    form = EnterForm()

    def act() -> int:
        return commands.enter_position(
            session,
            actor=actor,
            meeting_id=meeting_id,
            item_id=item_id,
            voice_id=number(form.voice.data) or 0,
            position=form.position.data,
            reason=form.reason.data or "",
            ground=form.ground.data or "",
            remedy=form.remedy.data or "",
            whom=form.whom.data or "",
            passage=form.passage.data or "",
            version=seen_version(form),
            seen_stage=seen_stage(form.seen_stage.data),
            now=instant,
        )

    outcome = attempt(form, lambda: once(session, as_sent(actor), instant, act))
    if outcome is None:
        return _carried_out(meeting_id, "meetings/_entering_answer.html", _("It is written down, and counts once the voice confirms it."))
    return _shown_again(meeting_id, "meetings/_entering_answer.html", outcome, entering=form)


@blueprint.post("/entries/<int:entry_id>/confirm")
def confirm(entry_id: int) -> Response:
    """Say that the secretary wrote down what one's voice says: the position is taken."""
    chosen = request.form.get("attribution", "")
    attribution = Attribution(chosen) if chosen in tuple(Attribution) else None
    session, actor, instant = db.session(), demand_actor(), now()
    return _answer_entry(
        entry_id,
        actor,
        lambda: commands.confirm_entry(session, actor=actor, entry_id=entry_id, attribution=attribution, now=instant),
        _("Your position is recorded."),
        "take_position",
    )


@blueprint.post("/entries/<int:entry_id>/reject")
def reject(entry_id: int) -> Response:
    """Say that the secretary wrote down what one's voice did not say."""
    session, actor, instant = db.session(), demand_actor(), now()
    return _answer_entry(
        entry_id,
        actor,
        lambda: commands.reject_entry(session, actor=actor, entry_id=entry_id, now=instant),
        _("It is noted that your voice did not say this. It counts for nothing."),
        "reject_entry",
    )


@blueprint.post("/meetings/<int:meeting_id>/notes")
def note(meeting_id: int) -> Response:
    """Add a note to the minutes."""
    session, actor, instant = db.session(), demand_actor(), now()
    form = NoteForm()

    def act() -> int:
        return commands.add_note(
            session,
            actor=actor,
            meeting_id=meeting_id,
            item_id=number(form.about.data),
            kind=NoteKind(form.kind.data),
            text=form.text.data,
            now=instant,
        )

    if form.sent() and form.carries_out(lambda: once(session, as_sent(actor), instant, act)):
        return done(address_of(meeting_id), message=_("The note is in the minutes."))
    values = values_of(page_of(meeting_id))
    form.about.choices = values["forms"]["note"].about.choices if values["forms"]["note"] else []
    values["forms"]["note"] = form
    return render("meetings/show.html", "meetings/_notes.html", status=422, **values)


def _carried_out(meeting_id: int, fragment: str, message: str) -> Response:
    return done_here(address_of(meeting_id), fragment, message=message, **values_of(page_of(meeting_id)))


def _shown_again(meeting_id: int, fragment: str, outcome: Wrong | Outdated, **forms: Any) -> Response:
    moved_on = outcome.sentence if isinstance(outcome, Outdated) else ""
    values = values_of(page_of(meeting_id), moved_on=moved_on, **forms)
    return render("meetings/show.html", fragment, status=409 if moved_on else 422, **values)


def _answer_entry(entry_id: int, actor: Actor, act: Any, message: str, proven: str) -> Response:
    """Carry an answer out; ``proven`` is the act whose receipt is offered, since a position that is confirmed adds two entries."""
    session, instant = db.session(), now()
    entry = session.get(EnteredPosition, entry_id)
    if entry is None or not WishForm().sent():
        raise NotFoundError(_("The secretary wrote down nothing for a voice of yours at this address."))
    proposal_id, item_id = entry.proposal_id, entry.item_id
    do_what_is_due(proposal_id)
    once(session, as_sent(actor), instant, act)
    offer_receipt(newest_act(session, actor, proven))
    if request.form.get("from") == "meeting":
        meeting_id = session.get_one(MeetingItem, item_id).meeting_id
        return done_here(address_of(meeting_id), "meetings/_live.html", message=message, **values_of(page_of(meeting_id)))
    back = url_for("pages.home") if request.form.get("from") == "home" else url_for("pages.proposal", proposal_id=proposal_id)
    return done(back, message=message)
