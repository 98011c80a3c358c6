"""Who is signed in, as pages and commands see them. Who may sign in, and how, is the business of ``people``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import flask_login
from flask import Flask, session
from werkzeug.exceptions import Unauthorized

from consensus.domain.actor import Actor
from consensus.web.now import now

IDLE = timedelta(hours=12)
"""A session in which nothing happened for this long is over. Default of the software."""

LONGEST = timedelta(days=14)
"""A session is over after this long, whatever happened in it. Default of the software."""

SIGNED_IN_AT = "signed_in_at"


@dataclass(frozen=True, slots=True)
class SessionPerson:
    """The person of a session. Flask-Login asks for the four properties at the end."""

    person_id: int
    name: str
    is_steward: bool
    timezone: str
    language: str
    epoch: int
    unseen: int = 0
    """How many notices they have not seen."""

    @property
    def actor(self) -> Actor:
        """The one who acts when this person does."""
        return Actor(person_id=self.person_id, is_steward=self.is_steward)

    @property
    def zone(self) -> ZoneInfo:
        """The time zone in which this person reads instants."""
        return ZoneInfo(self.timezone)

    @property
    def is_authenticated(self) -> bool:
        return True

    @property
    def is_active(self) -> bool:
        return True

    @property
    def is_anonymous(self) -> bool:
        return False

    def get_id(self) -> str:
        """The person and the epoch: "sign out everywhere" raises the epoch, so older sessions find nobody."""
        return f"{self.person_id}:{self.epoch}"


def current_person() -> SessionPerson | None:
    """Return who is signed in; None for a visitor."""
    person = flask_login.current_user
    if not person.is_authenticated:
        return None
    found: SessionPerson = person._get_current_object()  # noqa: SLF001 - the proxy's own way to what it stands for
    return found


def current_actor() -> Actor | None:
    """Return who acts; None for a visitor."""
    person = current_person()
    return None if person is None else person.actor


def demand_person() -> SessionPerson:
    """Return who is signed in.

    :raises Unauthorized: for a visitor, who is then led to sign in and back.
    """
    person = current_person()
    if person is None:
        raise Unauthorized
    return person


def demand_actor() -> Actor:
    """Return who acts.

    :raises Unauthorized: for a visitor, who is then led to sign in and back.
    """
    return demand_person().actor


def begin(person: SessionPerson) -> None:
    """Sign ``person`` in for this browser; what an earlier session kept is gone."""
    session.clear()
    flask_login.login_user(person)
    session.permanent = True
    session[SIGNED_IN_AT] = now().isoformat()


def end() -> None:
    """Sign out in this browser."""
    flask_login.logout_user()
    session.clear()


def _is_too_old() -> bool:
    try:
        began = datetime.fromisoformat(session[SIGNED_IN_AT])
    except (KeyError, TypeError, ValueError):
        return True
    return now() >= began + LONGEST


def register(app: Flask, find: Callable[[int, int], SessionPerson | None]) -> None:
    """Let sessions begin and end; ``find`` returns the person with an id, if the epoch is still theirs."""
    manager = flask_login.LoginManager(app)
    manager.session_protection = "basic"

    @manager.user_loader  # type: ignore[untyped-decorator]  # Flask-Login ships no types
    def load(identifier: str) -> SessionPerson | None:
        person_id, _, epoch = identifier.partition(":")
        if not (person_id.isdecimal() and epoch.isdecimal()) or _is_too_old():
            return None
        return find(int(person_id), int(epoch))
