"""The voices of a proposal by name: few beside the picture, all of them on pages of their own, found by position and by name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from consensus.domain.folding import fold
from consensus.domain.terms import OBJECTING_POSITIONS, PositionCode
from consensus.pages.proposal_parts import RollView, VoiceView
from consensus.web.paging import Page, offset_of

NAMED = 12
"""Voices of one position that the page of a proposal names; with 280 of them it stays lighter than 15 kB. Default of the software."""

NAMED_WITH_CONCERNS = 24
"""The same where somebody disagrees or has a concern: their words are what others come to read."""

ON_A_PAGE = 100

SILENT = "silent"
"""How an address calls those who were not heard."""

CONCERNED = frozenset({*OBJECTING_POSITIONS, PositionCode.RESERVATION, PositionCode.STAND_ASIDE})


@dataclass(frozen=True, slots=True)
class Named:
    """The voices of one position as the page of a proposal names them: the first by label, and how many there are."""

    code: PositionCode | None
    count: int
    voices: tuple[VoiceView, ...]

    @property
    def address(self) -> str:
        """How an address calls the position."""
        return address_of(self.code)

    @property
    def is_open(self) -> bool:
        """Whether they are read without being unfolded."""
        return self.code in CONCERNED


def address_of(code: PositionCode | None) -> str:
    """Return how an address calls a position, or silence."""
    return SILENT if code is None else code.value


def named_on_page(roll: RollView) -> tuple[Named, ...]:
    """Return who is named on the page of a proposal, position by position, silence last."""
    found = []
    for code, count in roll.counts:
        if count:
            most = NAMED_WITH_CONCERNS if code in CONCERNED else NAMED
            found.append(Named(code, count, tuple(voice for voice in roll.voices if voice.position is code)[:most]))
    return tuple(found)


def voices_page(roll: RollView, number: int, *, position: str, words: str) -> Page[VoiceView]:
    """Return one page of the voices that take a position and in whose name ``words`` stand; each may be empty, and asks nothing then."""
    found = [voice for voice in roll.voices if (not position or address_of(voice.position) == position) and _is_called(voice, words)]
    return _page(found, number)


def _is_called(voice: VoiceView, words: str) -> bool:
    return all(word in fold(voice.label) for word in fold(words).split())


def _page(found: Sequence[VoiceView], number: int) -> Page[VoiceView]:
    first = offset_of(number, ON_A_PAGE)
    return Page(tuple(found[first : first + ON_A_PAGE]), number, len(found), ON_A_PAGE)
