"""Ledgers for tests, and what somebody who can write the database could do to one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from consensus import ledger, write_once
from consensus.db import dialect_of
from consensus.domain.actor import Actor
from consensus.ledger import Appended
from consensus.ledger.entries import leaf_of

NOW = datetime(2026, 11, 22, 9, 30, 0, 123456, tzinfo=UTC)
MARIA = Actor(person_id=17)

GUARDED = ("ledger_entry", "ledger_head", "ledger_subtree", "checkpoint", "key_rotation")


def say(session: Session, number: int, **more: Any) -> Appended:
    """Append an entry that differs from all others."""
    return ledger.append(
        session,
        at=NOW + timedelta(minutes=number),
        actor=MARIA,
        act="try_out",
        data={"number": number, "text": "Qué hacer? \u0645\u0627 \u0627\u0644\u0639\u0645\u0644"},
        **more,
    )


def fill(session: Session, size: int, *, sign_at: tuple[int, ...] = ()) -> None:
    """Append ``size`` entries, and sign the tree when it has each of the sizes in ``sign_at``."""
    for number in range(size):
        say(session, number)
        if number + 1 in sign_at:
            ledger.sign_checkpoint(session, now=NOW)
    session.commit()


def unguard(session: Session) -> None:
    """Take the guards away, as whoever can write the database could."""
    for table in GUARDED:
        for statement in write_once.unguard(dialect_of(session), table):
            session.execute(text(statement))


def tamper(session: Session, statement: str, values: Mapping[str, Any] | None = None) -> None:
    """Change what is stored, past the guards and past every rule."""
    unguard(session)
    session.execute(text(statement), values or {})
    session.commit()


def rewrite(session: Session, index: int, old: str, new: str) -> None:
    """Change what an entry says and give it the leaf that goes with it, as a careful forger would."""
    unguard(session)
    row = session.execute(text('SELECT entry, salt FROM ledger_entry WHERE "index" = :index'), {"index": index}).one()
    assert old in row.entry
    entry = row.entry.replace(old, new)
    session.execute(
        text('UPDATE ledger_entry SET entry = :entry, leaf = :leaf WHERE "index" = :index'),
        {"entry": entry, "leaf": leaf_of(bytes(row.salt), entry), "index": index},
    )
    session.commit()


def problem_of(session: Session, **options: Any) -> tuple[int | None, str]:
    """Return the first bad entry and the one problem that was found."""
    found = ledger.verify(session, **options)
    assert not found.ok
    assert len(found.problems) == 1, found.problems
    return found.first_bad, found.problems[0]
