"""Keeping what somebody writes before they save it: theirs alone, no version, no act on the proposal, so no entry."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from consensus.domain.actor import Actor
from consensus.domain.errors import ForbiddenError, InvalidError
from consensus.domain.speech import _
from consensus.people.models import Person
from consensus.proposals.models import Autosave
from consensus.transaction import command

MOST_CHARACTERS = 2_000_000
"""In one form: four texts of the longest there are, and their questions."""

MOST_KEPT = 20
"""Forms of one person; the one that was left longest ago makes room for a new one. A default of the software."""


@command("autosave")
def autosave(session: Session, *, actor: Actor, place: str, fields: Mapping[str, list[str]], now: datetime) -> None:
    """Keep what somebody has typed into the form at ``place``, in the place of what was kept of it before.

    :raises InvalidError: when it is more than any form can take.
    """
    person_id = _person(actor)
    if sum(len(value) for values in fields.values() for value in values) > MOST_CHARACTERS:
        raise InvalidError(_("This is too much to be kept while you write. Save a part of it."))
    # Two windows of one person may send at once: the second waits for the first. NO KEY UPDATE: nobody else need wait.
    session.execute(select(Person.id).where(Person.id == person_id).with_for_update(key_share=True))
    kept = session.scalars(select(Autosave).where(Autosave.person_id == person_id, Autosave.place == place)).one_or_none()
    if kept is None:
        older = select(Autosave.id).where(Autosave.person_id == person_id).order_by(Autosave.at.desc(), Autosave.id.desc())
        session.execute(delete(Autosave).where(Autosave.id.in_(list(session.scalars(older.offset(MOST_KEPT - 1))))))
        session.add(Autosave(person_id=person_id, place=place, fields=dict(fields), at=now))
    else:
        kept.fields, kept.at = dict(fields), now


@command("discard_autosave")
def discard_autosave(session: Session, *, actor: Actor, place: str) -> None:
    """Forget what was kept of the form at ``place``: it was saved, or is not wanted."""
    session.execute(delete(Autosave).where(Autosave.person_id == _person(actor), Autosave.place == place))


def _person(actor: Actor) -> int:
    if actor.person_id is None:
        raise ForbiddenError(_("Only a person writes."))
    return actor.person_id
