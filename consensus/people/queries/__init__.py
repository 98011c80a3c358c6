"""What other features and pages ask about people. One question, one file: sessions, network, access, registers, history."""

from __future__ import annotations

from consensus.people.queries.access import is_in_network, network_roles
from consensus.people.queries.account import Account, account_of
from consensus.people.queries.bodies import BodyName, body_names
from consensus.people.queries.history import PastAct, history_of_member, looks_at_gender
from consensus.people.queries.letters import LettersPage, Unreachable, letters_page, trouble_of
from consensus.people.queries.network import NetworkFacts, Word, network_facts, network_name, value_names
from consensus.people.queries.register import (
    MandateRow,
    MemberFilter,
    MemberRow,
    PersonRow,
    mandates,
    member_called,
    member_row,
    members_page,
    person_called,
    person_row,
    persons_page,
)
from consensus.people.queries.sealed import Auditor, Look, auditors, audits_until, looks_at_sealed, sealed_roles, was_theirs
from consensus.people.queries.sessions import person_in_session, session_person

__all__ = [
    "Account",
    "Auditor",
    "BodyName",
    "LettersPage",
    "Look",
    "MandateRow",
    "MemberFilter",
    "MemberRow",
    "NetworkFacts",
    "PastAct",
    "PersonRow",
    "Unreachable",
    "Word",
    "account_of",
    "auditors",
    "audits_until",
    "body_names",
    "history_of_member",
    "is_in_network",
    "letters_page",
    "looks_at_gender",
    "looks_at_sealed",
    "mandates",
    "member_called",
    "member_row",
    "members_page",
    "network_facts",
    "network_name",
    "network_roles",
    "person_called",
    "person_in_session",
    "person_row",
    "persons_page",
    "sealed_roles",
    "session_person",
    "trouble_of",
    "value_names",
    "was_theirs",
]
