"""An objection on a page of its own, and all of a proposal's beside each other: the text each spoke of, what was said to it, what
was changed to meet it, and what became of it.

What a reader outside the body may not see is no longer there when it comes here: see ``outside.py``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import literal, select, union_all
from sqlalchemy.orm import Session

from consensus.domain.errors import NotFoundError
from consensus.domain.speech import _
from consensus.domain.wording import Piece, changed_words
from consensus.pages.objection_story import Moment, story_of
from consensus.pages.proposal_parts import ProposalPage, TextView
from consensus.pages.said_parts import ObjectionView
from consensus.proposals.models import Translation, Version, VersionText

KEPT_AROUND = 160
"""Characters of unchanged text that an excerpt keeps beside a change."""


@dataclass(frozen=True, slots=True)
class VersionSpokenOf:
    """A version of the text, as far as an objection is about it."""

    number: int
    at: datetime
    note: str
    texts: tuple[TextView, ...]
    """The authentic one first."""


@dataclass(frozen=True, slots=True)
class Meeting:
    """The change that is meant to meet an objection: from the version that it spoke of to the newest that names it."""

    since: int
    number: int
    note: str
    language: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class ObjectionPage:
    """One objection with everything about it."""

    objection: ObjectionView
    spoken_of: VersionSpokenOf
    change: Meeting | None
    story: tuple[Moment, ...]
    """What happened to it, the earliest first."""


@dataclass(frozen=True, slots=True)
class ObjectionBeside:
    """An objection beside an excerpt of the change that is meant to meet it."""

    objection: ObjectionView
    change: Meeting | None


@dataclass(frozen=True, slots=True)
class SpokenOf:
    """The objections that spoke of one version; ``version`` is null for those of which it may not be told."""

    version: VersionSpokenOf | None
    objections: tuple[ObjectionBeside, ...]


def objection_page(session: Session, page: ProposalPage, key: str) -> ObjectionPage:
    """Return the page of one objection.

    :raises NotFoundError: when there is no such objection, or it has no page for this reader: which of both is not told.
    """
    objection = next((each for each in page.objections if each.key and each.key == key), None)
    if objection is None or objection.version_number is None:
        raise NotFoundError(_("There is no such objection on this proposal, or it is not open to you."))
    versions = _versions(session, page, _numbers([objection]))
    return ObjectionPage(
        objection=objection,
        spoken_of=versions[objection.version_number],
        change=_meeting(objection, versions),
        story=story_of(objection, {number: version.at for number, version in versions.items()}),
    )


def objections_page(session: Session, page: ProposalPage) -> tuple[SpokenOf, ...]:
    """Return all objections of a proposal by the version that each spoke of, the newest version first."""
    versions = _versions(session, page, _numbers(page.objections))
    numbers = sorted({each.version_number for each in page.objections if each.version_number is not None}, reverse=True)
    changes: dict[tuple[int | None, int | None], Meeting | None] = {}
    for each in page.objections:
        way = (each.version_number, each.named_in_version)
        if way not in changes:
            changes[way] = _meeting(each, versions, is_excerpt=True)
    return tuple(
        SpokenOf(
            None if number is None else versions[number],
            tuple(
                ObjectionBeside(each, changes[each.version_number, each.named_in_version])
                for each in page.objections
                if each.version_number == number
            ),
        )
        for number in (*numbers, *([None] if any(each.version_number is None for each in page.objections) else []))
    )


def excerpt(pieces: Iterable[Piece]) -> tuple[Piece, ...]:
    """Return what changed with some of the text around it; what is left out in between shows as an ellipsis."""
    given = tuple(pieces)
    shown = []
    for place, piece in enumerate(given):
        if piece.kind != "same" or len(piece.text) <= 2 * KEPT_AROUND:
            shown.append(piece)
            continue
        before = piece.text[:KEPT_AROUND].rsplit(None, 1)[0] if place else ""
        after = piece.text[-KEPT_AROUND:].split(None, 1)[-1] if place < len(given) - 1 else ""
        shown.append(Piece("same", f"{before} […] {after}".lstrip() if after else f"{before} […]"))
    return tuple(shown)


def _numbers(objections: Iterable[ObjectionView]) -> set[int]:
    return {number for each in objections for number in (each.version_number, each.named_in_version) if number is not None}


def _versions(session: Session, page: ProposalPage, numbers: set[int]) -> Mapping[int, VersionSpokenOf]:
    if not numbers:
        return {}
    wanted = (Version.proposal_id == page.proposal_id, Version.number.in_(numbers))
    about = (Version.number, Version.at, Version.note)
    saved = select(
        *(*about, VersionText.language, VersionText.question, VersionText.text, VersionText.html, VersionText.sha256),
        literal(0).label("place"),
    )
    translated = select(
        *(*about, Translation.language, Translation.question, Translation.text, Translation.html, Translation.sha256),
        Translation.id.label("place"),
    )
    statement = union_all(
        saved.join(VersionText, VersionText.version_id == Version.id).where(*wanted),
        translated.join(Translation, Translation.version_id == Version.id).where(*wanted, Translation.is_held),
    )
    # Of each language the newest: what the version held.
    newest = {(row.number, row.language): row for row in sorted(session.execute(statement), key=lambda row: int(row.place))}
    rows = list(newest.values())
    authentic = page.version.authentic.language
    found: dict[int, VersionSpokenOf] = {}
    for number in sorted({row.number for row in rows}):
        mine = [row for row in rows if row.number == number]
        mine.sort(key=lambda row: (row.language != authentic, row.language))
        texts = (
            TextView(each.language, each.question, each.text, each.html, each.sha256, each.language == authentic, number) for each in mine
        )
        found[number] = VersionSpokenOf(number, mine[0].at, mine[0].note, tuple(texts))
    return found


def _meeting(objection: ObjectionView, versions: Mapping[int, VersionSpokenOf], *, is_excerpt: bool = False) -> Meeting | None:
    since, number = objection.version_number, objection.named_in_version
    if since is None or number is None:
        return None
    old, new = versions[since].texts[0], versions[number].texts[0]
    pieces = changed_words(old.text, new.text)
    return Meeting(since, number, versions[number].note, new.language, excerpt(pieces) if is_excerpt else pieces)
