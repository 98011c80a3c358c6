"""The fixtures of these tests: a small network with its people, and one with proposals."""

from __future__ import annotations

from tests.pages.conftest import scene
from tests.people.place import place

__all__ = ["place", "scene"]
