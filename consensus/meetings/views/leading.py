"""Leading a meeting: beginning and ending it, opening and closing items, calling positions. Each is a button."""

from __future__ import annotations

from collections.abc import Callable

from flask import Response, url_for

from consensus.db import db
from consensus.domain.actor import Actor
from consensus.domain.errors import InvalidError
from consensus.domain.speech import _
from consensus.meetings import commands
from consensus.meetings.forms import CallForm, WishForm
from consensus.meetings.views.blueprint import address_of, blueprint
from consensus.sending.arriving import as_sent
from consensus.sending.once import once
from consensus.web.htmx import done
from consensus.web.now import now
from consensus.web.session import demand_actor


@blueprint.post("/meetings/<int:meeting_id>/start")
def start(meeting_id: int) -> Response:
    """Begin the meeting."""
    return _carry_out(
        meeting_id,
        lambda actor: commands.start_meeting(db.session(), actor=actor, meeting_id=meeting_id, now=now()),
        _("The meeting has begun. Open the first item of its agenda."),
    )


@blueprint.post("/meetings/<int:meeting_id>/end")
def end(meeting_id: int) -> Response:
    """End the meeting, or call it off."""
    return _carry_out(
        meeting_id,
        lambda actor: commands.end_meeting(db.session(), actor=actor, meeting_id=meeting_id, now=now()),
        _("The meeting has ended. Its minutes are made from what happened."),
    )


@blueprint.post("/meetings/<int:meeting_id>/items/<int:item_id>/open")
def open_item(meeting_id: int, item_id: int) -> Response:
    """Make an item the present one."""
    return _carry_out(
        meeting_id,
        lambda actor: commands.open_item(db.session(), actor=actor, meeting_id=meeting_id, item_id=item_id, now=now()),
        _("The item is open."),
    )


@blueprint.post("/meetings/<int:meeting_id>/items/<int:item_id>/close")
def close_item(meeting_id: int, item_id: int) -> Response:
    """Close the present item."""
    return _carry_out(
        meeting_id,
        lambda actor: commands.close_item(db.session(), actor=actor, meeting_id=meeting_id, item_id=item_id, now=now()),
        _("The item is closed."),
    )


@blueprint.post("/meetings/<int:meeting_id>/items/<int:item_id>/call")
def call_position(meeting_id: int, item_id: int) -> Response:
    """Call for the voices that take one position."""
    wanted = CallForm().position.data or None
    return _carry_out(
        meeting_id,
        lambda actor: commands.call_position(db.session(), actor=actor, meeting_id=meeting_id, item_id=item_id, position=wanted, now=now()),
        _("Everybody sees now what is called for."),
    )


@blueprint.post("/meetings/<int:meeting_id>/items/<int:item_id>/remove")
def remove_item(meeting_id: int, item_id: int) -> Response:
    """Take an item off the agenda."""
    return _carry_out(
        meeting_id,
        lambda actor: commands.remove_agenda_item(db.session(), actor=actor, meeting_id=meeting_id, item_id=item_id, now=now()),
        _("The item is off the agenda."),
        back=url_for("meetings.agenda", meeting_id=meeting_id),
    )


def _carry_out(meeting_id: int, act: Callable[[Actor], object], message: str, *, back: str | None = None) -> Response:
    actor = demand_actor()
    if not WishForm().sent():
        raise InvalidError(_("What your browser sent is not what this page expects."))
    once(db.session(), as_sent(actor), now(), lambda: act(actor))
    return done(back or address_of(meeting_id), message=message)
