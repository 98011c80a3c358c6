"""Acts on an election. One function, one transaction; the entries it adds stand in ``docs/what_happens_when.md``."""

from __future__ import annotations

from consensus.elections.commands.calling import Call, call_election, call_off_election, close_nominations, extend_nominations
from consensus.elections.commands.counting import appoint_elected, count_again, count_election
from consensus.elections.commands.standing import decline_nomination, nominate, stand, withdraw_candidacy
from consensus.elections.commands.stepping import decline_step
from consensus.elections.commands.voting import cast_ballot

__all__ = [
    "Call",
    "appoint_elected",
    "call_election",
    "call_off_election",
    "cast_ballot",
    "close_nominations",
    "count_again",
    "count_election",
    "decline_nomination",
    "decline_step",
    "extend_nominations",
    "nominate",
    "stand",
    "withdraw_candidacy",
]
