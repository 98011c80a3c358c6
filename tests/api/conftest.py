"""Fixtures of the tests of the interface: the small network of the pages, on SQLite unless a test says otherwise."""

from __future__ import annotations

from tests.meetings.conftest import room as room
from tests.pages.conftest import engine as engine
from tests.pages.conftest import scene as scene
