"""Past the day to cure a breach a body opens no call for consensus, but for one that fills seats. Source: composition.md."""

from __future__ import annotations

from datetime import datetime

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from consensus.bodies.models import Body
from consensus.clock.due import run_due
from consensus.domain.errors import Refusal, RefusedError
from consensus.domain.terms import Stage
from consensus.proposals.models import Proposal
from consensus.voting.commands import call_for_consensus
from tests.bodies.world import DAY, NOW
from tests.clock.waiting_room import Room, course
from tests.voting.story import Story

MONDAY = NOW


def rest(session: Session, stop: datetime, resume: datetime | None = None) -> None:
    """Let the calls of every body rest, as a breach does that was not cured in time."""
    for body in session.scalars(select(Body)):
        body.calls_stop_at, body.calls_resume_at = stop, resume
    session.commit()


def stage(session: Session, story: Story) -> Stage:
    session.expire_all()
    return session.get_one(Proposal, story.id).stage


def test_while_calls_rest_neither_the_clock_nor_the_facilitator_calls(session: Session, room: Room) -> None:
    story = room.silent(MONDAY)
    rest(session, MONDAY - DAY)
    run_due(session, now=MONDAY + DAY)
    assert stage(session, story) is Stage.OBJECTION
    with pytest.raises(RefusedError) as refused:
        call_for_consensus(session, actor=story.facilitator, proposal_id=story.id, now=MONDAY + DAY)
    assert refused.value.code is Refusal.BODY_IN_BREACH
    assert "fills seats" in str(refused.value)


def test_the_clock_calls_when_they_go_on_and_from_then(session: Session, room: Room) -> None:
    story = room.silent(MONDAY)
    rest(session, MONDAY - DAY, MONDAY + 3 * DAY)
    run_due(session, now=MONDAY + 4 * DAY)
    assert course(session, story) == [("call_for_consensus", "consensus", MONDAY + 3 * DAY)]


def test_what_fills_seats_is_called_all_the_same(session: Session, room: Room) -> None:
    story = room.silent(MONDAY)
    rest(session, MONDAY - DAY)
    session.get_one(Proposal, story.id).fills_seats = True
    session.commit()
    run_due(session, now=MONDAY + DAY)
    assert stage(session, story) is Stage.CONSENSUS
