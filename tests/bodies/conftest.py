"""Fixtures of the tests of bodies."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from tests.bodies.world import World


@pytest.fixture
def world(session: Session) -> World:
    """The invented network, with a steward and somebody without any part."""
    return World(session)
