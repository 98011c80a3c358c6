"""Two at the same instant, with real connections on both databases: nothing is lost, doubled, or neither counted nor refused.

Source: process.md section 8, items 3 and 9.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consensus.bodies.commands import RulesetDraft, adopt_ruleset
from consensus.domain.actor import Actor
from consensus.domain.errors import OverdueError, Refusal, RefusedError
from consensus.domain.terms import ObjectionKind, ObjectionStatus, Stage
from consensus.proposals import commands as drafting
from consensus.proposals.models import Proposal
from consensus.proposals.texts import TextIn
from consensus.voting import commands as voting
from consensus.voting.commands import advance
from consensus.voting.facts import standings_of
from consensus.voting.models import Decision, Objection, Position, Voice
from tests.bodies.world import DAY
from tests.support.databases import Database
from tests.voting.crowd import Act, Came, Crowd, crowd_on
from tests.voting.story import Network, Story

pytestmark = pytest.mark.slow

JUST_BEFORE = timedelta(microseconds=1)
NAMES = ("Ada", "Bea", "Cem", "Dov", "Eli", "Fay", "Gus", "Hal")
QUICK = {"comment_days": 0, "objection_days": 1, "consensus_days": 1, "resolution_days": 0}
CLASSES = {"project": QUICK, "procedural": {"objection_days": 2}}


@pytest.fixture
def crowd(database: Database) -> Iterator[Crowd]:
    """Threads with connections of their own."""
    with crowd_on(database) as made:
        yield made


@pytest.fixture
def network(crowd: Crowd) -> Iterator[Network]:
    """Eight members in four regions, in an assembly whose windows are short."""
    with crowd.session() as session:
        made = Network(session, classes=CLASSES)
        made.voices(*NAMES)
        yield made


def heard(network: Network, class_code: str = "project") -> Story:
    """A proposal in the objection stage."""
    story = network.propose("Ada", class_code=class_code).commented()
    voting.call_for_objections(story.session, actor=story.facilitator, proposal_id=story.id, now=network.tick())
    return story


def asked(network: Network) -> Story:
    """A proposal in the consensus stage."""
    return heard(network).called_for_consensus()


def at_once(crowd: Crowd, network: Network, *acts: Act) -> list[Came]:
    """Do all acts at once, while the one who told the story holds no lock."""
    network.session.rollback()
    return crowd.at_once(*acts)


def end_of(story: Story) -> datetime:
    """When the window ends."""
    ends = story.session.get_one(Proposal, story.id).closes_at
    assert ends is not None
    return ends


def clock(story: Story, now: datetime) -> Act:
    """The clock, coming by."""
    return lambda session: advance(session, proposal_id=story.id, now=now)


def block(story: Story, name: str, now: datetime) -> Act:
    """A block, sent from a page that showed the objection stage."""
    said: dict[str, Any] = {"kind": ObjectionKind.BLOCK, "ground": "harm", "reason": f"It does harm to {name}.", "version": 1}
    actor = story.network.actor(name)
    return lambda session: voting.raise_objection(session, actor=actor, proposal_id=story.id, now=now, seen_stage=Stage.OBJECTION, **said)


def support(story: Story, name: str, now: datetime, **said: Any) -> Act:
    """Support, sent from a page that showed version 1."""
    said = {"version": 1, "seen_stage": Stage.CONSENSUS, **said}
    actor = story.network.actor(name)
    return lambda session: voting.take_position(session, actor=actor, proposal_id=story.id, position="support", now=now, **said)


def came_in_time(came: object) -> bool:
    """Whether an act was done; if not, it was refused because the window is closed, and for no other reason."""
    if isinstance(came, BaseException):
        assert isinstance(came, RefusedError), repr(came)
        assert came.code is Refusal.WINDOW_CLOSED
        return False
    return True


def test_a_block_that_lands_while_the_window_closes_counts_or_is_refused_never_neither(crowd: Crowd, network: Network) -> None:
    in_time = 0
    for attempt in range(40):
        story = heard(network)
        end = end_of(story)
        at = end if attempt % 4 == 0 else end - JUST_BEFORE

        first, _, second = at_once(crowd, network, block(story, "Bea", at), clock(story, end), block(story, "Cem", at))

        blocks = came_in_time(first) + came_in_time(second)
        with crowd.session() as session:
            stage = session.get_one(Proposal, story.id).stage
            raised = session.scalars(select(Objection).where(Objection.proposal_id == story.id)).all()
        assert len(raised) == blocks
        assert stage is (Stage.OBJECTION if blocks else Stage.CONSENSUS)
        assert all(each.status is ObjectionStatus.OPEN for each in raised)
        in_time += blocks
    assert crowd.problems() == ()
    assert in_time < 80, "those that came at the very end were all too late"


def test_a_position_that_lands_while_the_stage_closes_counts_or_is_refused_never_neither(crowd: Crowd, network: Network) -> None:
    for attempt in range(15):
        story = asked(network).supported_by("Ada", "Bea", "Cem", "Dov")
        end = end_of(story)
        at = end if attempt % 5 == 0 else end - JUST_BEFORE

        came = at_once(crowd, network, support(story, "Eli", at), clock(story, end), support(story, "Fay", at), clock(story, end))

        late_comers = came_in_time(came[0]) + came_in_time(came[2])
        with crowd.session() as session:
            decision = session.scalars(select(Decision).where(Decision.proposal_id == story.id)).one()
            proposal = session.get_one(Proposal, story.id)
            said = [each for each in standings_of(session, proposal) if each.counts_as is not None]
        assert len(said) == 4 + late_comers
        assert f'"support":{4 + late_comers}' in decision.record
    assert crowd.problems() == ()


def test_two_closings_at_once_give_one_decision(crowd: Crowd, network: Network) -> None:
    for _ in range(8):
        story = asked(network).supported_by(*NAMES)
        end = end_of(story)

        now = network.now

        def close(session: Session, story: Story = story, now: datetime = now) -> None:
            voting.close(session, actor=story.facilitator, proposal_id=story.id, now=now)

        came = at_once(crowd, network, clock(story, end), close, clock(story, end))

        done = [each for each in came if isinstance(each, int) and each] + [each for each in came if each is None]
        assert len(done) == 1, came
        assert all(isinstance(each, int | None | RefusedError) for each in came), came
        with crowd.session() as session:
            assert session.scalar(select(func.count()).select_from(Decision).where(Decision.proposal_id == story.id)) == 1
    assert crowd.problems() == ()


def test_numbers_of_one_body_never_collide_and_have_no_gap(crowd: Crowd, network: Network) -> None:
    stories = [network.propose("Ada") for _ in range(24)]
    now = network.tick()

    def withdraw(story: Story) -> Act:
        return lambda session: voting.withdraw_proposal(session, actor=story.owner, proposal_id=story.id, reason="Another time.", now=now)

    for start in range(0, 24, 8):
        came = at_once(crowd, network, *(withdraw(story) for story in stories[start : start + 8]))
        assert came == [None] * 8

    with crowd.session() as session:
        assert list(session.scalars(select(Decision.sequence).order_by(Decision.sequence))) == list(range(1, 25))
        assert session.scalar(select(func.count(Decision.number.distinct()))) == 24
    assert crowd.problems() == ()


def test_eight_voices_at_once_lose_nothing(crowd: Crowd, network: Network) -> None:
    for _ in range(6):
        story = asked(network)
        now = network.tick()

        came = at_once(crowd, network, *(support(story, name, now) for name in NAMES))

        assert all(came_in_time(each) for each in came)
        with crowd.session() as session:
            proposal = session.get_one(Proposal, story.id)
            assert [each.counts_as for each in standings_of(session, proposal)] == ["support"] * 8
            assert session.scalar(select(func.count()).select_from(Position).where(Position.proposal_id == story.id)) == 8
    assert crowd.problems() == ()


def test_one_voice_from_two_windows_at_once_has_one_newest_position(crowd: Crowd, network: Network) -> None:
    for _ in range(6):
        story = asked(network)
        now = network.tick()

        came = at_once(crowd, network, *(support(story, "Bea", now) for _ in range(4)))

        assert all(came_in_time(each) for each in came)
        with crowd.session() as session:
            voice = session.scalars(select(Voice).where(Voice.proposal_id == story.id, Voice.label == "Bea")).one()
            positions = list(session.scalars(select(Position.id).where(Position.voice_id == voice.id).order_by(Position.id)))
            assert len(positions) == 4
            assert voice.position_id in positions
            assert sum(each.counts_as is not None for each in standings_of(session, session.get_one(Proposal, story.id))) == 1


def test_a_position_that_races_a_revision_is_on_the_version_that_its_holder_saw_or_is_refused(crowd: Crowd, network: Network) -> None:
    for _ in range(15):
        story = heard(network, "procedural")
        objection = story.objected("Cem", "It misses its aim.")
        now = network.tick()

        def revise(session: Session, story: Story = story, objection: int = objection, now: datetime = now) -> int:
            return voting.revise(
                session,
                actor=story.owner,
                proposal_id=story.id,
                texts={"en": TextIn("Shall we meet?", "We meet in summer.")},
                meets=(objection,),
                version=1,
                now=now,
            )

        said, version = at_once(crowd, network, support(story, "Bea", now, seen_stage=Stage.OBJECTION), revise)

        assert version == 2
        with crowd.session() as session:
            positions = list(session.scalars(select(Position).where(Position.proposal_id == story.id)))
            counted = [each for each in standings_of(session, session.get_one(Proposal, story.id)) if each.counts_as is not None]
        assert counted == [], "nobody spoke on version 2"
        if isinstance(said, BaseException):
            assert isinstance(said, RefusedError)
            assert said.code is Refusal.STALE_VERSION
            assert positions == []
        else:
            assert [each.version_number for each in positions] == [1]
    assert crowd.problems() == ()


def test_closings_comments_and_changes_of_the_body_at_once_never_wait_for_each_other_for_ever(crowd: Crowd, network: Network) -> None:
    talked = [network.propose("Ada", class_code="governance").commented() for _ in range(3)]
    closing = [network.propose("Bea") for _ in range(6)]
    now, body_id = network.tick(), network.body.id

    def talk(story: Story) -> Act:
        actor = network.actor("Cem")
        return lambda session: [
            drafting.comment(session, actor=actor, proposal_id=story.id, text=f"Thought {number}", now=now) for number in range(8)
        ]

    def close(stories: list[Story]) -> Act:
        return lambda session: [
            voting.withdraw_proposal(session, actor=story.owner, proposal_id=story.id, reason="Another time.", now=now) for story in stories
        ]

    def change_rules(session: Session) -> None:
        for number in range(6):
            draft = RulesetDraft(classes=CLASSES, reason=f"Reason {number}")
            adopt_ruleset(session, actor=Actor(person_id=None, is_operator=True), body_id=body_id, ruleset=draft, now=now)

    came = at_once(crowd, network, *(talk(story) for story in talked), close(closing[:3]), close(closing[3:]), change_rules)

    assert [each for each in came if isinstance(each, BaseException)] == []
    assert crowd.problems() == ()


def test_who_read_before_another_changed_it_judges_what_is_there_now(crowd: Crowd, network: Network, database: Database) -> None:
    story = heard(network)
    objection = story.objected("Cem", "It misses its aim.")
    story.answered(objection, "It does not.")
    now, cem = network.now + DAY, network.actor("Cem")

    kept = []

    def read(session: Session) -> Objection:
        kept.append(session.get_one(Objection, objection))
        return kept[-1]

    def read_then_declare(session: Session) -> None:
        if database.engine == "postgresql":
            # On SQLite whoever may write waits for whoever does, so nobody can read first and act later.
            assert read(session).status is ObjectionStatus.OPEN
        with crowd.session() as another:
            voting.withdraw_objection(another, actor=cem, proposal_id=story.id, objection_id=objection, now=now - JUST_BEFORE)
        voting.declare_unresolved(session, actor=story.facilitator, proposal_id=story.id, objection_id=objection, now=now - JUST_BEFORE)

    network.session.rollback()
    with crowd.session() as session, pytest.raises((RefusedError, OverdueError)) as refused:
        read_then_declare(session)

    assert isinstance(refused.value, RefusedError)
    assert refused.value.code is Refusal.ALREADY_DONE
