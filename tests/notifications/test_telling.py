"""A voice counts as told once somebody who speaks for it opened the notice, or their mail server took the letter."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import cast

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from config import Settings
from consensus.domain.channels import Channel
from consensus.domain.notices import Urgency
from consensus.ledger.models import LedgerEntry
from consensus.mail.models import LetterStatus, MailLetter
from consensus.mail.queue import Outgoing, enqueue
from consensus.notifications.making import ENTRY, letter_key, make_notices
from consensus.notifications.models import Notice
from consensus.notifications.telling import write_down_who_was_told
from consensus.proposals.models import Proposal
from consensus.voting.telling import told_of, untold
from tests.voting.story import Network, Story

MINUTE = timedelta(minutes=1)
SQLITE = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


@pytest.fixture
def story(network: Network) -> Story:
    """A proposal whose voices were called for objections, each with a notice that nobody has seen yet."""
    made = network.propose("Ada", class_code="procedural").commented().called_for_objections()
    index = network.session.scalars(select(func.max(LedgerEntry.index))).one()
    make_notices(
        network.session,
        entry_index=index,
        cause=ENTRY,
        kind="objections_called",
        person_ids=[person.id for person in network.people.values()],
        body_id=network.body.id,
        proposal_id=made.id,
        urgency=Urgency.OWED,
        now=network.tick(),
    )
    network.session.commit()
    return made


def notice_of(story: Story, name: str, channel: Channel) -> Notice:
    who = story.network.people[name].id
    return story.session.scalars(select(Notice).where(Notice.person_id == who, Notice.channel == channel)).one()


def post(story: Story, name: str, status: LetterStatus, at: datetime) -> None:
    """Queue the letter of a notice, if it is not there yet, and let the mail server have dealt with it."""
    notice = notice_of(story, name, Channel.MAIL)
    notice.sent_at = at
    key, who = letter_key(notice.id), story.network.people[name]
    enqueue(story.session, Outgoing(key=key, to="a@example.org", person_id=who.id, language="en", subject="S", text="T"), now=at)
    story.session.execute(update(MailLetter).where(MailLetter.key == key).values(status=status, settled_at=at, content=None))
    story.session.commit()


def clock(story: Story) -> int:
    return write_down_who_was_told(story.session, cast(Settings, None), now=story.network.tick(), goes_on=lambda: True)


def told(story: Story) -> set[tuple[str, str]]:
    """Which voices were told, and by which channel, letters that came back left out."""
    labels = {story.voice_of(name).id: name for name in story.network.people}
    found = told_of(story.session, story.id).items()
    return {(labels[voice], each.channel.value) for voice, tellings in found for each in tellings if each.returned_at is None}


def test_a_letter_tells_once_the_mail_server_took_it_and_a_notice_once_it_is_opened(story: Story) -> None:
    post(story, "Ada", LetterStatus.SENT, story.network.tick())
    notice_of(story, "Ben", Channel.PAGE).seen_at = story.network.tick()
    story.session.commit()
    assert clock(story) == 1
    assert clock(story) == 0, "it is written down once"
    assert told(story) == {("Ada", "mail"), ("Ben", "page")}
    proposal = story.session.get_one(Proposal, story.id)
    assert untold(story.session, proposal, story.network.now) == [story.voice_of("Chi").id]


@SQLITE
@pytest.mark.parametrize("status", [LetterStatus.QUEUED, LetterStatus.LAID_DOWN, LetterStatus.FAILED])
def test_a_letter_that_nobody_took_told_nobody(story: Story, status: LetterStatus) -> None:
    notice = notice_of(story, "Ada", Channel.MAIL)
    notice.sent_at = story.network.tick()
    story.session.commit()
    if status is not LetterStatus.QUEUED:
        post(story, "Ada", status, story.network.tick())
    assert clock(story) == 0
    assert told(story) == set()


@SQLITE
def test_a_letter_that_comes_back_tells_no_more(story: Story) -> None:
    post(story, "Ada", LetterStatus.SENT, story.network.tick())
    clock(story)
    post(story, "Ada", LetterStatus.BOUNCED, story.network.tick())
    assert clock(story) == 1
    assert told(story) == set()
    assert clock(story) == 0


@SQLITE
def test_who_speaks_for_nobody_on_the_roll_is_told_for_nobody(story: Story, session: Session) -> None:
    notice = notice_of(story, "Ada", Channel.PAGE)
    notice.seen_at = story.network.tick()
    notice.person_id = story.network.facilitator.id
    session.commit()
    assert clock(story) == 0
    assert told(story) == set()


@SQLITE
def test_who_acts_on_the_proposal_in_its_window_knows_of_it(story: Story) -> None:
    story.answered(story.objected("Ben", "Spring is the time of the harvest."), "We see that.")
    assert clock(story) == 1
    assert told(story) == {("Ada", "page"), ("Ben", "page")}
