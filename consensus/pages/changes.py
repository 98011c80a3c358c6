"""What changed between two versions of a text, word by word, in each language."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher

from sqlalchemy import select
from sqlalchemy.orm import Session

from consensus.domain.errors import NotFoundError
from consensus.pages.proposal_parts import ProposalHeading
from consensus.people.models import Person
from consensus.proposals.models import Version, VersionText

MOST_WORDS = 1_500
"""In one changed passage; a longer one is shown as taken out and put in whole. Comparing words takes the square of their number."""

_WORD = re.compile(r"\s+|\w+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words: ``same`` in both, ``gone`` or ``new``."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class ChangedText:
    """A question and text in one language, as pieces."""

    language: str
    question: tuple[Piece, ...]
    text: tuple[Piece, ...]
    is_changed: bool


@dataclass(frozen=True, slots=True)
class VersionLine:
    """A version in the list of all."""

    number: int
    at: datetime
    by: str
    note: str


@dataclass(frozen=True, slots=True)
class Changes:
    """One version held against another."""

    number: int
    since: int | None
    """``None`` for the first one, which is new as a whole."""
    texts: tuple[ChangedText, ...]
    versions: tuple[VersionLine, ...]


def changes_of(session: Session, page: ProposalHeading, number: int, since: int | None) -> Changes:
    """Return version ``number`` of a proposal, held against version ``since``, or against the one before it.

    :raises NotFoundError: when the proposal has no such version.
    """
    statement = select(Version, Person.name).outerjoin(Person, Person.id == Version.person_id)
    rows = session.execute(statement.where(Version.proposal_id == page.proposal_id).order_by(Version.number)).tuples().all()
    ids = {version.number: version.id for version, _ in rows}
    before = since if since in ids and since != number else number - 1 if number - 1 in ids else None
    if number not in ids:
        raise NotFoundError("The proposal has no such version.")
    wanted = [ids[each] for each in (number, before) if each is not None]
    texts: dict[int, dict[str, VersionText]] = {each: {} for each in wanted}
    for text in session.scalars(select(VersionText).where(VersionText.version_id.in_(wanted))):
        texts[text.version_id][text.language] = text
    old = {} if before is None else texts[ids[before]]
    new = texts[ids[number]]
    order = sorted({*old, *new}, key=lambda language: (language != page.authentic_language, language))
    return Changes(
        number=number,
        since=before,
        texts=tuple(_changed(language, old.get(language), new.get(language), is_first=before is None) for language in order),
        versions=tuple(VersionLine(version.number, version.at, (by or "") if page.is_inside else "", version.note) for version, by in rows),
    )


def _changed(language: str, old: VersionText | None, new: VersionText | None, *, is_first: bool) -> ChangedText:
    question = changed_words("" if old is None else old.question, "" if new is None else new.question)
    text = changed_words("" if old is None else old.text, "" if new is None else new.text)
    if is_first:
        question, text = (tuple(Piece("same", piece.text) for piece in pieces) for pieces in (question, text))
    return ChangedText(language, question, text, any(piece.kind != "same" for piece in (*question, *text)))


def changed_words(old: str, new: str) -> tuple[Piece, ...]:
    """Return ``new`` with what is new and what is gone since ``old``: line by line, and word by word where lines changed."""
    pieces: list[Piece] = []
    for kind, before, after in _blocks(old.splitlines(keepends=True), new.splitlines(keepends=True)):
        if kind == "equal":
            pieces.append(Piece("same", "".join(after)))
            continue
        words_before, words_after = _WORD.findall("".join(before)), _WORD.findall("".join(after))
        if max(len(words_before), len(words_after)) > MOST_WORDS:
            blocks: Iterator[tuple[str, Sequence[str], Sequence[str]]] = iter([("replace", words_before, words_after)])
        else:
            blocks = _blocks(words_before, words_after)
        for inner, gone, come in blocks:
            if inner == "equal":
                pieces.append(Piece("same", "".join(come)))
            else:
                pieces += [Piece("gone", "".join(gone))] if gone else []
                pieces += [Piece("new", "".join(come))] if come else []
    return tuple(pieces)


def _blocks(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[str, Sequence[str], Sequence[str]]]:
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=len(old) > MOST_WORDS).get_opcodes():
        yield kind, old[a:b], new[c:d]
