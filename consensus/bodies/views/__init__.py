"""The pages of bodies: what everybody of the network reads, and what the steward keeps."""

from __future__ import annotations

from consensus.bodies.views import adopting, keeping, membership, reading, seating, seats
from consensus.bodies.views.blueprint import blueprint

__all__ = ["adopting", "blueprint", "keeping", "membership", "reading", "seating", "seats"]
