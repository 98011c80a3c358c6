"""The decision record: all of it, word for word, the same bytes from the same rows. Source: process.md section 7, record.md section 2."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from consensus.bodies.models import Seat, SeatTerm
from consensus.domain.outcome import decide_consensus, decide_fallback
from consensus.domain.ruling import Ruling
from consensus.domain.tally import Ballot
from consensus.domain.terms import Attribution, BodyKind, ObjectionKind, Relation, Stage, Visibility, VoteCode
from consensus.ledger.canonical import canonical, parse_canonical
from consensus.proposals import commands as drafting
from consensus.proposals.facts import rules_in, ruleset_of
from consensus.proposals.models import Proposal
from consensus.proposals.texts import TextIn, text_sha256
from consensus.voting import commands as voting
from consensus.voting.facts import standings_of
from consensus.voting.record import build_record
from tests.bodies.world import DAY
from tests.support.records import problems_of, schema
from tests.voting.story import Network, Story

SIX = ("Alpha", "Beta", "Gamma", "Delta", "Epsilon", "Zeta")


@pytest.fixture
def six(network: Network) -> Network:
    """Six members in four regions."""
    network.voices(*SIX)
    return network


def with_everything(network: Network) -> Story:
    """A proposal on which everything was said that can be: it went to a vote and was adopted."""
    story = network.propose("Alpha").commented().issue("Beta", "Why spring?", "Because autumn is full.").called_for_objections()
    block = story.objected("Gamma", "It shuts out those who fast then.", kind=ObjectionKind.BLOCK, remedy="Meet in May.")
    other = story.objected("Epsilon", "The fare is too high.", kind=ObjectionKind.BLOCK)
    story.seconded("Beta", other).seconded("Zeta", other).withdrawn("Epsilon", other)
    story.answered(block, "We looked for another date and found none.").unresolved(block)
    story.called_for_consensus().supported_by("Alpha", "Beta", "Delta")
    story.said("Epsilon", "stand_aside", "We cannot pay the fare.").said("Zeta", "reservation", "Only if it stays cheap.").over()
    for name in ("Alpha", "Beta", "Delta"):
        story.voted(name, "yes")
    return story.voted("Gamma", "no").over()


def adopted(network: Network, **proposed: Any) -> Story:
    """A proposal that was adopted without anything against it."""
    story = network.propose("Alpha", **proposed).commented().called_for_objections().called_for_consensus()
    return story.supported_by(*SIX).over()


def ruling_again(story: Story) -> Ruling:
    """What the rules say of the rows as they are."""
    session, proposal = story.session, story.session.get_one(Proposal, story.id)
    rules = rules_in(ruleset_of(session, proposal), proposal.class_code)
    standings = standings_of(session, proposal)
    record = story.record
    if record["vote"] is None:
        return decide_consensus(standings, rules, returns=proposal.returns, extended=proposal.is_extended)
    ballots = [
        Ballot({"region": voice["region"], "kind": voice["kind"], "country": voice["country"]}, VoteCode(vote["vote"]))
        for voice in record["voices"]
        for vote in voice["votes"]
        if vote["counts"]
    ]
    return decide_fallback(standings, ballots, rules)


def rebuilt(story: Story) -> str:
    """The record made anew from the rows."""
    session, decision = story.session, story.decision
    session.expire_all()
    proposal = session.get_one(Proposal, story.id)
    record = build_record(
        session,
        proposal,
        number=decision.number,
        outcome=decision.outcome,
        ruling=ruling_again(story),
        status=decision.status,
        rules=rules_in(ruleset_of(session, proposal), proposal.class_code),
        closed_from=Stage(story.record["closed_from"]),
        now=decision.closed_at,
    )
    return canonical(record)


def test_the_published_form_is_itself_of_its_form() -> None:
    Draft202012Validator.check_schema(schema())


def test_the_published_form_names_nothing_that_a_record_need_not_hold() -> None:
    # A record of which anything could be left out would be none.
    assert set(schema()["required"]) == set(schema()["properties"])


def test_a_record_with_everything_is_of_the_published_form(six: Network) -> None:
    assert problems_of(with_everything(six).record) == []


def test_a_record_is_canonical_json_and_its_hash_is_its_own(six: Network) -> None:
    decision = with_everything(six).decision

    assert parse_canonical(decision.record)
    assert decision.record_sha256 == text_sha256(decision.record)


def test_the_same_rows_give_the_same_bytes(six: Network) -> None:
    story = with_everything(six)

    assert rebuilt(story) == story.decision.record


def test_the_same_rows_give_the_same_bytes_without_a_vote(six: Network) -> None:
    story = adopted(six)

    assert rebuilt(story) == story.decision.record


def test_what_happens_later_is_no_part_of_the_record(six: Network) -> None:
    story = adopted(six)
    before = story.decision.record

    story.stated("Beta", "We want to say more.").dissociated("Gamma", "Not us.")

    assert story.decision.record == before == rebuilt(story)


def test_every_word_of_dissent_is_on_the_record(six: Network) -> None:
    record = with_everything(six).record

    said = {voice["label"]: voice["positions"] for voice in record["voices"]}
    assert [(each["position"], each["reason"], each["counts"]) for each in said["Epsilon"]] == [
        ("stand_aside", "We cannot pay the fare.", True)
    ]
    assert said["Zeta"][0]["reason"] == "Only if it stays cheap."
    block = record["objections"][0]
    assert (block["label"], block["word"], block["reason"], block["remedy"]) == (
        "Gamma",
        "block",
        "It shuts out those who fast then.",
        "Meet in May.",
    )
    assert block["answers"][0]["text"] == "We looked for another date and found none."


def test_the_fate_of_each_objection_is_on_the_record(six: Network) -> None:
    record = with_everything(six).record

    fates = [
        (each["label"], each["fate"], each["counted_as"], [second["label"] for second in each["seconds"]]) for each in record["objections"]
    ]
    assert fates == [("Gamma", "unresolved", "block", []), ("Epsilon", "withdrawn", None, ["Beta", "Zeta"])]


def test_a_vote_is_named_a_vote_and_counted_by_voice(six: Network) -> None:
    record = with_everything(six).record

    assert record["vote"]["is_consensus"] is False
    assert record["vote"]["counts"] == {"yes": 3, "no": 1, "abstain": 0}
    assert {voice["label"]: [vote["vote"] for vote in voice["votes"]] for voice in record["voices"]}["Gamma"] == ["no"]
    assert "It is a vote, not a consensus." in " ".join(record["reasons"])


def test_every_issue_stands_with_its_disposition(six: Network) -> None:
    issue = with_everything(six).record["issues"][0]

    assert (issue["speaks_as"], issue["text"], issue["answer"]["disposition"], issue["answer"]["text"]) == (
        "Beta",
        "Why spring?",
        "partly_accepted",
        "Because autumn is full.",
    )


def test_the_text_stands_in_every_language_with_its_hash(six: Network) -> None:
    story = six.propose("Alpha")
    texts = {"en": TextIn("Shall we?", "We shall."), "es": TextIn("¿Lo haremos?", "Lo haremos.")}
    drafting.edit_draft(six.session, actor=story.owner, proposal_id=story.id, texts=texts, now=six.tick())
    story.commented().called_for_objections().called_for_consensus().supported_by(*SIX).over()

    text = story.record["text"]
    assert (text["version"], text["authentic"]) == (2, "en")
    assert [(each["language"], each["text"], each["sha256"]) for each in text["languages"]] == [
        ("en", "We shall.", text_sha256("We shall.")),
        ("es", "Lo haremos.", text_sha256("Lo haremos.")),
    ]


def test_each_stage_stands_with_its_dates_and_what_changed_its_window(six: Network) -> None:
    story = six.propose("Alpha").commented().called_for_objections()
    until = six.now + 20 * DAY
    voting.extend_window(
        six.session, actor=story.facilitator, proposal_id=story.id, until=until, reason="A holiday lies between.", now=six.tick()
    )
    story.called_for_consensus().supported_by(*SIX).over()

    stages = {stage["stage"]: stage for stage in story.record["stages"]}
    assert list(stages) == ["drafting", "comment", "objection", "consensus"]
    window = stages["objection"]["windows"][0]
    assert (window["act"], window["reason"], window["to"]) == ("extend_window", "A holiday lies between.", stages["objection"]["closes_at"])
    assert stages["consensus"]["opened_at"] == stages["objection"]["ended"]["at"]


def test_a_return_to_the_objection_stage_is_on_the_record(six: Network) -> None:
    story = six.propose("Alpha").commented().called_for_objections().called_for_consensus()
    story.supported_by("Alpha", "Beta", "Delta", "Zeta").said("Gamma", "object", "It is too early.")
    story.over()
    objection = story.session.get_one(Proposal, story.id)
    assert objection.stage is Stage.OBJECTION
    story.answered(1, "It is not.").unresolved(1).called_for_consensus().over()

    stages = [stage["stage"] for stage in story.record["stages"]]
    assert stages == ["drafting", "comment", "objection", "consensus", "objection", "consensus"]
    assert story.record["stages"][3]["ended"]["because"] == "objection_open"
    assert story.record["outcome"] == "consensus_with_recorded_dissent"


def test_a_default_of_the_software_is_named_one(session: Any) -> None:
    network = Network(session, classes={"project": {"consensus_days": 3, "quorum": {"share": "1/2"}}})
    network.voices(*SIX)

    record = adopted(network).record

    assert {"consensus_days", "quorum.share"}.isdisjoint(record["class"]["defaults"])
    assert {"objection_days", "quorum.breadth", "support_floor"} <= set(record["class"]["defaults"])


def test_a_steering_body_stands_with_the_verdict_on_it(session: Any) -> None:
    network = Network(session, kind=BodyKind.STEERING)
    for name in SIX:
        person = network.voice(name)
        seat = Seat(body_id=network.body.id, label=f"Seat of {name}", kind="regional", attributes={})
        session.add(seat)
        session.flush()
        session.add(SeatTerm(seat_id=seat.id, person_id=person.id, member_id=network.members[name].id, started_at=network.now - DAY))
    session.commit()

    story = network.propose("Alpha").commented().called_for_objections().called_for_consensus().supported_by(*SIX).over()

    assert story.record["composition"]["verdict"] == "pass"
    assert story.record["voices"][0]["label"] == "Seat of Alpha"


def test_a_body_without_seats_has_no_verdict(six: Network) -> None:
    assert adopted(six).record["composition"] is None


def test_a_decision_names_the_one_that_it_supersedes(six: Network) -> None:
    first = adopted(six).decision

    record = adopted(six, relation=Relation.SUPERSEDES, names=first).record

    assert record["relates_to"] == {"relation": "supersedes", "decision": first.number}


def test_a_withdrawn_draft_gets_a_record_too(six: Network) -> None:
    story = six.propose("Alpha")

    voting.withdraw_proposal(six.session, actor=story.owner, proposal_id=story.id, reason="We thought again.", now=six.tick())

    record = story.record
    assert (record["outcome"], record["status"], record["ruleset"], record["voices"]) == ("withdrawn", "withdrawn", None, [])
    assert record["stages"][0]["ended"]["reason"] == "We thought again."


def test_a_number_is_cited_by_body_year_and_place(six: Network) -> None:
    assert [adopted(six).decision.number for _ in range(2)] == ["ASM/2026/001", "ASM/2026/002"]


def test_a_recusal_leaves_the_base_and_stands_on_the_record(six: Network) -> None:
    story = six.propose("Alpha").commented().called_for_objections()
    voting.recuse(six.session, actor=six.actor("Zeta"), proposal_id=story.id, reason="We would be paid by it.", now=six.tick())
    story.called_for_consensus().supported_by(*SIX[:5]).over()

    record = story.record
    assert (record["counts"]["base"], record["counts"]["recused"], record["roll"]["size"]) == (5, 1, 6)
    zeta = next(voice for voice in record["voices"] if voice["label"] == "Zeta")
    assert (zeta["counts_as"], zeta["positions"][0]["reason"], zeta["positions"][0]["counts"]) == (
        "recuse",
        "We would be paid by it.",
        True,
    )


DISSENT: tuple[tuple[str, str, str, bool], ...] = (
    # what Gamma says,                       position        its reason     the decision is marked
    ("agreeing is no dissent",               "support",      "",            False),
    ("nor is abstaining",                    "abstain",      "No view.",    False),
    ("a reservation is",                     "reservation",  "If cheap.",   True),
    ("standing aside is",                    "stand_aside",  "Not us.",     True),
)  # fmt: skip


@pytest.mark.parametrize(("position", "reason", "marked"), [row[1:] for row in DISSENT], ids=[row[0] for row in DISSENT])
def test_the_marker_of_dissent(six: Network, position: str, reason: str, marked: bool) -> None:  # noqa: FBT001 - a column of the table
    story = six.propose("Alpha").commented().called_for_objections().called_for_consensus()

    story.supported_by("Alpha", "Beta", "Delta", "Epsilon", "Zeta").said("Gamma", position, reason).over()

    assert (story.record["has_dissent"], story.decision.has_dissent) == (marked, marked)


def test_an_objection_that_was_withdrawn_into_agreement_leaves_no_marker(six: Network) -> None:
    story = six.propose("Alpha").commented().called_for_objections()
    story.withdrawn("Gamma", story.objected("Gamma", "It is too early."))
    story.called_for_consensus().supported_by(*SIX).over()

    assert story.record["has_dissent"] is False
    assert story.record["objections"][0]["fate"] == "withdrawn"


def test_a_no_in_a_vote_is_dissent(six: Network) -> None:
    assert with_everything(six).record["has_dissent"] is True


def test_a_statement_puts_the_marker_on_a_decision(six: Network) -> None:
    story = adopted(six)

    story.stated("Beta", "We were not heard.")

    assert story.decision.has_dissent is True
    assert json.loads(story.decision.record)["has_dissent"] is False


def test_the_level_that_was_chosen_stands_beside_each_word(six: Network) -> None:
    story = six.propose("Alpha", visibility=Visibility.PUBLIC).commented().called_for_objections().called_for_consensus()
    story.supported_by("Alpha", "Beta", "Delta").said("Gamma", "stand_aside", "Hush.", attribution=Attribution.SEALED).over()

    gamma = next(voice for voice in story.record["voices"] if voice["label"] == "Gamma")
    assert gamma["positions"][0]["attribution"] == "sealed"


def test_time_that_goes_by_changes_nothing(six: Network) -> None:
    story = adopted(six)

    six.later(timedelta(days=400))

    assert rebuilt(story) == story.decision.record
