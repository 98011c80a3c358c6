"""Fixtures of the tests of the clock."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from tests.clock.waiting_room import Room


@pytest.fixture
def room(session: Session) -> Room:
    """Proposals that wait for the clock."""
    return Room(session)
