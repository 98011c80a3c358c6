"""Somebody with a browser goes to the provider, signs in there, and comes back."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit
from urllib.request import HTTPErrorProcessor, Request, build_opener

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from consensus.people.models import Person
from consensus.people.models_identity import Identity
from consensus.single_sign_on.provider import Provider
from tests.archive.conftest import Browser
from tests.bodies.world import World

BACK = "http://127.0.0.1:8000/sign-in/elsewhere/back"


class _AsItIs(HTTPErrorProcessor):
    """Follows nothing."""

    def http_response(self, request: Request, response: Any) -> Any:
        return response

    def https_response(self, request: Request, response: Any) -> Any:
        return response


class Door:
    """The door by a provider."""

    def __init__(self, app: Flask, session: Session, world: World, issuer: str) -> None:
        self.app, self.session, self.world, self.issuer = app, session, world, issuer

    @property
    def provider(self) -> Provider:
        """What the application knows of the provider."""
        found: Provider = self.app.extensions["single_sign_on"]
        return found

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

    def answers(self, address: str, subject: str | None) -> str:
        """Sign in at the provider, or decline (None), and return the way back that it gives."""
        asked = {k: v[0] for k, v in parse_qs(urlsplit(address).query).items()}
        assert (asked["redirect_uri"], asked["code_challenge_method"], len(asked["code_challenge"])) == (BACK, "S256", 43)
        form = {"action": "deny"} if subject is None else {"sub": subject}
        request = Request(address, data=urlencode(form).encode(), method="POST")  # noqa: S310 - on this machine
        with build_opener(_AsItIs).open(request, timeout=10) as answer:
            back: str = answer.headers["Location"]
        assert back.startswith(BACK)
        return back.removeprefix("http://127.0.0.1:8000")

    def goes(self, browser: Browser, subject: str | None, start: str = "/sign-in/elsewhere") -> TestResponse:
        """Go there and come back."""
        return browser.get(self.answers(self.leaves(browser, start), subject))

    def binds(self, person: Person, subject: str) -> TestResponse:
        """Bind an account there to somebody, as they do it themselves."""
        browser = self.browser(person)
        self.goes(browser, subject, "/account/elsewhere/bind")
        return browser.post("/account/elsewhere/confirm")

    def signed_in(self, browser: Browser) -> str | None:
        """Return the name of whoever is signed in in a browser."""
        with browser.client.session_transaction() as kept:
            identifier = kept.get("_user_id")
        self.session.rollback()
        return None if identifier is None else self.session.get_one(Person, int(identifier.partition(":")[0])).name

    @property
    def bound(self) -> list[str]:
        """The names of those who come in by an account there."""
        self.session.rollback()
        names = list(self.session.scalars(select(Person.name).join(Identity, Identity.person_id == Person.id).order_by(Person.name)))
        self.session.rollback()  # or nobody else could write
        return names
