"""The small network, in which a meeting can be called."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from tests.meetings.room import Room


@pytest.fixture
def room(app: Flask, session: Session) -> Room:
    """The small network, with a meeting that can be called in it."""
    return Room(app, session)
