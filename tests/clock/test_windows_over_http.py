"""A window that is over refuses at once, though no clock has come by: deadlines are judged when they are read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from consensus.app import create_app
from consensus.db import db
from consensus.domain.errors import Refusal
from consensus.domain.terms import Stage
from consensus.ledger.models import LedgerEntry
from consensus.proposals.models import Proposal
from consensus.voting.models import Position
from tests.bodies.world import NOW
from tests.clock.waiting_room import Room
from tests.support.browsing import Visitor, text_of
from tests.voting.story import Story

END = NOW
BEFORE = END - timedelta(microseconds=1)


@pytest.fixture
def web(app: Flask) -> Iterator[Flask]:
    """The pages as an application of their own, which has no clock beside it."""
    made = create_app(app.config["SETTINGS"])
    made.config["TESTING"] = True
    yield made
    with made.app_context():
        db.engine.dispose()


@pytest.fixture
def story(session: Session, room: Room) -> Story:
    """A proposal whose consensus window ends at ``END``."""
    made = room.agreed(END)
    session.rollback()
    return made


def post(web: Flask, story: Story, action: str, at: datetime, **fields: str) -> TestResponse:
    """Send a form that was loaded in time, at an instant."""
    person_id = story.network.people["Ada"].id
    story.session.rollback()
    web.config["CLOCK"] = lambda: BEFORE
    visitor = Visitor(web).sign_in(person_id, at=BEFORE)
    token = visitor.token()
    web.config["CLOCK"] = lambda: at
    return visitor.client.post(
        f"/proposals/{story.id}/{action}", data={"csrf_token": token, **fields}, headers={"Sec-Fetch-Site": "same-origin"}
    )


POSITION = {"position": "abstain", "reason": "On second thoughts.", "version": "1", "seen_stage": "consensus"}


def positions(session: Session, story: Story) -> list[str]:
    """What was said with these words."""
    return list(session.scalars(select(Position.code).where(Position.proposal_id == story.id, Position.reason == POSITION["reason"])))


def test_a_position_before_the_end_counts(web: Flask, session: Session, story: Story) -> None:
    assert post(web, story, "take_position", BEFORE, **POSITION).status_code == 303
    assert positions(session, story) == ["abstain"]


@pytest.mark.parametrize("late", [timedelta(), timedelta(days=3)])
def test_a_position_at_the_end_or_later_is_refused_with_the_reason(web: Flask, session: Session, story: Story, late: timedelta) -> None:
    answer = post(web, story, "take_position", END + late, **POSITION)

    assert answer.status_code == 409
    assert Refusal.WINDOW_CLOSED.sentence in text_of(answer)
    assert positions(session, story) == []


def test_the_request_that_came_too_late_finds_the_proposal_closed_at_the_instant_at_which_it_was_due(
    web: Flask, session: Session, story: Story
) -> None:
    post(web, story, "take_position", END + timedelta(days=3), **POSITION)

    assert session.get_one(Proposal, story.id).stage is Stage.CLOSED
    last = session.scalars(select(LedgerEntry).order_by(LedgerEntry.index.desc()).limit(1)).one()
    assert (last.act, last.actor, last.at) == ("decide", "clock", END)


def test_the_page_of_a_proposal_whose_window_is_over_offers_no_position(web: Flask, session: Session, story: Story) -> None:
    person_id = story.network.people["Ada"].id
    session.rollback()
    address = f"/proposals/{story.id}/take_position"

    def page(at: datetime) -> str:
        web.config["CLOCK"] = lambda: at
        return text_of(Visitor(web).sign_in(person_id, at=BEFORE).get(f"/proposals/{story.id}"))

    assert address in page(BEFORE)
    assert address not in page(END)
