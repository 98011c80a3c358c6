"""What stands in each language at a version of a text: what was saved with it, what was translated, what is carried over.

A translation says what the authentic text of one version says. Where the authentic text went on, it is shown as what it is:
the text of an earlier version, stale until somebody confirms it. Source: process.md section 8.2.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, and_, bindparam, func, literal, select, union_all
from sqlalchemy.orm import Session

from consensus.people.models import Person
from consensus.proposals.models import Translation, Version, VersionText


@dataclass(frozen=True, slots=True)
class TextIn:
    """A question and its text in one language, as somebody wrote them."""

    question: str
    text: str


@dataclass(frozen=True, slots=True)
class StandingText:
    """A question and its text in one language, as they stand at a version."""

    language: str
    number: int
    """The version whose authentic text it says."""
    question: str
    text: str
    html: str
    sha256: str
    translated_by: str | None
    """Who translated it in an act of its own; ``None`` where it was saved with the version."""
    speaks_as: str | None
    translated_at: datetime | None
    is_held: bool
    """Whether that version holds it; a translation from after objections were called for stands beside it."""
    is_stale: bool
    """Whether the authentic text has gone on since."""


def standing_texts(session: Session, proposal_id: int, number: int) -> dict[str, StandingText]:
    """Return what stands in each language at a version of a proposal: one statement."""
    rows = session.execute(STANDING, {"proposal_id": proposal_id, "number": number})
    return {row.language: standing_text(row, number) for row in rows}


def standing_text(row: Row[Any], number: int) -> StandingText:
    """Return a row of ``STANDING`` as what it says of version ``number``."""
    return StandingText(
        language=row.language,
        number=row.number,
        question=row.question,
        text=row.text,
        html=row.html,
        sha256=row.sha256,
        translated_by=row.translated_by,
        speaks_as=row.speaks_as,
        translated_at=row.translated_at,
        is_held=row.is_held,
        is_stale=row.number != number,
    )


def held_texts(session: Session, proposal_id: int, number: int) -> dict[str, StandingText]:
    """Return what a version holds: what positions on it are about, and what a record of it says."""
    standing = standing_texts(session, proposal_id, number)
    return {language: text for language, text in standing.items() if text.is_held and not text.is_stale}


def texts_of(session: Session, proposal_id: int, number: int) -> dict[str, TextIn]:
    """Return the question and text of a version in each language in which there is one, carried over or not."""
    return {language: TextIn(text.question, text.text) for language, text in standing_texts(session, proposal_id, number).items()}


def _standing() -> Select[Any]:
    up_to = and_(Version.proposal_id == bindparam("proposal_id"), Version.number <= bindparam("number"))
    saved = select(Version.number, Version.id.label("version_id"), VersionText.language, literal(0).label("translation_id"))
    saved = saved.join(VersionText, VersionText.version_id == Version.id).where(up_to)
    translated = select(Version.number, Version.id.label("version_id"), Translation.language, Translation.id.label("translation_id"))
    translated = translated.join(Translation, Translation.version_id == Version.id).where(up_to)
    every = union_all(saved, translated).subquery()
    newest = func.row_number().over(partition_by=every.c.language, order_by=(every.c.number.desc(), every.c.translation_id.desc()))
    ranked = select(every, newest.label("place")).subquery()
    return (
        select(
            *(ranked.c.language, ranked.c.number),
            func.coalesce(Translation.question, VersionText.question).label("question"),
            func.coalesce(Translation.text, VersionText.text).label("text"),
            func.coalesce(Translation.html, VersionText.html).label("html"),
            func.coalesce(Translation.sha256, VersionText.sha256).label("sha256"),
            Person.name.label("translated_by"),
            *(Translation.speaks_as, Translation.at.label("translated_at")),
            func.coalesce(Translation.is_held, literal(True)).label("is_held"),
        )
        .outerjoin(
            VersionText,
            and_(
                ranked.c.translation_id == 0,
                VersionText.version_id == ranked.c.version_id,
                VersionText.language == ranked.c.language,
            ),
        )
        .outerjoin(Translation, Translation.id == ranked.c.translation_id)
        .outerjoin(Person, Person.id == Translation.person_id)
        .where(ranked.c.place == 1)
        .order_by(ranked.c.language)
    )


STANDING = _standing()
"""What stands in each language at version ``number`` of proposal ``proposal_id``; for :func:`standing_text`."""
