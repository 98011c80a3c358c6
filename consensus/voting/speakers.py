"""Who speaks for each voice of a roll: the people to tell, and to remind. The other way round stands in ``facts.py``."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from consensus.domain.terms import ObjectionStatus, PositionCode, Stage
from consensus.people.models import Person
from consensus.proposals.models import Proposal
from consensus.voting.facts import spoken_voices
from consensus.voting.models import Objection, Position, Voice


def speakers_of(session: Session, proposal_id: int, now: datetime) -> dict[int, frozenset[int]]:
    """Return the active people who speak now for each voice of a proposal's roll; a voice for which nobody does is left out."""
    active = select(Person.id).where(Person.is_active)
    spoken = spoken_voices(active, now, Proposal.id == proposal_id).subquery()
    found: defaultdict[int, set[int]] = defaultdict(set)
    for person_id, voice_id in session.execute(select(spoken.c.person_id, spoken.c.id)):
        found[voice_id].add(person_id)
    return {voice_id: frozenset(people) for voice_id, people in found.items()}


def owing_voices(session: Session, proposal: Proposal) -> list[int]:
    """Return the voices that owe a position on the current version, or a vote, in the order of the roll; recused ones owe nothing.

    In the objection stage nothing is owed, unless silence consents; these are the voices that said nothing in it.
    """
    mine = select(Voice.id).where(Voice.proposal_id == proposal.id, Voice.recused_at.is_(None)).order_by(Voice.id)
    if proposal.stage is Stage.FALLBACK:
        return list(session.scalars(mine.where(Voice.vote_id.is_(None))))
    spoke = select(Position.id).where(
        Position.id == Voice.position_id, Position.version_number == proposal.version_number, Position.code != PositionCode.RECUSE
    )
    objects = select(Objection.id).where(Objection.voice_id == Voice.id, Objection.status.in_(_COUNTED[proposal.stage]))
    return list(session.scalars(mine.where(~spoke.exists(), ~objects.exists())))


_COUNTED = {
    Stage.OBJECTION: tuple(ObjectionStatus),
    Stage.CONSENSUS: (ObjectionStatus.UNRESOLVED,),
}
"""Whose objection counts as having spoken. Source: process.md section 3."""
