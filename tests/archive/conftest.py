"""Fixtures of the tests of the archive: the invented network, and the browsers of those who read."""

from __future__ import annotations

from contextvars import Context
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from tests.support.browsing import Visitor
from tests.voting.story import Network


class Browser(Visitor):
    """A browser whose requests know nothing of the application context in which the test itself works."""

    def get(self, address: str, **options: Any) -> TestResponse:
        return Context().run(super().get, address, **options)

    def post(self, address: str, data: dict[str, Any] | None = None, **options: Any) -> TestResponse:
        return Context().run(super().post, address, data, **options)


class Readers:
    """The browsers of people who read the archive, at the instant that the network has come to."""

    def __init__(self, app: Flask, session: Session, network: Network) -> None:
        app.config["CLOCK"] = lambda: network.now
        self.app, self.session, self.network = app, session, network

    def visitor(self) -> Browser:
        """Somebody who is not signed in."""
        self.session.rollback()
        return Browser(self.app)

    def of(self, name: str) -> Browser:
        """The person who speaks for the member called ``name``."""
        return self.signed_in(self.network.people[name].id)

    def steward(self) -> Browser:
        """The steward of the network."""
        person_id = self.network.world.steward.person_id
        assert person_id is not None
        return self.signed_in(person_id)

    def stranger(self) -> Browser:
        """Somebody who can sign in and speaks for nobody."""
        person_id = self.network.world.stranger.person_id
        assert person_id is not None
        return self.signed_in(person_id)

    def signed_in(self, person_id: int) -> Browser:
        """The browser of a person; whatever the test still holds of the database is let go."""
        browser = self.visitor()
        browser.sign_in(person_id, at=self.network.now)
        return browser


@pytest.fixture
def network(session: Session) -> Network:
    """The invented network with one assembly."""
    return Network(session)


@pytest.fixture
def readers(app: Flask, session: Session, network: Network) -> Readers:
    """The browsers of those who read."""
    return Readers(app, session, network)
