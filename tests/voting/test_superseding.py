"""What an adoption does to the decision that its proposal names: supersede or ratify it. Source: process.md T29 and section 4."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from consensus.domain.terms import DecisionStatus, Outcome, Relation
from consensus.voting import commands as voting
from consensus.voting.models import Decision
from tests.bodies.world import DAY, entries
from tests.voting.story import Network, Story

NAMES = ("Ada", "Bea", "Cem", "Dov")
QUICK = {"comment_days": 0, "objection_days": 1, "consensus_days": 1}


@pytest.fixture
def network(session: Session) -> Network:
    """Four members in four regions, in an assembly whose windows are short."""
    made = Network(session, classes={"project": QUICK})
    made.voices(*NAMES)
    return made


def heard(network: Network, *, class_code: str = "project", relation: Relation | None = None, names: Decision | None = None) -> Story:
    """A proposal in the objection stage."""
    story = network.propose("Ada", class_code=class_code, relation=relation, names=names).commented()
    voting.call_for_objections(story.session, actor=story.facilitator, proposal_id=story.id, now=network.now)
    return story


def adopted(network: Network, relation: Relation | None = None, names: Decision | None = None) -> Story:
    """A proposal that everybody supports."""
    return heard(network, relation=relation, names=names).called_for_consensus().supported_by(*NAMES).over()


def urgent(network: Network) -> Story:
    """An urgent proposal, adopted provisionally."""
    story = heard(network, class_code="urgent")
    voting.advance(story.session, proposal_id=story.id, now=network.now)
    story.supported_by(*NAMES).over()
    assert story.decision.status is DecisionStatus.PROVISIONAL
    return story


def test_an_adoption_supersedes_the_decision_that_it_names(network: Network) -> None:
    old = adopted(network)
    new = adopted(network, Relation.SUPERSEDES, old.decision)

    assert old.decision.status is DecisionStatus.SUPERSEDED
    assert old.decision.superseded_by_id == new.decision.id
    assert new.decision.status is DecisionStatus.IN_FORCE
    (said,) = entries(network.session, "supersede")
    assert said["decision"] == old.decision.number
    assert said["proposal"] == old.id
    assert said["data"] == {"by": new.decision.number, "status": "superseded"}


def test_what_is_not_adopted_supersedes_nothing(network: Network) -> None:
    old = adopted(network)
    new = heard(network, relation=Relation.SUPERSEDES, names=old.decision).called_for_consensus().over().over()

    assert new.decision.outcome is Outcome.FAILED_QUORUM
    assert old.decision.status is DecisionStatus.IN_FORCE
    assert entries(network.session, "supersede") == []


def test_what_is_superseded_already_is_not_superseded_again(network: Network) -> None:
    old = adopted(network)
    first = adopted(network, Relation.SUPERSEDES, old.decision)
    adopted(network, Relation.SUPERSEDES, old.decision)

    assert old.decision.superseded_by_id == first.decision.id
    assert len(entries(network.session, "supersede")) == 1


def test_a_ratification_in_time_puts_a_provisional_decision_in_force_for_good(network: Network) -> None:
    provisional = urgent(network)
    adopted(network, Relation.RATIFIES, provisional.decision)
    network.later(400 * DAY)
    voting.advance(network.session, proposal_id=provisional.id, now=network.now)

    assert provisional.decision.status is DecisionStatus.IN_FORCE
    assert provisional.decision.lapses_at is None
    assert len(entries(network.session, "ratify")) == 1


def test_unless_it_is_ratified_it_lapses_at_the_instant_and_not_before(network: Network) -> None:
    provisional = urgent(network)
    lapses_at = provisional.decision.closed_at + 14 * DAY
    early = voting.advance(network.session, proposal_id=provisional.id, now=lapses_at - timedelta(microseconds=1))
    late = voting.advance(network.session, proposal_id=provisional.id, now=lapses_at + 3 * DAY)
    again = voting.advance(network.session, proposal_id=provisional.id, now=lapses_at + 4 * DAY)

    assert (early, late, again) == (0, 1, 0)
    assert provisional.decision.status is DecisionStatus.LAPSED
    (said,) = entries(network.session, "end_provisional")
    assert said["at"].startswith(lapses_at.isoformat()[:19])
    assert said["actor"] == "clock"


def test_a_ratification_that_comes_too_late_ratifies_nothing(network: Network) -> None:
    provisional = urgent(network)
    network.later(15 * DAY)
    adopted(network, Relation.RATIFIES, provisional.decision)
    voting.advance(network.session, proposal_id=provisional.id, now=network.now)

    assert provisional.decision.status is DecisionStatus.LAPSED
    assert entries(network.session, "ratify") == []


def test_an_urgent_decision_does_not_ratify_another(network: Network) -> None:
    provisional = urgent(network)
    again = heard(network, class_code="urgent", relation=Relation.RATIFIES, names=provisional.decision)
    voting.advance(network.session, proposal_id=again.id, now=network.now)
    again.supported_by(*NAMES).over()

    assert again.decision.status is DecisionStatus.PROVISIONAL
    assert provisional.decision.status is DecisionStatus.PROVISIONAL
