"""A row that was altered behind the program's back is found by the entry of the act that wrote it. Source: record.md section 5."""

from __future__ import annotations

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from consensus import ledger, write_once
from consensus.db import dialect_of
from consensus.domain.terms import Attribution, ObjectionKind
from consensus.ledger.models import LedgerEntry
from tests.support.remembered import told_once
from tests.voting.story import Network, Story


@pytest.fixture
@told_once
def story(network: Network) -> Story:
    """A proposal on which everything was said that can be."""
    network.voices("Alpha", "Beta", "Gamma", "Delta", "Epsilon")
    told = network.propose("Alpha").commented().issue("Beta", "Why spring?", "Because.").called_for_objections()
    block = told.objected("Gamma", "It harms us.", kind=ObjectionKind.BLOCK)
    told.seconded("Delta", block).answered(block, "We think not.").unresolved(block)
    told.called_for_consensus().supported_by("Alpha", "Beta", "Delta").said("Epsilon", "reservation", "If it is cheap.").over()
    for name in ("Alpha", "Beta", "Delta"):
        told.voted(name, "yes")
    told.voted("Gamma", "no").over()
    return told.stated("Gamma", "We told you so.").dissociated("Beta", "Not in our name.")


def alter(session: Session, table: str, statement: str) -> None:
    """Change rows as somebody could who holds the database: without the triggers that guard them."""
    for each in write_once.unguard(dialect_of(session), table):
        session.execute(text(each))
    session.execute(text(statement))
    session.commit()


def act_of(session: Session, index: int | None) -> str:
    """Return the act of an entry."""
    assert index is not None
    return session.get_one(LedgerEntry, index).act


def test_what_nobody_touched_holds(story: Story) -> None:
    found = ledger.verify(story.session)

    assert found.problems == ()


ALTERED: tuple[tuple[str, str, str, str], ...] = (
    # what somebody changes, in which table, how, and the act whose entry is named
    ("the text of a version",               "version_text",     "UPDATE version_text SET text = 'Another text.'",            "create"),
    ("its question",                        "version_text",     "UPDATE version_text SET question = 'Another?'",             "create"),
    ("its hash",                            "version_text",     "UPDATE version_text SET sha256 = 'ab'",                     "create"),
    ("a comment",                           "comment",          "UPDATE comment SET text = 'Fine.'",                         "comment"),
    ("the disposition of an issue",         "issue_disposition", "UPDATE issue_disposition SET text = 'No.'",                "answer_issue"),
    ("who is on the roll",                  "voice",            "UPDATE voice SET label = 'Gimel' WHERE label = 'Gamma'",    "call_for_objections"),
    ("the reason of an objection",          "objection",        "UPDATE objection SET reason = 'It helps us.'",              "raise_objection"),
    ("the word that its owner chose",       "objection",        "UPDATE objection SET kind = 'objection'",                   "raise_objection"),
    ("an answer",                           "objection_answer", "UPDATE objection_answer SET text = 'We agree.'",            "answer_objection"),
    ("that somebody seconded",              "block_second",     "DELETE FROM block_second",                                  "second_block"),
    ("a position",                          "position",         "UPDATE position SET code = 'support' WHERE code = 'reservation'", "take_position"),
    ("its reason, shortened",               "position",         "UPDATE position SET reason = 'If' WHERE reason <> ''",      "take_position"),
    ("a vote",                              "vote",             "UPDATE vote SET code = 'yes' WHERE code = 'no'",            "cast_vote"),
    ("the record",                          "decision",         "UPDATE decision SET record = replace(record, 'harms', 'helps')", "decide"),
    ("the outcome",                         "decision",         "UPDATE decision SET outcome = 'unanimity'",                 "decide"),
    ("the status",                          "decision",         "UPDATE decision SET status = 'superseded'",                 "decide"),
    ("the marker of dissent",               "decision",         "UPDATE decision SET has_dissent = false",                   "decide"),
    ("a statement",                         "statement",        "UPDATE statement SET text = 'We are glad.'",                "add_statement"),
    ("a dissociation",                      "dissociation",     "UPDATE dissociation SET text = 'In our name.'",             "dissociate"),
)  # fmt: skip


@pytest.mark.parametrize(("table", "statement", "act"), [row[1:] for row in ALTERED], ids=[row[0] for row in ALTERED])
def test_a_row_that_was_altered_is_named_by_its_entry(story: Story, table: str, statement: str, act: str) -> None:
    alter(story.session, table, statement)

    found = ledger.verify(story.session)

    assert not found.ok
    assert act_of(story.session, found.first_bad) == act


def test_a_position_that_was_slipped_in_is_found(story: Story) -> None:
    alter(
        story.session,
        "position",
        "INSERT INTO position (proposal_id, voice_id, person_id, version_number, stage, code, reason, attribution, at) "
        "SELECT proposal_id, voice_id, person_id, version_number, stage, code, reason, attribution, at FROM position WHERE id = 1",
    )

    found = ledger.verify(story.session)

    assert act_of(story.session, found.first_bad) == "decide"


def test_words_may_be_attributed_less_openly_than_was_chosen(story: Story) -> None:
    alter(story.session, "objection", "UPDATE objection SET attribution = 'sealed'")

    assert ledger.verify(story.session).ok


def test_words_may_not_be_attributed_more_openly_than_was_chosen(network: Network) -> None:
    network.voices("Alpha", "Beta", "Gamma", "Delta")
    told = network.propose("Alpha").commented().called_for_objections()
    told.objected("Beta", "It harms us.", attribution=Attribution.SEALED)
    alter(network.session, "objection", "UPDATE objection SET attribution = 'named'")

    found = ledger.verify(network.session)

    assert act_of(network.session, found.first_bad) == "raise_objection"


def test_an_entry_that_was_altered_is_named(story: Story) -> None:
    session = story.session
    index = session.scalars(select(LedgerEntry.index).where(LedgerEntry.act == "raise_objection")).one()
    changed = "UPDATE ledger_entry SET entry = replace(entry, 'harms', 'helps') WHERE act = 'raise_objection'"
    alter(session, "ledger_entry", changed)

    assert ledger.verify(session).first_bad == index
