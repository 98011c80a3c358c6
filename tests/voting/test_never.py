"""What must never happen, each one a test, as far as it can happen to a proposal. Source: process.md section 8.

That two closings give one decision, and that two at once are never both right, stands in ``test_at_once.py`` (item 9); that no act
moves a proposal but by the table, and none without its entry, in ``test_each_act.py`` (item 1); that nothing said is changed, in
``test_written_once.py`` (item 5).
"""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from sqlalchemy import func, insert, select, update
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from consensus.bodies.commands import RulesetDraft, adopt_ruleset
from consensus.domain.actor import OPERATOR, Actor
from consensus.domain.errors import Refusal, RefusedError
from consensus.domain.terms import MemberKind, MemberStatus, ObjectionStatus, Outcome, Stage
from consensus.people.models import Member
from consensus.proposals import commands as drafting
from consensus.proposals.models import Proposal, Version, VersionText
from consensus.proposals.texts import TextIn, text_sha256
from consensus.voting import commands as voting
from consensus.voting.facts import standings_of
from consensus.voting.models import Decision, Objection, Position, Voice
from tests.bodies.world import DAY, entries
from tests.voting.story import Network, Story

NAMES = ("Ada", "Bea", "Cem", "Dov", "Eli", "Fay", "Gus", "Hal")


@pytest.fixture
def network(session: Session) -> Network:
    """Eight members in four regions."""
    made = Network(session)
    made.voices(*NAMES)
    return made


@pytest.fixture
def heard(network: Network) -> Story:
    """A proposal in the objection stage."""
    return network.propose("Ada").commented().called_for_objections()


def stage_of(story: Story) -> Stage:
    """Where the proposal stands."""
    return story.session.get_one(Proposal, story.id).stage


# --- 2. The text that was adopted differs by one byte from the text in front of the last position. ----------------------


def test_the_adopted_text_is_byte_for_byte_the_one_of_the_version_on_which_the_last_position_was_taken(heard: Story) -> None:
    words = "Wir treffen uns im Frühling.\r\n\r\n  * überall *\u00a0\n"
    objection = heard.objected("Hal", "Spring where?")
    texts = {"en": TextIn("Shall we meet?", words)}
    voting.revise(heard.session, actor=heard.owner, proposal_id=heard.id, texts=texts, meets=(objection,), now=heard.network.tick())
    voting.withdraw_objection(
        heard.session, actor=heard.network.actor("Hal"), proposal_id=heard.id, objection_id=objection, now=heard.network.tick()
    )
    heard.called_for_consensus().supported_by(*NAMES).over()

    last = heard.session.scalars(select(Position).order_by(Position.id.desc()).limit(1)).one()
    seen = select(VersionText).join(Version).where(Version.proposal_id == heard.id, Version.number == last.version_number)
    row = heard.session.scalars(seen).one()
    (adopted,) = heard.record["text"]["languages"]
    assert adopted["text"].encode() == row.text.encode() == words.encode()
    assert adopted["sha256"] == row.sha256 == text_sha256(words)
    assert heard.record["text"]["version"] == last.version_number


def test_the_text_is_frozen_once_consensus_is_asked_for(heard: Story) -> None:
    heard.called_for_consensus()

    with pytest.raises(RefusedError) as refused:
        voting.revise(
            heard.session, actor=heard.owner, proposal_id=heard.id, texts={"en": TextIn("Q", "Another text.")}, now=heard.network.tick()
        )
    assert refused.value.code is Refusal.WRONG_STAGE


# --- 3. A position counted for a version not seen, for a voice not on the roll, or twice for one member. ----------------


def test_a_position_counts_only_for_the_version_on_which_it_was_taken(heard: Story) -> None:
    heard.called_for_consensus().supported_by(*NAMES[:7])
    heard.said("Hal", "object", "Spring where?").over()
    objection = heard.session.scalars(select(Objection.id).where(Objection.proposal_id == heard.id)).one()
    texts = {"en": TextIn("Shall we meet?", "We meet in Accra.")}
    voting.revise(heard.session, actor=heard.owner, proposal_id=heard.id, texts=texts, meets=(objection,), now=heard.network.tick())

    counted = [each.counts_as for each in standings_of(heard.session, heard.session.get_one(Proposal, heard.id))]

    assert counted == [None] * 8


def test_who_came_after_the_roll_was_frozen_has_no_voice(heard: Story) -> None:
    heard.network.voice("Ida", "LAC")

    with pytest.raises(RefusedError) as refused:
        heard.objected("Ida", "I was not asked.")
    assert refused.value.code is Refusal.NOT_ON_ROLL


