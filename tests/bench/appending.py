"""Appending entries beside a bare insert and commit of the same bytes, and beside one that is numbered without gaps.

Writers are processes with a connection each; bare rounds and ours take turns, so that a machine that swings does so for both.
"""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from multiprocessing.synchronize import Barrier
from statistics import median
from typing import Any

from sqlalchemy import Engine, create_engine, text
from sqlalchemy.orm import Session

from consensus import ledger
from consensus.db import install_sqlite_rules
from consensus.domain.actor import Actor
from tests.bench.telling import table
from tests.bench.words import sentence

WRITERS = (1, 4, 16)
WARMING = 6
"""Commits of each kind before it counts: the driver prepares what it is asked for the sixth time."""
PATIENCE = 120
"""Seconds without any writer being done, after which something is wrong."""

ACTOR = Actor(person_id=17)
NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
ACT = "change_settings"
"""An act whose entries repeat no rows, so that the ledger alone is measured."""

BARE = "CREATE TABLE bare (id {key}, entry TEXT NOT NULL, salt {bytes} NOT NULL, leaf {bytes} NOT NULL)"
_INSERT = text("INSERT INTO bare (entry, salt, leaf) VALUES (:entry, :salt, :leaf)")
_NEXT = text("UPDATE bare_head SET size = size + 1 RETURNING size")
_INSERT_AT = text("INSERT INTO bare_chain (id, entry, salt, leaf) VALUES (:id, :entry, :salt, :leaf)")
"""What is bare, but for its numbers without gaps: whoever has the next one holds it until its commit, and all others wait."""


@dataclass
class Rates:
    """Commits a second, round by round."""

    writers: int
    ours: list[float] = field(default_factory=list)
    bare: list[float] = field(default_factory=list)
    chain: list[float] = field(default_factory=list)


def measure(url: str, seconds: float, rounds: int) -> str:
    """Return what was measured on a database as a table."""
    return _told([_append(url, writers, seconds, rounds) for writers in WRITERS])


def _told(rates: list[Rates]) -> str:
    rows = (
        (
            *(str(each.writers), f"{median(each.ours):,.0f}", f"{median(each.bare):,.0f}", _ratio(each.ours, each.bare)),
            *(f"{median(each.chain):,.0f}", _ratio(each.ours, each.chain), _ratio(each.chain, each.bare)),
        )
        for each in rates
    )
    return (
        "Entries a second, each with its commit, beside a bare insert and commit of the same bytes, and one numbered without gaps:\n\n"
        + table(("writers", "entries a second", "bare", "of bare", "without gaps", "of that", "that of bare"), rows)
    )


def _ratio(ours: list[float], others: list[float]) -> str:
    return f"{median(ours) / median(others):.2f}"


def _append(url: str, writers: int, seconds: float, rounds: int) -> Rates:
    context = multiprocessing.get_context("fork")  # no connection is open, and sixteen interpreters need not be warmed
    engine = engine_of(url)
    with engine.begin() as connection:
        is_sqlite = engine.dialect.name == "sqlite"
        kinds = {"key": "INTEGER PRIMARY KEY", "bytes": "BLOB"} if is_sqlite else {"key": "SERIAL PRIMARY KEY", "bytes": "BYTEA"}
        connection.execute(text("DROP TABLE IF EXISTS bare"))
        connection.execute(text(BARE.format(**kinds)))
        connection.execute(text("DROP TABLE IF EXISTS bare_chain"))
        connection.execute(text(BARE.replace("bare", "bare_chain").format(key="INTEGER PRIMARY KEY", bytes=kinds["bytes"])))
        connection.execute(text("DROP TABLE IF EXISTS bare_head"))
        connection.execute(text("CREATE TABLE bare_head (size INTEGER NOT NULL)"))
        connection.execute(text("INSERT INTO bare_head VALUES (0)"))
    engine.dispose()
    barrier, counts = context.Barrier(writers), context.Queue()
    workers = [context.Process(target=_write, args=(url, number, barrier, counts, seconds, rounds)) for number in range(writers)]
    for worker in workers:
        worker.start()
    found = [counts.get(timeout=PATIENCE) for _ in range(writers * rounds * 3)]
    for worker in workers:
        worker.join()
    rates = Rates(writers)
    for number in range(rounds):
        for kind, into in (("bare", rates.bare), ("ours", rates.ours), ("chain", rates.chain)):
            into.append(sum(rate for kind_of, round_of, rate in found if (kind_of, round_of) == (kind, number)))
    return rates


def _write(url: str, number: int, barrier: Barrier, counts: Any, seconds: float, rounds: int) -> None:
    engine, said = engine_of(url), {"person": 17, "text": sentence(number, 40)}
    row = {"entry": ledger.canonical(said_in(0, said)), "salt": bytes(16), "leaf": bytes(32)}

    def bare(session: Session) -> None:
        session.execute(_INSERT, row)

    def ours(session: Session) -> None:
        ledger.append(session, at=NOW, actor=ACTOR, act=ACT, data=said)

    def chain(session: Session) -> None:
        session.execute(_INSERT_AT, row | {"id": session.execute(_NEXT).scalar_one()})

    with Session(engine) as session:
        for act in (bare, ours, chain):
            for _ in range(WARMING):
                act(session)
                session.commit()
        for place in range(rounds):
            for kind, act in (("bare", bare), ("ours", ours), ("chain", chain)):
                barrier.wait()
                counts.put((kind, place, _rate(session, act, seconds)))
    engine.dispose()


def _rate(session: Session, act: Callable[[Session], None], seconds: float) -> float:
    began, count = time.monotonic(), 0
    while time.monotonic() < began + seconds:
        act(session)
        session.commit()
        count += 1
    return count / (time.monotonic() - began)


def engine_of(url: str) -> Engine:
    """Return an engine with the rules of the program."""
    engine = create_engine(url)
    install_sqlite_rules(engine)
    return engine


def said_in(index: int, said: dict[str, Any]) -> dict[str, Any]:
    """Return an entry."""
    return {"index": index, "at": ledger.instant(NOW), "actor": ACTOR.ledger_name, "act": ACT, "data": said}
