"""Fixtures of the tests of taking part by e-mail: the small network of the pages, on SQLite unless a test says otherwise."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from tests.pages.scene import Scene
from tests.support.databases import Engine


@pytest.fixture
def engine(request: pytest.FixtureRequest) -> Engine:
    """SQLite; a test that runs on both says so: ``@pytest.mark.parametrize("engine", ENGINES, indirect=True)``."""
    found: Engine = getattr(request, "param", "sqlite")
    return found


@pytest.fixture
def scene(app: Flask, session: Session) -> Scene:
    """The small network."""
    return Scene(app, session)
