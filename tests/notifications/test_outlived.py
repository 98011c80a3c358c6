"""Nobody is asked for what they can give no more: what a clock, a night, a digest or a mail server held back past its end is not sent."""

from __future__ import annotations

from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from consensus.domain.channels import Channel
from consensus.domain.notices import Rest
from consensus.mail.folder import lay_down
from consensus.mail.models import LetterStatus, MailLetter
from consensus.mail.problems import Problem
from consensus.notifications.deriving import derive
from consensus.notifications.models import Notice
from consensus.notifications.reminding import remind_in_time
from consensus.proposals.models import Proposal
from tests.bodies.conftest import doors as doors
from tests.bodies.conftest import world as world
from tests.bodies.world import DAY
from tests.elections.conftest import simple as simple
from tests.elections.poll import END, Poll
from tests.notifications.post import always, go_rounds, letters, to
from tests.notifications.test_delivering import chose
from tests.voting.story import Network, Story

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


@pytest.fixture
def called(app: Flask, network: Network) -> Story:
    """A proposal on which positions are asked for; all that came before has been told."""
    story = network.propose("Ada").commented().called_for_objections()
    go_rounds(app, network.session, network.now)
    return story.called_for_consensus()


def end_of(story: Story) -> datetime:
    end = story.session.get_one(Proposal, story.id, populate_existing=True).closes_at
    assert end is not None
    return end


def sent(session: Session, kind: str) -> list[bool]:
    """Of the letters of a kind: whether each was handed to the queue, or dropped."""
    kept = select(Notice.sent_at.is_not(None)).where(Notice.kind == kind, Notice.channel == Channel.MAIL)
    return list(session.scalars(kept.order_by(Notice.id)))


@pytest.mark.parametrize("is_closed_first", [True, False])
def test_a_window_that_ended_while_the_clock_was_away_asks_nobody(
    app: Flask,
    session: Session,
    called: Story,
    is_closed_first: bool,  # noqa: FBT001 - a case
) -> None:
    before = len(letters(session))
    end = end_of(called)
    if is_closed_first:
        for name in ("Ada", "Ben", "Chi"):
            called.said(name, "support")
        called.over()

    go_rounds(app, session, max(end, called.network.now))

    assert "position_owed" in set(session.scalars(select(Notice.kind).where(Notice.channel == Channel.PAGE)))
    assert not any(sent(session, "position_owed"))
    assert not any("position" in letter.subject for letter in letters(session)[before:])


def test_a_reminder_that_was_made_and_could_not_go_before_the_end_does_not_go_after_it(app: Flask, session: Session, called: Story) -> None:
    go_rounds(app, session, called.network.now)
    at = end_of(called) - DAY
    assert remind_in_time(session, app.config["SETTINGS"], now=at, goes_on=always) > 0

    go_rounds(app, session, end_of(called))

    assert sent(session, "reminder")
    assert not any(sent(session, "reminder"))


def test_who_spoke_before_the_clock_came_back_is_not_asked(app: Flask, session: Session, called: Story) -> None:
    chose(called.network, "Ben", discreet_mail=False)
    chose(called.network, "Chi", discreet_mail=False)
    called.said("Ben", "support")

    go_rounds(app, session, called.network.now + DAY / 24)

    asked = {name: [letter.subject for letter in to(session, name) if "position is owed" in letter.subject] for name in ("Ben", "Chi")}
    assert (len(asked["Ben"]), len(asked["Chi"])) == (0, 1)


def test_a_letter_that_the_mail_server_could_not_take_before_the_end_is_given_up_then(app: Flask, session: Session, called: Story) -> None:
    lay_down(session, app.config["SETTINGS"], now=called.network.now)
    go_rounds(app, session, called.network.now)
    waiting = set(session.scalars(select(MailLetter.key).where(MailLetter.not_after == end_of(called))))
    assert waiting

    lay_down(session, app.config["SETTINGS"], now=end_of(called))

    given_up = select(MailLetter.key).where(MailLetter.status == LetterStatus.FAILED, MailLetter.problem == Problem.TOO_LATE.value)
    assert waiting <= set(session.scalars(given_up))


def test_a_digest_leaves_out_what_is_over(app: Flask, session: Session, network: Network) -> None:
    chose(network, "Ben", discreet_mail=False, rest=Rest.WEEKLY)
    story = network.propose("Ada").commented()
    derive(session, app.config["SETTINGS"], now=network.now, goes_on=always)
    story.called_for_objections()

    go_rounds(app, session, network.now + 7 * DAY)

    digests = [letter for letter in to(session, "Ben") if letter.key.startswith("digest:")]
    assert not any("Your comments are asked for" in letter.text for letter in digests)
    assert sent(session, "comment_opened")
    assert not any(sent(session, "comment_opened"))


def test_a_ballot_is_not_asked_for_after_the_voting(app: Flask, session: Session, simple: Poll) -> None:
    simple.close()

    go_rounds(app, session, END)

    assert sent(session, "ballot_owed")
    assert not any(sent(session, "ballot_owed"))
