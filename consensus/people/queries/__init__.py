"""What other features and pages ask about people. One question, one file: sessions, the network, access, the register."""

from __future__ import annotations

from consensus.people.queries.access import is_in_network, network_roles
from consensus.people.queries.network import NetworkFacts, network_facts, network_name
from consensus.people.queries.sessions import person_in_session, session_person

__all__ = [
    "NetworkFacts",
    "is_in_network",
    "network_facts",
    "network_name",
    "network_roles",
    "person_in_session",
    "session_person",
]
