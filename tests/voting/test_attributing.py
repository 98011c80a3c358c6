"""What was said may later tell less of who said it, by its author alone, and never more. Source: record.md section 3."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from consensus import ledger
from consensus.archive.queries import Reader, decision_data
from consensus.domain.errors import ForbiddenError, InvalidError, NotFoundError, Refusal, RefusedError
from consensus.domain.terms import Attribution, DissentKind, Visibility
from consensus.voting import commands as voting
from consensus.voting import verification
from consensus.voting.models import Dissociation, Objection, Position, Statement
from tests.bodies.world import entries
from tests.voting.story import Network, Story

NAMES = ("Ada", "Bea", "Cem", "Dov")
N, K, S = Attribution.NAMED, Attribution.KIND_AND_REGION, Attribution.SEALED
PUBLIC = Reader(frozenset({Visibility.PUBLIC}))


@pytest.fixture
def story(session: Session) -> Story:
    """A public decision on which Bea reserves, states and dissociates by name."""
    network = Network(session)
    network.voices(*NAMES)
    told = network.propose("Ada", visibility=Visibility.PUBLIC).commented().called_for_objections().called_for_consensus()
    told.supported_by("Ada", "Cem", "Dov").said("Bea", "reservation", "Wombats suffer.").over()
    return told.stated("Bea", "Marzipan melts.").dissociated("Bea", "Xylophones rust.")


def reduce(story: Story, name: str, kind: DissentKind, words_id: int, level: Attribution) -> None:
    voting.reduce_attribution(
        story.session,
        actor=story.network.actor(name),
        proposal_id=story.id,
        kind=kind,
        words_id=words_id,
        attribution=level,
        now=story.network.tick(),
    )


def ids(story: Story) -> dict[DissentKind, int]:
    position = story.session.scalars(select(Position.id).where(Position.reason == "Wombats suffer.")).one()
    return {
        DissentKind.POSITION: position,
        DissentKind.STATEMENT: story.session.scalars(select(Statement.id)).one(),
        DissentKind.DISSOCIATION: story.session.scalars(select(Dissociation.id)).one(),
    }


@pytest.mark.parametrize("kind", [DissentKind.POSITION, DissentKind.STATEMENT, DissentKind.DISSOCIATION])
def test_its_author_seals_it_and_the_public_reads_it_no_more(story: Story, kind: DissentKind) -> None:
    words = {
        DissentKind.POSITION: "Wombats suffer.",
        DissentKind.STATEMENT: "Marzipan melts.",
        DissentKind.DISSOCIATION: "Xylophones rust.",
    }[kind]
    assert words in json.dumps(decision_data(story.session, PUBLIC, story.decision.number, story.network.now))

    reduce(story, "Bea", kind, ids(story)[kind], S)

    assert words not in json.dumps(decision_data(story.session, PUBLIC, story.decision.number, story.network.now))
    (said,) = entries(story.session, "reduce_attribution")
    assert said["data"] == {"kind": kind.value, "words": ids(story)[kind], "attribution": "sealed", "was": "named", "stage": "closed"}
    verification.register()
    assert ledger.verify(story.session).problems == ()


def test_it_never_tells_more_again_nor_the_same(story: Story) -> None:
    words_id = ids(story)[DissentKind.STATEMENT]
    reduce(story, "Bea", DissentKind.STATEMENT, words_id, K)
    with pytest.raises(InvalidError):
        reduce(story, "Bea", DissentKind.STATEMENT, words_id, N)
    with pytest.raises(RefusedError) as error:
        reduce(story, "Bea", DissentKind.STATEMENT, words_id, K)
    assert error.value.code is Refusal.ALREADY_DONE


def test_nobody_does_it_for_another(story: Story) -> None:
    with pytest.raises(ForbiddenError):
        reduce(story, "Cem", DissentKind.STATEMENT, ids(story)[DissentKind.STATEMENT], S)
    with pytest.raises(NotFoundError):
        reduce(story, "Bea", DissentKind.OBJECTION, 99, S)


def test_an_objection_and_the_position_that_stands_on_it_go_together(session: Session) -> None:
    network = Network(session)
    network.voices(*NAMES)
    story = network.propose("Ada").commented().called_for_objections().called_for_consensus()
    story.said("Bea", "object", "It does harm.", attribution=N)
    position = session.scalars(select(Position).where(Position.reason == "It does harm.")).one()

    reduce(story, "Bea", DissentKind.POSITION, position.id, S)

    assert position.objection_id is not None
    assert session.get_one(Objection, position.objection_id).attribution is S
    assert session.get_one(Position, position.id).attribution is S
