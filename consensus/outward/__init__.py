"""Requests to addresses outside that people name: where they may go, and how they get there. Knows no feature.

``addresses`` judges what was written, and each address of the network that a name leads to; ``asking`` connects to the very
address that was judged, with limits on time and size. Nothing is followed: no redirect, no proxy, no second name.
"""

from __future__ import annotations

from consensus.outward.addresses import Allowed, Place, place_named_by_the_operator, place_of, why_refused
from consensus.outward.asking import Answer, Ways, ask
from consensus.outward.trouble import OutwardError, Trouble

__all__ = ["Allowed", "Answer", "OutwardError", "Place", "Trouble", "Ways", "ask", "place_named_by_the_operator", "place_of", "why_refused"]
