"""What search finds a decision by. Written in the transaction of the act, anew each time, from the record and what was annexed.

Two circles of readers: whoever may read the decision, and the people of its body. What was sealed, what no longer counts and
what a voice said in agreement is for the second alone, so that search tells nobody more than the page does.
Source: record.md sections 3 and 5, process.md section 8.10.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from consensus.domain.attribution import least
from consensus.domain.terms import Attribution, PositionCode
from consensus.proposals.models import Proposal
from consensus.voting.catalogue_words import write_words
from consensus.voting.models import Decision, Dissociation, Objection, Position, Statement
from consensus.voting.models_catalogue import CatalogueLanguage, Passage, Place

DISSENTING = frozenset({PositionCode.RESERVATION, PositionCode.STAND_ASIDE, PositionCode.OBJECT, PositionCode.BLOCK})


def catalogue(session: Session, decision: Decision) -> None:
    """Write the passages of a decision and the words by which search finds it; what stood there before is replaced."""
    session.flush()
    passages = list(_passages(session, decision))
    session.execute(delete(Passage).where(Passage.decision_id == decision.id))
    session.add_all(passages)
    # Not by a trigger: one that takes JSON apart ends the process in SQLite 3.40, once its database was replaced under it.
    session.execute(delete(CatalogueLanguage).where(CatalogueLanguage.decision_id == decision.id))
    session.add_all(CatalogueLanguage(decision_id=decision.id, language=language) for language in _languages(decision))
    session.flush()
    visibility = session.scalars(select(Proposal.visibility).where(Proposal.id == decision.proposal_id)).one()
    write_words(
        session,
        decision.id,
        audience=(f"v{visibility.value}", f"b{decision.body_id}"),
        question=[passage.text for passage in passages if passage.place is Place.QUESTION],
        rest=[passage.text for passage in passages if passage.is_open and passage.place is not Place.QUESTION],
        inside=[passage.text for passage in passages if not passage.is_open],
    )


def _languages(decision: Decision) -> Iterator[str]:
    yield from (each["language"] for each in json.loads(decision.record)["text"]["languages"])


def catalogue_all(session: Session) -> int:
    """Write the passages and words of every decision anew; return how many there are."""
    count = 0
    for decision in session.scalars(select(Decision).order_by(Decision.id).execution_options(yield_per=100)):
        catalogue(session, decision)
        count += 1
    return count


def _passages(session: Session, decision: Decision) -> Iterator[Passage]:
    record = json.loads(decision.record)
    levels = _Levels(session, decision.proposal_id)
    for place, is_open, words in (
        *_of_text(record),
        *_of_issues(record),
        *_of_objections(record, levels),
        *_of_positions(record, levels),
        *_annexed(session, decision.id),
    ):
        if words.strip():
            yield Passage(decision_id=decision.id, place=place, is_open=is_open, text=words)


class _Levels:
    """The level of attribution of each thing said, as it is now: it may have become less since the record was made."""

    def __init__(self, session: Session, proposal_id: int) -> None:
        positions = select(Position.id, Position.attribution).where(Position.proposal_id == proposal_id)
        objections = select(Objection.id, Objection.attribution).where(Objection.proposal_id == proposal_id)
        self._positions = dict(session.execute(positions).tuples().all())
        self._objections = dict(session.execute(objections).tuples().all())

    def of_position(self, position: dict[str, Any]) -> Attribution:
        """A position that repeats an objection is attributed no more openly than it."""
        level = least(Attribution(position["attribution"]), self._positions.get(position["id"], Attribution.SEALED))
        return level if position["objection"] is None else least(level, self.of_objection(position["objection"]))

    def of_objection(self, objection_id: int) -> Attribution:
        return self._objections.get(objection_id, Attribution.SEALED)


def _of_text(record: dict[str, Any]) -> Iterator[tuple[Place, bool, str]]:
    for language in record["text"]["languages"]:
        yield Place.QUESTION, True, language["question"]
        yield Place.TEXT, True, language["text"]


def _of_issues(record: dict[str, Any]) -> Iterator[tuple[Place, bool, str]]:
    for issue in record["issues"]:
        yield Place.ISSUE, True, issue["text"]
        yield Place.ISSUE, True, issue["amendment"] or ""
        if issue["answer"]:
            yield Place.DISPOSITION, True, issue["answer"]["text"]


def _of_objections(record: dict[str, Any], levels: _Levels) -> Iterator[tuple[Place, bool, str]]:
    for objection in record["objections"]:
        is_open = levels.of_objection(objection["objection"]) is not Attribution.SEALED
        yield Place.OBJECTION, is_open, objection["reason"]
        yield Place.OBJECTION, is_open, objection["remedy"]
        yield Place.OBJECTION, is_open, objection.get("whom") or ""
        for hearing in objection.get("hearings", ()):
            # Who was heard together, and what was said there, is for the people of the body.
            yield Place.OBJECTION, False, (hearing["end"] or {}).get("text", "")
        for answer in objection["answers"]:
            # What answers sealed words tells what they were.
            yield Place.ANSWER, is_open, answer["text"]


def _of_positions(record: dict[str, Any], levels: _Levels) -> Iterator[tuple[Place, bool, str]]:
    for voice in record["voices"]:
        for position in voice["positions"]:
            is_dissent = position["counts"] and PositionCode(position["position"]) in DISSENTING
            yield Place.POSITION, is_dissent and levels.of_position(position) is not Attribution.SEALED, position["reason"]


def _annexed(session: Session, decision_id: int) -> Iterator[tuple[Place, bool, str]]:
    statements = select(Statement.text, Statement.attribution).where(Statement.decision_id == decision_id).order_by(Statement.id)
    for words, level in session.execute(statements):
        yield Place.STATEMENT, level is not Attribution.SEALED, words
    dissociations = select(Dissociation.text, Dissociation.extent, Dissociation.attribution)
    for words, extent, level in session.execute(dissociations.where(Dissociation.decision_id == decision_id).order_by(Dissociation.id)):
        yield Place.DISSOCIATION, level is not Attribution.SEALED, words
        yield Place.DISSOCIATION, level is not Attribution.SEALED, extent
