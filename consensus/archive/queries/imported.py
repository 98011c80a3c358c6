"""Decisions that were taken elsewhere: who may see them, finding and reading them. They stand apart from the network's own."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select, true
from sqlalchemy.orm import Session

from consensus.archive.loomio.left_out import sentences
from consensus.archive.models import ImportedDecision, ImportedFile
from consensus.archive.queries.reader import Reader
from consensus.bodies.models import Body
from consensus.domain.errors import NotFoundError
from consensus.domain.folding import words_in
from consensus.domain.speech import _
from consensus.domain.terms import Visibility
from consensus.web.paging import PAGE_SIZE, Page, offset_of

MOST_WORDS = 12
"""Of a query; what is longer is cut."""


@dataclass(frozen=True, slots=True)
class ImportedInList:
    """A decision from elsewhere in a list."""

    id: int
    question: str
    body_code: str
    body_name: str
    source: str
    closed_at: datetime


@dataclass(frozen=True, slots=True)
class ImportedView:
    """A decision from elsewhere with everything that is kept of it, as the file had it."""

    listed: ImportedInList
    visibility: Visibility
    record: dict[str, Any]
    votes: Page[dict[str, Any]]
    comments: Page[dict[str, Any]]
    """Of a poll with many votes, or a long thread, a page shows some: the same page of both."""
    record_text: str
    record_sha256: str
    group_name: str
    file_sha256: str
    imported_at: datetime
    left_out: tuple[str, ...]
    """What else the file held that was not taken over, in sentences."""
    chosen: tuple[tuple[str, int], ...]
    """How many of the newest votes name each option: counted here, no outcome."""

    @property
    def longest(self) -> Page[dict[str, Any]]:
        """Whichever of votes and comments has more pages."""
        return max(self.votes, self.comments, key=lambda each: each.last)


def known_imports(session: Session, source: str) -> dict[str, str]:
    """Return the hash of each decision that was taken over from a source, by what it is called there."""
    statement = select(ImportedDecision.source_id, ImportedDecision.record_sha256).where(ImportedDecision.source == source)
    return dict(session.execute(statement).tuples().all())


def imported_list(session: Session, reader: Reader, text: str = "", *, number: int = 1) -> Page[ImportedInList]:
    """Return a page of the decisions that hold all words of ``text``, the newest first. Two statements."""
    asked = [_visible(reader), *(ImportedDecision.words.contains(f" {word} ") for word in words_in(text)[:MOST_WORDS])]
    total = session.scalars(select(func.count()).select_from(ImportedDecision).where(*asked)).one()
    order = (ImportedDecision.closed_at.desc(), ImportedDecision.id.desc())
    statement = _listed().where(*asked).order_by(*order).limit(PAGE_SIZE).offset(offset_of(number))
    return Page(tuple(ImportedInList(*row) for row in session.execute(statement).tuples()), number, total)


def imported_ids(session: Session, reader: Reader) -> list[int]:
    """Return which of them the reader may see, the newest first."""
    statement = select(ImportedDecision.id).where(_visible(reader))
    return list(session.scalars(statement.order_by(ImportedDecision.closed_at.desc(), ImportedDecision.id.desc())))


def has_imports(session: Session, reader: Reader) -> bool:
    """Return whether there is any that the reader may see."""
    return session.scalars(select(select(ImportedDecision.id).where(_visible(reader)).exists())).one()


def imported_view(session: Session, reader: Reader, imported_id: int, *, number: int | None = 1) -> ImportedView:
    """Return one of them, with a page of its votes and comments.

    :param number: of that page; None for all of them on one.
    :raises NotFoundError: when there is none, or it is not open to the reader.
    """
    statement = (
        _listed()
        .add_columns(ImportedDecision, ImportedFile)
        .join(ImportedFile, ImportedFile.id == ImportedDecision.imported_file_id)
        .where(ImportedDecision.id == imported_id, _visible(reader))
    )
    found = session.execute(statement).one_or_none()
    if found is None:
        raise NotFoundError(_("There is no such imported decision, or it is not open to you. If you have an account, sign in."))
    *listed, row, file = found
    record = json.loads(row.record)
    return ImportedView(
        listed=ImportedInList(*listed),
        visibility=row.visibility,
        record=record,
        votes=_page_of(record["votes"], number),
        comments=_page_of((record["thread"] or {}).get("comments", []), number),
        record_text=row.record,
        record_sha256=row.record_sha256,
        group_name=file.group_name,
        file_sha256=file.sha256,
        imported_at=file.at,
        left_out=tuple(sentences(file.left_out)),
        chosen=_chosen(record),
    )


def _page_of(items: list[dict[str, Any]], number: int | None) -> Page[dict[str, Any]]:
    if number is None:
        return Page(tuple(items), 1, len(items), size=max(1, len(items)))
    offset = offset_of(number)
    return Page(tuple(items[offset : offset + PAGE_SIZE]), number, len(items))


def _visible(reader: Reader) -> ColumnElement[bool]:
    if reader.is_inside_all:
        return true()
    return or_(
        ImportedDecision.visibility.in_(sorted(reader.visibilities)),
        ImportedDecision.body_id.in_(sorted(reader.body_ids)),
    )


def _listed() -> Any:
    columns = (ImportedDecision.id, ImportedDecision.question, Body.code, Body.name, ImportedDecision.source, ImportedDecision.closed_at)
    return select(*columns).join(Body, Body.id == ImportedDecision.body_id)


def _chosen(record: dict[str, Any]) -> tuple[tuple[str, int], ...]:
    newest = [vote for vote in record["votes"] if vote["is_latest"] and not vote["is_revoked"]]
    named = Counter(choice["option"] for vote in newest for choice in vote["choices"] or () if choice["score"] != 0)
    return tuple((option["name"], named[option["name"]]) for option in record["options"])
