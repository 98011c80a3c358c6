"""Amendments in place: the text with each passage that somebody would change, and what they would put there."""

from __future__ import annotations

from dataclasses import dataclass

from consensus.domain.passages import Place, cut_at, end_of, places_of, together, with_passage
from consensus.domain.wording import Piece, changed_words
from consensus.pages.act_page import can_answer
from consensus.pages.proposal_parts import CommentView, ProposalPage, TextView

AROUND = 40
"""Characters of the text shown before and after a passage, so that its reader knows where it stands."""


@dataclass(frozen=True, slots=True)
class AmendmentView:
    """An amendment that waits for its answer."""

    comment: CommentView
    place: Place | None
    """Where its passage stands first; the end of the text where it only adds; ``None`` where it is no longer there."""
    times: int
    """At how many places the passage stands."""
    change: tuple[Piece, ...]
    """What would go and what would come."""
    elsewhere: str | None
    """The language of a translation in which the passage stands, where it does not stand in the text that counts."""
    can_take_over: bool


@dataclass(frozen=True, slots=True)
class Part:
    """Some of the text; ``passage`` is the number of the passage that it is, 0 where it is none."""

    text: str
    passage: int


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some lines of the text, with the amendments to the passages that end there."""

    parts: tuple[Part, ...]
    groups: tuple[tuple[int, tuple[AmendmentView, ...]], ...]
    """By the number of the passage: all amendments that speak of it."""


@dataclass(frozen=True, slots=True)
class AmendedText:
    """The text that counts, with every amendment that waits for its answer."""

    language: str
    stretches: tuple[Stretch, ...]
    added: tuple[AmendmentView, ...]
    """Those that would add something at the end."""
    gone: tuple[AmendmentView, ...]
    """Those whose passage is no longer in the text."""
    answered: tuple[CommentView, ...]


def amended_text(page: ProposalPage) -> AmendedText:
    """Return the text of a proposal with its amendments where they stand."""
    text = page.version.authentic.text
    amendments = [comment for comment in page.comments if comment.amendment is not None]
    waiting = [_view(page, comment) for comment in amendments if comment.waits]
    added = tuple(view for view in waiting if view.place == end_of(text))
    in_place = [view for view in waiting if view.place is not None and view not in added]
    return AmendedText(
        language=page.version.authentic.language,
        stretches=_stretches(text, in_place),
        added=added,
        gone=tuple(view for view in waiting if view.place is None),
        answered=tuple(comment for comment in amendments if not comment.waits),
    )


def change_in_place(text: str, place: Place, amendment: str) -> tuple[Piece, ...]:
    """Return what a text would become, with some words before and after the place that changes."""
    start, end = max(place.start - AROUND, 0), min(place.end + AROUND, len(text))
    start = text.rfind("\n", 0, place.start) + 1 if "\n" in text[start : place.start] else start
    end = text.find("\n", place.end) if "\n" in text[place.end : end] else end
    after = with_passage(text, place, amendment)
    return changed_words(text[start:end], after[start : len(after) - (len(text) - end)])


def places_to_choose(page: ProposalPage, comment: CommentView) -> dict[int, str]:
    """Return the places at which the passage of an amendment stands, each with the words around it; empty if there is but one."""
    text = page.version.authentic.text
    places = places_of(comment.passage or "", text)
    if len(places) < 2:
        return {}
    return {number: _around(text, place) for number, place in enumerate(places, start=1)}


def _around(text: str, place: Place) -> str:
    before, after = text[max(place.start - AROUND, 0) : place.start], text[place.end : place.end + AROUND]
    return " ".join(f"… {before}«{text[place.start : place.end]}»{after} …".split())


def _view(page: ProposalPage, comment: CommentView) -> AmendmentView:
    authentic = page.version.authentic
    new = comment.amendment or ""
    can_take_over = can_answer(page, comment.comment_id)
    if not (comment.passage or "").strip():
        return AmendmentView(comment, end_of(authentic.text), 1, changed_words("", new), None, can_take_over)
    places = places_of(comment.passage or "", authentic.text)
    if not places:
        change = changed_words(comment.passage or "", new)
        return AmendmentView(comment, None, 0, change, _elsewhere(page.version.texts, comment), can_take_over=False)
    first = places[0]
    return AmendmentView(
        comment, first, len(places), changed_words(authentic.text[first.start : first.end], new.strip()), None, can_take_over
    )


def _elsewhere(texts: tuple[TextView, ...], comment: CommentView) -> str | None:
    return next((text.language for text in texts if not text.is_authentic and places_of(comment.passage or "", text.text)), None)


def _stretches(text: str, amendments: list[AmendmentView]) -> tuple[Stretch, ...]:
    passages = together(view.place for view in amendments if view.place is not None)
    groups = [tuple(view for view in amendments if view.place is not None and view.place.overlaps(passage)) for passage in passages]
    found: list[Stretch] = []
    begin, held = 0, list[int]()
    for index, passage in enumerate(passages):
        held.append(index)
        line_end = text.find("\n", passage.end)
        end = len(text) if line_end < 0 else line_end + 1
        if index + 1 < len(passages) and passages[index + 1].start < end:
            continue
        found.append(_stretch(text, begin, end, [(number, passages[number], groups[number]) for number in held]))
        begin, held = end, []
    if begin < len(text):
        found.append(Stretch((Part(text[begin:], 0),), ()))
    return tuple(found)


def _stretch(text: str, begin: int, end: int, held: list[tuple[int, Place, tuple[AmendmentView, ...]]]) -> Stretch:
    places = [Place(place.start - begin, place.end - begin) for _, place, _ in held]
    cuts = cut_at(text[begin:end], places)
    parts = [Part(cut, held[place // 2][0] + 1 if place % 2 else 0) for place, cut in enumerate(cuts)]
    return Stretch(tuple(part for part in parts if part.text), tuple((number + 1, views) for number, _, views in held))
