"""In which order positions are called for in a room: first what stops a text, last agreement, so that nobody must speak against a crowd."""

from __future__ import annotations

from consensus.domain.terms import PositionCode

CALLED = (
    PositionCode.BLOCK,
    PositionCode.OBJECT,
    PositionCode.STAND_ASIDE,
    PositionCode.RESERVATION,
    PositionCode.SUPPORT,
    PositionCode.ABSTAIN,
)
