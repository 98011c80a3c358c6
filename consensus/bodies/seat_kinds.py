"""The kinds of seats that the program offers, each with what it usually means; a body may use a word of its own instead."""

from __future__ import annotations

from consensus.domain.speech import _

SEAT_KINDS = {
    "regional": _("Regional: for somebody from one region"),
    "movement": _("Movement: for somebody from a movement"),
    "at_large": _("At large: for somebody from anywhere in the network"),
    "officer": _("Officer: for an office such as chair or treasurer"),
}
"""By the word that composition rules see as the attribute ``seat``."""

KIND_WORDS = {
    "regional": _("regional"),
    "movement": _("movement"),
    "at_large": _("at large"),
    "officer": _("officer"),
}


def seat_kind(kind: str) -> str:
    """Return what a kind of seat is called; one that the body named itself, by its own word."""
    return KIND_WORDS.get(kind, kind.replace("_", " "))
