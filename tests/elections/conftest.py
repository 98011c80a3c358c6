"""Fixtures of the tests of elections: the invented network of the tests of bodies with its doors, and a small election in it."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from consensus.domain.terms import MemberKind
from tests.bodies.conftest import doors as doors
from tests.bodies.conftest import world as world
from tests.bodies.world import World
from tests.elections.poll import MOVEMENT, Poll, poll
from tests.support.remembered import told_once


@pytest.fixture
@told_once
def simple(session: Session, world: World) -> Poll:
    """Two seats, three who stand, one of them of a movement; five members who vote."""
    made = poll(session, world, MOVEMENT)
    made.stands("Ada")
    made.stands("Bo")
    made.stands("Cy", kind=MemberKind.MOVEMENT)
    made.electors(5)
    return made
