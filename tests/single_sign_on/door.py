"""Somebody with a browser goes to the provider, signs in there, and comes back."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from config import CHEAPEST_ARGON2
from consensus.people.models import Person
from consensus.people.models_identity import Identity
from consensus.people.passwords import Passwords
from consensus.single_sign_on.provider import Provider
from tests.archive.conftest import Browser
from tests.bodies.world import World
from tests.support.provider import BACK
from tests.support.provider.running import Running

WORDS = "river stone lantern"
_HASHED = Passwords(CHEAPEST_ARGON2).hash(WORDS)


class Door:
    """The door by a provider."""

    def __init__(self, app: Flask, session: Session, world: World, there: Running) -> None:
        self.app, self.session, self.world, self.there = app, session, world, there

    @property
    def provider(self) -> Provider:
        """What the application knows of the provider."""
        found: Provider = self.app.extensions["single_sign_on"]
        return found

    @provider.setter
    def provider(self, known: Provider) -> None:
        self.app.extensions["single_sign_on"] = known

    def person(self, name: str = "Vera Verified", *, has_password: bool = True) -> Person:
        """Somebody of the register, who has chosen ``WORDS`` as their password."""
        made = self.world.person(name)
        made.password_hash = _HASHED if has_password else None
        self.session.commit()
        return made

    def browser(self, person: Person | None = None) -> Browser:
        """A browser, in which ``person`` is signed in."""
        person_id = None if person is None else person.id
        self.session.rollback()
        browser = Browser(self.app)
        if person_id is not None:
            browser.sign_in(person_id)
        return browser

    def leaves(self, browser: Browser, start: str = "/sign-in/elsewhere") -> str:
        """Leave for the provider, and return where it was sent."""
        answer = browser.get(start)
        assert answer.status_code == 303, answer.get_data(as_text=True)
        return answer.headers["Location"]

    def answers(self, address: str, name: str) -> str:
        """Go to the provider, signed in there, and return the way back that it gives."""
        back = self.there.visitor(name).goes_to(address)
        assert back.startswith(BACK)
        return back.removeprefix("http://127.0.0.1:8000")

    def goes(self, browser: Browser, name: str, start: str = "/sign-in/elsewhere") -> TestResponse:
        """Go there and come back."""
        return browser.get(self.answers(self.leaves(browser, start), name))

    def binds(self, person: Person, name: str, *, browser: Browser | None = None, words: str = WORDS) -> TestResponse:
        """Bind an account there to somebody, as they do it themselves."""
        browser = browser or self.browser(person)
        self.goes(browser, name, "/account/elsewhere/bind")
        return browser.post("/account/elsewhere/confirm", {"present_password": words})

    def signed_in(self, browser: Browser) -> str | None:
        """Return the name of whoever is signed in in a browser."""
        with browser.client.session_transaction() as kept:
            identifier = kept.get("_user_id")
        self.session.rollback()
        name = None if identifier is None else self.session.get_one(Person, int(identifier.partition(":")[0])).name
        self.session.rollback()  # or nobody else could write
        return name

    @property
    def bound(self) -> list[str]:
        """The names of those who come in by an account there."""
        self.session.rollback()
        names = list(self.session.scalars(select(Person.name).join(Identity, Identity.person_id == Person.id).order_by(Person.name)))
        self.session.rollback()  # or nobody else could write
        return names
