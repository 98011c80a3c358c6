"""What changed between any two versions of a text, word by word, in one language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from consensus.domain.errors import NotFoundError
from consensus.domain.speech import _
from consensus.domain.wording import Piece, Row, changed_words, side_by_side
from consensus.pages.proposal_parts import ProposalHeading
from consensus.people.models import Person
from consensus.proposals.models import AmendmentTakenOver, Comment, Version
from consensus.proposals.standing import StandingText, standing_texts


class View(StrEnum):
    """How two texts are shown."""

    MERGED = "merged"
    """As one text, with the words that came and went."""
    BESIDE = "beside"
    """Side by side, line by line."""


@dataclass(frozen=True, slots=True)
class ChangedText:
    """A question and text in one language, as pieces."""

    language: str
    question: tuple[Piece, ...]
    text: tuple[Piece, ...]
    rows: tuple[Row, ...]
    """The question and the text line by line, both sides; empty where they are shown as one."""
    is_changed: bool
    only_spaces: bool
    """Whether nothing but spaces and line breaks changed."""
    old_number: int | None
    """The version whose text the older one is, where it was carried over; ``None`` where there was none in this language."""
    new_number: int | None


@dataclass(frozen=True, slots=True)
class VersionLine:
    """A version in the list of all."""

    number: int
    at: datetime
    by: str
    note: str
    takes_over: str | None
    """Whose amendment it takes over; empty for a reader who may not know who it was."""


@dataclass(frozen=True, slots=True)
class Changes:
    """One version held against another."""

    number: int
    since: int | None
    """``None`` for the first one, which is new as a whole."""
    language: str
    languages: tuple[str, ...]
    """Every language in which there is a text, the authentic one first."""
    view: View
    text: ChangedText
    versions: tuple[VersionLine, ...]


def changes_of(
    session: Session, page: ProposalHeading, number: int, since: int | None, *, wanted: str | None = None, view: View = View.MERGED
) -> Changes:
    """Return version ``number`` of a proposal, held against version ``since``, or against the one before it.

    ``wanted`` is the language; the authentic one, if there is no text in it.

    :raises NotFoundError: when the proposal has no such version.
    """
    versions = _versions(session, page)
    numbers = {version.number for version in versions}
    if number not in numbers:
        raise NotFoundError(_("The proposal has no such version."))
    before = since if since in numbers and since != number else number - 1 if number - 1 in numbers else None
    old = {} if before is None else standing_texts(session, page.proposal_id, before)
    new = standing_texts(session, page.proposal_id, number)
    languages = sorted({*old, *new}, key=lambda language: (language != page.authentic_language, language))
    language = wanted if wanted in languages else languages[0]
    return Changes(
        number=number,
        since=before,
        language=language,
        languages=tuple(languages),
        view=View.MERGED if before is None else view,
        text=_changed(language, old.get(language), new.get(language), view=view, is_first=before is None),
        versions=versions,
    )


def _versions(session: Session, page: ProposalHeading) -> tuple[VersionLine, ...]:
    proposer = aliased(Person)
    statement = (
        select(Version.number, Version.at, Person.name, Version.note, AmendmentTakenOver.comment_id, proposer.name)
        .outerjoin(Person, Person.id == Version.person_id)
        .outerjoin(AmendmentTakenOver, AmendmentTakenOver.version_id == Version.id)
        .outerjoin(Comment, Comment.id == AmendmentTakenOver.comment_id)
        .outerjoin(proposer, proposer.id == Comment.person_id)
        .where(Version.proposal_id == page.proposal_id)
        .order_by(Version.number)
    )
    return tuple(
        VersionLine(
            number=number,
            at=at,
            by=(by or "") if page.is_inside else "",
            note=note,
            takes_over=None if amendment is None else name if page.is_inside else "",
        )
        for number, at, by, note, amendment, name in session.execute(statement)
    )


def _changed(language: str, old: StandingText | None, new: StandingText | None, *, view: View, is_first: bool) -> ChangedText:
    before = ("", "") if old is None else (old.question, old.text)
    after = ("", "") if new is None else (new.question, new.text)
    question, text = changed_words(before[0], after[0]), changed_words(before[1], after[1])
    if is_first:
        question, text = (tuple(Piece("same", piece.text) for piece in pieces) for pieces in (question, text))
    changed = [piece for piece in (*question, *text) if piece.kind != "same"]
    return ChangedText(
        language=language,
        question=question,
        text=text,
        rows=side_by_side(text) if view is View.BESIDE and not is_first else (),
        is_changed=bool(changed),
        only_spaces=bool(changed) and all(not piece.text.strip() for piece in changed),
        old_number=None if old is None else old.number,
        new_number=None if new is None else new.number,
    )
