"""The ledger: appending beside a bare insert and commit, verifying beside the bare hashing, a receipt out of a large tree.

Writers are processes with a connection each; bare rounds and ours take turns, so that a machine that swings does so for both.
"""

from __future__ import annotations

import multiprocessing
import os
import resource
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from multiprocessing.synchronize import Barrier
from pathlib import Path
from random import Random
from statistics import median
from typing import Any

import click
from sqlalchemy import Engine, LargeBinary, cast, create_engine, insert, select, text, update
from sqlalchemy.orm import Session

from consensus import ledger
from consensus.db import install_sqlite_rules
from consensus.domain.actor import Actor
from consensus.ledger.entries import leaf_of
from consensus.ledger.merkle import WIDTH, completed, grow, leaf_hash
from consensus.ledger.models import LedgerEntry, LedgerHead, LedgerSubtree
from tests.bench.databases import copied, fresh
from tests.bench.network import installed
from tests.bench.telling import table
from tests.bench.words import sentence

WRITERS = (1, 4, 16)
RECEIPTS = 60
PATIENCE = 120
"""Seconds without any writer being done, after which something is wrong."""

ACTOR = Actor(person_id=17)
NOW = datetime(2026, 11, 22, 9, 30, tzinfo=UTC)
ACT = "change_settings"
"""An act whose entries repeat no rows, so that the ledger alone is measured."""

BARE = "CREATE TABLE bare (id {key}, entry TEXT NOT NULL, salt {bytes} NOT NULL, leaf {bytes} NOT NULL)"
_INSERT = text("INSERT INTO bare (entry, salt, leaf) VALUES (:entry, :salt, :leaf)")


HELPERS = os.cpu_count() or 1


@dataclass(frozen=True)
class Taken:
    """What a process took of the whole ledger."""

    processor: float
    """Seconds of it, those of helpers among them."""
    seconds: float
    megabytes: float
    """The most memory that one process held."""
    hashing: float = 0.0
    """Seconds of processor for the hashing by itself."""


@dataclass
class Rates:
    """Commits a second, round by round."""

    writers: int
    ours: list[float] = field(default_factory=list)
    bare: list[float] = field(default_factory=list)


def measure(folder: Path, *, postgres: bool, seconds: float, rounds: int, entries: int) -> None:
    """Measure on one database and print."""
    click.echo(f"\nThe ledger on {'PostgreSQL' if postgres else 'SQLite'}.")
    with fresh(folder, postgres=postgres) as store:
        app = installed(folder, store.url)
        from consensus.db import db, upgrade

        upgrade(app)
        with app.app_context():
            db.engine.dispose()
        with copied(store, "appending") as copy:
            rates = [_append(copy.url, writers, seconds, rounds) for writers in WRITERS]
        click.echo(f"\n{_told(rates)}")
        with copied(store, "large") as copy:
            _large(folder, copy.url, entries, rounds)


def _told(rates: list[Rates]) -> str:
    rows = ((str(each.writers), f"{median(each.ours):,.0f}", f"{median(each.bare):,.0f}", _ratio(each)) for each in rates)
    return "Entries a second, each with its commit, beside a bare insert and commit of the same bytes:\n\n" + table(
        ("writers", "entries a second", "bare", "of bare"), rows
    )


def _ratio(rates: Rates) -> str:
    return f"{median(rates.ours) / median(rates.bare):.2f}"


# --- appending --------------------------------------------------------------------------------------------------------


def _append(url: str, writers: int, seconds: float, rounds: int) -> Rates:
    context = multiprocessing.get_context("fork")  # no connection is open, and sixteen interpreters need not be warmed
    engine = _engine(url)
    with engine.begin() as connection:
        is_sqlite = engine.dialect.name == "sqlite"
        kinds = {"key": "INTEGER PRIMARY KEY", "bytes": "BLOB"} if is_sqlite else {"key": "SERIAL PRIMARY KEY", "bytes": "BYTEA"}
        connection.execute(text("DROP TABLE IF EXISTS bare"))
        connection.execute(text(BARE.format(**kinds)))
    engine.dispose()
    barrier, counts = context.Barrier(writers), context.Queue()
    workers = [context.Process(target=_write, args=(url, number, barrier, counts, seconds, rounds)) for number in range(writers)]
    for worker in workers:
        worker.start()
    found = [counts.get(timeout=PATIENCE) for _ in range(writers * rounds * 2)]
    for worker in workers:
        worker.join()
    rates = Rates(writers)
    for number in range(rounds):
        for kind, into in (("bare", rates.bare), ("ours", rates.ours)):
            into.append(sum(rate for kind_of, round_of, rate in found if (kind_of, round_of) == (kind, number)))
    return rates