def test_two_people_of_one_member_have_one_position_together(heard: Story) -> None:
    deputy = heard.network.world.person("Deputy of Hal")
    heard.network.world.mandate(deputy, heard.network.members["Hal"])
    heard.called_for_consensus().said("Hal", "support")
    voting.take_position(
        heard.session,
        actor=Actor(person_id=deputy.id),
        proposal_id=heard.id,
        position="abstain",
        now=heard.network.tick(),
    )

    counted = [each.counts_as for each in standings_of(heard.session, heard.session.get_one(Proposal, heard.id)) if each.counts_as]

    assert counted == ["abstain"]


def test_the_database_has_one_voice_for_a_member_on_a_roll(heard: Story) -> None:
    voice = heard.voice_of("Hal")
    again = {
        "proposal_id": heard.id,
        "member_id": voice.member_id,
        "label": "Hal again",
        "region": "LAC",
        "kind": MemberKind.NGO,
        "country": "KE",
    }

    with pytest.raises(DatabaseError):
        heard.session.execute(insert(Voice).values(**again))
    heard.session.rollback()


def test_the_database_lets_no_voice_stand_on_another_voices_position(heard: Story) -> None:
    heard.called_for_consensus().said("Hal", "support")
    theirs = heard.voice_of("Hal").position_id

    with pytest.raises(DatabaseError):
        heard.session.execute(update(Voice).where(Voice.id == heard.voice_of("Gus").id).values(position_id=theirs))
    heard.session.rollback()


# --- 4. Silence counted. An objection gone by itself. An adopted outcome over an open objection. ------------------------


def test_silence_is_neither_support_nor_presence(heard: Story) -> None:
    heard.called_for_consensus().supported_by("Ada", "Bea").over().over()

    assert heard.decision.outcome is Outcome.FAILED_QUORUM
    assert heard.record["counts"]["positions"]["support"] == 2


def test_an_objection_is_not_gone_by_lapse_of_time(heard: Story) -> None:
    objection = heard.objected("Hal", "It does harm.")
    heard.network.later(100 * DAY)
    voting.advance(heard.session, proposal_id=heard.id, now=heard.network.now)

    assert heard.session.get_one(Objection, objection).status is ObjectionStatus.OPEN
    assert stage_of(heard) is Stage.OBJECTION


def test_an_objection_is_not_withdrawn_met_or_overruled_unheard_by_anybody_but_its_owner(heard: Story) -> None:
    objection = heard.objected("Hal", "It does harm.")
    network, about = heard.network, {"proposal_id": heard.id, "objection_id": objection}
    codes = []
    for actor in (heard.facilitator, heard.owner, network.actor("Gus"), network.world.steward, OPERATOR):
        for act in (voting.withdraw_objection, voting.confirm_met, voting.declare_unresolved):
            with pytest.raises(RefusedError) as refused:
                act(heard.session, actor=actor, **about, now=network.tick())
            codes.append(refused.value.code)

    assert set(codes) == {Refusal.NOT_OBJECTOR, Refusal.NOT_FACILITATOR, Refusal.OBJECTION_UNANSWERED}
    assert heard.session.get_one(Objection, objection).status is ObjectionStatus.OPEN


def test_an_objection_declared_unresolved_stays_on_the_record_though_its_owner_is_absent_from_then_on(heard: Story) -> None:
    objection = heard.objected("Hal", "It does harm, in these very words.")
    heard.answered(objection, "It does not.").unresolved(objection).called_for_consensus().supported_by(*NAMES[:7]).over()

    assert heard.decision.outcome is Outcome.CONSENSUS_WITH_RECORDED_DISSENT
    assert heard.decision.has_dissent
    assert "It does harm, in these very words." in heard.decision.record


@pytest.mark.parametrize("kind", ["object", "block"])
def test_nothing_is_adopted_over_an_open_objection(heard: Story, kind: str) -> None:
    heard.called_for_consensus()
    for number in range(4):
        heard.supported_by(*NAMES[:7]).said("Hal", kind, f"It does harm, said for the {number}th time.").over()
        if stage_of(heard) is Stage.OBJECTION:
            objection = heard.session.scalars(select(Objection.id).order_by(Objection.id.desc()).limit(1)).one()
            now, actor = heard.network.tick(), heard.network.actor("Hal")
            voting.withdraw_objection(heard.session, actor=actor, proposal_id=heard.id, objection_id=objection, now=now)
            heard.over()
        else:
            break

    proposal = heard.session.get_one(Proposal, heard.id)
    assert (proposal.stage, proposal.returns) == (Stage.CONSENSUS, 2)
    assert proposal.held_at is not None
    heard.network.later(100 * DAY)
    voting.advance(heard.session, proposal_id=heard.id, now=heard.network.now)
    assert stage_of(heard) is Stage.CONSENSUS


