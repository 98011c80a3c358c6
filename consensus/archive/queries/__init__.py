"""What the pages of the archive ask. One question, one file: who reads, the list, search, one decision."""

from __future__ import annotations

from consensus.archive.queries.decision import decision_data, decision_view
from consensus.archive.queries.lists import Anchor, Filters, ListedDecision, Listing, body_in_archive, choices, listing, register_of
from consensus.archive.queries.reader import Reader, reader_of
from consensus.archive.queries.search import Found, Hit, search

__all__ = [
    "Anchor",
    "Filters",
    "Found",
    "Hit",
    "ListedDecision",
    "Listing",
    "Reader",
    "body_in_archive",
    "choices",
    "decision_data",
    "decision_view",
    "listing",
    "reader_of",
    "register_of",
    "search",
]
