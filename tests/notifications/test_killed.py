"""Workers that are killed without warning, a hundred times: each notice is there exactly once, and so is each letter."""

from __future__ import annotations

import itertools
import os
import random
import signal
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import cast

import pytest
from flask import Flask
from sqlalchemy import ColumnElement, Connection, delete, event, select, update
from sqlalchemy.orm import Session

from config import Settings
from consensus.db import db, reading_only
from consensus.domain.channels import Channel
from consensus.domain.notices import Rest
from consensus.ledger.models import LedgerHead
from consensus.mail.models import MailLetter
from consensus.notifications.deriving import derive_some
from consensus.notifications.models import Digest, Notice, NoticeCursor, NoticeWishes
from consensus.notifications.reminding import remind_in_time
from consensus.people.models import Person
from consensus.proposals import commands as drafting
from consensus.proposals.models import Proposal
from tests.bodies.world import DAY
from tests.clock.running import wait_until
from tests.notifications.nursery import workers
from tests.notifications.post import go_rounds
from tests.voting.story import Network, Story

pytestmark = pytest.mark.slow

KILLS = 100
AT_ONCE = 2

Key = tuple[int, str, int, Channel]


def keys(session: Session) -> list[Key]:
    """What makes each notice the one it is."""
    statement = select(Notice.entry_index, Notice.cause, Notice.person_id, Notice.channel)
    return sorted(tuple(row) for row in session.execute(statement))


def letters_of_notices(session: Session) -> list[str]:
    """The keys of the letters that were queued."""
    return sorted(key for key in session.scalars(select(MailLetter.key)) if key.startswith(("notice:", "digest:")))


def as_if_nobody_was_killed(session: Session, now: datetime) -> list[Key]:
    """Forget all notices, make them anew in peace, those that remind too, and return them."""
    session.execute(delete(Notice))
    session.execute(delete(Digest))
    session.execute(update(NoticeCursor).values(next_index=0))
    session.commit()
    while derive_some(session, now=now):
        pass
    remind_in_time(session, cast(Settings, None), now=now, goes_on=lambda: True)
    return keys(session)


@pytest.fixture
def called(network: Network) -> Story:
    """A proposal on which positions are asked for; whoever is told wants all of it at once."""
    story = network.propose("Ada").commented().called_for_objections().called_for_consensus()
    for person in network.session.scalars(select(Person)).all():
        wishes = NoticeWishes(person_id=person.id, rest=Rest.AT_ONCE, digest_hour=8, digest_weekday=0)
        network.session.add(wishes)
    network.session.commit()
    return story


def comment(network: Network, story: Story, text: str) -> None:
    """Let Ben raise an issue: its owner owes an answer, and its facilitator is told."""
    actor, now = network.actor("Ben"), network.tick()
    drafting.comment(network.session, actor=actor, proposal_id=story.id, text=text, now=now, is_issue=True)


def test_workers_that_are_killed_a_hundred_times_tell_everybody_once(
    session: Session, settings: Settings, network: Network, called: Story, tmp_path: Path
) -> None:
    seed = random.randrange(1_000_000)
    dice = random.Random(seed)
    discussed = network.propose("Ada", "Shall we plant a tree?").commented()
    # On the clock of the workers, which is that of the machine, positions are owed for an hour still: reminders are due.
    session.get_one(Proposal, called.id).closes_at = datetime.now(UTC) + timedelta(hours=1)
    session.commit()

    with workers(settings, tmp_path / "workers.log") as nursery:
        running = [nursery.start("worker") for _ in range(AT_ONCE)]
        for killed in range(KILLS):
            if killed % 3 == 0:
                comment(network, discussed, f"The {killed}th thing that nobody thought of.")
            time.sleep(dice.uniform(0, 0.03))
            place = dice.randrange(AT_ONCE)
            os.kill(running[place], signal.SIGKILL)
            running[place] = nursery.start("worker")
        wait_until(lambda: all_is_told(session), "everybody is told")

    told, queued = keys(session), letters_of_notices(session)
    mailed = sorted(f"notice:{each}" for each in session.scalars(select(Notice.id).where(*sent(session))))
    assert queued == mailed, f"seed {seed}"
    assert {key[2] for key in told if key[1].startswith("reminder:6h")} == {person.id for person in network.people.values()}
    assert told == as_if_nobody_was_killed(session, datetime.now(UTC)), f"seed {seed}"
    assert len(told) > KILLS


def sent(session: Session) -> tuple[ColumnElement[bool], ...]:
    """Which notices go out by letter: all but those of windows that were over when the clock began."""
    dropped = select(Notice.kind).where(Notice.channel == Channel.MAIL, Notice.dropped_at.is_not(None))
    assert set(session.scalars(dropped)) <= {"comment_led", "comment_opened", "objections_called"}
    return Notice.channel == Channel.MAIL, Notice.dropped_at.is_(None)


def all_is_told(session: Session) -> bool:
    """Whether no entry waits for its notices, and no notice for its letter."""
    with reading_only():
        passed, size = session.scalars(select(NoticeCursor.next_index)).one(), session.scalars(select(LedgerHead.size)).one()
        waiting = select(Notice.id).where(Notice.channel == Channel.MAIL, Notice.sent_at.is_(None), Notice.dropped_at.is_(None))
        is_all = passed == size and session.scalars(waiting.limit(1)).first() is None
        session.rollback()
    return is_all


class KilledError(BaseException):
    """The process is gone."""


def test_whatever_statement_is_the_last_everybody_is_told_once(app: Flask, session: Session, network: Network, called: Story) -> None:
    """Digests too: killed before each statement and each commit in turn, until one run comes to its end."""
    for wishes in session.scalars(select(NoticeWishes)).all():
        wishes.rest = Rest.DAILY
    session.commit()
    left = 0

    def count_down(*_given: object) -> None:
        nonlocal left
        left -= 1
        if left == 0:
            raise KilledError

    def begin(_connection: Connection) -> None:
        count_down()

    event.listen(db.engine, "before_cursor_execute", count_down)
    event.listen(db.engine, "commit", begin)
    for allowed in itertools.count(1):
        left = allowed
        try:
            go_rounds(app, session, network.now)
            go_rounds(app, session, network.now + DAY)
            break
        except KilledError:
            left = 0
            session.rollback()
    event.remove(db.engine, "before_cursor_execute", count_down)
    event.remove(db.engine, "commit", begin)

    told = keys(session)
    alone = select(Notice.id).where(*sent(session), Notice.in_digest.is_(False))
    expected = [f"notice:{each}" for each in session.scalars(alone)] + [f"digest:{each}" for each in session.scalars(select(Digest.id))]
    assert letters_of_notices(session) == sorted(expected)
    assert session.scalars(select(Notice.id).where(*sent(session), Notice.in_digest, Notice.digest_id.is_(None))).all() == []
    assert told == as_if_nobody_was_killed(session, network.now)
    assert allowed > 30