# --- 6. Rules, roll, or a window changed under a proposal that is under way. ---------------------------------------------


def test_a_new_ruleset_does_not_touch_a_proposal_under_way(network: Network) -> None:
    story = network.propose("Ada").commented()
    before = story.session.get_one(Proposal, story.id).closes_at
    draft = RulesetDraft(
        classes={"project": {"comment_days": 1, "objection_days": 1, "consensus_days": 1, "support_floor": "1/1"}}, reason="In a hurry."
    )
    adopt_ruleset(story.session, actor=network.world.steward, body_id=network.body.id, ruleset=draft, now=network.tick())

    assert story.session.get_one(Proposal, story.id).closes_at == before
    story.called_for_objections()
    proposal = story.session.get_one(Proposal, story.id)
    assert proposal.closes_at == proposal.opened_at + 7 * DAY
    story.called_for_consensus().supported_by(*NAMES[:4]).over()
    assert story.decision.outcome is Outcome.FULL_CONSENSUS
    assert story.record["ruleset"] == 1


def test_a_draft_taken_back_is_opened_under_the_rules_of_that_day(network: Network) -> None:
    story = network.propose("Ada").commented()
    drafting.return_to_drafting(story.session, actor=story.owner, proposal_id=story.id, reason="Anew.", now=network.tick())
    draft = RulesetDraft(classes={"project": {"comment_days": 3}}, reason="Shorter.")
    adopt_ruleset(story.session, actor=network.world.steward, body_id=network.body.id, ruleset=draft, now=network.tick())
    story.commented()

    proposal = story.session.get_one(Proposal, story.id)
    assert proposal.closes_at == proposal.opened_at + 3 * DAY


def test_the_roll_stays_as_it_was_whatever_becomes_of_a_member(heard: Story) -> None:
    member = heard.session.get_one(Member, heard.network.members["Hal"].id)
    member.status, member.region, member.kind, member.name = MemberStatus.SUSPENDED, "NAM", MemberKind.MOVEMENT, "Renamed"
    heard.session.commit()

    heard.objected("Hal", "Still here.")
    heard.network.voice("Ida", "LAC")

    voice = heard.voice_of("Hal")
    assert (voice.region, voice.kind) == ("MENA", MemberKind.NGO)
    assert heard.session.scalar(select(func.count()).select_from(Voice).where(Voice.proposal_id == heard.id)) == 8


# --- 10. A dissociated member named as party afterwards. -----------------------------------------------------------------


def test_a_decision_stands_as_it_was_taken_when_a_member_dissociates(heard: Story) -> None:
    heard.called_for_consensus().supported_by(*NAMES).over()
    before = heard.decision.record
    heard.network.later(timedelta(days=1000))
    heard.dissociated("Hal", "Not in our name.")

    assert heard.decision.record == before
    assert heard.decision.has_dissent
    (said,) = entries(heard.session, "dissociate")
    assert said["data"]["member"] == heard.network.members["Hal"].id
    assert said["decision"] == heard.decision.number


# --- and of decisions --------------------------------------------------------------------------------------------------


def test_every_closing_takes_the_next_number_of_the_body_and_year(network: Network) -> None:
    numbers = []
    for question in ("First?", "Second?", "Third?"):
        story = network.propose("Ada", question)
        voting.withdraw_proposal(story.session, actor=story.owner, proposal_id=story.id, reason="Another time.", now=network.tick())
        numbers.append(story.decision.number)
    network.later(400 * DAY)
    story = network.propose("Ada", "Next year?")
    voting.withdraw_proposal(story.session, actor=story.owner, proposal_id=story.id, reason="Another time.", now=network.tick())

    year = network.now.year - 1
    assert numbers == [f"ASM/{year}/001", f"ASM/{year}/002", f"ASM/{year}/003"]
    assert story.decision.number == f"ASM/{year + 1}/001"


def test_a_decision_is_the_canonical_json_of_its_entry(heard: Story) -> None:
    heard.called_for_consensus().supported_by(*NAMES).over()

    (entry,) = entries(heard.session, "decide")
    assert entry["data"]["record"] == json.loads(heard.decision.record)
    assert heard.session.scalars(select(Decision.record_sha256)).one() == text_sha256(heard.decision.record)
