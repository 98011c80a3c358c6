"""Who is a party to an adopted decision: the one rule for the record at closing and for every later output.

Source: process.md section 1 (party, dissociation), sections 6 and 8.10.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from consensus.domain.terms import Outcome, PositionCode, VoteCode

AGREEING = frozenset({PositionCode.SUPPORT, PositionCode.RESERVATION})
"""Positions that support, with or without reservation."""


@dataclass(frozen=True, slots=True)
class StoodAs:
    """A voice of the roll as it stood when the decision was taken."""

    voice_id: int
    member_id: int
    label: str
    counts_as: PositionCode | None
    vote: VoteCode | None = None
    """What it said in a fallback vote; None where there was none, or it did not vote."""


@dataclass(frozen=True, slots=True)
class Party:
    """A voice that is party to a decision, and the member that it is or that it speaks for."""

    voice_id: int
    member_id: int
    label: str


def parties_of(outcome: Outcome, roll: Iterable[StoodAs]) -> tuple[Party, ...]:
    """Return the parties to a decision as it was taken, in the order of the roll; nobody where nothing was adopted.

    In a fallback vote the vote is the last word: yes makes a party; no and abstain do not, whatever was said before it.
    """
    if not outcome.is_adopted:
        return ()
    by_vote = outcome is Outcome.ADOPTED_BY_FALLBACK_VOTE
    return tuple(Party(each.voice_id, each.member_id, each.label) for each in roll if _agrees(each, by_vote=by_vote))


def still_parties(parties: Iterable[Party], dissociated: Collection[int]) -> tuple[Party, ...]:
    """Return ``parties`` without the members that dissociated, from the whole of the decision or from a part of it."""
    return tuple(party for party in parties if party.member_id not in dissociated)


def _agrees(voice: StoodAs, *, by_vote: bool) -> bool:
    if voice.counts_as is PositionCode.RECUSE:
        return False
    if by_vote and voice.vote is not None:
        return voice.vote is VoteCode.YES
    return voice.counts_as in AGREEING
