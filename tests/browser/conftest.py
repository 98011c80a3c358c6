"""The small network of people, for the pages that need somebody to read them."""

from __future__ import annotations

from tests.people.place import place

__all__ = ["place"]
