"""Until when something can be said on proposals: the windows of their stages, with every change that they went through.

Each entry about a proposal says the stage that followed and until when it is open, so the ledger knows how often a window
moved, and whether it was over before its time.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from consensus.bodies.models import Body
from consensus.calendars.dated import LATELY, MOST_OF_A_KIND, Dated, Kind
from consensus.domain.terms import STAGES_UNDER_WAY, Action, Stage
from consensus.ledger.models import LedgerEntry
from consensus.proposals.models import Proposal

MOVING = tuple(
    act.value
    for act in (
        *(Action.OPEN_COMMENT, Action.RETURN_TO_DRAFTING, Action.CALL_FOR_OBJECTIONS, Action.CALL_FOR_CONSENSUS, Action.REVISE),
        *(Action.CLOSE, Action.EXTEND_WINDOW, Action.WITHDRAW_PROPOSAL, Action.DEFER, Action.LAPSE),
    )
)
"""The acts that can open, move or end a window."""


@dataclass(frozen=True, slots=True)
class Turn:
    """An act, and what followed it."""

    at: datetime
    stage: Stage
    closes_at: datetime | None


@dataclass(frozen=True, slots=True)
class Window:
    """Until when a stage is open, or was."""

    closes_at: datetime
    changes: int
    changed_at: datetime
    is_off: bool


def windows_of(session: Session, which: ColumnElement[bool], owed: Collection[int], now: datetime) -> list[Dated]:
    """Return the windows of the proposals ``which`` meets; ``owed`` are those on which the reader owes a position or a vote."""
    since = now - LATELY
    is_late = or_(Proposal.stage.in_(STAGES_UNDER_WAY), Proposal.opened_at > since)
    statement = select(Proposal.id, Proposal.question, Proposal.stage, Body.name).join(Body, Body.id == Proposal.body_id)
    rows = session.execute(statement.where(is_late, which).order_by(Proposal.opened_at.desc(), Proposal.id).limit(MOST_OF_A_KIND)).all()
    if not rows:
        return []
    turns = _turns_of(session, [row.id for row in rows])
    found = []
    for proposal_id, question, present, body_name in rows:
        for stage, window in windows_in(turns[proposal_id]).items():
            if window.closes_at <= since:
                continue
            found.append(
                Dated(
                    kind=Kind.WINDOW,
                    key=f"window:{proposal_id}:{stage.value}",
                    at=window.closes_at,
                    what=question,
                    body_name=body_name,
                    path=f"/proposals/{proposal_id}",
                    changes=window.changes,
                    changed_at=window.changed_at,
                    stage=stage,
                    is_owed=proposal_id in owed and stage is present,
                    is_off=window.is_off,
                )
            )
    return found


def _turns_of(session: Session, proposal_ids: list[int]) -> defaultdict[int, list[Turn]]:
    statement = select(LedgerEntry.proposal_id, LedgerEntry.at, LedgerEntry.entry).where(
        LedgerEntry.proposal_id.in_(proposal_ids), LedgerEntry.act.in_(MOVING)
    )
    turns: defaultdict[int, list[Turn]] = defaultdict(list)
    for proposal_id, at, entry in session.execute(statement.order_by(LedgerEntry.proposal_id, LedgerEntry.index)):
        if entry is not None:
            data = json.loads(entry)["data"]
            closes_at = data.get("closes_at")
            turns[proposal_id].append(Turn(at, Stage(data["stage"]), None if closes_at is None else datetime.fromisoformat(closes_at)))
    return turns


def windows_in(turns: Iterable[Turn]) -> dict[Stage, Window]:
    """Return the window of each stage that was ever open, as the last act left it. A stage that opened again moved its window."""
    windows: dict[Stage, Window] = {}
    present: Stage | None = None
    for turn in turns:
        left = windows.get(present) if present is not None and present is not turn.stage else None
        if present is not None and left is not None and turn.at < left.closes_at:
            # Left before its time: called off, or everybody had spoken. Nothing happens then any more.
            windows[present] = replace(left, changes=left.changes + 1, changed_at=turn.at, is_off=True)
        present = turn.stage
        if turn.closes_at is None or turn.stage is Stage.CLOSED:
            continue
        before = windows.get(turn.stage)
        if before is None:
            windows[turn.stage] = Window(turn.closes_at, 0, turn.at, is_off=False)
        elif before.closes_at != turn.closes_at or before.is_off:
            windows[turn.stage] = Window(turn.closes_at, before.changes + 1, turn.at, is_off=False)
    return windows
