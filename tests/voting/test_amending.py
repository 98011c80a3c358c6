"""Taking an amendment over on both databases: one act, one new version, one answer. Source: process.md T5 and T6."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from consensus import ledger, write_once
from consensus.db import dialect_of
from consensus.domain.errors import InvalidError, NotFoundError, Refusal, RefusedError
from consensus.domain.terms import Disposition
from consensus.ledger.models import LedgerEntry
from consensus.proposals import commands as drafting
from consensus.proposals.models import AmendmentTakenOver, IssueDisposition, Proposal, Version
from consensus.proposals.standing import standing_texts
from consensus.proposals.texts import TextIn, texts_of
from consensus.voting import commands as voting
from tests.bodies.world import DAY, entries
from tests.support.remembered import told_once
from tests.voting.story import Network, Story

TEXT = "We meet in **spring**, in a place that all can reach.\n\nSpring is wet.\n"


@pytest.fixture
@told_once
def story(network: Network) -> Story:
    """A proposal of Ada's, open for comment."""
    network.voices("Ada", "Bea", "Cleo")
    return network.propose("Ada", text=TEXT).commented()


def amend(story: Story, name: str, passage: str, amendment: str) -> int:
    made: int = drafting.suggest_amendment(
        story.session,
        actor=story.network.actor(name),
        proposal_id=story.id,
        passage=passage,
        amendment=amendment,
        text="It is better.",
        now=story.network.tick(),
    )
    return made


def take_over(story: Story, comment_id: int, **said: Any) -> int:
    actor, now = said.pop("actor", story.owner), story.network.tick()
    made: int = voting.take_over_amendment(story.session, actor=actor, proposal_id=story.id, comment_id=comment_id, now=now, **said)
    return made


def text_now(story: Story) -> str:
    number = story.session.get_one(Proposal, story.id).version_number
    return texts_of(story.session, story.id, number)["en"].text


def test_the_passage_is_replaced_the_proposer_named_and_the_issue_answered_in_one_act(story: Story) -> None:
    amendment = amend(story, "Bea", "in spring, in a place", "in autumn, in a place")
    before = story.session.scalars(select(func.count()).select_from(LedgerEntry)).one()

    assert take_over(story, amendment) == 2

    assert text_now(story) == "We meet in autumn, in a place that all can reach.\n\nSpring is wet.\n"
    answer = story.session.get_one(IssueDisposition, amendment)
    assert (answer.disposition, answer.text) == (Disposition.ACCEPTED, "Taken over: it stands in version 2.")
    (version,) = story.session.scalars(select(AmendmentTakenOver.version_id).where(AmendmentTakenOver.comment_id == amendment))
    assert story.session.get_one(Version, version).number == 2
    (revised,) = entries(story.session, "revise")
    assert (revised["data"]["version"], revised["data"]["takes_over"], revised["data"]["material"]) == (2, amendment, True)
    (answered,) = entries(story.session, "answer_issue")
    assert (answered["data"]["issue"], answered["data"]["disposition"]) == (amendment, "accepted")
    assert story.session.scalars(select(func.count()).select_from(LedgerEntry)).one() == before + 2


def test_an_amendment_without_a_passage_is_added_at_the_end(story: Story) -> None:
    take_over(story, amend(story, "Bea", "", "Buses run."), text="Gladly.")

    assert text_now(story) == f"{TEXT}\nBuses run.\n"
    assert [each["data"]["text"] for each in entries(story.session, "answer_issue")] == ["Gladly."]


@pytest.mark.parametrize(("is_material", "days_left"), [(True, timedelta(days=7)), (False, timedelta(days=1))])
def test_what_is_taken_over_is_material_unless_the_owner_says_otherwise(story: Story, *, is_material: bool, days_left: timedelta) -> None:
    amendment = amend(story, "Bea", "spring", "autumn")
    closes_at = story.session.get_one(Proposal, story.id).closes_at
    assert closes_at is not None
    story.network.now = closes_at - DAY
    take_over(story, amendment, is_material=is_material)

    now_closes_at = story.session.get_one(Proposal, story.id).closes_at
    assert now_closes_at is not None
    assert abs(now_closes_at - story.network.now - days_left) < timedelta(minutes=2)
    assert entries(story.session, "revise")[0]["data"]["material"] is is_material


