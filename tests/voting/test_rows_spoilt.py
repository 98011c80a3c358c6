"""Any letter, word or row of what people said changed, dropped or swapped behind the program's back: each is found, and its entry named."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from consensus import ledger, write_once
from consensus.db import dialect_of
from consensus.domain.terms import Attribution, ObjectionKind
from consensus.ledger.models import LedgerEntry
from tests.support.databases import ENGINES
from tests.voting.story import Network

WAYS = 60
"""On each database; a thousand more are tried on the entries themselves and on copies of the archive."""


@dataclass(frozen=True)
class Said:
    """A table of words: which of its columns hold them, and which entry says the same."""

    table: str
    words: tuple[str, ...]
    acts: tuple[str, ...]
    key: str
    """Under which the entry names the row; empty where there is one entry for all rows."""
    id: str = "id"


TABLES = (
    Said("version_text", ("question", "text"), ("create",), "", id="version_id"),
    Said("comment", ("text",), ("comment",), "comment"),
    Said("issue_disposition", ("text",), ("answer_issue",), "issue", id="comment_id"),
    Said("voice", ("label",), ("call_for_objections",), ""),
    Said("objection", ("reason",), ("raise_objection",), "objection"),
    Said("objection_answer", ("text",), ("answer_objection",), "objection", id="objection_id"),
    Said("position", ("reason",), ("take_position",), "position"),
    Said("decision", ("record",), ("decide",), ""),
    Said("statement", ("text",), ("add_statement",), "statement"),
    Said("dissociation", ("text",), ("dissociate",), "dissociation"),
)


@pytest.fixture
def told(network: Network) -> Network:
    """A decision on which much was said, in a database whose guards are gone."""
    network.voices("Alpha", "Beta", "Gamma", "Delta", "Epsilon", "Zeta")
    story = network.propose("Alpha").commented().issue("Beta", "Why spring?", "Because.").issue("Delta", "For whom?", "For all.")
    story.called_for_objections()
    block = story.objected("Gamma", "It harms us.", kind=ObjectionKind.BLOCK)
    other = story.objected("Delta", "It tires us.", attribution=Attribution.SEALED)
    story.answered(block, "We think not.").answered(other, "Rest, then.").unresolved(block).unresolved(other)
    story.called_for_consensus().supported_by("Alpha", "Zeta").said("Epsilon", "reservation", "If it is cheap.")
    story.said("Beta", "stand_aside", "We stay at home.").over()
    for name in ("Alpha", "Beta", "Epsilon", "Zeta"):
        story.voted(name, "yes")
    story.voted("Gamma", "no").voted("Delta", "no")
    story.over()
    story.stated("Gamma", "We told you so.").stated("Delta", "So did we.").dissociated("Beta", "Not in our name.")
    session = network.session
    for said in TABLES:
        for each in write_once.unguard(dialect_of(session), said.table):
            session.execute(text(each))
    session.commit()
    return network


@pytest.mark.parametrize("engine", ENGINES, indirect=True)
def test_each_change_of_what_was_said_is_found(told: Network) -> None:
    session = told.session
    assert ledger.verify(session).problems == ()
    missed = []
    for what, expected in changes(session):
        found = ledger.verify(session)
        session.rollback()
        if found.first_bad != expected:
            missed.append(f"{what}: {found.first_bad} instead of {expected}: {found.problems[:2]}")

    assert missed == []
    assert ledger.verify(session).problems == ()


def changes(session: Session) -> Iterator[tuple[str, int]]:
    """Change something, and say what, and which entry is to be named; whoever asks takes it back."""
    chance = Random(5)
    entries = [
        (index, json.loads(entry or "{}")) for index, entry in session.execute(select(LedgerEntry.index, LedgerEntry.entry)).tuples()
    ]
    session.rollback()
    for number in range(WAYS):
        said = TABLES[number % len(TABLES)]
        rows = session.execute(text(f"SELECT {said.id}, {', '.join(said.words)} FROM {said.table} ORDER BY {said.id}")).all()  # noqa: S608 - our own words
        rows = [each for each in rows if all(each)]  # A row without words has none to change.
        row, place = chance.choice(rows), chance.randrange(len(said.words))
        column, words = said.words[place], row[place + 1]
        others = [each for each in rows if each[0] != row[0] and each[place + 1] != words]
        spoilt = another(chance, words)
        if others and number % 3 == 0:
            other = chance.choice(others)
            spoilt = other[place + 1]
            put(session, said, column, other[0], words)
            expected = min(entry_of(entries, said, row[0]), entry_of(entries, said, other[0]))
        else:
            expected = entry_of(entries, said, row[0])
        put(session, said, column, row[0], spoilt)
        yield f"{number}: {said.table}.{column} of {row[0]} is {spoilt[:40]!r}", expected


def another(chance: Random, words: str) -> str:
    """Return the words with one letter more, less, or another in its place."""
    place = chance.randrange(len(words) + 1)
    less = words[:place] + words[place + 1 :]
    return chance.choice([words[:place] + chance.choice("aß؟ \t") + words[place:], less if less != words else words + "x"])


def put(session: Session, said: Said, column: str, row_id: int, words: str) -> None:
    session.execute(text(f"UPDATE {said.table} SET {column} = :words WHERE {said.id} = :id"), {"words": words, "id": row_id})  # noqa: S608 - our own words


def entry_of(entries: list[tuple[int, dict[str, object]]], said: Said, row_id: int) -> int:
    """Return the entry that says what the row says."""
    for index, entry in entries:
        data = entry.get("data")
        if entry.get("act") in said.acts and isinstance(data, dict) and (not said.key or data.get(said.key) == row_id):
            return index
    raise AssertionError(f"no entry says what row {row_id} of {said.table} says")
