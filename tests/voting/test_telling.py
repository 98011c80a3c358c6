"""Silence consents only where every voice was told; the record shows when and by which channel each was."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from consensus.domain.channels import Channel
from consensus.domain.terms import Outcome, Stage
from consensus.proposals.models import Proposal
from consensus.voting import commands as voting
from consensus.voting.models import Decision, Voice
from consensus.voting.telling import Told, came_back, told_of, untold, write_down
from tests.bodies.world import DAY
from tests.voting.story import Network, Story

NAMES = ("Ada", "Bea", "Cem", "Dov")
SECOND = timedelta(seconds=1)


@pytest.fixture
def story(session: Session) -> Story:
    """A proposal of a class in which silence consents; Ada and Bea say that they agree, Cem and Dov say nothing."""
    network = Network(session)
    network.voices(*NAMES)
    made = network.propose("Ada", class_code="procedural").commented().called_for_objections()
    for name in ("Ada", "Bea"):
        made.said(name, "support")
    return made


def tell(story: Story, *names: str, channel: Channel = Channel.MAIL, after: timedelta = SECOND) -> None:
    proposal = story.session.get_one(Proposal, story.id)
    told = [
        Told(
            story.voice_of(name).id, story.network.people[name].id, proposal.stage, proposal.opened_at, channel, proposal.opened_at + after
        )
        for name in names
    ]
    write_down(story.session, story.id, told)
    story.session.commit()


def ended(story: Story) -> Proposal:
    story.network.later(10 * DAY)
    voting.advance(story.session, proposal_id=story.id, now=story.network.now)
    return story.session.get_one(Proposal, story.id, populate_existing=True)


def test_silence_consents_where_every_silent_voice_was_told(story: Story) -> None:
    tell(story, "Cem", "Dov")
    assert ended(story).stage is Stage.CLOSED
    decision = story.session.scalars(select(Decision)).one()
    assert decision.outcome is Outcome.ADOPTED_BY_SILENCE


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_where_one_was_not_told_everybody_is_asked_instead(story: Story) -> None:
    tell(story, "Cem")
    assert ended(story).stage is Stage.CONSENSUS


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_letter_that_came_back_told_nobody(story: Story) -> None:
    tell(story, "Cem", "Dov")
    proposal = story.session.get_one(Proposal, story.id)
    who, since = story.network.people["Dov"].id, proposal.opened_at
    assert came_back(story.session, proposal_id=story.id, person_id=who, channel=Channel.MAIL, opened_at=since, at=since + DAY) == 1
    story.session.commit()
    assert ended(story).stage is Stage.CONSENSUS


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_letter_that_comes_back_in_one_window_says_nothing_of_the_window_before(story: Story) -> None:
    tell(story, "Dov")
    first = story.session.get_one(Proposal, story.id).opened_at
    later = ended(story).opened_at
    tell(story, "Dov")
    who = story.network.people["Dov"].id
    came_back(story.session, proposal_id=story.id, person_id=who, channel=Channel.MAIL, opened_at=later, at=later + DAY)
    told = told_of(story.session, story.id)[story.voice_of("Dov").id]
    assert [(each.opened_at, each.returned_at) for each in told] == [(first, None), (later, later + DAY)]


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_one_that_went_out_again_and_stayed_out_told_them(story: Story) -> None:
    tell(story, "Cem", "Dov")
    opened_at = story.session.get_one(Proposal, story.id).opened_at
    came_back(
        story.session,
        proposal_id=story.id,
        person_id=story.network.people["Dov"].id,
        channel=Channel.MAIL,
        opened_at=opened_at,
        at=opened_at + DAY,
    )
    tell(story, "Dov", after=2 * DAY)
    assert ended(story).stage is Stage.CLOSED
    assert [each.returned_at for each in told_of(story.session, story.id)[story.voice_of("Dov").id]] == [opened_at + DAY, None]


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_who_was_told_when_the_window_was_over_was_told_too_late(story: Story) -> None:
    tell(story, "Cem")
    tell(story, "Dov", after=7 * DAY)
    assert ended(story).stage is Stage.CONSENSUS


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_who_spoke_in_the_window_knew_of_it_and_the_recused_need_not(story: Story) -> None:
    session, network = story.session, story.network
    proposal = session.get_one(Proposal, story.id)
    assert untold(session, proposal, network.now) == [story.voice_of("Cem").id, story.voice_of("Dov").id]
    voting.recuse(session, actor=network.actor("Dov"), proposal_id=story.id, reason="My sister works there.", now=network.tick())
    assert untold(session, session.get_one(Proposal, story.id), network.now) == [story.voice_of("Cem").id]


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_the_record_says_of_each_voice_when_and_how_it_was_told_and_not_who(story: Story) -> None:
    tell(story, "Cem", channel=Channel.PAGE)
    tell(story, "Cem", "Dov")
    ended(story)
    record = json.loads(story.session.scalars(select(Decision.record)).one())
    told = {voice["label"]: voice.get("told") for voice in record["voices"]}
    assert told["Ada"] is None
    assert [(each["stage"], each["by"]) for each in told["Cem"]] == [("objection", "page"), ("objection", "mail")]
    assert set(told["Dov"][0]) == {"stage", "opened_at", "by", "at"}


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_what_is_told_twice_is_kept_once_as_it_was_first(story: Story) -> None:
    tell(story, "Cem")
    tell(story, "Cem", after=DAY)
    (told,) = told_of(story.session, story.id)[story.voice_of("Cem").id]
    assert told.told_at == story.session.get_one(Proposal, story.id).opened_at + SECOND
    assert len(story.session.scalars(select(Voice.id).where(Voice.proposal_id == story.id)).all()) == len(NAMES)