def _write(url: str, number: int, barrier: Barrier, counts: Any, seconds: float, rounds: int) -> None:
    engine, said = _engine(url), {"person": 17, "text": sentence(number, 40)}
    row = {"entry": ledger.canonical(_entry(0, said)), "salt": bytes(16), "leaf": bytes(32)}

    def bare(session: Session) -> None:
        session.execute(_INSERT, row)

    def ours(session: Session) -> None:
        ledger.append(session, at=NOW, actor=ACTOR, act=ACT, data=said)

    with Session(engine) as session:
        ours(session)
        session.commit()
        for place in range(rounds):
            for kind, act in (("bare", bare), ("ours", ours)):
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


def _engine(url: str) -> Engine:
    engine = create_engine(url)
    install_sqlite_rules(engine)
    return engine


# --- a large ledger ---------------------------------------------------------------------------------------------------


def _large(folder: Path, url: str, entries: int, rounds: int) -> None:
    began = time.monotonic()
    _fill(url, entries)
    click.echo(f"\nFilled a ledger with {entries:,} entries in {time.monotonic() - began:.0f} s.")
    turns = [(_apart(_hash, folder, url), _apart(_verify, folder, url), _together(folder, url)) for _ in range(rounds)]
    hashed, alone, together = (min((turn[place] for turn in turns), key=lambda taken: taken.processor) for place in range(3))
    rows = [
        ("hashing alone", f"{hashed.hashing:.1f}", "", "", "", ""),
        ("reading and hashing", *_taken(hashed, hashed)),
        ("verifying, one process", *_taken(alone, hashed)),
        (f"verifying, {HELPERS} helpers", *_taken(together, hashed)),
    ]
    headings = ("", "s of processor", "s", "times the reading and hashing", "times the hashing", "memory, MB")
    click.echo(f"\n{table(headings, rows)}\n")
    times = sorted(_apart(_receipts, folder, url))
    click.echo(f"A receipt at {entries:,} entries: {median(times):.1f} ms, 95 of 100 within {times[int(len(times) * 0.95)]:.1f} ms.")


