"""The ledger: appending, verifying beside the bare hashing, a receipt out of a large tree."""

from __future__ import annotations

import multiprocessing
import os
import resource
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from statistics import median
from typing import Any

import click
from sqlalchemy import LargeBinary, cast, insert, select, text, update

from consensus import ledger
from consensus.ledger.entries import leaf_of
from consensus.ledger.merkle import WIDTH, completed, grow, leaf_hash
from consensus.ledger.models import LedgerEntry, LedgerHead, LedgerSubtree
from tests.bench import appending
from tests.bench.appending import ACT, ACTOR, NOW, engine_of, said_in
from tests.bench.databases import copied, fresh
from tests.bench.network import installed
from tests.bench.telling import table
from tests.bench.words import sentence

RECEIPTS = 60

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
            click.echo(f"\n{appending.measure(copy.url, seconds, rounds)}")
        with copied(store, "large") as copy:
            _large(folder, copy.url, entries, rounds)


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
    engine, frontier = engine_of(url), list[bytes]()
    said = [{"person": 17, "text": sentence(number, 40)} for number in range(100)]
    salts = Random(5)
    with engine.begin() as connection:
        for first in range(0, entries, 10_000):
            rows, subtrees = [], []
            for index in range(first, min(first + 10_000, entries)):
                entry, salt = ledger.canonical(said_in(index, said[index % 100])), salts.randbytes(16)
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


def _apart(work: Callable[[Path, str], Any], folder: Path, url: str) -> Any:
    """Return what ``work`` finds in a process of its own, so that the memory of one is not that of another."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(work, (folder, url))


def _hash(_folder: Path, url: str) -> Taken:
    """Return how long reading and hashing all takes, and the hashing by itself."""
    engine, began, clock, hashing, frontier, size = engine_of(url), time.process_time(), time.monotonic(), 0.0, list[bytes](), 0
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
