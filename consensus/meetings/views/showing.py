"""A meeting, and its live view: for a big screen and for phones, refreshed by htmx every few seconds, whole without scripts."""

from __future__ import annotations

from typing import Any

from flask import Response, request, url_for

from consensus.db import db
from consensus.domain.speech import _
from consensus.meetings.forms import EnterForm, NoteForm
from consensus.meetings.queries import Live, MeetingPage, Offers, live_of, offered_in, tag_of, waiting_for
from consensus.meetings.views.blueprint import blueprint, page_of
from consensus.pages.filling import GROUNDS
from consensus.proposals.standing import StandingText
from consensus.voting.forms import PositionForm
from consensus.web.forms import choices_of
from consensus.web.htmx import is_htmx, render
from consensus.web.now import now
from consensus.web.session import current_actor, current_person, demand_actor


@blueprint.get("/meetings/<int:meeting_id>")
def show(meeting_id: int) -> Response:
    """A meeting: its agenda, the present item, and what the reader can do in it."""
    return render("meetings/show.html", **values_of(page_of(meeting_id)))


@blueprint.get("/meetings/<int:meeting_id>/live")
def live(meeting_id: int) -> Response:
    """The present item for a screen that all see; for htmx the part that changes, or nothing where nothing did."""
    if is_htmx():
        tag = tag_of(db.session(), meeting_id, demand_actor(), now())
        if request.args.get("seen") == tag.seen:
            return Response(status=204)
        if request.args.get("about") != tag.subject and request.args.get("on") != "form":
            # Nothing can have been typed there, so the page is opened anew at the item that is open now.
            return Response(status=204, headers={"HX-Refresh": "true"})
    page = page_of(meeting_id)
    return render("meetings/screen.html", "meetings/_live.html", **values_of(page, on=request.args.get("on", "screen")))


def values_of(page: MeetingPage, *, on: str = "", own: Any = None, entering: Any = None, moved_on: str = "") -> dict[str, Any]:
    """Return what the templates of a meeting want; ``own`` and ``entering`` are forms that could not be taken as they were sent.

    :param on: what shows the live view: ``screen``, ``page``, or ``form`` where something may have been typed beside it.
    """
    session, actor, instant = db.session(), current_actor(), now()
    present = live_of(session, page, actor, instant)
    entries = waiting_for(session, actor, instant) if on != "screen" else ()
    offers = offered_in(page, present, entries)
    forms = {
        "own": _own_form(page, present, offers, own),
        "entering": _entering_form(page, present, offers, entering),
        "note": _note_form(page, offers),
    }
    return {
        "meeting": page,
        "live": present,
        "text": _shown(present),
        "tag": present.tag if present is not None else None,
        "tag_seen": present.tag.seen if present is not None else f"{page.row_version}-0-0-0",
        "tag_about": request.args.get("about") or (present.tag.subject if present is not None else "0-0"),
        "is_other_item": "about" in request.args and request.args["about"] != (present.tag.subject if present is not None else "0-0"),
        "on": on or ("form" if forms["own"] or page.is_secretary else "page"),
        "entries": entries,
        "offers": offers,
        "forms": forms,
        "moved_on": moved_on,
        "live_address": url_for("meetings.live", meeting_id=page.meeting_id),
    }


def _shown(present: Live | None) -> StandingText | None:
    """Return the text in the language that the reader prefers, where there is one; else the one that counts."""
    if present is None or not present.texts:
        return None
    person = current_person()
    preferred = None if person is None else person.language
    return next((text for text in present.texts if text.language == preferred), present.texts[0])


def _own_form(page: MeetingPage, present: Live | None, offers: Offers, sent: Any) -> Any:
    offered = None if present is None else offers.of("take_position", present.item.item_id)
    if present is None or offered is None:
        return None
    voices = tuple(voice for voice in present.own if voice.voice_id in offered.voice_ids)
    form = sent if sent is not None else PositionForm(formdata=None, prefix="")
    form.voice.choices = choices_of({voice.voice_id: voice.label for voice in voices})
    silent = next((voice for voice in voices if voice.position is None), voices[0])
    form.voice.data = form.voice.data or str(silent.voice_id)
    form.attribution.data = form.attribution.data or ("kind_and_region" if any(v.kind == "individual" for v in voices) else "named")
    form.ground.choices = _grounds(page)
    if sent is None or not sent.errors:
        _show_present(form, present)
    return form


def _entering_form(page: MeetingPage, present: Live | None, offers: Offers, sent: Any) -> Any:
    if present is None or present.roll is None or offers.of("enter_position", present.item.item_id) is None:
        return None
    form = sent if sent is not None else EnterForm(formdata=None)
    voices = [voice for voice in present.roll.voices if voice.position != "recuse"]
    waiting = {each.voice for each in present.unconfirmed}
    voices.sort(key=lambda voice: voice.position is not None or voice.label in waiting)
    form.voice.choices = choices_of({voice.voice_id: voice.label for voice in voices}, first=_("Choose the voice that spoke"))
    form.ground.choices = _grounds(page)
    if sent is None or not sent.errors:
        _show_present(form, present)
    return form


def _note_form(page: MeetingPage, offers: Offers) -> Any:
    if offers.of("add_note") is None:
        return None
    form = NoteForm(formdata=None)
    form.about.choices = choices_of({item.item_id: item.title for item in page.items}, first=_("The meeting as a whole"))
    form.about.data = str(page.present.item_id) if page.present else ""
    return form


def _grounds(page: MeetingPage) -> Any:
    principles = {code: _("It breaches: {name}", name=name) for code, name in page.principles.items()}
    return choices_of(GROUNDS | principles, first=_("Choose one"))


def _show_present(form: Any, present: Live) -> None:
    form.version.data = str(present.item.version)
    form.seen_stage.data = present.item.stage.value if present.item.stage else ""
