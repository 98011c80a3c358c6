"""The kinds of seats that the program offers, each with what it usually means; a body may use a word of its own instead."""

from __future__ import annotations

SEAT_KINDS = {
    "regional": "Regional: for somebody from one region",
    "movement": "Movement: for somebody from a movement",
    "at_large": "At large: for somebody from anywhere in the network",
    "officer": "Officer: for an office such as chair or treasurer",
}
"""By the word that composition rules see as the attribute ``seat``."""
