"""Too late is too late, whether or not the clock has been here yet; and nobody acts before the clock where it is due.

A page that was loaded in time and is sent too late must name the right reason, on both databases.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from sqlalchemy.orm import Session

from consensus.domain.errors import OverdueError, Refusal, RefusedError
from consensus.domain.terms import ObjectionKind, Stage
from consensus.proposals.models import Proposal
from consensus.voting import commands as voting
from tests.bodies.world import DAY
from tests.support.remembered import told_once
from tests.voting.story import Network, Story


@pytest.fixture
def network(session: Session) -> Network:
    """Eight members in four regions."""
    made = Network(session)
    made.voices("Ada", "Bea", "Cem", "Dov", "Eli", "Fay", "Gus", "Hal")
    return made


@pytest.fixture
@told_once
def story(network: Network) -> Story:
    """A proposal in the objection stage."""
    return network.propose("Ada").commented().called_for_objections()


def end_of(story: Story) -> datetime:
    """When the present window ends."""
    ends = story.session.get_one(Proposal, story.id).closes_at
    assert ends is not None
    return ends


def refusal(story: Story, act: Any, **said: Any) -> Refusal:
    """Why an act at the very end of the window is refused."""
    with pytest.raises(RefusedError) as refused:
        act(story.session, actor=story.network.actor("Bea"), proposal_id=story.id, now=end_of(story), **said)
    return refused.value.code


BLOCK: dict[str, Any] = {"kind": ObjectionKind.BLOCK, "ground": "harm", "reason": "It does harm."}


def test_a_block_at_the_very_end_is_too_late_before_the_clock_has_been_here(story: Story) -> None:
    assert refusal(story, voting.raise_objection, **BLOCK) is Refusal.WINDOW_CLOSED


def test_a_block_at_the_very_end_is_too_late_after_the_clock_has_been_here(story: Story) -> None:
    end = end_of(story)
    voting.advance(story.session, proposal_id=story.id, now=end)

    with pytest.raises(RefusedError) as refused:
        voting.raise_objection(
            story.session, actor=story.network.actor("Bea"), proposal_id=story.id, now=end, seen_stage=Stage.OBJECTION, **BLOCK
        )
    assert refused.value.code is Refusal.WINDOW_CLOSED


def test_a_position_at_the_very_end_is_too_late(story: Story) -> None:
    story.called_for_consensus()

    assert refusal(story, voting.take_position, position="support") is Refusal.WINDOW_CLOSED


def test_a_vote_at_the_very_end_is_too_late(story: Story) -> None:
    block = story.objected("Hal", "It does harm.", kind=ObjectionKind.BLOCK)
    story.answered(block, "It does not.").unresolved(block).called_for_consensus()
    story.supported_by("Ada", "Bea", "Cem", "Dov", "Eli").over()
    assert story.session.get_one(Proposal, story.id).stage is Stage.FALLBACK

    assert refusal(story, voting.cast_vote, vote="no") is Refusal.WINDOW_CLOSED


def test_where_the_clock_is_due_first_nobody_else_moves_the_proposal(story: Story) -> None:
    story.called_for_consensus()
    end = end_of(story)

    with pytest.raises(OverdueError):
        voting.recuse(story.session, actor=story.network.actor("Bea"), proposal_id=story.id, reason="It is about us.", now=end)
    assert story.session.get_one(Proposal, story.id).stage is Stage.CONSENSUS


def test_what_lapsed_is_not_saved_by_a_late_act(network: Network) -> None:
    story = network.propose("Ada")
    network.later(200 * DAY)

    with pytest.raises(OverdueError):
        story.commented()
