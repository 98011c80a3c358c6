"""For whom a copy is made, and what of the record they may see.

An entry is hashed whole, so it is shown whole or not at all: only if everything in it may be seen. What a voice said is never
shown as an entry outside its body, at whatever level it is attributed: it names the person who acted, and an entry with its
instant would tell between which instants the others came. Source: record.md sections 3 to 5.
"""

from __future__ import annotations

from enum import StrEnum

from consensus.archive.queries import Reader
from consensus.domain.terms import Visibility


class Audience(StrEnum):
    """For whom a copy is made."""

    PUBLIC = "public"
    """Anybody: decisions that are open to the public, as a visitor reads them."""
    NETWORK = "network"
    """People of the network: decisions that are open to them, as somebody reads them who is not of the body that decided."""
    FULL = "full"
    """Who keeps the record: everything, sealed words and names with it."""


_PUBLIC_ACTS = frozenset({"rotate_key"})
"""Acts whose whole entry anybody can read: the page of the record shows its keys."""

_NETWORK_ACTS = _PUBLIC_ACTS | {"set_up_network", "found_body", "adopt_ruleset"}
"""Acts whose whole entry every person of the network can read: what the network is, its bodies, their rules."""

_READERS = {
    Audience.PUBLIC: Reader(frozenset({Visibility.PUBLIC})),
    Audience.NETWORK: Reader(frozenset({Visibility.PUBLIC, Visibility.NETWORK})),
    Audience.FULL: Reader(frozenset(Visibility), is_inside_all=True),
}


def reader_for(audience: Audience) -> Reader:
    """Return the reader whose eyes a copy is made for."""
    return _READERS[audience]


def may_see_entry(audience: Audience, act: str) -> bool:
    """Return whether the audience may see an entry of ``act`` whole."""
    match audience:
        case Audience.FULL:
            return True
        case Audience.NETWORK:
            return act in _NETWORK_ACTS
        case Audience.PUBLIC:
            return act in _PUBLIC_ACTS
