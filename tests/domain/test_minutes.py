"""Where a voice stood when an item of an agenda ended, whatever it said, raised or withdrew afterwards."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from consensus.domain.minutes import SaidObjection, SaidPosition, stood_at
from consensus.domain.terms import Attribution, ObjectionKind, ObjectionStatus, PositionCode

NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
P, S = PositionCode, ObjectionStatus


def at(minute: int) -> datetime:
    return NOON + timedelta(minutes=minute)


def said(code: PositionCode, minute: int, *, version: int = 1) -> SaidPosition:
    return SaidPosition(version, code, "Why.", Attribution.NAMED, at(minute))


def raised(
    minute: int, status: ObjectionStatus = S.OPEN, settled: int | None = None, kind: ObjectionKind = ObjectionKind.BLOCK
) -> SaidObjection:
    return SaidObjection(kind, status, "Harm.", Attribution.SEALED, at(minute), None if settled is None else at(settled))


CASES = [
    # what was said before the item ended counts, what came after does not
    ([said(P.SUPPORT, 1)], [], P.SUPPORT),
    ([said(P.SUPPORT, 1), said(P.ABSTAIN, 11)], [], P.SUPPORT),
    ([said(P.SUPPORT, 11)], [], None),
    # nor what was said on another version
    ([said(P.SUPPORT, 1, version=2)], [], None),
    # an objection is silence until the consensus stage, unless it was unresolved
    ([], [raised(1)], None),
    ([], [raised(1, S.UNRESOLVED, 5)], P.BLOCK),
    # one that is withdrawn later still stood
    ([said(P.BLOCK, 1)], [raised(1, S.WITHDRAWN, 11)], P.BLOCK),
    # one that was withdrawn before took its position with it
    ([said(P.BLOCK, 1)], [raised(1, S.WITHDRAWN, 5)], None),
    ([said(P.SUPPORT, 1)], [raised(2, S.WITHDRAWN, 5)], None),
    # what was said instead of it stays
    ([said(P.BLOCK, 1), said(P.SUPPORT, 5)], [raised(1, S.WITHDRAWN, 5)], P.SUPPORT),
]


@pytest.mark.parametrize(("positions", "objections", "stood"), CASES)
def test_a_voice_stood_where_it_stood_when_the_item_ended(
    positions: list[SaidPosition], objections: list[SaidObjection], stood: PositionCode | None
) -> None:
    assert stood_at(positions, objections, at(10), 1).code is stood


def test_the_words_of_an_objection_keep_the_level_of_the_objection() -> None:
    found = stood_at([], [raised(1, S.UNRESOLVED, 5)], at(10), 1)
    assert (found.reason, found.attribution) == ("Harm.", Attribution.SEALED)
