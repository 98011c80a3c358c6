"""What is measured: the network of the demonstration, in it a proposal with 280 voices and 40 comments, and one with many versions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from config import Settings
from consensus.app import create_app
from consensus.clock.due import run_due
from consensus.db import db, upgrade
from consensus.demonstration.building import build
from consensus.demonstration.founding import World
from consensus.demonstration.telling import Story
from consensus.domain.terms import Disposition, Stage, Visibility
from consensus.proposals.models import Comment, Proposal
from consensus.voting.models import Voice
from tests.bench import deep
from tests.bench.words import sentence
from tests.support.installation import installation_at

BODY, CLASS = "ASSEMBLY", "work_plan"
"""A class that asks every member, individuals too."""

VOICES = 280
COMMENTS = 40
SPOKEN = 230
"""Voices that have said where they stand when the measuring begins."""

READER = "AFR5"
"""The member whose person opens the pages: not on the proposal's side, in the assembly and in a working group."""


@dataclass(frozen=True)
class Measured:
    """Who and what the measuring needs to know of the network."""

    proposal_id: int
    deep_id: int
    """The proposal with many versions and comments."""
    reader_id: int
    people: tuple[int, ...]
    """Those who speak for a voice on the proposal's roll, in the order of their members."""


def installed(folder: Path, url: str) -> Flask:
    """Return the program on a database, as it would be served; nothing of it waits for the disk while it is filled."""
    app = create_app(settings_for(folder, url))
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            event.listen(db.engine, "connect", lambda connection, _record: connection.execute("PRAGMA synchronous=OFF"))
    return app


def settings_for(folder: Path, url: str) -> Settings:
    """Return the settings of an installation in ``folder``; the same folder and another database make the same network."""
    return installation_at(folder, url)


def make(app: Flask, now: datetime) -> Measured:
    """Make the network by the program's own commands, with an earlier clock."""
    upgrade(app)
    with app.app_context():
        session = db.session()
        world = build(session, now)
        story = _play(session, world, now)
        people = tuple(world.person_id[key] for key in world.member)
        _check(session, story.proposal_id)
        deep_id = deep.make(session, world, BODY, CLASS, now)
        session.rollback()
        return Measured(story.proposal_id, deep_id, world.person_id[READER], people)


def _play(session: Session, world: World, now: datetime) -> Story:
    keys = list(world.member)
    owner, facilitator, others = keys[2], keys[20], [key for key in keys if key not in (keys[2], keys[20])]
    story = Story(
        BODY,
        CLASS,
        "Shall the network work on water for three years?",
        "\n\n".join(sentence(number, 60) for number in range(8)),
        owner,
        facilitator,
        now - timedelta(days=47.5),
        Visibility.NETWORK,
    )
    story.open_comment()
    for number in range(COMMENTS):
        issue = f"issue {number}" if number % 5 == 0 else ""
        story.comment(1 + number * 0.5, others[number * 3], sentence(100 + number, 40), issue=issue)
        if issue:
            story.answer(25 + number * 0.1, issue, sentence(200 + number, 30), Disposition.PARTLY_ACCEPTED)
    story.call_for_objections(30.2)
    reasons = {11: "reservation", 40: "reservation", 77: "stand_aside", 120: "abstain", 150: "reservation"}
    for place, key in enumerate(keys[:SPOKEN]):
        position = reasons.get(place, "support")
        reason = sentence(300 + place, 25) if place in reasons or place % 9 == 0 else ""
        story.position(44.5 + place * 0.01, key, position, reason)
    for told in sorted(story.events, key=lambda each: each.at):
        run_due(session, now=told.at)
        told.do(world, told.at)
    run_due(session, now=now)
    return story


def _check(session: Session, proposal_id: int) -> None:
    voices = session.scalar(select(func.count()).where(Voice.proposal_id == proposal_id))
    comments = session.scalar(select(func.count()).where(Comment.proposal_id == proposal_id))
    stage = session.get_one(Proposal, proposal_id).stage
    if (voices, comments, stage) != (VOICES, COMMENTS, Stage.CONSENSUS):
        raise AssertionError(f"the measured proposal has {voices} voices and {comments} comments, and is in {stage}")
