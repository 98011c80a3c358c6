"""What somebody was writing and did not save: found again when the form is opened again."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from consensus.domain.actor import Actor
from consensus.proposals.models import Autosave

_PLACES = re.compile(
    r"/(?:bodies/[A-Z0-9-]{1,20}/proposals/new(?:\?[\w=&%/.+-]{1,50})?"
    r"|proposals/[0-9]{1,10}/(?:edit_draft|revise|translate\?language=[a-zA-Z-]{2,12}))"
)
_LEFT_OUT = frozenset({"csrf_token", "preview"})


@dataclass(frozen=True, slots=True)
class Kept:
    """What was kept of a form, as it would have been sent."""

    place: str
    at: datetime
    fields: MultiDict[str, str]


def is_place(place: str) -> bool:
    """Return whether there is a form in which somebody writes at this address."""
    return _PLACES.fullmatch(place) is not None


def kept_of(session: Session, actor: Actor, place: str) -> Kept | None:
    """Return what the actor was writing in the form at ``place``, if anything is kept of it."""
    statement = select(Autosave.fields, Autosave.at).where(Autosave.person_id == actor.person_id, Autosave.place == place)
    row = session.execute(statement).one_or_none()
    if row is None:
        return None
    return Kept(place, row.at, MultiDict((name, value) for name, values in row.fields.items() for value in values))


def fields_of(sent: Iterable[tuple[str, list[str]]]) -> dict[str, list[str]]:
    """Return what is kept of what was sent: all that was written, without what a request carries along."""
    return {name: values for name, values in sent if name not in _LEFT_OUT}
