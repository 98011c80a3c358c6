"""Who was told what a voice is asked, and which voices nobody could tell. Silence of the untold says nothing.

A voice was told of a window when somebody who speaks for it was, before an instant, by a channel from which nothing came back; or
when it spoke in that window, which shows that it knew. Who is told by which channel is left to ``consensus.notifications``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import exists, or_, select, update
from sqlalchemy.orm import Session

from consensus.domain.channels import Channel
from consensus.domain.terms import Stage
from consensus.proposals.models import Proposal
from consensus.voting.models import Position, Voice
from consensus.voting.models_telling import Telling


@dataclass(frozen=True, slots=True)
class Told:
    """Somebody who speaks for a voice was told; ``returned_at`` says when the letter came back, if it did."""

    voice_id: int
    person_id: int
    stage: Stage
    opened_at: datetime
    channel: Channel
    told_at: datetime
    returned_at: datetime | None = None


def write_down(session: Session, proposal_id: int, told: Iterable[Told]) -> int:
    """Keep who was told, in the caller's transaction; return how many are new.

    Told twice by one channel, it is kept once, as it was first; told again after a letter came back, it is kept again.
    """
    standing = {
        (each.voice_id, each.person_id, each.stage, each.opened_at, each.channel)
        for mine in told_of(session, proposal_id).values()
        for each in mine
        if each.returned_at is None
    }
    fresh = 0
    for each in told:
        key = (each.voice_id, each.person_id, each.stage, each.opened_at, each.channel)
        if key not in standing:
            standing.add(key)
            session.add(Telling(proposal_id=proposal_id, **asdict(each)))
            fresh += 1
    return fresh


def came_back(session: Session, *, proposal_id: int, person_id: int, channel: Channel, opened_at: datetime, at: datetime) -> int:
    """Note, in the caller's transaction, that what was sent to a person until ``at``, in the window opened then, came back.

    Return of how many tellings that is true. What told them of an earlier window did.
    """
    sent = update(Telling).where(
        Telling.proposal_id == proposal_id,
        Telling.person_id == person_id,
        Telling.channel == channel,
        Telling.opened_at == opened_at,
        Telling.told_at <= at,
        Telling.returned_at.is_(None),
    )
    return len(session.scalars(sent.values(returned_at=at).returning(Telling.id), execution_options={"synchronize_session": False}).all())


def untold(session: Session, proposal: Proposal, at: datetime) -> list[int]:
    """Return the voices of the base that were not told of the present window before ``at``, in the order of the roll."""
    told = exists().where(
        Telling.proposal_id == proposal.id,
        Telling.voice_id == Voice.id,
        Telling.stage == proposal.stage,
        Telling.opened_at == proposal.opened_at,
        Telling.told_at < at,
        or_(Telling.returned_at.is_(None), Telling.returned_at >= at),
    )
    spoke = exists().where(Position.voice_id == Voice.id, Position.proposal_id == proposal.id, Position.at >= proposal.opened_at)
    mine = select(Voice.id).where(Voice.proposal_id == proposal.id, Voice.recused_at.is_(None), ~told, ~spoke)
    return list(session.scalars(mine.order_by(Voice.id)))


def told_of(session: Session, proposal_id: int) -> dict[int, tuple[Told, ...]]:
    """Return who was told for each voice of a proposal's roll, in the order in which they were."""
    statement = (
        select(
            *(Telling.voice_id, Telling.person_id, Telling.stage, Telling.opened_at),
            *(Telling.channel, Telling.told_at, Telling.returned_at),
        )
        .where(Telling.proposal_id == proposal_id)
        .order_by(Telling.told_at, Telling.id)
    )
    found: defaultdict[int, list[Told]] = defaultdict(list)
    for row in session.execute(statement):
        found[row.voice_id].append(Told(*row))
    return {voice_id: tuple(told) for voice_id, told in found.items()}
