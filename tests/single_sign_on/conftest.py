"""A real provider of single sign-on in a process of its own on this machine, and the invented network that it lets in."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from tests.bodies.world import World
from tests.single_sign_on.door import Door
from tests.support.provider.running import Running, running_provider


@pytest.fixture(scope="session")
def started(run_folder: Path) -> Iterator[Running]:
    """The provider, which stands while tests run."""
    with tempfile.TemporaryDirectory(dir=run_folder) as folder, running_provider(Path(folder)) as running:
        yield running


@pytest.fixture
def provider(started: Running) -> Iterator[Running]:
    """The provider; by whichever settings a test runs it, the next one finds those that it began with."""
    yield started
    if started.is_changed:
        started.configure()


@pytest.fixture
def world(session: Session) -> World:
    """The invented network."""
    return World(session)


@pytest.fixture
def door(app: Flask, session: Session, world: World, provider: Running) -> Door:
    """The door by that provider, into an installation where nobody is bound to an account there yet."""
    app.extensions["single_sign_on"] = provider.known_as()
    return Door(app, session, world, provider)
