"""Whose session it is: the person with an id, as long as the session's epoch is still theirs."""

from __future__ import annotations

from sqlalchemy import column, func, literal_column, select, table
from sqlalchemy.orm import Session

from consensus.domain.errors import NotFoundError
from consensus.domain.speech import _
from consensus.people.models import Person
from consensus.web.session import SessionPerson

# Named here and not imported: notices know people, and people know nothing of notices.
_NOTICES = table("notice", column("person_id"), column("channel"), column("seen_at"))
_UNSEEN = (
    select(func.count())
    .select_from(_NOTICES)
    .where(_NOTICES.c.person_id == Person.id, literal_column("notice.channel = 'page'"), _NOTICES.c.seen_at.is_(None))
    .scalar_subquery()
)
"""How many notices a person has not seen: every page says so, and asks for it with the person in one statement."""

_COLUMNS = (Person.id, Person.name, Person.is_steward, Person.timezone, Person.language, Person.session_epoch, _UNSEEN)


def session_person(session: Session, person_id: int, epoch: int) -> SessionPerson | None:
    """Return the person of a session; None once they signed out everywhere, or may no longer sign in."""
    statement = select(*_COLUMNS).where(Person.id == person_id, Person.session_epoch == epoch, Person.is_active)
    row = session.execute(statement).one_or_none()
    return None if row is None else SessionPerson(*row)


def person_in_session(session: Session, person_id: int) -> SessionPerson:
    """Return the person for whom a session begins.

    :raises NotFoundError: when there is none, or they may no longer sign in.
    """
    row = session.execute(select(*_COLUMNS).where(Person.id == person_id, Person.is_active)).one_or_none()
    if row is None:
        raise NotFoundError(_("There is no such person."))
    return SessionPerson(*row)
