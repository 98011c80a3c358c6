"""Who is party to a decision today: the voices that agreed, without the members that have dissociated since.

The rule itself stands in ``domain/parties.py``; a record holds no list of names, because it could not change any more.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from consensus.domain.parties import Party, StoodAs, parties_of, still_parties
from consensus.domain.terms import Outcome, PositionCode, VoteCode
from consensus.voting.models import Decision, Dissociation


def parties_now(session: Session, decision: Decision) -> tuple[Party, ...]:
    """Return the parties to a decision as of now, in the order of the roll."""
    dissociated = session.scalars(select(Dissociation.member_id).where(Dissociation.decision_id == decision.id)).all()
    return still_parties(parties_in(json.loads(decision.record)), set(dissociated))


def parties_in(record: Mapping[str, Any]) -> tuple[Party, ...]:
    """Return the parties to a decision at its closing, as its record has them."""
    return parties_of(Outcome(record["outcome"]), [_stood(voice) for voice in record["voices"]])


def _stood(voice: Mapping[str, Any]) -> StoodAs:
    counts_as, vote = voice["counts_as"], next((vote["vote"] for vote in voice["votes"] if vote["counts"]), None)
    return StoodAs(
        voice_id=voice["voice"],
        member_id=voice["member"],
        label=voice["label"],
        counts_as=None if counts_as is None else PositionCode(counts_as),
        vote=None if vote is None else VoteCode(vote),
    )
