"""The pages of people: doors, one's own account, and the registers that the steward keeps."""

from __future__ import annotations

from consensus.people.views import account, auditors, demonstration, doors, letters, mandates, members, persons, register
from consensus.people.views.blueprint import blueprint

__all__ = ["account", "auditors", "blueprint", "demonstration", "doors", "letters", "mandates", "members", "persons", "register"]
