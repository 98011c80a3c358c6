"""The page that says which voices were told: to the people of the body, and why one was not to whoever leads alone."""

from __future__ import annotations

import pytest

from consensus.domain.actor import Actor
from consensus.domain.channels import Channel
from consensus.domain.errors import NotFoundError
from consensus.mail.models import MailTrouble, TroubleKind
from consensus.notifications.reach import Reach, reach_of
from consensus.proposals.models import Proposal
from consensus.voting.telling import Told, write_down
from tests.voting.story import Network, Story

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


@pytest.fixture
def story(network: Network) -> Story:
    """Objections are called for in a class in which silence consents."""
    return network.propose("Ada", class_code="procedural").commented().called_for_objections()


def page(story: Story, actor: Actor) -> Reach:
    return reach_of(story.session, story.id, actor, story.network.now)


def test_whom_nobody_reached_stands_first_and_who_was_told_with_when_and_how(story: Story) -> None:
    network = story.network
    opened_at = story.session.get_one(Proposal, story.id).opened_at
    ada, stage = network.people["Ada"].id, story.session.get_one(Proposal, story.id).stage
    write_down(story.session, story.id, [Told(story.voice_of("Ada").id, ada, stage, opened_at, Channel.MAIL, network.tick())])
    shown = page(story, network.actor("Ben"))
    assert [(voice.label, voice.is_told) for voice in shown.voices] == [("Ben", False), ("Chi", False), ("Ada", True)]
    assert shown.untold == 2
    assert shown.silence_consents


def test_why_letters_do_not_arrive_is_for_whoever_leads(story: Story) -> None:
    network = story.network
    story.session.add(MailTrouble(person_id=network.people["Chi"].id, kind=TroubleKind.RETURNED, at=network.now))
    story.session.commit()
    for actor, seen in ((story.facilitator, [False, False, True]), (network.actor("Ben"), [False, False, False])):
        assert [voice.is_away for voice in page(story, actor).voices] == seen


def test_who_has_spoken_need_not_be_told_and_somebody_from_outside_sees_no_names(story: Story) -> None:
    network = story.network
    story.said("Chi", "support")
    assert [voice.label for voice in page(story, story.facilitator).voices if voice.is_told] == ["Chi"]
    outsider = network.world.person("Olu Outside")
    assert page(story, Actor(outsider.id, is_steward=True)).voices, "the steward keeps the register"


def test_before_anybody_is_asked_there_is_no_such_page(network: Network) -> None:
    story = network.propose("Ada").commented()
    with pytest.raises(NotFoundError):
        page(story, story.facilitator)
