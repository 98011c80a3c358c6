"""Those who have not been heard are reminded once in a window, by the facilitator."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from consensus import ledger
from consensus.domain.actor import Actor
from consensus.domain.errors import Refusal, RefusedError
from consensus.voting import commands as voting
from consensus.voting import verification
from tests.bodies.world import DAY, entries
from tests.voting.story import Network, Story

NAMES = ("Ada", "Bea", "Cem", "Dov")


@pytest.fixture
def network(session: Session) -> Network:
    """Four members in an assembly."""
    made = Network(session)
    made.voices(*NAMES)
    return made


def asked(network: Network) -> Story:
    """A proposal on which every voice is asked where it stands."""
    return network.propose("Ada").commented().called_for_objections().called_for_consensus()


def remind(story: Story, actor: Actor | None = None) -> int:
    return voting.remind(story.session, actor=actor or story.facilitator, proposal_id=story.id, now=story.network.tick())


def code_of(story: Story, actor: Actor | None = None) -> Refusal:
    with pytest.raises(RefusedError) as error:
        remind(story, actor)
    return error.value.code


def test_the_silent_are_reminded_and_the_entry_says_who_they_were(network: Network) -> None:
    story = asked(network).supported_by("Ada", "Bea")

    assert remind(story) == 2

    (said,) = entries(network.session, "remind")
    assert said["data"]["voices"] == [story.voice_of("Cem").id, story.voice_of("Dov").id]
    verification.register()
    assert ledger.verify(network.session).problems == ()


def test_once_in_a_window(network: Network) -> None:
    story = asked(network)
    remind(story)
    assert code_of(story) is Refusal.ALREADY_DONE
    voting.extend_window(
        story.session,
        actor=story.facilitator,
        proposal_id=story.id,
        until=network.now + 20 * DAY,
        reason="Holidays.",
        now=network.tick(),
    )
    assert code_of(story) is Refusal.ALREADY_DONE


def test_only_the_facilitator_and_only_while_voices_are_asked(network: Network) -> None:
    assert code_of(network.propose("Ada").commented()) is Refusal.WRONG_STAGE
    story = asked(network)
    assert code_of(story, network.actor("Ada")) is Refusal.NOT_FACILITATOR
    story.supported_by(*NAMES)
    assert code_of(story) is Refusal.ALREADY_DONE


def test_nobody_is_reminded_of_a_window_that_is_over(network: Network) -> None:
    story = asked(network)
    network.later(60 * DAY)
    with pytest.raises(Exception, match="about to move on"):
        remind(story)
    assert entries(network.session, "remind") == []