def _fill(url: str, entries: int) -> None:
    engine, frontier = _engine(url), list[bytes]()
    said = [{"person": 17, "text": sentence(number, 40)} for number in range(100)]
    salts = Random(5)
    with engine.begin() as connection:
        for first in range(0, entries, 10_000):
            rows, subtrees = [], []
            for index in range(first, min(first + 10_000, entries)):
                entry, salt = ledger.canonical(_entry(index, said[index % 100])), salts.randbytes(16)
                leaf = leaf_of(salt, entry)
                rows.append({"index": index, "at": NOW, "actor": ACTOR.ledger_name, "act": ACT, "entry": entry, "salt": salt, "leaf": leaf})
                if (index + 1) % WIDTH == 0:
                    for level, root in enumerate(completed(index, frontier, leaf), start=1):
                        subtrees.append({"level": level, "place": (index + 1) // WIDTH**level - 1, "root": root})
                frontier = grow(index, frontier, leaf)
            connection.execute(insert(LedgerEntry), rows)
            if subtrees:
                connection.execute(insert(LedgerSubtree), subtrees)
        # The guard lets the head grow by one alone.
        place = "" if engine.dialect.name == "sqlite" else " ON ledger_head"
        connection.execute(text(f"DROP TRIGGER ledger_head_refuses_update{place}"))
        connection.execute(update(LedgerHead).values(size=entries, frontier=[root.hex() for root in frontier]))
    engine.dispose()


def _entry(index: int, said: dict[str, Any]) -> dict[str, Any]:
    return {"index": index, "at": ledger.instant(NOW), "actor": ACTOR.ledger_name, "act": ACT, "data": said}


def _apart(work: Callable[[Path, str], Any], folder: Path, url: str) -> Any:
    """Return what ``work`` finds in a process of its own, so that the memory of one is not that of another."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(work, (folder, url))


def _hash(_folder: Path, url: str) -> Taken:
    """Return how long reading and hashing all takes, and the hashing by itself."""
    engine, began, clock, hashing, frontier, size = _engine(url), time.process_time(), time.monotonic(), 0.0, list[bytes](), 0
    with engine.connect() as connection:
        for page in _pages(connection):
            start = time.process_time()
            for salt, entry in page:
                frontier = grow(size, frontier, leaf_hash(salt + entry))
                size += 1
            hashing += time.process_time() - start
    engine.dispose()
    return Taken(time.process_time() - began, time.monotonic() - clock, _megabytes(resource.RUSAGE_SELF), hashing)


def _pages(connection: Any) -> Iterator[list[tuple[bytes, bytes]]]:
    entry = cast(LedgerEntry.entry, LargeBinary) if connection.dialect.name == "sqlite" else text("convert_to(entry, 'UTF8')")
    columns, last = select(LedgerEntry.index, LedgerEntry.salt, entry).order_by(LedgerEntry.index).limit(1_000), -1
    while rows := connection.execute(columns.where(LedgerEntry.index > last)).all():
        yield [(bytes(salt), bytes(said)) for _, salt, said in rows]
        last = rows[-1][0]


def _verify(folder: Path, url: str) -> Taken:
    """Return what verifying takes in one process."""
    from consensus.db import db

    app = installed(folder, url)
    with app.app_context():
        began, clock = time.process_time(), time.monotonic()
        found = ledger.verify(db.session())
        taken = Taken(time.process_time() - began, time.monotonic() - clock, _megabytes(resource.RUSAGE_SELF))
        db.engine.dispose()
    if not found.ok:
        raise RuntimeError(found.problems[0])
    return taken


def _together(folder: Path, url: str) -> Taken:
    """Return what verifying takes with helpers, their beginning among it. Not in a process of a pool, which may start no other."""
    from consensus.db import db

    app = installed(folder, url)
    with app.app_context():
        began, before, clock = time.process_time(), resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
        found = ledger.verify(db.session(), helpers=HELPERS)
        seconds, used = time.monotonic() - clock, resource.getrusage(resource.RUSAGE_CHILDREN)
        db.session.remove()
        db.engine.dispose()
    if not found.ok:
        raise RuntimeError(found.problems[0])
    helping = used.ru_utime + used.ru_stime - before.ru_utime - before.ru_stime
    return Taken(time.process_time() - began + helping, seconds, _megabytes(resource.RUSAGE_CHILDREN))


def _taken(taken: Taken, hashed: Taken) -> tuple[str, ...]:
    """Return what something took, in words of the table."""
    return (
        *(f"{taken.processor:.1f}", f"{taken.seconds:.1f}"),
        *(f"{taken.processor / hashed.processor:.1f}", f"{taken.processor / hashed.hashing:.1f}", f"{taken.megabytes:.0f}"),
    )


def _megabytes(whose: int) -> float:
    return resource.getrusage(whose).ru_maxrss / 1024


def _receipts(folder: Path, url: str) -> list[float]:
    """Return how long each of some receipts took, in milliseconds, its checks among it."""
    from consensus.db import db

    app, times = installed(folder, url), []
    with app.app_context():
        size = ledger.sign_checkpoint(db.session(), now=NOW).size
        db.session.commit()
        for index in Random(3).sample(range(size), RECEIPTS):
            began = time.perf_counter()
            ledger.ask_receipt(db.session(), actor=ACTOR, index=index, now=NOW)
            times.append((time.perf_counter() - began) * 1000)
        db.session.remove()
        db.engine.dispose()
    return times
