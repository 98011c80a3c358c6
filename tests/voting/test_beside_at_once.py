"""Acts beside the table at the same instant, with real connections on both databases: one hearing, one sense-check, no answer lost."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import func, select

from consensus.domain.errors import Refusal, RefusedError
from consensus.domain.terms import Gradient
from consensus.proposals import commands as proposing
from consensus.proposals.models_sense import SenseAnswer, SenseCheck
from consensus.voting import commands as voting
from consensus.voting.hearings import hearings_of
from consensus.voting.models_hearing import Hearing
from tests.bodies.world import DAY
from tests.support.databases import Database
from tests.voting.crowd import Act, Came, Crowd, crowd_on
from tests.voting.story import Network, Story

pytestmark = pytest.mark.slow

NAMES = ("Ada", "Bea", "Cem", "Dov", "Eli")


@pytest.fixture
def crowd(database: Database) -> Iterator[Crowd]:
    """Threads with connections of their own."""
    with crowd_on(database) as made:
        yield made


@pytest.fixture
def network(crowd: Crowd) -> Iterator[Network]:
    """Five members in an assembly."""
    with crowd.session() as session:
        made = Network(session)
        made.voices(*NAMES)
        yield made


def at_once(crowd: Crowd, network: Network, *acts: Act) -> list[Came]:
    network.session.rollback()
    return crowd.at_once(*acts)


def refusals(came: list[Came]) -> list[Refusal]:
    """Return why the refused ones were; whatever else went wrong fails the test."""
    for each in came:
        assert not isinstance(each, BaseException) or isinstance(each, RefusedError), repr(each)
    return [each.code for each in came if isinstance(each, RefusedError)]


def invites(story: Story, *objections: int) -> Act:
    now = story.network.now
    said: dict[str, Any] = {"objection_id": objections[0], "with_ids": objections[1:], "meets_at": now + DAY, "place": "The hall"}
    return lambda session: voting.invite_to_be_heard(session, actor=story.facilitator, proposal_id=story.id, now=now, **said)


def answers(story: Story, name: str, gradient: Gradient) -> Act:
    actor, now = story.network.actor(name), story.network.now
    return lambda session: proposing.answer_sense_check(session, actor=actor, proposal_id=story.id, gradient=gradient, now=now)


def test_two_invitations_at_once_that_share_an_objection_make_one_hearing(crowd: Crowd, network: Network) -> None:
    story = network.propose("Ada").commented().called_for_objections()
    first, second, third = (story.objected(name, f"It harms {name}.") for name in ("Bea", "Cem", "Dov"))

    came = at_once(crowd, network, invites(story, first, second), invites(story, second, third))

    assert refusals(came) == [Refusal.HEARING_PLANNED]
    with crowd.session() as session:
        (hearing,) = hearings_of(session, story.id)
        assert second in hearing.objection_ids
        assert session.scalars(select(func.count()).select_from(Hearing)).one() == 1
    assert crowd.problems() == ()


def test_two_who_ask_at_once_ask_one_sense_check(crowd: Crowd, network: Network) -> None:
    story = network.propose("Ada").commented()
    now = network.tick()

    def ask(session: Any) -> object:
        return proposing.ask_sense_check(
            session, actor=story.facilitator, proposal_id=story.id, question="How warm?", is_by_name=False, now=now
        )

    came = at_once(crowd, network, ask, ask)

    assert refusals(came) == [Refusal.SENSE_CHECK_OPEN]
    with crowd.session() as session:
        assert session.scalars(select(func.count()).select_from(SenseCheck)).one() == 1
    assert crowd.problems() == ()


def test_an_answer_that_comes_while_the_check_is_closed_counts_or_is_refused_never_neither(crowd: Crowd, network: Network) -> None:
    for _ in range(6):
        story = network.propose("Ada").commented()
        asked: dict[str, Any] = {"question": "How warm?", "is_by_name": False}
        check = proposing.ask_sense_check(story.session, actor=story.facilitator, proposal_id=story.id, now=network.tick(), **asked)
        now = network.tick()

        def close(session: Any, story: Story = story, now: Any = now) -> object:
            return proposing.close_sense_check(session, actor=story.facilitator, proposal_id=story.id, now=now)

        came = at_once(crowd, network, *(answers(story, name, Gradient.VETO) for name in NAMES[:3]), close)

        late = refusals(came)
        assert set(late) <= {Refusal.NO_SENSE_CHECK}
        with crowd.session() as session:
            counted = session.scalars(select(func.count()).select_from(SenseAnswer).where(SenseAnswer.sense_check_id == check)).one()
        assert counted == 3 - len(late)
    assert crowd.problems() == ()
