"""The pages of people: doors, one's own account, and the registers that the steward keeps."""

from __future__ import annotations

from consensus.people.views import account, doors, register
from consensus.people.views.blueprint import blueprint

__all__ = ["account", "blueprint", "doors", "register"]
