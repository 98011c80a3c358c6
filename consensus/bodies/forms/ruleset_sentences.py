"""The sentences of a class with a place for each number: what the editor shows, in the order of a proposal's life.

A sentence is one whole template; a name in braces is a field. What a saved ruleset says stands in
``consensus.domain.ruleset_sentences``.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from consensus.domain.speech import _

SENTENCES = (
    _("A voice belongs to {electorate}; in a steering body to every filled seat."),
    _("The comment window is open for {comment_days} days."),
    _("Objections may be raised for {objection_days} days."),
    _("Silence counts for {silence}."),
    _("An objection may be declared unresolved {resolution_days} days after its answer at the earliest."),
    _("A block that fewer than {block_seconds} other voices seconded counts as an objection once it is declared unresolved."),
    _("May an unresolved objection that is no block be overruled? {overrule}"),
    _("Positions are taken for {consensus_days} days."),
    _("At least {quorum__share} of the base must speak: a share such as 1/3, or a number of voices."),
    _(
        "They must come from at least {quorum__breadth__min_groups} groups by {quorum__breadth__attribute}, with at least"
        " {quorum__breadth__min_each} voices that speak in each: a number of groups, or none if it does not matter."
    ),
    _("Without a quorum the time for positions is extended once, by {extension_days} days; without one again, the proposal fails."),
    _("At least {support_floor} of the base must agree, with or without reservations: a share such as 1/4, or a number of voices."),
    _(
        "If more than {stand_aside_ceiling__overall} of those who spoke stand aside, the proposal is not adopted as it is:"
        " a share, a number of voices, or none if it does not matter."
    ),
    _(
        "Nor is it if more than {stand_aside_ceiling__within__region} of those who spoke in one region,"
        " {stand_aside_ceiling__within__kind} in one kind of member or {stand_aside_ceiling__within__country} in one country stand aside;"
        " groups of which fewer than {stand_aside_ceiling__within_from} spoke are not asked."
    ),
    _("A proposal goes back from positions to objections at most {max_returns} times."),
    _(
        "What an unresolved block stops is put to a fallback vote, which passes with {fallback__strict} {fallback__share} of the yes and no"
        " votes and more yes than no in at least {fallback__regions_for} regions: a share, or none if there is no such vote."
    ),
    _("The fallback vote lasts {fallback_days} days."),
    _(
        "What is adopted is provisional and lapses after {provisional_days} days unless an ordinary proposal ratifies it: a number of days,"
        " or none if it stays in force."
    ),
    _("For {statement_days} days after the closing, a voice of the roll may have a statement annexed, unedited."),
    _("A proposal on which nothing happens for {idle_days} days lapses."),
)

INCLUDE = _("Among those that speak there must be at least {min} voices with the {attribute} {values}.")
"""A row about voices that a quorum must include."""

_PLACE = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a sentence: words, or a field."""

    text: str = ""
    field: Any = None


@dataclass(frozen=True, slots=True)
class SentenceWithFields:
    """A sentence with its fields in place."""

    pieces: tuple[Piece, ...]

    @property
    def fields(self) -> tuple[Any, ...]:
        """Its fields, in order."""
        return tuple(piece.field for piece in self.pieces if piece.field is not None)


def in_place(template: str, field: Callable[[str], Any]) -> SentenceWithFields:
    """Return a sentence cut at its places; ``field`` finds the field of a name."""
    parts = _PLACE.split(str(template))
    pieces = (Piece(field=field(part)) if number % 2 else Piece(text=part) for number, part in enumerate(parts))
    return SentenceWithFields(tuple(piece for piece in pieces if piece.text or piece.field is not None))
