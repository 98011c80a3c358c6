"""Whom the entries of a proposal tell, and of what: read from the notices that the ledger gave rise to."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from consensus.domain.channels import Channel
from consensus.domain.notices import Level
from consensus.erasing import commands as erasing
from consensus.ledger.models import LedgerEntry
from consensus.notifications.deriving import derive_some
from consensus.notifications.models import Notice, NoticeChoice, NoticeCursor
from consensus.people.models import Person
from consensus.proposals import commands as drafting
from tests.voting.story import Network

Told = set[tuple[str, str, str]]


def derive_all(session: Session, network: Network) -> None:
    """Make the notices of everything that happened."""
    while derive_some(session, now=network.now):
        pass


def told(session: Session, act: str) -> Told:
    """Who is told of the last entry of an act: the short name, the kind, the urgency."""
    index = session.scalars(select(LedgerEntry.index).where(LedgerEntry.act == act).order_by(LedgerEntry.index.desc()).limit(1)).one()
    statement = select(Person.name, Notice.kind, Notice.urgency).join(Notice, Notice.person_id == Person.id)
    rows = session.execute(statement.where(Notice.entry_index == index, Notice.channel == Channel.PAGE))
    return {(name.removeprefix("Person of ").split()[0], kind, urgency.value) for name, kind, urgency in rows}


@pytest.fixture
def curious(network: Network) -> Network:
    """The small network, in which Dai is a further voice who asked to be told of everything."""
    dai = network.voice("Dai")
    network.session.add(NoticeChoice(person_id=dai.id, body_id=network.body.id, level=Level.EVERYTHING))
    network.session.commit()
    return network


def whole_story(network: Network) -> None:
    """Let Ben raise an issue and then object, be answered and withdraw; consensus is called, and Chi blocks."""
    story = network.propose("Ada").commented().issue("Ben", "Too early in the year.", "It is.").called_for_objections()
    objection = story.objected("Ben", "Spring is the time of the harvest.")
    story.answered(objection, "We see that.").withdrawn("Ben", objection).called_for_consensus()
    story.said("Ada", "support").said("Chi", "block", "It harms us.")


EVERYBODY = ("Ada", "Ben", "Chi", "Dai")

# fmt: off
EXPECTED: dict[str, Told] = {
    "create":              {("Femi", "facilitator_named", "concerns")},
    "open_comment":        {("Femi", "comment_led", "concerns"), *((name, "comment_opened", "concerns") for name in ("Ben", "Chi", "Dai"))},
    "comment":             {("Ada", "issue_raised", "owed"), ("Femi", "commented", "concerns"), ("Dai", "commented", "news")},
    "answer_issue":        {("Ben", "issue_answered", "concerns")},
    "call_for_objections": {(name, "objections_called", "owed") for name in EVERYBODY},
    # Nobody is told whose objection it is; the one who raised it is not told of it.
    "raise_objection":     {("Ada", "objection_raised", "owed"), ("Femi", "objection_raised", "concerns"), ("Dai", "objection_raised", "news")},
    "answer_objection":    {("Ben", "objection_answered", "concerns"), ("Dai", "an_objection_answered", "news")},
    "withdraw_objection":  {("Ada", "objection_withdrawn", "concerns"), ("Femi", "objection_withdrawn", "concerns"), ("Dai", "objection_withdrawn", "news")},
    "call_for_consensus":  {("Femi", "consensus_called", "concerns"), *((name, "position_owed", "owed") for name in EVERYBODY)},
    "take_position":       {("Ada", "objection_raised", "owed"), ("Femi", "objection_raised", "concerns")},
}
# fmt: on


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_an_entry_tells_whom_the_table_names(session: Session, curious: Network) -> None:
    whole_story(curious)
    derive_all(session, curious)

    assert {act: told(session, act) for act in EXPECTED} == EXPECTED


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_where_a_window_is_extended_only_who_has_not_spoken_owes_again(session: Session, curious: Network) -> None:
    story = curious.propose("Ada").commented().called_for_objections().called_for_consensus().said("Ada", "support")
    story.over()
    derive_all(session, curious)

    assert told(session, "close") == {(name, "position_owed", "owed") for name in ("Ben", "Chi", "Dai")}


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_whose_issue_was_erased_or_whose_account_is_closed_is_told_nothing(session: Session, network: Network) -> None:
    story = network.propose("Ada").commented()
    said = drafting.comment(
        session, actor=network.actor("Ben"), proposal_id=story.id, text="What nobody should read.", now=network.tick(), is_issue=False
    )
    erasing.take_back_comment(session, actor=network.actor("Ben"), comment_id=said, now=network.now)
    derive_all(session, network)

    assert told(session, "comment") == set()


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
def test_a_database_without_a_cursor_begins_at_the_present_end(session: Session, network: Network) -> None:
    network.propose("Ada")
    session.delete(session.get_one(NoticeCursor, 1))
    session.commit()

    derive_all(session, network)

    assert session.scalars(select(Notice)).all() == []
