"""Commenting on both databases: comments, issues, amendments and their dispositions. Source: process.md T4 and T5."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from consensus.domain.errors import InvalidError, NotFoundError, Refusal, RefusedError
from consensus.domain.terms import Disposition
from consensus.proposals import commands as drafting
from consensus.proposals.models import Comment, IssueDisposition
from consensus.voting import commands as voting
from tests.bodies.world import DAY, entries
from tests.support.remembered import told_once
from tests.voting.story import Network, Story


@pytest.fixture
def network(session: Session) -> Network:
    """Two members in an assembly."""
    made = Network(session)
    made.voices("Ada", "Bea")
    return made


@pytest.fixture
@told_once
def story(network: Network) -> Story:
    """A proposal of Ada's, open for comment."""
    return network.propose("Ada").commented()


def say(story: Story, name: str, text: str, *, is_issue: bool = False) -> int:
    """Let somebody comment."""
    actor, now = story.network.actor(name), story.network.tick()
    return drafting.comment(story.session, actor=actor, proposal_id=story.id, text=text, now=now, is_issue=is_issue)


def answer(story: Story, comment_id: int, text: str = "Noted.") -> None:
    """Let the owner answer an issue."""
    drafting.answer_issue(
        story.session,
        actor=story.owner,
        proposal_id=story.id,
        comment_id=comment_id,
        disposition=Disposition.NOT_ACCEPTED,
        text=text,
        now=story.network.tick(),
    )


def call(story: Story) -> None:
    """Let the window end and the facilitator call."""
    story.network.later(31 * DAY)
    voting.call_for_objections(story.session, actor=story.facilitator, proposal_id=story.id, now=story.network.now)


def test_a_comment_stands_as_it_was_written_with_the_member_it_speaks_for(story: Story) -> None:
    words = "  *Good*.\r\n<b>But</b> when?\n"
    comment = story.session.get_one(Comment, say(story, "Bea", words))

    assert (comment.text, comment.speaks_as, comment.is_issue, comment.version_number) == (words, "Bea", False, 1)
    assert "<b>" not in comment.html
    (said,) = entries(story.session, "comment")
    assert said["data"]["text"] == words


def test_a_comment_is_not_waited_for_but_an_issue_is(story: Story) -> None:
    say(story, "Bea", "Good.")
    issue = say(story, "Bea", "What does it cost?", is_issue=True)

    with pytest.raises(RefusedError) as refused:
        call(story)
    assert refused.value.code is Refusal.ISSUES_UNANSWERED
    answer(story, issue)
    call(story)


def test_an_amendment_always_is_an_issue(story: Story) -> None:
    amendment = drafting.suggest_amendment(
        story.session,
        actor=story.network.actor("Bea"),
        proposal_id=story.id,
        passage="spring",
        amendment="summer",
        text="It is warmer.",
        now=story.network.tick(),
    )

    row = story.session.get_one(Comment, amendment)
    assert (row.is_issue, row.passage, row.amendment, row.text) == (True, "spring", "summer", "It is warmer.")
    with pytest.raises(RefusedError) as refused:
        call(story)
    assert refused.value.code is Refusal.ISSUES_UNANSWERED


def test_an_issue_has_one_disposition(story: Story) -> None:
    issue = say(story, "Bea", "What does it cost?", is_issue=True)
    answer(story, issue, "Nothing.")

    with pytest.raises(RefusedError) as refused:
        answer(story, issue, "Something after all.")
    assert refused.value.code is Refusal.ALREADY_DONE
    assert story.session.scalars(select(IssueDisposition.text)).all() == ["Nothing."]


def test_a_disposition_is_reasoned(story: Story) -> None:
    issue = say(story, "Bea", "What does it cost?", is_issue=True)

    with pytest.raises(RefusedError) as refused:
        answer(story, issue, "  ")
    assert refused.value.code is Refusal.REASON_REQUIRED


def test_an_issue_of_another_proposal_is_not_there(story: Story) -> None:
    other = story.network.propose("Bea", "Another question?").commented()
    issue = say(other, "Bea", "What does it cost?", is_issue=True)

    with pytest.raises(NotFoundError):
        answer(story, issue)


def test_a_comment_that_is_no_issue_is_not_disposed_of(story: Story) -> None:
    comment = say(story, "Bea", "Good.")

    with pytest.raises(NotFoundError):
        answer(story, comment)


def test_a_comment_that_is_too_long_is_not_cut(story: Story) -> None:
    with pytest.raises(InvalidError):
        say(story, "Bea", "x" * 20_001)
    assert entries(story.session, "comment") == []


def test_a_stranger_is_not_of_the_body(story: Story) -> None:
    with pytest.raises(RefusedError) as refused:
        drafting.comment(story.session, actor=story.network.world.stranger, proposal_id=story.id, text="Hello.", now=story.network.tick())
    assert refused.value.code is Refusal.NOT_IN_BODY


def test_there_is_no_commenting_on_what_does_not_exist(network: Network) -> None:
    with pytest.raises(NotFoundError):
        drafting.comment(network.session, actor=network.actor("Ada"), proposal_id=999_999, text="Hello.", now=network.tick())
