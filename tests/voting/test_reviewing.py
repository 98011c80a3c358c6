"""A decision comes back on its day to be looked at: who sets the day, who says that it stays."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from consensus import ledger
from consensus.domain.errors import InvalidError, Refusal, RefusedError
from consensus.proposals.models import Proposal
from consensus.voting import commands as voting
from consensus.voting import verification
from tests.bodies.world import DAY, entries
from tests.support.remembered import told_once
from tests.voting.story import Network, Story

NAMES = ("Ada", "Bea", "Cem", "Dov")


@pytest.fixture
def network(session: Session) -> Network:
    """Four members in an assembly, and one more whose mandate is for another body."""
    made = Network(session)
    made.voices(*NAMES)
    return made


@pytest.fixture
@told_once
def adopted(network: Network) -> Story:
    """A decision that everybody supports."""
    return network.propose("Ada").commented().called_for_objections().called_for_consensus().supported_by(*NAMES).over()


def ahead(network: Network, days: int) -> date:
    return (network.now + days * DAY).date()


def set_day(network: Network, story: Story, name: str, day: date | None, reason: str = "") -> int:
    actor = network.actor(name)
    return voting.set_review(network.session, actor=actor, proposal_id=story.id, review_on=day, reason=reason, now=network.tick())


def kept(network: Network, story: Story, name: str, **said: Any) -> int:
    given: dict[str, Any] = {"reason": "It works."} | said
    return voting.keep_decision(network.session, actor=network.actor(name), proposal_id=story.id, now=network.tick(), **given)


def code_of(act: Any) -> Refusal:
    with pytest.raises(RefusedError) as error:
        act()
    return error.value.code


def test_an_owner_sets_the_day_before_it_is_closed_and_nobody_else(network: Network, session: Session) -> None:
    story = network.propose("Ada")
    assert code_of(lambda: set_day(network, story, "Bea", ahead(network, 200))) is Refusal.NOT_OWNER

    set_day(network, story, "Ada", ahead(network, 200), "It is an experiment.")

    assert session.get_one(Proposal, story.id).review_on == ahead(network, 200)
    (said,) = entries(session, "set_review")
    assert said["data"]["reason"] == "It is an experiment."


def test_anyone_of_the_body_sets_changes_and_takes_away_the_day_of_a_decision(network: Network, session: Session, adopted: Story) -> None:
    set_day(network, adopted, "Bea", ahead(network, 100))
    set_day(network, adopted, "Cem", ahead(network, 50))
    set_day(network, adopted, "Dov", None)

    assert session.get_one(Proposal, adopted.id).review_on is None
    assert [each["decision"] for each in entries(session, "set_review")] == [adopted.decision.number] * 3


def test_a_stranger_does_not(network: Network, adopted: Story) -> None:
    stranger = network.world.stranger
    with pytest.raises(RefusedError) as error:
        voting.set_review(network.session, actor=stranger, proposal_id=adopted.id, review_on=ahead(network, 9), now=network.tick())
    assert error.value.code is Refusal.NOT_IN_BODY


def test_the_day_lies_ahead_and_is_another_one(network: Network, adopted: Story) -> None:
    with pytest.raises(InvalidError):
        set_day(network, adopted, "Bea", network.now.date())
    set_day(network, adopted, "Bea", ahead(network, 10))
    assert code_of(lambda: set_day(network, adopted, "Cem", ahead(network, 10))) is Refusal.ALREADY_DONE


def test_it_is_kept_from_its_day_on_with_a_reason_and_perhaps_another_day(network: Network, session: Session, adopted: Story) -> None:
    set_day(network, adopted, "Bea", ahead(network, 10))
    assert code_of(lambda: kept(network, adopted, "Cem")) is Refusal.TOO_EARLY
    network.later(timedelta(days=10))
    assert code_of(lambda: kept(network, adopted, "Cem", reason=" ")) is Refusal.REASON_REQUIRED

    again = ahead(network, 365)
    kept(network, adopted, "Cem", review_on=again)

    assert session.get_one(Proposal, adopted.id).review_on == again
    assert code_of(lambda: kept(network, adopted, "Dov")) is Refusal.TOO_EARLY
    verification.register()
    assert ledger.verify(session).problems == ()


def test_what_was_not_adopted_is_not_looked_at_again(network: Network) -> None:
    story = network.propose("Ada")
    voting.withdraw_proposal(network.session, actor=story.owner, proposal_id=story.id, reason="No.", now=network.tick())

    assert code_of(lambda: set_day(network, story, "Ada", ahead(network, 10))) is Refusal.WRONG_STAGE
    assert code_of(lambda: kept(network, story, "Ada")) is Refusal.WRONG_STAGE
