"""Fixtures of the tests of voting: the invented network, and an eye on every record that a test makes."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from consensus.voting.models import Decision
from tests.support.records import problems_of
from tests.voting.story import Network


@pytest.fixture
def network(session: Session) -> Iterator[Network]:
    """The invented network; afterwards each record that was made must be of the published form."""
    yield Network(session)
    session.rollback()
    for text in session.scalars(select(Decision.record)):
        assert problems_of(json.loads(text)) == []
