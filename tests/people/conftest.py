"""The fixture of these tests: a small network with its people."""

from __future__ import annotations

from tests.people.place import place

__all__ = ["place"]
