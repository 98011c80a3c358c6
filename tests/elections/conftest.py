"""Fixtures of the tests of elections: the invented network of the tests of bodies, and its doors."""

from __future__ import annotations

from tests.bodies.conftest import doors as doors
from tests.bodies.conftest import world as world
