"""The course of a proposal as numbers to be drawn: which stage lasted from when to when, and when its text changed or was objected to."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from consensus.domain.terms import Action, Stage
from consensus.ledger.models import LedgerEntry

MOST_MARKS = 200
"""Far more objections and versions than a picture can tell apart; the list of acts has them all."""

_TURNS = (
    *(Action.CREATE, Action.OPEN_COMMENT, Action.RETURN_TO_DRAFTING, Action.CALL_FOR_OBJECTIONS, Action.CALL_FOR_CONSENSUS),
    *(Action.CLOSE, Action.EXTEND_WINDOW, Action.WITHDRAW_PROPOSAL, Action.DEFER, Action.LAPSE),
)
_MARKED = (Action.REVISE, Action.RAISE_OBJECTION)

NARROWEST = 0.6
"""In hundredths of the width: a stage that lasted an hour is still seen."""


@dataclass(frozen=True, slots=True)
class CourseSpan:
    """A stage from its opening to its end; ``ended_at`` is None for the present one. Across in hundredths of the width."""

    stage: Stage
    began_at: datetime
    ended_at: datetime | None
    closes_at: datetime | None
    """When the window of the present stage ends."""
    x: float
    width: float


@dataclass(frozen=True, slots=True)
class Mark:
    """An objection or a new version, and where it stands."""

    is_objection: bool
    at: datetime
    x: float


@dataclass(frozen=True, slots=True)
class Course:
    """The drawing. ``now_x`` is None once the proposal is closed."""

    first: datetime
    last: datetime
    now_x: float | None
    spans: tuple[CourseSpan, ...]
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Turn:
    """An act after which a stage was open, until when."""

    at: datetime
    stage: Stage
    closes_at: datetime | None


def course_of(session: Session, proposal_id: int, now: datetime) -> Course | None:
    """Return the course of a proposal up to now, in one statement; None where the ledger says nothing of it any more."""
    statement = select(LedgerEntry.act, LedgerEntry.at, LedgerEntry.entry).where(LedgerEntry.proposal_id == proposal_id)
    acts = [act.value for act in (*_TURNS, *_MARKED)]
    rows = session.execute(statement.where(LedgerEntry.act.in_(acts)).order_by(LedgerEntry.index)).tuples().all()
    marks = [(act == Action.RAISE_OBJECTION, at) for act, at, _ in rows if act in _MARKED]
    turns = [_turn(at, json.loads(entry)["data"]) for act, at, entry in rows if act in _TURNS and entry is not None]
    return drawn(turns, marks[:MOST_MARKS], now) if turns else None


def _turn(at: datetime, data: dict[str, str]) -> Turn:
    closes_at = data.get("closes_at")
    return Turn(at, Stage(data["stage"]), None if closes_at is None else datetime.fromisoformat(closes_at))


def drawn(turns: Iterable[Turn], marks: Iterable[tuple[bool, datetime]], now: datetime) -> Course:
    """Return the drawing of a course: from the first act to the last, or to the end of the window that is open."""
    stages: list[list[Turn]] = []
    for turn in turns:
        if stages and stages[-1][0].stage is turn.stage:
            stages[-1].append(turn)
        else:
            stages.append([turn])
    first, end = stages[0][0].at, stages[-1][-1]
    is_closed = end.stage is Stage.CLOSED
    last = end.at if is_closed else max(now, end.closes_at or now)
    length = max((last - first).total_seconds(), 1.0)

    def place(at: datetime) -> float:
        return round(min(max((at - first).total_seconds() / length, 0.0), 1.0) * 100, 2)

    spans = []
    for same, following in zip(stages, [*stages[1:], None], strict=True):
        if same[0].stage is Stage.CLOSED:
            continue
        ended_at = None if following is None else following[0].at
        x = min(place(same[0].at), 100 - NARROWEST)
        width = max(place(last if ended_at is None else ended_at) - x, NARROWEST)
        spans.append(CourseSpan(same[0].stage, same[0].at, ended_at, same[-1].closes_at, x, round(width, 2)))
    return Course(
        first=first,
        last=last,
        now_x=None if is_closed else place(now),
        spans=tuple(spans),
        marks=tuple(Mark(is_objection, at, place(at)) for is_objection, at in marks),
    )
