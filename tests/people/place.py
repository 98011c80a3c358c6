"""A small invented network, made through the commands, and its people with their browsers. The fixture is ``place``."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from config import Settings
from consensus.db import db
from consensus.domain.actor import OPERATOR, Actor
from consensus.domain.terms import MemberKind
from consensus.people import commands
from consensus.people.doorways import OutgoingLetter
from consensus.people.passwords import Passwords
from consensus.people.queries import Word
from tests.support.browsing import Visitor
from tests.support.remembered import remembered

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)

PASSWORD = "river stone lantern"


@dataclass(frozen=True)
class Place:
    """The network's people: a steward, and Ada, who has come in and speaks for a member."""

    app: Flask
    settings: Settings
    steward: Actor
    steward_id: int
    ada_id: int
    member_id: int

    @property
    def ada(self) -> Actor:
        return Actor(self.ada_id)

    @property
    def passwords(self) -> Passwords:
        found: Passwords = self.app.extensions["passwords"]
        return found

    def visitor(self) -> Visitor:
        """Somebody who is not signed in."""
        return Visitor(self.app)

    def as_steward(self) -> Visitor:
        return Visitor(self.app).sign_in(self.steward_id)

    def as_ada(self) -> Visitor:
        return Visitor(self.app).sign_in(self.ada_id)

    def letters(self) -> list[Path]:
        """What lies in the mail folder, the oldest first."""
        return sorted(self.settings.mail_folder.glob("*.eml"), key=lambda path: path.stat().st_mtime_ns)


def come_in(session: Session, passwords: Passwords, letter: OutgoingLetter) -> int:
    """Take up an invitation."""
    return commands.accept_invitation(
        session, token=letter.token, password=PASSWORD, timezone="Africa/Nairobi", passwords=passwords, now=NOW
    )


def set_up(session: Session, *, is_demonstration: bool = False) -> None:
    """Set up the network."""
    commands.set_up_network(
        session,
        actor=OPERATOR,
        name="The invented network",
        origin="consensus.example.org",
        regions=[Word("AFR", "Africa"), Word("LAC", "Latin America and the Caribbean")],
        languages=["en", "es"],
        genders=[Word("W", "Woman"), Word("M", "Man")],
        is_demonstration=is_demonstration,
        now=NOW,
    )


@pytest.fixture
def place(app: Flask, settings: Settings) -> Place:
    """The network, set up, at an instant that stands still."""
    app.config["CLOCK"] = lambda: NOW
    passwords: Passwords = app.extensions["passwords"]
    with app.app_context():
        session = db.session()
        steward_id, ada_id, member_id = remembered(session, "place", lambda: _settled(session, passwords))
        db.session.remove()
    return Place(app, settings, Actor(steward_id, is_steward=True), steward_id, ada_id, member_id)


def _settled(session: Session, passwords: Passwords) -> tuple[int, int, int]:
    """Set it up, with a steward and Ada; return both and her member."""
    set_up(session)
    first = commands.invite_person(session, actor=OPERATOR, name="Sam Steward", email="sam@invented.example", is_steward=True, now=NOW)
    come_in(session, passwords, first.letter)
    steward = Actor(first.person_id, is_steward=True)
    member_id = commands.admit_member(
        session, actor=steward, name="Women of the Lake", country="KE", region="AFR", kind=MemberKind.MOVEMENT, now=NOW
    )
    ada = commands.invite_person(session, actor=steward, name="Ada Achieng", email="ada@invented.example", now=NOW)
    come_in(session, passwords, ada.letter)
    commands.grant_mandate(session, actor=steward, person_id=ada.person_id, member_id=member_id, now=NOW)
    return first.person_id, ada.person_id, member_id
