"""Fixtures of the tests of bodies."""

from __future__ import annotations

from contextvars import Context
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from consensus.domain.actor import Actor
from tests.bodies.world import NOW, World
from tests.support.browsing import Visitor


@pytest.fixture
def world(session: Session) -> World:
    """The invented network, with a steward and somebody without any part."""
    return World(session)


class Browser(Visitor):
    """A browser whose requests know nothing of the application context in which the test itself works."""

    def get(self, address: str, **options: Any) -> TestResponse:
        return Context().run(super().get, address, **options)

    def post(self, address: str, data: dict[str, Any] | None = None, **options: Any) -> TestResponse:
        return Context().run(super().post, address, data, **options)


class Doors:
    """Browsers of the network's people, at an instant that stands still until a test moves the application's clock."""

    def __init__(self, app: Flask, session: Session, world: World) -> None:
        app.config["CLOCK"] = lambda: NOW
        self.app, self.session, self.world = app, session, world

    def of(self, person_id: int) -> Browser:
        """Return the browser of a person; whatever the test still holds of the database is let go."""
        self.session.rollback()
        browser = Browser(self.app)
        browser.sign_in(person_id, at=self.app.config["CLOCK"]())
        return browser

    def steward(self) -> Browser:
        return self.of(_id(self.world.steward))

    def stranger(self) -> Browser:
        """Somebody who can sign in and speaks for nobody."""
        return self.of(_id(self.world.stranger))

    def visitor(self) -> Browser:
        """Somebody who is not signed in."""
        self.session.rollback()
        return Browser(self.app)


def _id(actor: Actor) -> int:
    assert actor.person_id is not None
    return actor.person_id


@pytest.fixture
def doors(app: Flask, session: Session, world: World) -> Doors:
    """Browsers of the network's people."""
    return Doors(app, session, world)