def test_of_several_places_one_must_be_named(story: Story) -> None:
    amendment = amend(story, "Bea", "e", "é")

    with pytest.raises(InvalidError, match="stands in the text 6 times") as refused:
        take_over(story, amendment)
    assert refused.value.field == "occurrence"
    take_over(story, amendment, occurrence=2)
    assert text_now(story).startswith("We mé")


def test_of_two_amendments_to_one_passage_the_second_is_not_lost(story: Story) -> None:
    first, second = amend(story, "Bea", "in spring", "in autumn"), amend(story, "Cleo", "in spring", "in winter")
    take_over(story, first)

    with pytest.raises(InvalidError, match="no longer in the text") as refused:
        take_over(story, second)
    assert refused.value.field == "occurrence"
    assert story.session.get(IssueDisposition, second) is None
    assert text_now(story).startswith("We meet in autumn")


def test_translations_are_carried_over_and_stale(story: Story) -> None:
    texts = {"en": TextIn("Shall we meet?", TEXT), "es": TextIn("¿Nos reunimos?", "En primavera.")}
    voting.revise(story.session, actor=story.owner, proposal_id=story.id, texts=texts, now=story.network.tick())
    take_over(story, amend(story, "Bea", "in spring", "in autumn"))

    spanish = standing_texts(story.session, story.id, 3)["es"]
    assert (spanish.text, spanish.number, spanish.is_stale) == ("En primavera.", 2, True)
    assert entries(story.session, "revise")[-1]["data"]["carried_over"] == {"es": 2}


def test_only_an_owner_takes_over_and_only_once(story: Story) -> None:
    amendment = amend(story, "Bea", "spring", "autumn")

    with pytest.raises(RefusedError) as refused:
        take_over(story, amendment, actor=story.network.actor("Bea"))
    assert refused.value.code is Refusal.NOT_OWNER
    take_over(story, amendment)
    with pytest.raises(RefusedError) as again:
        take_over(story, amendment)
    assert again.value.code is Refusal.ALREADY_DONE
    assert story.session.get_one(Proposal, story.id).version_number == 2


def test_a_text_that_went_on_must_be_read_first(story: Story) -> None:
    amendment = amend(story, "Bea", "reach", "come to")
    take_over(story, amend(story, "Cleo", "Spring is wet.", "Spring is green."))

    with pytest.raises(RefusedError) as refused:
        take_over(story, amendment, version=1)
    assert refused.value.code is Refusal.STALE_VERSION


def test_an_issue_without_an_amendment_is_not_taken_over(story: Story) -> None:
    said = drafting.comment(
        story.session, actor=story.network.actor("Bea"), proposal_id=story.id, text="Why?", is_issue=True, now=story.network.tick()
    )

    with pytest.raises(NotFoundError):
        take_over(story, said)


def test_what_says_nothing_new_is_not_taken_over(story: Story) -> None:
    with pytest.raises(InvalidError, match="says this already"):
        take_over(story, amend(story, "Bea", "Spring is wet.", "Spring is wet."))


def test_after_the_comment_stage_nothing_is_taken_over(story: Story) -> None:
    amendment = amend(story, "Bea", "spring", "autumn")
    drafting.return_to_drafting(story.session, actor=story.owner, proposal_id=story.id, reason="Anew.", now=story.network.tick())

    with pytest.raises(RefusedError) as refused:
        take_over(story, amendment)
    assert refused.value.code is Refusal.WRONG_STAGE


def test_a_version_that_is_said_to_take_over_another_amendment_is_found(story: Story, session: Session) -> None:
    first, second = amend(story, "Bea", "in spring", "in autumn"), amend(story, "Cleo", "wet", "green")
    take_over(story, first)
    assert ledger.verify(session).problems == ()
    for each in write_once.unguard(dialect_of(session), "amendment_taken_over"):
        session.execute(text(each))
    session.execute(text(f"UPDATE amendment_taken_over SET comment_id = {second}"))  # noqa: S608 - a number
    session.commit()

    (problem,) = ledger.verify(session).problems
    assert "takes over another amendment than was said" in str(problem)
