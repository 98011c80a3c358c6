"""The small network of the tests of notices: Ada, Ben and Chi speak for members, and Femi leads their proposals."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from tests.voting.story import Network


@pytest.fixture
def network(session: Session) -> Network:
    """Three voices in one body."""
    made = Network(session)
    made.voices("Ada", "Ben", "Chi")
    return made
