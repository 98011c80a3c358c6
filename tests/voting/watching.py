"""Watches a rehearsal while it is played on a real database: what each act commits, which rows and entries it adds."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from consensus.db import Base
from consensus.domain.errors import RefusedError
from consensus.ledger.models import LedgerEntry
from consensus.rehearsal import acts, parse_rehearsals, player
from consensus.rehearsal.acts import Turn
from consensus.rehearsal.player import Player

TESTS = Path(__file__).parents[1]

Rows = dict[str, list[tuple[Any, ...]]]


def told(name: str) -> dict[str, Any]:
    """The rehearsal of this name."""
    for path in (*(TESTS / "cases" / "rehearsals").glob("*.json"), *(TESTS / "voting" / "rehearsals").glob("*.json")):
        data = json.loads(path.read_text(encoding="utf-8"))
        for each in data if isinstance(data, list) else [data]:
            if each["id"] == name:
                found: dict[str, Any] = each
                return found
    raise LookupError(name)


def ready(session: Session, rehearsal: dict[str, Any]) -> Player:
    """A player on the session's own database."""
    (parsed,) = parse_rehearsals(rehearsal, "test")
    return Player.ready(session, parsed)


def rows(session: Session) -> Rows:
    """Every row of every table."""
    found = {
        table.name: sorted((tuple(map(repr, row)) for row in session.execute(select(table))), key=repr)
        for table in Base.metadata.sorted_tables
    }
    session.rollback()
    return found


def entries(session: Session, since: int = 0) -> list[dict[str, Any]]:
    """What the ledger says from an index on."""
    statement = select(LedgerEntry.entry).where(LedgerEntry.index >= since).order_by(LedgerEntry.index)
    found = [json.loads(text) for text in session.scalars(statement) if text is not None]
    session.rollback()
    return found


@contextmanager
def commits(session: Session) -> Iterator[list[str]]:
    """Notes every commit and roll-back of the session while the block runs."""
    noted: list[str] = []

    def committed(_session: Session) -> None:
        noted.append("commit")

    def rolled_back(_session: Session) -> None:
        noted.append("rollback")

    event.listen(session, "after_commit", committed)
    event.listen(session, "after_rollback", rolled_back)
    try:
        yield noted
    finally:
        event.remove(session, "after_commit", committed)
        event.remove(session, "after_rollback", rolled_back)


@dataclass
class Watched:
    """One act of a person, as it was seen."""

    act: str
    actor: int
    error: str | None
    commits: list[str]
    added: list[dict[str, Any]]
    """The entries that it added to the ledger."""
    changed: bool
    """Whether any row of any table is another one than before."""


@dataclass
class Watch:
    """All acts of a rehearsal."""

    seen: list[Watched] = field(default_factory=list)

    @property
    def done(self) -> list[Watched]:
        """Those that happened."""
        return [each for each in self.seen if each.error is None]

    @property
    def refused(self) -> list[Watched]:
        """Those that were refused."""
        return [each for each in self.seen if each.error is not None]


def watch(session: Session, rehearsal: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> tuple[Watch, dict[str, object]]:
    """Play a rehearsal on the session's database and return what was seen and what came out."""
    seen = Watch()

    def watched(turn: Turn) -> int | None:
        before, start, error, made = rows(session), len(entries(session)), None, None
        with commits(session) as noted:
            try:
                made = acts.act(turn)
            except RefusedError as refused:
                error = refused
        during = list(noted)
        seen.seen.append(
            Watched(
                act=turn.do.value,
                actor=turn.actor.person_id or 0,
                error=None if error is None else error.code.value,
                commits=during,
                added=entries(session, start),
                changed=rows(session) != before,
            )
        )
        if error is not None:
            raise error
        return made

    monkeypatch.setattr(player, "act", watched)
    return seen, ready(session, rehearsal).play_all()
