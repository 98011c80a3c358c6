"""Keeping what somebody writes while they write it, and forgetting it. Without scripts a preview or a save does the same."""

from __future__ import annotations

from flask import Response, request
from werkzeug.datastructures import MultiDict

from consensus.db import db
from consensus.domain.actor import Actor
from consensus.domain.errors import NotFoundError
from consensus.domain.speech import _
from consensus.pages.autosaved import Kept, fields_of, is_place, kept_of
from consensus.pages.views.blueprint import blueprint
from consensus.proposals.commands import autosave, discard_autosave
from consensus.web.htmx import done, render
from consensus.web.now import now
from consensus.web.session import demand_actor


@blueprint.post("/writing")
def keep_writing() -> Response:
    """Keep what stands in a form; htmx sends it while somebody types."""
    place = _place()
    keep(demand_actor(), place)
    return render("proposals/_autosave.html", "proposals/_autosave.html", place=place, kept_at=now())


@blueprint.post("/writing/discard")
def discard_writing() -> Response:
    """Forget what was kept of a form, and open it as it stands."""
    place = _place()
    discard_autosave(db.session(), actor=demand_actor(), place=place)
    return done(place, message=_("What you had not saved is discarded."))


def keep(actor: Actor, place: str) -> None:
    """Keep what was just sent, at ``place``."""
    autosave(db.session(), actor=actor, place=place, fields=fields_of(request.form.lists()), now=now())


def forget(actor: Actor, place: str) -> None:
    """Forget what was kept at ``place``, because it was saved."""
    discard_autosave(db.session(), actor=actor, place=place)


def here() -> str:
    """Return the address of the form that is shown."""
    return request.full_path.rstrip("?")


def kept_here(actor: Actor) -> Kept | None:
    """Return what the actor was writing here; nothing while something is sent."""
    return kept_of(db.session(), actor, here()) if request.method == "GET" else None


def formdata_of(kept: Kept | None) -> dict[str, MultiDict[str, str]]:
    """Return the argument with which a form shows what was kept; none where it shows what stands, or what was sent."""
    return {} if kept is None else {"formdata": kept.fields}


def _place() -> str:
    place = request.args.get("place", "")
    if not is_place(place):
        raise NotFoundError(_("There is no such form."))
    return place
