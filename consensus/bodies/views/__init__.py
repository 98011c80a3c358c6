"""The pages of bodies: what everybody of the network reads, and what the steward keeps. One blueprint for all."""

from __future__ import annotations

from consensus.bodies.views import alternates as alternates
from consensus.bodies.views import keeping as keeping
from consensus.bodies.views import membership as membership
from consensus.bodies.views import reading as reading
from consensus.bodies.views import seating as seating
from consensus.bodies.views import seats as seats
from consensus.bodies.views.blueprint import blueprint

__all__ = ["blueprint"]
