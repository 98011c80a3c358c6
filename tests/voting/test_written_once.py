"""What was said is not edited or shortened by anyone after it was given: the database itself refuses. Source: process.md section 8.5."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Boolean, ColumnElement, Integer, delete, func, literal_column, select, update
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from consensus.db import Base, UtcDateTime
from consensus.domain.terms import ObjectionKind, Outcome
from consensus.voting import commands as voting
from tests.voting.story import Network

NAMES = ("Ada", "Bea", "Cem", "Dov", "Eli", "Fay", "Gus", "Hal")


@pytest.fixture
def network(session: Session) -> Network:
    """Eight members in four regions."""
    made = Network(session)
    made.voices(*NAMES)
    return made


SAID = (
    ("version", "note"),
    ("version", "number"),
    ("version_text", "text"),
    ("version_text", "question"),
    ("version_text", "sha256"),
    ("comment", "text"),
    ("comment", "is_issue"),
    ("issue_disposition", "text"),
    ("issue_disposition", "disposition"),
    ("voice", "label"),
    ("voice", "region"),
    ("voice", "member_id"),
    ("objection", "reason"),
    ("objection", "ground"),
    ("objection", "kind"),
    ("objection", "raised_at"),
    ("objection_answer", "text"),
    ("block_second", "at"),
    ("position", "code"),
    ("position", "reason"),
    ("position", "version_number"),
    ("position", "voice_id"),
    ("vote", "code"),
    ("decision", "record"),
    ("decision", "number"),
    ("decision", "outcome"),
    ("decision", "closed_at"),
    ("statement", "text"),
    ("statement", "at"),
    ("dissociation", "text"),
    ("dissociation", "member_id"),
    ("ledger_entry", "act"),
    ("checkpoint", "note"),
)
"""Tables and columns that hold what somebody said, or what was decided on it."""


@pytest.fixture
def everything_said(network: Network) -> Session:
    """Rows in every table in which somebody says something."""
    story = network.propose("Ada").commented().issue("Bea", "What does it cost?", "Nothing.").called_for_objections()
    block = story.objected("Hal", "It does harm.", kind=ObjectionKind.BLOCK)
    voting.second_block(story.session, actor=network.actor("Gus"), proposal_id=story.id, objection_id=block, now=network.tick())
    story.answered(block, "It does not.").unresolved(block).called_for_consensus().supported_by(*NAMES[:7]).over()
    for name in NAMES[:7]:
        story.voted(name, "yes")
    story.over().stated("Hal", "We regret it.").dissociated("Gus", "Not in our name.")
    assert story.decision.outcome is Outcome.ADOPTED_BY_FALLBACK_VOTE
    return story.session


def test_the_database_refuses_to_change_or_delete_what_was_said(everything_said: Session) -> None:
    session = everything_said
    for name, column in SAID:
        table = Base.metadata.tables[name]
        assert session.scalar(select(func.count()).select_from(table)), f"nothing in {name}"
        for statement in (update(table).values({column: _another(table.c[column])}), delete(table)):
            with pytest.raises(DatabaseError, match="written once"):
                session.execute(statement)
            session.rollback()


def _another(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """A value of the column's type that is another one."""
    if isinstance(column.type, Boolean):
        return ~column
    if isinstance(column.type, Integer):
        return column + 1
    return literal_column("CURRENT_TIMESTAMP" if isinstance(column.type, UtcDateTime) else "'changed'")
