"""Which network this is: its name, and the words in which it speaks of regions, languages, principles and genders."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from consensus.people.models import Network

NOT_SET_UP = "Consensus"
"""What pages call a network that has no name yet."""


@dataclass(frozen=True, slots=True)
class Word:
    """A code, and what the network calls it."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class NetworkFacts:
    """The network as it was set up."""

    name: str
    origin: str
    regions: tuple[Word, ...]
    languages: tuple[str, ...]
    core_principles: tuple[Word, ...]
    genders: tuple[Word, ...]
    is_demonstration: bool

    @property
    def region_names(self) -> dict[str, str]:
        """What each region is called, by its code."""
        return {region.code: region.name for region in self.regions}


def value_names(network: NetworkFacts | None) -> dict[str, dict[str, str]]:
    """Return what the network calls the values that rules about people name, by attribute: its regions and genders."""
    if network is None:
        return {}
    return {"region": network.region_names, "gender": {gender.code: gender.name for gender in network.genders}}


_FACTS = select(
    Network.name,
    Network.origin,
    Network.regions,
    Network.languages,
    Network.core_principles,
    Network.genders,
    Network.is_demonstration,
)
_NAME = select(Network.name)


def network_facts(session: Session) -> NetworkFacts | None:
    """Return the network; None before it is set up."""
    row = session.execute(_FACTS).one_or_none()
    if row is None:
        return None
    return NetworkFacts(
        name=row.name,
        origin=row.origin,
        regions=_words(row.regions),
        languages=tuple(row.languages),
        core_principles=_words(row.core_principles),
        genders=_words(row.genders),
        is_demonstration=row.is_demonstration,
    )


def network_name(session: Session) -> str:
    """Return the network's name."""
    return session.scalar(_NAME) or NOT_SET_UP


def _words(stored: list[dict[str, str]]) -> tuple[Word, ...]:
    return tuple(Word(word["code"], word["name"]) for word in stored)
