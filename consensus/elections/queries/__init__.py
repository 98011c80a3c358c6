"""What pages ask about elections. One question, one file: lists, one election, prospects of those who stand, the count sheet."""

from __future__ import annotations

from consensus.elections.queries.lists import ListedElection, elections_of, home_elections
from consensus.elections.queries.offered import Offered, Offers, offered_in, steps_offered
from consensus.elections.queries.one import ElectionFrame, ElectionPage, election_frame, election_page
from consensus.elections.queries.people import CandidateRow, Voter
from consensus.elections.queries.prospects import Prospects, prospects_of
from consensus.elections.queries.remedies import Remedies, TakenStep, framed_remedies, remedies_of, steps_of
from consensus.elections.queries.seats import contested_seats
from consensus.elections.queries.sheets import Sheet, ballots_as_blt, ballots_as_csv, sheet_of

__all__ = [
    "CandidateRow",
    "ElectionFrame",
    "ElectionPage",
    "ListedElection",
    "Offered",
    "Offers",
    "Prospects",
    "Remedies",
    "Sheet",
    "TakenStep",
    "Voter",
    "ballots_as_blt",
    "ballots_as_csv",
    "contested_seats",
    "election_frame",
    "election_page",
    "elections_of",
    "framed_remedies",
    "home_elections",
    "offered_in",
    "prospects_of",
    "remedies_of",
    "sheet_of",
    "steps_of",
    "steps_offered",
]
