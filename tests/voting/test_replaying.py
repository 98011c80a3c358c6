"""What other rules would have meant for the newest decisions of a body, from the rows."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from consensus.bodies.models import Body, Ruleset
from consensus.domain.replay import Meaning
from consensus.domain.terms import Outcome
from consensus.rehearsal import Scratch, parse_rehearsals
from consensus.rehearsal.player import Player
from consensus.voting.models import Decision
from consensus.voting.replaying import what_it_would_have_meant
from tests.bodies.statements import counted_statements
from tests.cli.test_rehearse import ALL
from tests.voting.story import Network


@pytest.fixture(scope="module")
def scratch() -> Scratch:
    """The scratch database, made once."""
    return Scratch()


@pytest.mark.parametrize("rehearsal", ALL.values(), ids=ALL.keys())
def test_every_rehearsal_under_its_own_rules_ends_as_it_did(rehearsal: dict[str, Any], scratch: Scratch) -> None:
    (parsed,) = parse_rehearsals(rehearsal, "file")
    with scratch.session() as session:
        Player.ready(session, parsed).play_all()
        for body_id, classes in session.execute(select(Body.id, Ruleset.classes).join(Ruleset, Ruleset.body_id == Body.id)).tuples().all():
            for each in what_it_would_have_meant(session, body_id, classes):
                assert each.replayed.meaning in (Meaning.SAME, Meaning.UNKNOWN)
                if each.outcome not in (Outcome.WITHDRAWN, Outcome.DEFERRED, Outcome.LAPSED):
                    assert (each.replayed.meaning, each.replayed.outcome, each.replayed.label) == (Meaning.SAME, each.outcome, each.label)


def _adopted(network: Network, *names: str) -> None:
    story = network.propose(names[0]).commented().called_for_objections().called_for_consensus()
    story.supported_by(*names[1:]).said(names[0], "stand_aside", "We have no boat.").over()


NAMES = ("Reef", "Delta", "Coast", "River", "Lake")


def test_a_decision_is_shown_with_its_outcome_then_and_under_the_new_rules(session: Session, network: Network) -> None:
    network.voices(*NAMES)
    _adopted(network, *NAMES)
    (same,) = what_it_would_have_meant(session, network.body.id, {})
    assert (same.replayed.meaning, same.outcome) == (Meaning.SAME, Outcome.CONSENSUS_WITH_STAND_ASIDES)
    strict = {"project": {"stand_aside_ceiling": {"overall": 0}, "max_returns": 0}}
    (other,) = what_it_would_have_meant(session, network.body.id, strict)
    assert (other.replayed.meaning, other.replayed.outcome) == (Meaning.OTHER, Outcome.NO_CONSENSUS_STRONG_SUPPORT)
    assert any("stand aside" in reason for reason in other.reasons)


def test_it_takes_no_more_statements_with_more_decisions_and_shows_the_newest_ten(session: Session, network: Network) -> None:
    network.voices(*NAMES)
    _adopted(network, *NAMES)
    body_id = network.body.id
    with counted_statements() as few:
        what_it_would_have_meant(session, body_id, {})
    for _ in range(11):
        _adopted(network, *NAMES)
    session.rollback()
    with counted_statements() as many:
        found = what_it_would_have_meant(session, body_id, {})
    assert len(few) == 5
    assert len([each for each in many if not each.startswith("BEGIN")]) == 5
    newest = select(Decision.number).order_by(Decision.id.desc()).limit(10)
    assert [each.number for each in found] == list(session.scalars(newest))
