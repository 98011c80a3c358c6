"""Two at the same instant on one text, with real connections on both databases: nothing is lost, nothing doubled."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consensus.domain.actor import Actor
from consensus.domain.errors import Refusal, RefusedError
from consensus.proposals import commands as drafting
from consensus.proposals.models import AmendmentTakenOver, Autosave, IssueDisposition, Proposal, Translation
from consensus.proposals.texts import texts_of
from consensus.voting import commands as voting
from tests.support.databases import Database
from tests.voting.crowd import Act, Came, Crowd, crowd_on
from tests.voting.story import Network, Story

pytestmark = pytest.mark.slow


@pytest.fixture
def crowd(database: Database) -> Iterator[Crowd]:
    """Threads with connections of their own."""
    with crowd_on(database) as made:
        yield made


@pytest.fixture
def story(crowd: Crowd) -> Iterator[Story]:
    """A proposal of Ada's in two languages, open for comment."""
    with crowd.session() as session:
        network = Network(session)
        network.voices("Ada", "Bea", "Cem")
        network.body.languages = ["en", "es"]
        session.commit()
        yield network.propose("Ada").commented()


def at_once(crowd: Crowd, story: Story, *acts: Act) -> list[Came]:
    """Do all acts at once, while the one who told the story holds no lock."""
    story.session.rollback()
    return crowd.at_once(*acts)


def count(story: Story, model: type) -> int:
    story.session.rollback()
    found: int = story.session.scalars(select(func.count()).select_from(model)).one()
    return found


def amend(story: Story, name: str, amendment: str) -> int:
    said = {"passage": "in **spring**", "amendment": amendment, "text": "Better."}
    made: int = drafting.suggest_amendment(
        story.session, actor=story.network.actor(name), proposal_id=story.id, now=story.network.tick(), **said
    )
    return made


def test_of_two_who_translate_at_once_one_is_told(crowd: Crowd, story: Story) -> None:
    now = story.network.tick()

    def translating(actor: Actor, text: str) -> Act:
        said: dict[str, Any] = {"proposal_id": story.id, "language": "es", "question": "¿Sí?", "text": text, "seen": ""}
        return lambda session: drafting.translate(session, actor=actor, now=now, **said)

    came = at_once(crowd, story, *(translating(story.network.actor(name), f"De {name}.") for name in ("Bea", "Cem")))
    refused = [each for each in came if isinstance(each, RefusedError)]
    assert [each.code for each in refused] == [Refusal.STALE_VERSION]
    assert count(story, Translation) == 1
    assert crowd.problems() == ()


def test_an_amendment_is_taken_over_once_and_of_two_to_one_passage_one(crowd: Crowd, story: Story) -> None:
    first, second = amend(story, "Bea", "in autumn"), amend(story, "Cem", "in winter")
    owner, now = story.owner, story.network.tick()

    def taking(comment_id: int) -> Act:
        return lambda session: voting.take_over_amendment(
            session, actor=owner, proposal_id=story.id, comment_id=comment_id, version=1, now=now
        )

    came = at_once(crowd, story, taking(first), taking(first), taking(second))
    assert sum(1 for each in came if not isinstance(each, BaseException)) == 1
    assert all(isinstance(each, int | RefusedError) for each in came), came
    assert (count(story, AmendmentTakenOver), count(story, IssueDisposition)) == (1, 1)
    assert story.session.get_one(Proposal, story.id).version_number == 2
    assert texts_of(story.session, story.id, 2)["en"].text.startswith(("We meet in autumn", "We meet in winter"))
    story.session.rollback()
    assert crowd.problems() == ()


def test_two_windows_of_one_person_keep_one_text(crowd: Crowd, story: Story) -> None:
    actor, now, place = story.owner, story.network.tick(), f"/proposals/{story.id}/revise"

    def keeping(text: str) -> Act:
        def keep(session: Session) -> None:
            drafting.autosave(session, actor=actor, place=place, fields={"text": [text]}, now=now)

        return keep

    came = at_once(crowd, story, *(keeping(f"Words {number}.") for number in range(4)))
    assert [each for each in came if isinstance(each, BaseException)] == []
    assert count(story, Autosave) == 1
