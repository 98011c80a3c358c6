"""Where a voice stood at an instant, told from everything it said and objected: minutes speak of the end of an item, not of today.

What it counts as is said by ``tally.py``; here only what was not yet said, or not yet settled, is left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from consensus.domain.tally import OwnObjection, Standing
from consensus.domain.terms import Attribution, ObjectionKind, ObjectionStatus, PositionCode


@dataclass(frozen=True, slots=True)
class SaidPosition:
    """A position that a voice took."""

    version: int
    code: PositionCode
    reason: str
    attribution: Attribution
    at: datetime


@dataclass(frozen=True, slots=True)
class SaidObjection:
    """An objection that a voice raised, with its fate today."""

    kind: ObjectionKind
    status: ObjectionStatus
    reason: str
    attribution: Attribution
    raised_at: datetime
    settled_at: datetime | None


@dataclass(frozen=True, slots=True)
class Stood:
    """Where a voice stood, and the words with which it did; without words, empty."""

    code: PositionCode | None
    reason: str = ""
    attribution: Attribution | None = None


def stood_at(positions: Sequence[SaidPosition], objections: Sequence[SaidObjection], at: datetime, version: int) -> Stood:
    """Return where a voice stood at ``at`` on ``version``; both lists are in the order of time.

    An objection that was settled after a position was said took that position with it. Source: process.md sections 2 (T13, T14), 3.
    """
    said = next((each for each in reversed(positions) if each.at <= at and each.version == version), None)
    raised = [(each, _status_at(each, at)) for each in objections if each.raised_at <= at]
    if said is not None and any(_took_back(each, status, said) for each, status in raised):
        said = None
    own = tuple(OwnObjection(each.kind, status) for each, status in raised)
    counts_as = Standing({}, None if said is None else said.code, own).counts_as
    if said is not None and counts_as is said.code:
        return Stood(counts_as, said.reason, said.attribution)
    live = next((each for each, status in reversed(raised) if status.is_live), None)
    if counts_as is None or live is None:
        return Stood(counts_as)
    return Stood(counts_as, live.reason, live.attribution)


def _status_at(objection: SaidObjection, at: datetime) -> ObjectionStatus:
    return objection.status if objection.settled_at is not None and objection.settled_at <= at else ObjectionStatus.OPEN


def _took_back(objection: SaidObjection, status: ObjectionStatus, said: SaidPosition) -> bool:
    is_gone = status in (ObjectionStatus.WITHDRAWN, ObjectionStatus.ACCOMMODATED)
    return is_gone and objection.settled_at is not None and objection.raised_at >= said.at and objection.settled_at > said.at
